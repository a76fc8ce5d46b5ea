//! Small pictures side by side: the kernels of a convolution, and the feature maps that it makes.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::{text, width};

/// Pictures in a row.
const ACROSS: usize = 10;
/// The side of a picture on the screen, and from one to the next.
const SIDE: f64 = 56.0;
const STEP: (f64, f64) = (64.0, 84.0);
const LEFT: f64 = 20.0;
const TOP: f64 = 74.0;

/// Plots the kernels of a convolution with one input channel, `[kernels, side, side]`: blue where a weight is above 0, orange
/// where it is below, and the stronger the larger it is.
///
/// # Panics
/// When the weights are not whole kernels of that side.
///
/// ```
/// let edges = [-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0];
/// println!("{}", figures::plot_filters(&edges, 3));
/// ```
pub fn plot_filters(weights: &[f32], side: usize) -> Figure {
    let count = count(weights, side);
    mosaic(text!("{count} 个卷积核，各 {side}×{side}", "{count} kernels of {side}×{side}"), weights, side)
}

/// Plots feature maps, `[maps, side, side]`: blue where a value is above 0, orange where it is below, and the stronger the
/// larger it is.
///
/// # Panics
/// When the values are not whole maps of that side.
pub fn plot_feature_maps(values: &[f32], side: usize) -> Figure {
    let count = count(values, side);
    mosaic(text!("{count} 张特征图，各 {side}×{side}", "{count} feature maps of {side}×{side}"), values, side)
}

fn count(values: &[f32], side: usize) -> usize {
    let len = side * side;
    assert!(
        len > 0 && values.len().is_multiple_of(len),
        "{} numbers are not whole pictures of {side} × {side}",
        values.len()
    );
    values.len() / len
}

fn mosaic(title: String, values: &[f32], side: usize) -> Figure {
    let count = count(values, side);
    let largest =
        values.iter().filter(|value| value.is_finite()).fold(0.0, |largest: f32, value| largest.max(value.abs()));
    let (across, down) = (count.clamp(1, ACROSS), count.div_ceil(ACROSS).max(1));
    // The legend needs room, also under a single picture.
    let width = (2.0 * LEFT + STEP.0 * across as f64 - 8.0).max(330.0) as u32;
    let height = (TOP + STEP.1 * down as f64 - 8.0) as u32;
    let legend =
        text!("蓝：大于 0；橙：小于 0；最深：{largest:.2}", "blue: above 0; orange: below 0; strongest: {largest:.2}");
    let words = Words {
        title,
        description: description(values, side, &legend),
        text: format!("{}\n\n{}", text_legend(largest), text_mosaic(values, side, largest)),
    };
    let figure = Figure::titled((width, height), words, |canvas| {
        canvas.text(&legend, (f64::from(width) / 2.0, 54.0), Letters::new(size::TICK, Tone::Muted, Anchor::Middle));
        for (index, picture) in values.chunks_exact(side * side).enumerate() {
            let place = (LEFT + STEP.0 * (index % ACROSS) as f64, TOP + STEP.1 * (index / ACROSS) as f64);
            draw_picture(canvas, place, side, picture, largest);
            let number = Letters::new(size::SMALL, Tone::Muted, Anchor::Middle);
            canvas.text(&index.to_string(), (place.0 + SIDE / 2.0, place.1 + SIDE + 14.0), number);
        }
    })
    .crisp();
    // In letters, its legend stands right below the title.
    Figure { text: figure.text.replacen("\n\n", "\n", 1), ..figure }
}

fn draw_picture(canvas: &Canvas, (x, y): (f64, f64), side: usize, picture: &[f32], largest: f32) {
    for (tone, sign) in [(Tone::Blue, 1.0), (Tone::Orange, -1.0)] {
        let shares: Vec<f64> = picture.iter().map(|value| f64::from(sign * value / largest)).collect();
        canvas.pixels((x, y), SIDE / side as f64, side, &shares, tone);
    }
    let (left, top, right, bottom) = (x - 0.5, y - 0.5, x + SIDE + 0.5, y + SIDE + 0.5);
    canvas.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], Tone::Quiet, 1.0);
}

/// For each picture how much of it is above and below 0.
fn description(values: &[f32], side: usize, legend: &str) -> String {
    let count = count(values, side);
    let share = |holds: fn(f32) -> bool| {
        let holding = values.iter().filter(|value| holds(**value)).count();
        (100.0 * holding as f64 / values.len().max(1) as f64).round()
    };
    let (above, below) = (share(|value| value > 0.0), share(|value| value < 0.0));
    text!(
        "{count} 张小图，每张 {side}×{side} 个数，编号从 0 开始。{legend}。全部数里 {above} % 大于 0，{below} % 小于 0。",
        "{count} small pictures of {side}×{side} numbers each, numbered from 0. {legend}. Of all numbers {above} % are above 0 and {below} % below."
    )
}

const ABOVE: [char; 5] = [' ', '░', '▒', '▓', '█'];
const BELOW: [char; 5] = [' ', '·', '-', '=', '#'];

fn text_legend(largest: f32) -> String {
    let [above, below] = [ABOVE, BELOW].map(|letters| letters[1..].iter().collect::<String>());
    text!(
        "大于 0：{above}；小于 0：{below}；最深：{largest:.2}",
        "above 0: {above}; below 0: {below}; strongest: {largest:.2}"
    )
}

/// Five pictures a row, each at most 14 columns × 7 rows: a letter is twice as high as wide.
fn text_mosaic(values: &[f32], side: usize, largest: f32) -> String {
    let rows = side.min(7);
    let columns = 2 * rows;
    let part = |index: usize, parts: usize| (index * side / parts, ((index + 1) * side).div_ceil(parts));
    let letter = |picture: &[f32], row: usize, column: usize| {
        let ((top, bottom), (left, right)) = (part(row, rows), part(column, columns));
        let pixels = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        let mean = pixels.map(|(x, y)| picture[y * side + x]).sum::<f32>() / ((bottom - top) * (right - left)) as f32;
        let letters = if mean < 0.0 { BELOW } else { ABOVE };
        letters[((mean.abs() / largest * 4.0).round() as usize).min(4)]
    };
    let pictures: Vec<&[f32]> = values.chunks_exact(side * side).collect();
    let mut text = String::new();
    for (first, line) in pictures.chunks(5).enumerate() {
        let names: String =
            (0..line.len()).map(|index| width::pad(&(first * 5 + index).to_string(), columns + 2)).collect();
        text += names.trim_end();
        text.push('\n');
        for row in 0..rows {
            let pieces: Vec<String> =
                line.iter().map(|picture| (0..columns).map(|column| letter(picture, row, column)).collect()).collect();
            text += pieces.join("  ").trim_end();
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_largest_number_is_full_and_signs_have_their_colours() {
        let figure = Language::English.within(|| plot_filters(&[2.0, 0.0, 0.0, -1.0], 2));
        assert!(figure.svg.contains("h280v280h-280z\" opacity=\"1\" fill=\"#1C62A8\""), "{}", figure.svg);
        assert!(figure.svg.contains("opacity=\"0.5\" fill=\"#BC4F08\""), "{}", figure.svg);
        assert!(figure.title.contains("1 kernels of 2×2") && figure.description.contains("strongest: 2.00"));
    }

    #[test]
    fn the_terminal_sees_each_picture_with_its_number() {
        let values: Vec<f32> = (0..6 * 4).map(|index| if index < 4 { 1.0 } else { -0.5 }).collect();
        let text = plot_feature_maps(&values, 2).text;
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[3].split_whitespace().collect::<Vec<_>>(), ["0", "1", "2", "3", "4"]);
        assert_eq!(lines[4], "████  ----  ----  ----  ----");
        assert_eq!(lines[6].trim(), "5");
    }

    #[test]
    fn maps_of_nothing_but_zeros_are_empty() {
        let figure = plot_feature_maps(&[0.0; 18], 3);
        assert!(!figure.svg.contains("NaN") && !figure.svg.contains("<path"), "{}", figure.svg);
    }

    #[test]
    #[should_panic(expected = "7 numbers are not whole pictures of 2 × 2")]
    fn numbers_that_are_not_whole_pictures_panic() {
        plot_filters(&[0.0; 7], 2);
    }
}
