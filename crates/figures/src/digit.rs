//! A picture of 28×28 pixels, as the network sees it.

use crate::canvas::Canvas;
use crate::figure::{Figure, Words};
use crate::style::Tone;
use words::text;

/// The side of a picture, in pixels of its own.
const SIDE: usize = 28;
/// The side of one of them on the screen.
const PIXEL: f64 = 5.0;

/// Plots a picture's ink, row by row, 0 for paper to 255 for full ink, as dark squares on paper.
///
/// ```
/// let mut ink = [0; 784];
/// ink[28 * 14..28 * 15].fill(255); // row 14
/// println!("{}", figures::plot_image(&ink));
/// ```
pub fn plot_image(ink: &[u8; SIDE * SIDE]) -> Figure {
    let words = Words {
        title: text!("网络看到的图片", "What the network sees"),
        description: description(ink),
        text: shades(ink),
    };
    Figure::draw((152, 152), words, |canvas: &Canvas| {
        for (row, line) in ink.chunks_exact(SIDE).enumerate() {
            let mut column = 0;
            // Equal neighbours become one rectangle: fewer elements and no hair lines between them.
            for run in line.chunk_by(|one, next| one == next) {
                let place = (6.0 + PIXEL * column as f64, 6.0 + PIXEL * row as f64);
                canvas.rectangle(place, (PIXEL * run.len() as f64, PIXEL), Tone::Ink, f64::from(run[0]) / 255.0);
                column += run.len();
            }
        }
        let (near, far) = (5.5, 146.5);
        canvas.line(&[(near, near), (far, near), (far, far), (near, far), (near, near)], Tone::Grid, 1.0);
    })
    .crisp()
}

fn description(ink: &[u8]) -> String {
    let rows = extent(ink.chunks_exact(SIDE).map(|row| row.iter().any(|&value| value > 64)));
    let columns = extent((0..SIDE).map(|column| ink.iter().skip(column).step_by(SIDE).any(|&value| value > 64)));
    match (rows, columns) {
        (Some((top, bottom)), Some((left, right))) => text!(
            "28×28 像素的灰度图，笔迹占第 {top} 到 {bottom} 行、第 {left} 到 {right} 列。",
            "A grey picture of 28×28 pixels; its ink fills rows {top} to {bottom} and columns {left} to {right}."
        ),
        _ => text!("28×28 像素的灰度图，几乎没有笔迹。", "A grey picture of 28×28 pixels with hardly any ink."),
    }
}

/// The first and the last place that holds, counted from 1.
fn extent(holds: impl Iterator<Item = bool>) -> Option<(usize, usize)> {
    let places: Vec<usize> = holds.enumerate().filter(|(_, holds)| *holds).map(|(index, _)| index + 1).collect();
    Some((*places.first()?, *places.last()?))
}

/// 28 columns × 14 rows of shades: a character is twice as high as wide, so it stands for two pixels.
fn shades(ink: &[u8]) -> String {
    const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];
    let mut text = String::new();
    for rows in ink.chunks_exact(2 * SIDE) {
        let line: String = (0..SIDE)
            .map(|column| usize::from(rows[column]) + usize::from(rows[column + SIDE]))
            .map(|sum| SHADES[(sum * 5 / 511).min(4)])
            .collect();
        text += &line;
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_becomes_squares_and_paper_none() {
        let mut ink = [0; 784];
        ink[0] = 255;
        ink[29..31].fill(51);
        let svg = plot_image(&ink).svg;
        assert!(svg.contains("<rect x=\"60\" y=\"60\" width=\"50\" height=\"50\" fill="), "{svg}");
        assert!(svg.contains("<rect x=\"110\" y=\"110\" width=\"100\" height=\"50\" opacity=\"0.2\" fill="), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 3, "the card and two squares: {svg}");
    }

    #[test]
    fn the_terminal_sees_fourteen_rows_of_shades() {
        let mut ink = [255; 784];
        ink[..28].fill(0);
        let lines: Vec<String> = shades(&ink).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 14);
        assert_eq!(lines[0], "▒".repeat(28));
        assert_eq!(lines[13], "█".repeat(28));
    }

    #[test]
    fn the_description_says_where_the_ink_is() {
        let mut ink = [0; 784];
        ink[3 * 28 + 4] = 200;
        ink[20 * 28 + 9] = 200;
        let english = words::Language::English.within(|| plot_image(&ink).description);
        assert!(english.contains("rows 4 to 21 and columns 5 to 10"), "{english}");
        words::Language::English.within(|| assert!(plot_image(&[0; 784]).description.contains("hardly any ink")));
    }
}
