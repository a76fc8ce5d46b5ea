//! Several ways to train, each with several seeds: the middle of each, and how far its seeds lie apart.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::legend::{LEFT, Legend};
use crate::letters;
use crate::spread::Spread;
use crate::style::{Tone, size};
use words::text;

/// Runs that differ in their seed alone.
#[derive(Clone, Debug, PartialEq)]
pub struct RunGroup {
    /// What they have in common, for the legend.
    pub label: String,
    /// Each a row of pairs with an accuracy from 0 to 1, at the same places x. What is no number came to nothing.
    pub runs: Vec<Curve>,
}

/// Plots test accuracies, 0 to 1, after each epoch: a line through the medians, a band from the lowest to the highest.
///
/// The closer to 100 %, the wider the scale is stretched: from 98 to 99 % half of the mistakes go, as from 80 to 90 %.
pub fn plot_accuracy_by_epoch(title: &str, groups: &[RunGroup]) -> Figure {
    Chart::new(title, text!("轮数", "epoch"), groups).draw()
}

/// Plots test accuracies, 0 to 1, against learning rates, which stand at equal distances: a line through the medians, a
/// band from the lowest to the highest, and a cross below a rate with which some run diverged.
pub fn plot_accuracy_by_rate(title: &str, groups: &[RunGroup]) -> Figure {
    Chart::new(title, text!("学习率", "learning rate"), groups).draw()
}

const WIDTH: u32 = 640;
const FIELD: (f64, f64) = (540.0, 270.0);
/// How dark a band is.
const BAND: f64 = 0.16;
/// Accuracies in percent that are written beside the scale.
const TICKS: [f64; 9] = [0.0, 50.0, 80.0, 90.0, 95.0, 98.0, 99.0, 99.5, 99.9];

/// The runs of a group at one place.
struct Place {
    x: f64,
    /// In percent, of those that gave a number.
    accuracy: Option<Spread>,
    /// How many gave none.
    lost: usize,
}

struct Group<'a> {
    label: &'a str,
    tone: Tone,
    places: Vec<Place>,
}

struct Chart<'a> {
    title: &'a str,
    x_name: String,
    groups: Vec<Group<'a>>,
    /// All places, in order: they stand at equal distances.
    xs: Vec<f64>,
    ticks: &'static [f64],
}

impl<'a> Chart<'a> {
    fn new(title: &'a str, x_name: String, groups: &'a [RunGroup]) -> Chart<'a> {
        let tones = Tone::ACCENTS.into_iter().cycle();
        let groups: Vec<Group> = groups
            .iter()
            .zip(tones)
            .map(|(group, tone)| Group { label: &group.label, tone, places: places(&group.runs) })
            .collect();
        let mut xs: Vec<f64> = groups.iter().flat_map(|group| group.places.iter().map(|place| place.x)).collect();
        xs.sort_by(f64::total_cmp);
        xs.dedup();
        let spreads = || groups.iter().flat_map(|group| group.places.iter().filter_map(|place| place.accuracy));
        let low = spreads().map(|spread| spread.lowest).fold(f64::INFINITY, f64::min);
        let high = spreads().map(|spread| spread.highest).fold(f64::NEG_INFINITY, f64::max);
        let first = TICKS.iter().rposition(|&tick| tick <= low).unwrap_or(0);
        let last = TICKS.iter().position(|&tick| tick >= high).unwrap_or(TICKS.len() - 1).max(first + 1);
        let last = last.min(TICKS.len() - 1);
        Chart { title, x_name, groups, xs, ticks: &TICKS[first.min(last - 1)..=last] }
    }

    fn draw(&self) -> Figure {
        let title = self.title.to_owned();
        if self.xs.is_empty() {
            return Figure::without_data(title);
        }
        let legend = Legend::of(self.groups.iter().map(|group| (group.label, group.tone, 2.6)), FIELD.0);
        let top = 86.0 + legend.height();
        let words = Words { title, description: self.description(), text: self.text() };
        Figure::titled((WIDTH, (top + FIELD.1 + 58.0) as u32), words, |canvas| {
            legend.draw(canvas);
            self.draw_frame(canvas, top);
            // Bands first: no line may hide under one.
            self.groups.iter().for_each(|group| self.draw_band(canvas, top, group));
            self.groups.iter().enumerate().for_each(|(index, group)| self.draw_line(canvas, top, index, group));
        })
    }

    fn draw_frame(&self, canvas: &Canvas, top: f64) {
        let (right, bottom) = (LEFT + FIELD.0, top + FIELD.1);
        for &tick in self.ticks {
            let y = self.height(top, tick);
            canvas.line(&[(LEFT, y), (right, y)], Tone::Grid, 1.0);
            canvas.text_beside(&tick.to_string(), (LEFT - 8.0, y), Letters::new(size::TICK, Tone::Muted, Anchor::End));
        }
        for &x in &self.xs {
            let place = self.across(x);
            canvas.line(&[(place, bottom), (place, bottom + 5.0)], Tone::Muted, 1.0);
            let letters = Letters::new(size::TICK, Tone::Muted, Anchor::Middle);
            // A rate was an `f32`: its own few digits, not those of the nearest `f64`.
            canvas.text(&(x as f32).to_string(), (place, bottom + 19.0), letters);
        }
        canvas.line(&[(LEFT, bottom), (right, bottom)], Tone::Muted, 1.2);
        let name = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle);
        canvas.text(&self.x_name, (LEFT + FIELD.0 / 2.0, bottom + 40.0), name);
        let name = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
        canvas.text(&text!("测试准确率 (%)", "test accuracy (%)"), (LEFT - 36.0, top - 13.0), name);
    }

    fn draw_band(&self, canvas: &Canvas, top: f64, group: &Group) {
        let edge = |of: fn(&Spread) -> f64| self.points(top, group, of);
        let (upper, lower) = (edge(|spread| spread.highest), edge(|spread| spread.lowest));
        if upper.len() > 1 {
            let around: Vec<_> = upper.into_iter().chain(lower.into_iter().rev()).collect();
            canvas.area(&around, group.tone, BAND);
        }
    }

    fn draw_line(&self, canvas: &Canvas, top: f64, index: usize, group: &Group) {
        let medians = self.points(top, group, |spread| spread.median);
        canvas.line(&medians, group.tone, 1.8);
        medians.into_iter().for_each(|place| canvas.dot(place, 3.2, group.tone));
        // Crosses stand side by side, so that each loss's can be seen.
        let (aside, y) = (11.0 * (index as f64 - (self.groups.len() - 1) as f64 / 2.0), top + FIELD.1 - 10.0);
        for place in group.places.iter().filter(|place| place.lost > 0) {
            let x = self.across(place.x) + aside;
            for slope in [-1.0, 1.0] {
                canvas.line(&[(x - 4.0, y - 4.0 * slope), (x + 4.0, y + 4.0 * slope)], group.tone, 2.2);
            }
        }
    }

    fn points(&self, top: f64, group: &Group, of: fn(&Spread) -> f64) -> Vec<(f64, f64)> {
        let known = group.places.iter().filter_map(|place| Some((place.x, place.accuracy?)));
        known.map(|(x, spread)| (self.across(x), self.height(top, of(&spread)))).collect()
    }

    fn across(&self, x: f64) -> f64 {
        let index = self.xs.iter().position(|&other| other == x).unwrap_or(0) as f64;
        LEFT + FIELD.0 * (index + 0.5) / self.xs.len() as f64
    }

    fn height(&self, top: f64, percent: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let share = (stretched(percent.clamp(low, high)) - stretched(low)) / (stretched(high) - stretched(low));
        top + FIELD.1 * (1.0 - share)
    }

    fn ends(&self, group: &Group) -> String {
        let known = || group.places.iter().filter_map(|place| place.accuracy);
        let lost: usize = group.places.iter().map(|place| place.lost).sum();
        let diverged = if lost > 0 { text!("，{lost} 次发散", ", {lost} diverged") } else { String::new() };
        let (Some(first), Some(last)) = (known().next(), known().next_back()) else {
            return text!("没有数据{diverged}", "no data{diverged}");
        };
        let [first, middle, low, high] = [first.median, last.median, last.lowest, last.highest];
        let ends = text!("（{low:.2}%–{high:.2}%）", " ({low:.2}%–{high:.2}%)");
        format!("{first:.2}% → {middle:.2}%{ends}{diverged}")
    }

    fn description(&self) -> String {
        let named = |group: &Group| {
            let (label, ends) = (group.label, self.ends(group));
            text!("{label}：{ends}", "{label}: {ends}")
        };
        let lines: Vec<String> = self.groups.iter().map(named).collect();
        let lines = lines.join(&text!("；", "; "));
        text!(
            "各条线是几个种子的中位数，色带从最低到最高。{lines}。",
            "Lines are medians over several seeds, bands go from the lowest to the highest. {lines}."
        )
    }

    fn text(&self) -> String {
        let rows = self.groups.iter().map(|group| {
            let medians = group.places.iter().filter_map(|place| place.accuracy).map(|spread| stretched(spread.median));
            (group.label, medians.collect(), self.ends(group))
        });
        letters::rows(&rows.collect::<Vec<_>>(), 24, self.xs.len().min(24)).join("\n")
    }
}

/// All runs of a group, place by place, as far as any has come.
fn places(runs: &[Curve]) -> Vec<Place> {
    let mut xs: Vec<f64> = runs.iter().flat_map(|run| run.points.iter().map(|point| point.0)).collect();
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    let place = |x: f64| {
        let at =
            || runs.iter().flat_map(|run| run.points.iter().filter(move |point| point.0 == x)).map(|point| point.1);
        let known = at().filter(|accuracy| accuracy.is_finite()).map(|accuracy| accuracy.clamp(0.0, 1.0) * 100.0);
        Place { x, accuracy: Spread::of(known), lost: at().filter(|accuracy| !accuracy.is_finite()).count() }
    };
    xs.into_iter().map(place).collect()
}

/// A percentage on a scale where each tenth of the mistakes that remain is as far again: `−log₁₀(1 − p)`.
fn stretched(percent: f64) -> f64 {
    -(1.0 - percent / 100.0).max(1e-4).log10()
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn groups() -> Vec<RunGroup> {
        let run = |values: [f64; 3]| Curve::new("", [0.01, 0.1, 0.3].into_iter().zip(values));
        vec![
            RunGroup {
                label: "cross-entropy".into(),
                runs: vec![run([0.97, 0.98, f64::NAN]), run([0.96, 0.985, 0.5]), run([0.98, 0.981, f64::NAN])],
            },
            RunGroup { label: "regression".into(), runs: vec![run([0.4, f64::NAN, f64::NAN])] },
        ]
    }

    #[test]
    fn bands_go_from_the_lowest_to_the_highest_and_crosses_mark_what_diverged() {
        let figure = Language::English.within(|| plot_accuracy_by_rate("Rates", &groups()));
        assert_eq!(figure.svg.matches("<polygon").count(), 1, "one value alone has no band");
        assert_eq!(figure.svg.matches("stroke-width=\"22\"").count(), 2 * 3, "three crosses of two strokes");
        assert!(figure.text.contains("97.00% → 50.00% (50.00%–50.00%), 2 diverged"), "{figure}");
        assert!(figure.svg.contains(">0.01</text>") && figure.svg.contains(">0.3</text>"));
    }

    #[test]
    fn the_scale_is_stretched_towards_a_hundred_and_covers_all() {
        let figure = plot_accuracy_by_epoch("Epochs", &groups());
        for tick in ["0", "50", "80", "90", "95", "98", "99"] {
            assert!(figure.svg.contains(&format!(">{tick}</text>")), "{tick}");
        }
        assert!(!figure.svg.contains(">99.5</text>"));
        assert!((stretched(99.0) - stretched(98.0) - (stretched(90.0) - stretched(80.0))).abs() < 1e-9);
    }

    #[test]
    fn without_numbers_it_says_so() {
        for groups in [vec![], vec![RunGroup { label: "a".into(), runs: vec![] }]] {
            assert!(Language::English.within(|| plot_accuracy_by_epoch("", &groups)).text.ends_with("no data"));
        }
        let lost = RunGroup { label: "a".into(), runs: vec![Curve::new("", [(1.0, f64::NAN)])] };
        plot_accuracy_by_rate("all diverged", &[lost]);
    }
}
