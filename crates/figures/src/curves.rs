//! What training measures as it goes: losses and accuracies, one or several runs in one chart.

use crate::axes::{Axis, Frame, draw_title};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::letters;
use crate::style::{Tone, size, text_width};
use words::{text, width};

const WIDTH: u32 = 640;
const LEFT: f64 = 62.0;
const FIELD: (f64, f64) = (548.0, 260.0);
/// More points than this in one curve are not seen, and make the file long.
const MOST_POINTS: usize = 1000;

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

/// A curve as it is drawn.
struct Drawn<'a> {
    label: &'a str,
    points: Vec<(f64, f64)>,
    tone: Tone,
}

impl Chart {
    fn draw(&self, curves: &[Curve]) -> Figure {
        let drawn = self.drawn(curves);
        if drawn.is_empty() {
            return self.without_data();
        }
        let legend = Legend::of(&drawn);
        let top = if legend.rows > 0 { 82.0 } else { 74.0 } + legend.height();
        let (x, y) = self.axes(&drawn);
        let frame = Frame { left: LEFT, top, width: FIELD.0, height: FIELD.1, x, y };
        let size = (WIDTH, (top + FIELD.1 + 58.0) as u32);
        let text = self.text(&drawn);
        let words = Words { title: self.title.clone(), description: self.description(&drawn), text };
        Figure::draw(size, words, |canvas| {
            draw_title(canvas, &self.title, WIDTH);
            legend.draw(canvas);
            frame.draw(canvas, &self.x_name, &self.y_name);
            for curve in &drawn {
                draw_curve(canvas, &frame, curve);
            }
        })
    }

    /// Curves that have points, each in its colour.
    fn drawn<'a>(&self, curves: &'a [Curve]) -> Vec<Drawn<'a>> {
        let scale = self.unit.scale();
        curves
            .iter()
            .zip(Tone::ACCENTS.into_iter().cycle())
            .map(|(curve, tone)| {
                let points = curve.drawable().into_iter().map(|(x, y)| (x, y * scale)).collect();
                Drawn { label: &curve.label, points, tone }
            })
            .filter(|curve| !curve.points.is_empty())
            .collect()
    }

    fn axes(&self, drawn: &[Drawn]) -> (Axis, Axis) {
        let points = || drawn.iter().flat_map(|curve| &curve.points);
        let (x_low, x_high) = range(points().map(|point| point.0));
        let (y_low, y_high) = range(points().map(|point| point.1));
        // A loss is read against 0, unless all of them lie far from it.
        let from_zero = matches!(self.unit, Unit::Number) && y_low >= 0.0 && y_low < 0.6 * y_high;
        let y = Axis::covering(if from_zero { 0.0 } else { y_low }, y_high, 5);
        let y = if matches!(self.unit, Unit::Percent) { y.up_to(100.0) } else { y };
        (Axis::counting(x_low, x_high, 10), y)
    }

    fn description(&self, drawn: &[Drawn]) -> String {
        let curves: Vec<String> = drawn
            .iter()
            .map(|curve| {
                let (first, last) = self.ends(&curve.points);
                let (label, count) = (curve.label, curve.points.len());
                let label = if label.is_empty() { &self.y_name } else { label };
                text!(
                    "{label}：共 {count} 个点，从 {first} 到 {last}",
                    "{label}: {count} points, from {first} to {last}"
                )
            })
            .collect();
        let curves = curves.join(&text!("；", "; "));
        text!("{curves}。", "{curves}.")
    }

    fn ends(&self, points: &[(f64, f64)]) -> (String, String) {
        let write = |point: Option<&(f64, f64)>| point.map_or_else(String::new, |point| self.unit.write(point.1));
        (write(points.first()), write(points.last()))
    }

    fn text(&self, drawn: &[Drawn]) -> String {
        let width = drawn.iter().map(|curve| width::columns(curve.label)).max().unwrap_or(0);
        let mut lines = format!("{}\n\n", self.title);
        for curve in drawn {
            let values: Vec<f64> = curve.points.iter().map(|point| point.1).collect();
            let (first, last) = self.ends(&curve.points);
            let line = letters::sparkline(&values, 48);
            lines += format!("{}  {line}  {first} → {last}", width::pad(curve.label, width)).trim_start();
            lines.push('\n');
        }
        lines
    }

    /// What is drawn when there is nothing to draw.
    fn without_data(&self) -> Figure {
        let nothing = text!("没有数据", "no data");
        let text = format!("{}\n\n{nothing}", self.title);
        let words = Words { title: self.title.clone(), description: nothing.clone(), text };
        Figure::draw((WIDTH, 140), words, |canvas| {
            draw_title(canvas, &self.title, WIDTH);
            let letters = Letters::new(size::LABEL, Tone::Muted, Anchor::Middle);
            canvas.text(&nothing, (f64::from(WIDTH) / 2.0, 86.0), letters);
        })
    }
}

fn draw_curve(canvas: &Canvas, frame: &Frame, curve: &Drawn) {
    let curve_of_few = Curve::new("", curve.points.iter().copied()).thinned(MOST_POINTS);
    let places: Vec<_> = curve_of_few.points.iter().map(|&point| frame.place(point)).collect();
    canvas.line(&places, curve.tone, 1.8);
    // Few points are measurements to be seen one by one.
    if places.len() <= 24 {
        for &place in &places {
            canvas.dot(place, 3.2, curve.tone);
        }
    }
}

/// Names of the curves above the chart, in as many rows as they need.
struct Legend<'a> {
    entries: Vec<(f64, f64, &'a Drawn<'a>)>,
    rows: usize,
}

impl<'a> Legend<'a> {
    const ROW: f64 = 22.0;

    fn of(drawn: &'a [Drawn<'a>]) -> Legend<'a> {
        let named: Vec<_> = drawn.iter().filter(|curve| !curve.label.is_empty()).collect();
        let (mut x, mut rows) = (LEFT, usize::from(!named.is_empty()));
        let mut entries = Vec::new();
        for curve in named {
            let width = 30.0 + text_width(curve.label, size::LABEL) + 22.0;
            if x > LEFT && x + width > LEFT + FIELD.0 {
                (x, rows) = (LEFT, rows + 1);
            }
            entries.push((x, 62.0 + Legend::ROW * (rows - 1) as f64, curve));
            x += width;
        }
        Legend { entries, rows }
    }

    fn height(&self) -> f64 {
        Legend::ROW * self.rows as f64
    }

    fn draw(&self, canvas: &Canvas) {
        for &(x, y, curve) in &self.entries {
            canvas.line(&[(x, y), (x + 22.0, y)], curve.tone, 2.6);
            let letters = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
            canvas.text_beside(curve.label, (x + 30.0, y), letters);
        }
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

    #[test]
    fn many_names_take_several_rows() {
        let curves: Vec<Curve> =
            (0..9).map(|run| Curve::new(format!("a long name of run {run}"), [(0.0, 1.0)])).collect();
        let drawn = Chart { title: String::new(), x_name: String::new(), y_name: String::new(), unit: Unit::Number };
        let drawn = drawn.drawn(&curves);
        let legend = Legend::of(&drawn);
        assert!(legend.rows > 1);
        assert!(legend.entries.iter().all(|(x, _, curve)| x + 30.0 + text_width(curve.label, 13.0) < 620.0));
    }
}
