//! Several pictures of 28×28 pixels side by side, each with two lines below it.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::text;

/// The side of a picture, in pixels of its own.
const SIDE: usize = 28;
/// The side of one of them on the screen.
const PIXEL: f64 = 3.4;
const WIDTH: u32 = 640;
/// Pictures in a row.
const COLUMNS: usize = 5;
/// From one picture to the next.
const STEP: (f64, f64) = (122.0, 146.0);
const TOP: f64 = 52.0;
/// Shades that are told apart; more are not seen, and make the file long.
const SHADES: u8 = 16;

/// A picture with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captioned<'a> {
    /// Ink, row by row, 0 for paper to 255 for full ink.
    pub ink: &'a [u8; SIDE * SIDE],
    /// The lines below it.
    pub lines: [String; 2],
}

/// Plots pictures as dark ink on paper, five a row, each with two lines below it.
///
/// ```
/// use figures::{Captioned, plot_pictures};
///
/// let ink = [0; 784];
/// println!("{}", plot_pictures("Nothing", &[Captioned { ink: &ink, lines: ["empty".into(), "0 %".into()] }]));
/// ```
pub fn plot_pictures(title: &str, pictures: &[Captioned]) -> Figure {
    let lines: Vec<String> = pictures.iter().map(|picture| picture.lines.join(" ").trim().to_owned()).collect();
    let listed = lines.join(&text!("；", "; "));
    let words = Words {
        title: title.to_owned(),
        description: text!(
            "28×28 像素的图片，下面写着：{listed}。",
            "Pictures of 28×28 pixels, with these words: {listed}."
        ),
        text: lines.join("\n"),
    };
    let rows = pictures.len().div_ceil(COLUMNS).max(1);
    Figure::titled((WIDTH, (TOP + STEP.1 * rows as f64 + 10.0) as u32), words, |canvas| {
        for (index, picture) in pictures.iter().enumerate() {
            let in_row = COLUMNS.min(pictures.len() - index / COLUMNS * COLUMNS);
            let left = (f64::from(WIDTH) - STEP.0 * in_row as f64) / 2.0 + STEP.0 * (index % COLUMNS) as f64;
            draw_picture(canvas, picture, left + STEP.0 / 2.0, TOP + STEP.1 * (index / COLUMNS) as f64);
        }
    })
    .crisp()
}

/// A picture whose upper edge has its middle at `(middle, top)`.
fn draw_picture(canvas: &Canvas, picture: &Captioned, middle: f64, top: f64) {
    let side = PIXEL * SIDE as f64;
    let left = middle - side / 2.0;
    for (row, line) in picture.ink.chunks_exact(SIDE).enumerate() {
        let mut column = 0;
        // Equal neighbours become one rectangle: fewer elements and no hair lines between them.
        for run in line.chunk_by(|&one, &next| shade(one) == shade(next)) {
            let place = (left + PIXEL * column as f64, top + PIXEL * row as f64);
            canvas.rectangle(place, (PIXEL * run.len() as f64, PIXEL), Tone::Ink, shade(run[0]));
            column += run.len();
        }
    }
    let (right, bottom) = (left + side, top + side);
    canvas.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], Tone::Grid, 1.0);
    let tones = [Tone::Ink, Tone::Muted];
    for (index, (line, tone)) in picture.lines.iter().zip(tones).enumerate() {
        let letters = Letters::new(size::TICK, tone, Anchor::Middle);
        canvas.text(line, (middle, bottom + 16.0 + 17.0 * index as f64), letters);
    }
}

/// Ink from 0 to 1, in a few steps.
fn shade(ink: u8) -> f64 {
    (f64::from(ink) / 255.0 * f64::from(SHADES - 1)).round() / f64::from(SHADES - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_has_its_ink_and_its_words() {
        let mut ink = [0; SIDE * SIDE];
        ink[..SIDE].fill(255);
        let empty = [0; SIDE * SIDE];
        let picture = |ink, word: &str| Captioned { ink, lines: [word.into(), "99.9%".into()] };
        let figure = plot_pictures("Two", &[picture(&ink, "full"), picture(&empty, "empty")]);
        assert_eq!(figure.svg.matches("<rect").count(), 2, "the card, and one row of ink: {}", figure.svg);
        assert!(figure.svg.contains(">full</text>") && figure.svg.matches(">99.9%</text>").count() == 2);
        assert!(figure.text.ends_with("full 99.9%\nempty 99.9%"), "{figure}");
    }

    #[test]
    fn a_shade_is_empty_only_where_there_is_hardly_any_ink() {
        assert_eq!((shade(0), shade(255)), (0.0, 1.0));
        assert!(shade(9) > 0.0 && shade(8) == 0.0);
        plot_pictures("None", &[]);
    }
}
