//! What training measures as it goes: losses and accuracies, one or several runs in one chart.

use crate::axes::Axis;
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::letters;
use crate::lines::{Line, Lines};
use crate::style::Tone;
use words::text;

/// Plots losses by step.
pub fn plot_loss_curve(curves: &[Curve]) -> Figure {
    let chart = Chart {
        title: text!("训练中的损失", "Loss during training"),
        x_name: text!("步数", "step"),
        y_name: text!("损失", "loss"),
        unit: Unit::Number,
    };
    chart.draw(curves)
}

/// Plots accuracies by epoch; an accuracy is 0 to 1 and written in percent.
pub fn plot_accuracy_curve(curves: &[Curve]) -> Figure {
    let chart = Chart {
        title: text!("每一轮后的准确率", "Accuracy after each epoch"),
        x_name: text!("轮数", "epoch"),
        y_name: text!("准确率 (%)", "accuracy (%)"),
        unit: Unit::Percent,
    };
    chart.draw(curves)
}

/// Plots how a time grows with the work: x is how often the work was doubled, y the microseconds for one image. What
/// stays level grows no faster than the work.
pub fn plot_growth(curves: &[Curve]) -> Figure {
    let chart = Chart {
        title: text!("每张图用的时间", "Time for one image"),
        x_name: text!("工作量翻倍的次数", "times that the work was doubled"),
        y_name: text!("微秒", "microseconds"),
        unit: Unit::Number,
    };
    chart.draw(curves)
}

/// What the y values are.
#[derive(Clone, Copy)]
enum Unit {
    Number,
    Percent,
}

impl Unit {
    fn scale(self) -> f64 {
        match self {
            Unit::Number => 1.0,
            Unit::Percent => 100.0,
        }
    }

    fn write(self, value: f64) -> String {
        match self {
            Unit::Percent => format!("{value:.2}%"),
            Unit::Number if value != 0.0 && !(1e-3..1e6).contains(&value.abs()) => format!("{value:.3e}"),
            Unit::Number => format!("{value:.4}"),
        }
    }
}

/// A chart's words, and what it measures.
struct Chart {
    title: String,
    x_name: String,
    y_name: String,
    unit: Unit,
}

impl Chart {
    fn draw(self, curves: &[Curve]) -> Figure {
        let scale = self.unit.scale();
        let tones = Tone::ACCENTS.into_iter().cycle();
        let line = |(curve, tone): (&Curve, Tone)| {
            let points: Vec<_> = curve.drawable().into_iter().map(|(x, y)| (x, y * scale)).collect();
            (!points.is_empty()).then(|| Line { label: curve.label.clone(), points, tone, thickness: 1.8 })
        };
        let lines: Vec<Line> = curves.iter().zip(tones).filter_map(line).collect();
        if lines.is_empty() {
            return Figure::without_data(self.title);
        }
        let (x, y) = self.axes(&lines);
        let (description, text) = (self.description(&lines), self.text(&lines));
        let words = Words { title: self.title, description, text };
        let (x, y) = ((x, self.x_name), (y, self.y_name));
        Lines { words, x, y, lines, dots: Vec::new(), are_measured: true }.figure()
    }

    fn axes(&self, lines: &[Line]) -> (Axis, Axis) {
        let points = || lines.iter().flat_map(|line| &line.points);
        let (x_low, x_high) = range(points().map(|point| point.0));
        let (y_low, y_high) = range(points().map(|point| point.1));
        // A loss is read against 0, unless all of them lie far from it.
        let from_zero = matches!(self.unit, Unit::Number) && y_low >= 0.0 && y_low < 0.6 * y_high;
        let y = Axis::covering(if from_zero { 0.0 } else { y_low }, y_high, 5);
        let y = if matches!(self.unit, Unit::Percent) { y.up_to(100.0) } else { y };
        (Axis::counting(x_low, x_high, 10), y)
    }

    fn description(&self, lines: &[Line]) -> String {
        let told = |Line { label, points, .. }: &Line| {
            let ([first, last], count) = (self.ends(points), points.len());
            let label = if label.is_empty() { &self.y_name } else { label };
            text!("{label}：共 {count} 个点，从 {first} 到 {last}", "{label}: {count} points, from {first} to {last}")
        };
        let curves = lines.iter().map(told).collect::<Vec<_>>().join(&text!("；", "; "));
        text!("{curves}。", "{curves}.")
    }

    fn ends(&self, points: &[(f64, f64)]) -> [String; 2] {
        [points.first(), points.last()].map(|end| end.map_or_else(String::new, |point| self.unit.write(point.1)))
    }

    fn text(&self, lines: &[Line]) -> String {
        let row = |line: &'_ Line| line.points.iter().map(|point| point.1).collect();
        let rows: Vec<_> =
            lines.iter().map(|line| (line.label.as_str(), row(line), self.ends(&line.points).join(" → "))).collect();
        letters::rows(&rows, 48, 0).iter().map(|row| row.trim_start()).collect::<Vec<_>>().join("\n")
    }
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn polylines(figure: &Figure, tone: Tone) -> usize {
        let stroke = format!("stroke=\"{}\" stroke-width=\"18\"", tone.hex());
        figure.svg.matches(&stroke).count()
    }

    #[test]
    fn each_curve_has_its_colour_and_its_name() {
        let curves =
            [Curve::new("交叉熵", [(0.0, 2.5), (200.0, 0.4)]), Curve::new("均方误差", [(0.0, 0.09), (200.0, 0.08)])];
        let figure = plot_loss_curve(&curves);
        assert_eq!((polylines(&figure, Tone::Blue), polylines(&figure, Tone::Orange)), (1, 1));
        assert!(figure.svg.contains(">交叉熵</text>") && figure.svg.contains(">均方误差</text>"));
    }

    #[test]
    fn points_without_a_place_are_skipped() {
        let curve = Curve::new("", [(0.0, 1.0), (1.0, f64::NAN), (2.0, f64::INFINITY), (3.0, 1e300), (4.0, 0.5)]);
        let figure = plot_loss_curve(&[curve]);
        let line = figure.svg.lines().find(|line| line.contains("stroke-width=\"18\"")).expect("the curve");
        assert_eq!(line.matches(',').count(), 2, "{line}");
        assert!(!figure.svg.contains("NaN") && !figure.svg.contains("inf"));
    }

    #[test]
    fn one_point_is_a_dot_and_no_point_says_so() {
        let figure = plot_accuracy_curve(&[Curve::new("", [(1.0, 0.98)])]);
        assert_eq!(figure.svg.matches("<circle").count(), 1);
        for curves in [vec![], vec![Curve::new("x", [])], vec![Curve::new("x", [(0.0, f64::NAN)])]] {
            let figure = Language::English.within(|| plot_loss_curve(&curves));
            assert!(figure.svg.contains(">no data</text>") && figure.text.ends_with("no data"));
        }
    }

    #[test]
    fn accuracies_are_written_in_percent_and_end_at_a_hundred() {
        let curve = Curve::new("", [(1.0, 0.9419), (2.0, 0.9573), (3.0, 1.0)]);
        let figure = Language::English.within(|| plot_accuracy_curve(&[curve]));
        assert!(figure.svg.contains(">100</text>") && !figure.svg.contains(">102</text>"));
        assert!(figure.text.contains("94.19% → 100.00%"), "{figure}");
    }

    #[test]
    fn growth_is_read_against_no_time_at_all() {
        let curve = Curve::new("batch size", [(0.0, 52.0), (1.0, 47.0), (2.0, 44.0)]);
        let figure = Language::English.within(|| plot_growth(&[curve]));
        assert!(figure.svg.contains(">0</text>") && figure.svg.contains(">microseconds</text>"));
        assert!(figure.text.contains("52.0000 → 44.0000"), "{figure}");
    }

    #[test]
    fn a_long_training_makes_a_short_file() {
        let curve = Curve::new("a", (0..100_000).map(|step| (f64::from(step), f64::from(step % 7))));
        assert!(plot_loss_curve(&[curve]).svg.len() < 20_000);
    }
}
