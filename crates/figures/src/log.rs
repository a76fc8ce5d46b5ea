//! The natural logarithm between 0 and 1, where probabilities live.

use crate::axes::{Axis, Frame};
use crate::canvas::Canvas;
use crate::figure::{Figure, Words};
use crate::letters;
use crate::style::Tone;
use words::text;

const SIZE: (u32, u32) = (560, 400);

/// Plots y = ln x for x = 0.01, 0.02, …, 0.99.
///
/// It shows why cross-entropy, −ln of the probability given to the truth, forgives what is nearly right and punishes
/// what is surely wrong.
pub fn plot_log() -> Figure {
    let points: Vec<(f64, f64)> =
        (1..=99).map(|hundredths| f64::from(hundredths) / 100.0).map(|x| (x, x.ln())).collect();
    let frame = Frame {
        left: 62.0,
        top: 66.0,
        width: 468.0,
        height: 274.0,
        x: Axis::covering(0.0, 1.0, 5),
        y: Axis::covering(-4.6, 0.0, 5),
    };
    let description = text!(
        "自然对数 y = ln x 的曲线，x 从 0.01 到 0.99。x 接近 0 时，y 从 −4.61 起急剧上升，之后越来越平缓；x 接近 1 时，y 接近 0。",
        "The curve of the natural logarithm, y = ln x, for x from 0.01 to 0.99. It rises steeply from −4.61 where x is near \
         0, then flattens, and nears 0 as x nears 1."
    );
    let words = Words { title: "y=log(x)".to_owned(), description, text: table(&points) };
    Figure::titled(SIZE, words, |canvas: &Canvas| {
        frame.draw(canvas, "x", "y");
        let curve: Vec<_> = points.iter().map(|&point| frame.place(point)).collect();
        canvas.line(&curve, Tone::Blue, 2.2);
    })
}

/// Some of the points as numbers, each with a bar as long as −y.
fn table(points: &[(f64, f64)]) -> String {
    let mut table = String::from("   x      y\n");
    for index in [0, 1, 4, 9, 24, 49, 74, 89, 98] {
        let (x, y) = points[index];
        table += &format!("{x:.2}  −{:.2}  {}\n", -y, letters::bar(-y / 4.7, 40));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_has_one_point_for_each_hundredth() {
        let svg = plot_log().svg;
        let curve = svg.lines().find(|line| line.contains("stroke-width=\"22\"")).expect("the curve");
        assert_eq!(curve.matches(',').count(), 99);
        assert!(svg.contains(">y=log(x)</text>") && svg.contains(">x</text>") && svg.contains(">y</text>"));
    }

    #[test]
    fn the_terminal_sees_numbers() {
        let text = plot_log().text;
        assert!(text.contains("0.01  −4.61") && text.contains("0.99  −0.01"), "{text}");
    }
}
