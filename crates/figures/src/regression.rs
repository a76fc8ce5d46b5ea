//! What a network with one real output says of each digit.

use crate::axes::{Axis, Frame};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::legend::LEFT;
use crate::letters;
use crate::style::{Tone, size};
use words::{text, width};

const WIDTH: u32 = 640;
const TOP: f64 = 90.0;
/// The height of a digit's row, and how high its hill may be: a hill may reach into the row above.
const ROW: f64 = 36.0;
const HILL: f64 = 46.0;
/// Where outputs are counted, in stretches of a quarter; what lies outside counts in the outermost ones.
const LOW: f64 = -2.0;
const HIGH: f64 = 11.0;
const BINS: usize = 52;

/// Plots real outputs by what they should be: a hill for each digit, high where many of its pictures are. A mark on each base line
/// stands at the digit itself.
///
/// # Panics
/// When there are not as many outputs as labels.
pub fn plot_regression_outputs(outputs: &[f32], labels: &[u8]) -> Figure {
    let (output_count, label_count) = (outputs.len(), labels.len());
    assert_eq!(output_count, label_count, "each output has its label: {output_count} outputs, {label_count} labels");
    let digits: Vec<Digit> = (0..10).map(|digit| Digit::of(digit, outputs, labels)).collect();
    let title = text!("一个实数输出，按真实数字分开", "One real output, by the true digit");
    let rows: Vec<String> = digits.iter().filter_map(Digit::row).collect();
    let rows = rows.join(&text!("；", "; "));
    let description = text!(
        "每个数字一行，画出网络的输出在它的图片上怎样分布。中位数和四舍五入后读对的比例：{rows}。",
        "A row for each digit: how the network's output is distributed over its pictures. Median, and share read right when \
         rounded: {rows}."
    );
    let words = Words { title, description, text: table(&digits) };
    let bottom = TOP + ROW * 10.0;
    let frame = Frame {
        left: LEFT,
        top: TOP,
        width: 548.0,
        height: bottom - TOP,
        x: Axis::counting(LOW, HIGH, 14),
        y: Axis::covering(0.0, 1.0, 1),
    };
    Figure::titled((WIDTH, (bottom + 58.0) as u32), words, |canvas| {
        let x = |value: f64| frame.place((value, 0.0)).0;
        for tick in LOW as i32..=HIGH as i32 {
            let place = x(f64::from(tick));
            canvas.line(&[(place, TOP), (place, bottom + 5.0)], Tone::Grid, 1.0);
            let letters = Letters::new(size::TICK, Tone::Muted, Anchor::Middle);
            canvas.text(&tick.to_string().replace('-', "−"), (place, bottom + 19.0), letters);
        }
        let below = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle);
        canvas.text(&text!("网络的输出", "output of the network"), (LEFT + 274.0, bottom + 40.0), below);
        let above = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
        canvas.text(&text!("真实数字", "true digit"), (LEFT - 36.0, TOP - 30.0), above);
        for digit in &digits {
            digit.draw(canvas, TOP + ROW * (digit.digit as f64 + 1.0), x);
        }
    })
}

/// One digit's outputs.
struct Digit {
    digit: usize,
    /// Sorted; what is no number is left out.
    outputs: Vec<f64>,
    /// The share of them in each bin.
    shares: [f64; BINS],
    /// The share that is the digit once rounded, 0 to 1.
    right: f64,
}

impl Digit {
    fn of(digit: usize, outputs: &[f32], labels: &[u8]) -> Digit {
        let own = outputs.iter().zip(labels).filter(|(_, label)| usize::from(**label) == digit);
        let own: Vec<f32> = own.map(|(output, _)| *output).filter(|output| output.is_finite()).collect();
        let count = own.len().max(1) as f64;
        let is_right = |output: &&f32| output.round().clamp(0.0, 9.0) as usize == digit;
        let right = own.iter().filter(is_right).count() as f64 / count;
        let mut outputs: Vec<f64> = own.into_iter().map(f64::from).collect();
        outputs.sort_by(f64::total_cmp);
        let mut shares = [0.0; BINS];
        for output in &outputs {
            let bin = ((output - LOW) / (HIGH - LOW) * BINS as f64).floor().clamp(0.0, BINS as f64 - 1.0);
            shares[bin as usize] += 1.0 / count;
        }
        Digit { digit, outputs, shares, right }
    }

    fn median(&self) -> Option<f64> {
        let half = self.outputs.len() / 2;
        let last = self.outputs.len().checked_sub(1)?;
        Some((self.outputs[half] + self.outputs[last - half]) / 2.0)
    }

    /// The digit in words.
    fn row(&self) -> Option<String> {
        let (digit, median, right) = (self.digit, self.median()?, self.right * 100.0);
        Some(text!("{digit}：{median:.1}，{right:.0}%", "{digit}: {median:.1}, {right:.0}%"))
    }

    fn draw(&self, canvas: &Canvas, base: f64, x: impl Fn(f64) -> f64) {
        canvas.line(&[(x(LOW), base), (x(HIGH), base)], Tone::Muted, 0.8);
        let name = Letters::new(size::LABEL, Tone::Ink, Anchor::End).bold();
        canvas.text_beside(&self.digit.to_string(), (LEFT - 12.0, base - 8.0), name);
        if self.outputs.is_empty() {
            return;
        }
        // A stretch that a quarter of the pictures is in is as high as a hill can be.
        let height = |share: f64| HILL * (share * 4.0).min(1.0);
        let width = (HIGH - LOW) / BINS as f64;
        let mut edge = vec![(x(LOW), base)];
        edge.extend((0..BINS).map(|bin| (x(LOW + (bin as f64 + 0.5) * width), base - height(self.shares[bin]))));
        edge.push((x(HIGH), base));
        canvas.area(&edge, Tone::Blue, 0.45);
        canvas.line(&edge, Tone::Blue, 1.2);
        let own = x(self.digit as f64);
        canvas.line(&[(own, base - 11.0), (own, base + 4.0)], Tone::Orange, 2.6);
    }
}

fn table(digits: &[Digit]) -> String {
    let head = text!("−2 到 11", "−2 to 11");
    let [median, right] = [text!("中位数", "median"), text!("读对", "right")];
    let mut rows =
        format!("   {}  {}  {}\n", width::pad(&head, 52), width::pad_left(&median, 6), width::pad_left(&right, 6));
    for digit in digits {
        let line = letters::sparkline(&digit.shares, BINS);
        let median = digit.median().map_or_else(|| "—".to_owned(), |median| format!("{median:.2}").replace('-', "−"));
        let right = format!("{:.1}%", digit.right * 100.0);
        rows += &format!("{}  {line}  {}  {right:>6}\n", digit.digit, width::pad_left(&median, 6));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn each_digit_has_its_hill_its_median_and_its_share_read_right() {
        let outputs = [4.1, 4.6, 3.9, 6.5, 0.2, f32::NAN, 99.0];
        let labels = [4, 4, 4, 4, 0, 1, 9];
        let figure = Language::English.within(|| plot_regression_outputs(&outputs, &labels));
        assert!(figure.description.contains("4: 4.3, 50%"), "{}", figure.description);
        assert!(figure.description.contains("9: 99.0, 100%") && !figure.description.contains("1: "));
        assert_eq!(figure.svg.matches("<polygon").count(), 3);
        assert_eq!(figure.text.lines().count(), 13, "{figure}");
        plot_regression_outputs(&[], &[]);
    }

    #[test]
    #[should_panic(expected = "2 outputs, 1 labels")]
    fn outputs_without_labels_are_refused() {
        plot_regression_outputs(&[1.0, 2.0], &[1]);
    }
}
