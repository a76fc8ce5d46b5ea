//! How accurate several trainings of one kind are after how many seconds: their middle, and how far they lie apart.

use super::axes::{Axis, Frame, draw_title};
use super::canvas::{Anchor, Canvas, Letters};
use super::curve::Curve;
use super::figure::{Figure, Words};
use super::letters;
use super::style::{Tone, size, text_width};
use crate::language::text;
use crate::spread::Spread;

const WIDTH: u32 = 640;
const LEFT: f64 = 62.0;
const FIELD: (f64, f64) = (548.0, 260.0);
/// As many dots as can be told apart.
const MOST_DOTS: usize = 24;

/// Plots validation accuracies by the seconds that the training has taken: a line through the medians of several runs, and a
/// band from the lowest to the highest.
///
/// A run has a point for each epoch, seconds since its beginning and the accuracy then, 0 to 1; the runs differ in their seed. The
/// median and the ends are taken epoch by epoch, as far as all runs have come. The axis begins where most of the
/// training is, so that the first epochs may lie below the figure. `test_accuracies`, 0 to 1 and one a run (or none), are those
/// at the end; their median is written above.
///
/// ```
/// use shuzi::figures::{Curve, plot_accuracy_by_time};
///
/// let runs = [Curve::new("1", [(1.5, 0.94), (3.0, 0.97)]), Curve::new("2", [(1.6, 0.95), (3.2, 0.98)])];
/// println!("{}", plot_accuracy_by_time(&runs, &[0.981, 0.979]));
/// ```
pub fn plot_accuracy_by_time(runs: &[Curve], test_accuracies: &[f64]) -> Figure {
    let chart = Chart {
        title: text!("准确率与训练时间", "Accuracy against training time"),
        num_runs: runs.len(),
        epochs: epochs(runs),
        test: Spread::of(test_accuracies.iter().map(|accuracy| accuracy * 100.0)),
    };
    if chart.epochs.is_empty() { chart.without_data() } else { chart.draw() }
}

/// All runs after one epoch: the median of their seconds, and their accuracies in percent.
struct Epoch {
    seconds: f64,
    accuracy: Spread,
}

fn epochs(runs: &[Curve]) -> Vec<Epoch> {
    let count = runs.iter().map(|run| run.points.len()).min().unwrap_or(0);
    let spread = |epoch: usize| {
        let seconds = Spread::of(runs.iter().map(|run| run.points[epoch].0))?.median;
        let accuracy = Spread::of(runs.iter().map(|run| run.points[epoch].1.clamp(0.0, 1.0) * 100.0))?;
        Some(Epoch { seconds, accuracy })
    };
    (0..count).filter_map(spread).collect()
}

struct Chart {
    title: String,
    num_runs: usize,
    epochs: Vec<Epoch>,
    test: Option<Spread>,
}

impl Chart {
    fn draw(&self) -> Figure {
        let top = 104.0 + if self.test.is_some() { 22.0 } else { 0.0 };
        let low = lowest_shown(&self.epochs);
        let last = self.epochs.last().map_or(0.0, |epoch| epoch.seconds);
        let (x, y) = (Axis::covering(0.0, last, 8), Axis::covering(low, 100.0, 5).up_to(100.0));
        let frame = Frame { left: LEFT, top, width: FIELD.0, height: FIELD.1, x, y };
        let words =
            Words { title: self.title.clone(), description: self.description(low), text: format!("{self}", self = self.text()) };
        Figure::draw((WIDTH, (top + FIELD.1 + 58.0) as u32), words, |canvas| {
            draw_title(canvas, &self.title, WIDTH);
            self.draw_legend(canvas);
            frame.draw(canvas, &text!("秒", "seconds"), &text!("验证准确率 (%)", "validation accuracy (%)"));
            self.draw_band(canvas, &frame, low);
            self.draw_line(canvas, &frame, low);
        })
    }

    /// The line's name, the band's, and below them the test accuracy.
    fn draw_legend(&self, canvas: &Canvas) {
        let letters = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
        let (y, median) = (62.0, self.line_name());
        canvas.line(&[(LEFT, y), (LEFT + 22.0, y)], Tone::Blue, 2.6);
        canvas.text_beside(&median, (LEFT + 30.0, y), letters);
        if self.num_runs > 1 {
            let x = LEFT + 52.0 + text_width(&median, size::LABEL);
            canvas.rectangle((x, y - 6.0), (22.0, 12.0), Tone::Blue, BAND);
            canvas.text_beside(&text!("最低到最高", "lowest to highest"), (x + 30.0, y), letters);
        }
        if let Some(test) = self.test_line() {
            canvas.text_beside(&test, (LEFT, y + 22.0), letters);
        }
    }

    fn draw_band(&self, canvas: &Canvas, frame: &Frame, low: f64) {
        if self.num_runs < 2 || self.epochs.len() < 2 {
            return;
        }
        let upper = self.points(|accuracy| accuracy.highest);
        let lower = self.points(|accuracy| accuracy.lowest);
        let edge = raised(&upper, low).into_iter().chain(raised(&lower, low).into_iter().rev());
        canvas.area(&edge.map(|point| frame.place(point)).collect::<Vec<_>>(), Tone::Blue, BAND);
    }

    fn draw_line(&self, canvas: &Canvas, frame: &Frame, low: f64) {
        let medians = self.points(|accuracy| accuracy.median);
        let raised = raised(&medians, low);
        // What lies below the figure is not drawn along its lower edge.
        for stretch in raised.chunk_by(|from, to| from.1 > low || to.1 > low).filter(|stretch| stretch.len() > 1) {
            canvas.line(&stretch.iter().map(|&point| frame.place(point)).collect::<Vec<_>>(), Tone::Blue, 1.8);
        }
        if medians.len() <= MOST_DOTS {
            let seen = medians.into_iter().filter(|point| point.1 >= low);
            seen.for_each(|point| canvas.dot(frame.place(point), 3.2, Tone::Blue));
        }
    }

    /// A pair of seconds and percent for each epoch.
    fn points(&self, of: impl Fn(&Spread) -> f64) -> Vec<(f64, f64)> {
        self.epochs.iter().map(|epoch| (epoch.seconds, of(&epoch.accuracy))).collect()
    }

    fn line_name(&self) -> String {
        let count = self.num_runs;
        if count > 1 {
            text!("{count} 个种子的中位数", "median of {count} seeds")
        } else {
            text!("一个种子", "one seed")
        }
    }

    fn test_line(&self) -> Option<String> {
        let median = self.test?.median;
        Some(if self.num_runs > 1 {
            text!("训练结束后的测试准确率（中位数）：{median:.2}%", "test accuracy at the end (median): {median:.2}%")
        } else {
            text!("训练结束后的测试准确率：{median:.2}%", "test accuracy at the end: {median:.2}%")
        })
    }

    fn description(&self, low: f64) -> String {
        let [first, .., last] = self.epochs.as_slice() else { return self.description_of_one() };
        todo!("{first} {last} {low}")
    }
}
