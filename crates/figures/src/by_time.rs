//! How accurate several trainings of one kind are after how many seconds: their middle, and how far they lie apart.

use crate::axes::{Axis, Frame};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::legend::LEFT;
use crate::letters;
use crate::spread::Spread;
use crate::style::{Tone, size, text_width};
use words::text;

const WIDTH: u32 = 640;
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
/// use figures::{Curve, plot_accuracy_by_time};
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
    if chart.epochs.is_empty() { Figure::without_data(chart.title) } else { chart.draw() }
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
        let words = Words { title: self.title.clone(), description: self.description(low), text: self.text() };
        Figure::titled((WIDTH, (top + FIELD.1 + 58.0) as u32), words, |canvas| {
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
        let among = if self.num_runs > 1 { text!("（中位数）", " (median)") } else { String::new() };
        Some(text!("训练结束后的测试准确率{among}：{median:.2}%", "Test accuracy at the end{among}: {median:.2}%"))
    }

    fn description(&self, low: f64) -> String {
        let (epochs, name, ends) = (self.epochs.len(), self.line_name(), self.ends());
        let seconds = self.epochs.last().map_or(0.0, |epoch| epoch.seconds);
        let curve = text!(
            "每一轮训练后，在没有用来训练的验证图片上的准确率。共 {epochs} 轮，{seconds:.1} 秒；{name}：{ends}。",
            "Accuracy after each epoch, on validation images that were not trained on. Epochs: {epochs}, in {seconds:.1} \
             seconds; {name}: {ends}."
        );
        let hidden = if self.epochs.iter().any(|epoch| epoch.accuracy.lowest < low) {
            text!("低于 {low}% 的部分没有画出。", " What lies below {low}% is not drawn.")
        } else {
            String::new()
        };
        let test = self.test_line().map(|test| text!("{test}。", " {test}.")).unwrap_or_default();
        curve + &hidden + &test
    }

    fn text(&self) -> String {
        let medians: Vec<f64> = self.points(|accuracy| accuracy.median).iter().map(|point| point.1).collect();
        let (name, line, ends) = (self.line_name(), letters::sparkline(&medians, 48), self.ends());
        let test = self.test_line().map(|test| format!("\n{test}")).unwrap_or_default();
        format!("{name}  {line}  {ends}{test}")
    }

    /// The first median, and the last one with the ends around it: `94.10% → 99.45% (99.40%–99.50%)`.
    fn ends(&self) -> String {
        let (Some(first), Some(last)) = (self.epochs.first(), self.epochs.last()) else { return String::new() };
        let Spread { lowest, median, highest } = last.accuracy;
        let ends = format!("{:.2}% → {median:.2}%", first.accuracy.median);
        if self.num_runs < 2 {
            return ends;
        }
        ends + &text!("（{lowest:.2}%–{highest:.2}%）", " ({lowest:.2}%–{highest:.2}%)")
    }
}

/// How dark the band is: light enough for the lines to read values by.
const BAND: f64 = 0.2;

/// Where the axis begins, in percent: as high as three quarters of the epochs, in all runs, let it.
fn lowest_shown(epochs: &[Epoch]) -> f64 {
    const BEGINNINGS: [f64; 9] = [99.5, 99.0, 98.0, 97.0, 96.0, 95.0, 90.0, 80.0, 50.0];
    let mut lowest: Vec<f64> = epochs.iter().map(|epoch| epoch.accuracy.lowest).collect();
    lowest.sort_by(f64::total_cmp);
    let reached = lowest.get(lowest.len() / 4).copied().unwrap_or(0.0);
    BEGINNINGS.into_iter().find(|&beginning| beginning <= reached).unwrap_or(0.0)
}

/// A line with what lies below `low` raised to it, and a point more wherever it crosses.
fn raised(points: &[(f64, f64)], low: f64) -> Vec<(f64, f64)> {
    let mut raised = Vec::with_capacity(points.len());
    for (index, &(x, y)) in points.iter().enumerate() {
        if let Some(&(x_before, y_before)) = index.checked_sub(1).and_then(|before| points.get(before))
            && (y_before - low) * (y - low) < 0.0
        {
            raised.push((x_before + (x - x_before) * (low - y_before) / (y - y_before), low));
        }
        raised.push((x, y.max(low)));
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    /// Runs of 8 epochs, two seconds each, that begin at 90 % and end at 99 %, more or less.
    fn runs(offsets: &[f64]) -> Vec<Curve> {
        let accuracy = |epoch: f64| 0.90 + 0.09 * (epoch / 7.0).powf(0.3);
        let epochs = || (0..8).map(f64::from);
        offsets
            .iter()
            .map(|offset| {
                Curve::new("", epochs().map(|epoch| (2.0 * epoch + 2.0 + offset, accuracy(epoch) + offset / 100.0)))
            })
            .collect()
    }

    fn figure(offsets: &[f64], test_accuracies: &[f64]) -> Figure {
        Language::English.within(|| plot_accuracy_by_time(&runs(offsets), test_accuracies))
    }

    #[test]
    fn the_line_is_the_median_and_the_band_goes_to_the_ends() {
        let Figure { svg, text, .. } = figure(&[0.1, -0.2, 0.0], &[0.99, 0.9925, 0.9951]);
        assert!(text.contains("90.00% → 99.00% (98.80%–99.10%)"), "{text}");
        assert!(text.ends_with("Test accuracy at the end (median): 99.25%"), "{text}");
        assert!(svg.contains(">Test accuracy at the end (median): 99.25%</text>"));
        assert_eq!(svg.matches("<polygon").count(), 1);
        assert!(svg.contains(">median of 3 seeds</text>") && svg.contains(">lowest to highest</text>"), "{svg}");
    }

    #[test]
    fn its_words_say_that_the_curve_is_of_validation_images() {
        let Figure { svg, description, .. } = figure(&[0.0, 0.1], &[0.99, 0.99]);
        assert!(svg.contains(">validation accuracy (%)</text>"), "{svg}");
        assert!(description.starts_with("Accuracy after each epoch, on validation images"), "{description}");
        assert!(description.contains("in 16.1 seconds") && description.ends_with("99.00%."), "{description}");
        let chinese = Language::Chinese.within(|| plot_accuracy_by_time(&runs(&[0.0, 0.1]), &[]));
        assert!(chinese.svg.contains(">验证准确率 (%)</text>") && chinese.description.contains("验证图片"));
        assert!(!chinese.text.contains("测试") && !chinese.svg.contains("测试"), "no test, no word of it");
    }

    #[test]
    fn the_axis_begins_where_most_of_the_training_is() {
        let Figure { svg, description, .. } = figure(&[0.0], &[]);
        assert!(svg.contains(">96</text>") && svg.contains(">100</text>") && !svg.contains(">90</text>"), "{svg}");
        assert!(description.contains("What lies below 96% is not drawn."), "{description}");
        // The line enters the field from below, and no point of it lies outside: the field ends at 104 + 260 pixels.
        let line = svg.lines().find(|line| line.contains("stroke-width=\"18\"")).expect("the line");
        let points = line.split("points=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its points");
        let heights: Vec<i32> =
            points.split([' ', ',']).skip(1).step_by(2).map(|number| number.parse().expect("a number")).collect();
        assert_eq!(heights[0], 3640, "{points}");
        assert!(heights[1..].iter().all(|&height| (1040..3640).contains(&height)), "{points}");
    }

    #[test]
    fn a_line_is_cut_where_it_crosses() {
        assert_eq!(
            raised(&[(0.0, 90.0), (2.0, 98.0), (4.0, 90.0)], 94.0),
            [(0.0, 94.0), (1.0, 94.0), (2.0, 98.0), (3.0, 94.0), (4.0, 94.0)]
        );
        assert_eq!(raised(&[(0.0, 95.0), (1.0, 96.0)], 94.0), [(0.0, 95.0), (1.0, 96.0)]);
        assert_eq!(raised(&[], 94.0), []);
    }

    #[test]
    fn one_run_has_no_band_and_runs_count_as_far_as_all_have_come() {
        let one = figure(&[0.0], &[0.99]);
        assert!(!one.svg.contains("<polygon") && one.svg.contains(">one seed</text>"), "{}", one.svg);
        assert!(!one.svg.contains("median") && one.text.ends_with("Test accuracy at the end: 99.00%"), "{one}");
        let mut runs = runs(&[0.0, 0.1]);
        runs[1].points.truncate(3);
        assert_eq!(epochs(&runs).len(), 3);
        runs[0].points[1].1 = f64::NAN;
        assert_eq!(epochs(&runs).len(), 2, "an epoch without a number is left out");
    }

    #[test]
    fn without_runs_or_points_it_says_so() {
        for runs in [vec![], vec![Curve::new("", [])], vec![Curve::new("", [(1.0, 0.9)]), Curve::new("", [])]] {
            let figure = Language::English.within(|| plot_accuracy_by_time(&runs, &[]));
            assert!(figure.svg.contains(">no data</text>") && figure.text.ends_with("no data"), "{figure}");
        }
    }
}
