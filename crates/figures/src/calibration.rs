//! Is a network as often right as it says?

use crate::axes::{Axis, Frame};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::legend::LEFT;
use crate::letters;
use crate::style::{Tone, size, text_width};
use words::{text, width};

const WIDTH: u32 = 560;
const TOP: f64 = 110.0;
const FIELD: (f64, f64) = (460.0, 320.0);

/// Answers of about the same confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationBar {
    /// How many there are.
    pub count: usize,
    /// Their mean confidence, 0 to 1.
    pub confidence: f64,
    /// The share of them that is right, 0 to 1.
    pub accuracy: f64,
}

/// Plots the share of right answers against how sure the network was, in bins of equal width from 0 to 1, and the diagonal on
/// which both are the same. The number of answers stands above each bar.
///
/// ```
/// use figures::{CalibrationBar, plot_calibration};
///
/// let sure = CalibrationBar { count: 90, confidence: 0.9, accuracy: 0.8 };
/// let unsure = CalibrationBar { count: 10, confidence: 0.4, accuracy: 0.4 };
/// println!("{}", plot_calibration(&[unsure, sure]));
/// ```
pub fn plot_calibration(bars: &[CalibrationBar]) -> Figure {
    let title = text!("说有几成把握，就对几成吗？", "As often right as it says?");
    let words = Words { title, description: description(bars), text: table(bars) };
    let axis = || Axis::covering(0.0, 100.0, 10);
    let frame = Frame { left: LEFT, top: TOP, width: FIELD.0, height: FIELD.1, x: axis(), y: axis() };
    Figure::titled((WIDTH, (TOP + FIELD.1 + 58.0) as u32), words, |canvas| {
        draw_legend(canvas);
        frame.draw(canvas, &text!("把握：最大的概率 (%)", "confidence: the largest probability (%)"), &right_name());
        let width = 100.0 / bars.len().max(1) as f64;
        for (index, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.count > 0) {
            draw_bar(canvas, &frame, width * index as f64, width, bar);
        }
        canvas.line(&[frame.place((0.0, 0.0)), frame.place((100.0, 100.0))], Tone::Orange, 1.8);
        for bar in bars.iter().filter(|bar| bar.count > 0) {
            canvas.dot(frame.place((bar.confidence * 100.0, bar.accuracy * 100.0)), 3.6, Tone::Ink);
        }
    })
}

fn right_name() -> String {
    text!("答对的比例 (%)", "answers that are right (%)")
}

fn draw_bar(canvas: &Canvas, frame: &Frame, low: f64, width: f64, bar: &CalibrationBar) {
    let (left, top) = frame.place((low, bar.accuracy * 100.0));
    let (right, bottom) = frame.place((low + width, 0.0));
    canvas.rectangle((left + 2.0, top), (right - left - 4.0, bottom - top), Tone::Blue, 0.35);
    // The number stands in the bar's foot, where neither the diagonal nor a dot is in its way, unless the bar is short.
    let letters = Letters::new(size::SMALL, Tone::Ink, Anchor::Middle);
    canvas.text(&bar.count.to_string(), ((left + right) / 2.0, bottom - 7.0), letters);
}

fn draw_legend(canvas: &Canvas) {
    let letters = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
    let y = 62.0;
    let bar = text!("答对的比例（下面是张数）", "share right (count at its foot)");
    canvas.rectangle((LEFT, y - 6.0), (22.0, 12.0), Tone::Blue, 0.35);
    canvas.text_beside(&bar, (LEFT + 30.0, y), letters);
    let x = LEFT + 52.0 + text_width(&bar, size::LABEL);
    canvas.line(&[(x, y), (x + 22.0, y)], Tone::Orange, 2.6);
    canvas.text_beside(&text!("说几成就对几成", "as often as it says"), (x + 30.0, y), letters);
}

fn description(bars: &[CalibrationBar]) -> String {
    let lines = bars.iter().filter(|bar| bar.count > 0).map(|&CalibrationBar { count, confidence, accuracy }| {
        let [confidence, accuracy] = [confidence * 100.0, accuracy * 100.0];
        text!(
            "{count} 张平均把握 {confidence:.1}%，答对 {accuracy:.1}%",
            "{count} answers of mean confidence {confidence:.1}%, {accuracy:.1}% right"
        )
    });
    let lines = lines.collect::<Vec<_>>().join(&text!("；", "; "));
    text!("按把握分组：{lines}。", "By confidence: {lines}.")
}

fn table(bars: &[CalibrationBar]) -> String {
    let head = [text!("把握 (%)", "confidence (%)"), text!("张数", "count"), text!("答对 (%)", "right (%)")];
    let widths = head.each_ref().map(|name| width::columns(name) + 2);
    let row = |cells: [String; 3]| -> String {
        cells.iter().zip(widths).map(|(cell, width)| width::pad_left(cell, width)).collect()
    };
    let mut lines = row(head);
    for bar in bars.iter().filter(|bar| bar.count > 0) {
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        let cells = [percent(bar.confidence), bar.count.to_string(), percent(bar.accuracy)];
        lines += &format!("\n{}  {}", row(cells), letters::bar(bar.accuracy, 20));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn bars() -> [CalibrationBar; 10] {
        std::array::from_fn(|bin| CalibrationBar {
            count: if bin == 0 { 0 } else { bin * bin },
            confidence: bin as f64 / 10.0 + 0.06,
            accuracy: bin as f64 / 11.0,
        })
    }

    #[test]
    fn an_empty_bin_has_no_bar_and_the_others_their_counts() {
        let figure = Language::English.within(|| plot_calibration(&bars()));
        assert_eq!(figure.svg.matches("<circle").count(), 9);
        assert!(figure.svg.contains(">81</text>"), "{}", figure.svg);
        assert!(figure.description.contains("81 answers of mean confidence 96.0%, 81.8% right"), "{figure:?}");
        assert_eq!(figure.text.lines().count(), 3 + 9);
    }

    #[test]
    fn without_answers_the_diagonal_stands_alone() {
        let svg = plot_calibration(&[]).svg;
        assert!(!svg.contains("<circle") && svg.contains(&Tone::Orange.hex()));
    }
}
