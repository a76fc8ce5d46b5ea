//! A frame with ticks: where a pair of numbers stands on the sheet.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::style::{Tone, size};

/// The numbers along one side of a chart, from `low` to `high`, with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    step: f64,
}

impl Axis {
    /// An axis over at least `low..=high`, widened to whole steps of 1, 2 or 5 times a power of ten; about `ticks` of
    /// them.
    pub fn covering(low: f64, high: f64, ticks: usize) -> Axis {
        let (low, high) = apart(low, high);
        let step = round_step((high - low) / ticks as f64);
        // The margin keeps 0.30000000000000004 from asking for one step more.
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil();
        Axis { low: low.min(first * step), high: high.max(last * step), step }
    }

    /// An axis from `low` to `high` and no further, for counts of steps or epochs: its ticks are whole numbers.
    pub fn counting(low: f64, high: f64, ticks: usize) -> Axis {
        let (low, high) = apart(low, high);
        Axis { low, high, step: round_step((high - low) / ticks as f64).max(1.0) }
    }

    /// The same axis, ending at `limit` at most: an accuracy has no place beyond 100 %.
    pub fn up_to(self, limit: f64) -> Axis {
        Axis { high: self.high.min(limit).max(self.low + self.step), ..self }
    }

    /// Where `value` lies between the ends, 0 to 1.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Each tick with its number as written.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let first = (self.low / self.step - 1e-9).ceil() as i64;
        let last = (self.high / self.step + 1e-9).floor() as i64;
        (first..=last).map(|index| index as f64 * self.step).map(|value| (value, self.number(value))).collect()
    }

    /// As many decimals as the step has; powers of ten where that would be long.
    fn number(&self, value: f64) -> String {
        let largest = self.low.abs().max(self.high.abs());
        if largest >= 1e7 || self.step < 1e-5 {
            return if value == 0.0 { "0".into() } else { format!("{value:.1e}") };
        }
        let decimals = (0..6).find(|&decimals| {
            let scaled = self.step * 10f64.powi(decimals);
            (scaled - scaled.round()).abs() < 1e-6
        });
        // Adding zero turns −0 into 0; a real minus sign is as wide as a digit.
        format!("{:.*}", decimals.unwrap_or(6) as usize, value + 0.0).replace('-', "−")
    }
}

/// Two ends that differ, around the same number if they were equal.
fn apart(low: f64, high: f64) -> (f64, f64) {
    let least = (low.abs().max(high.abs()) * 1e-6).max(1e-12);
    if high - low >= least {
        (low, high)
    } else {
        let margin = if low == 0.0 { 0.5 } else { low.abs() / 10.0 };
        (low - margin, high + margin)
    }
}

/// The next number of the form 1, 2 or 5 times a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10f64.powi(rough.log10().floor() as i32);
    let leading = rough / power;
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| leading <= digit + 1e-9).unwrap_or(10.0);
    digit * power
}

/// A chart's field on the sheet, with an axis below and one at its left.
pub(crate) struct Frame {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    pub x: Axis,
    pub y: Axis,
}

impl Frame {
    /// Where the pair of numbers stands on the sheet.
    pub fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.left + self.x.share(x) * self.width, self.top + (1.0 - self.y.share(y)) * self.height)
    }

    /// Lines to read values by, the numbers at them, and the names: x below, y above its axis.
    pub fn draw(&self, canvas: &Canvas, x_name: &str, y_name: &str) {
        let (right, bottom) = (self.left + self.width, self.top + self.height);
        for (value, number) in self.y.ticks() {
            let (_, y) = self.place((self.x.low, value));
            canvas.line(&[(self.left, y), (right, y)], Tone::Grid, 1.0);
            canvas.text_beside(&number, (self.left - 8.0, y), Letters::new(size::TICK, Tone::Muted, Anchor::End));
        }
        for (value, number) in self.x.ticks() {
            let (x, _) = self.place((value, self.y.low));
            canvas.line(&[(x, bottom), (x, bottom + 5.0)], Tone::Muted, 1.0);
            let letters = Letters::new(size::TICK, Tone::Muted, Anchor::Middle);
            canvas.text(&number, (x, bottom + 19.0), letters);
        }
        canvas.line(&[(self.left, bottom), (right, bottom)], Tone::Muted, 1.2);
        let below = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle);
        canvas.text(x_name, (self.left + self.width / 2.0, bottom + 40.0), below);
        let above = Letters::new(size::LABEL, Tone::Ink, Anchor::End);
        let above = if y_name.chars().count() > 2 { Letters { anchor: Anchor::Start, ..above } } else { above };
        let x = if y_name.chars().count() > 2 { self.left - 36.0 } else { self.left - 8.0 };
        canvas.text(y_name, (x, self.top - 13.0), above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(axis: &Axis) -> Vec<String> {
        axis.ticks().into_iter().map(|(_, number)| number).collect()
    }

    #[test]
    fn ticks_are_round_numbers_that_cover_the_values() {
        assert_eq!(numbers(&Axis::covering(-4.6, -0.01, 5)), ["−5", "−4", "−3", "−2", "−1", "0"]);
        assert_eq!(numbers(&Axis::covering(0.0, 0.3, 3)), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(numbers(&Axis::covering(0.0, 2.588, 5)), ["0", "1", "2", "3"]);
        assert_eq!(numbers(&Axis::covering(0.074, 0.094, 4)), ["0.070", "0.075", "0.080", "0.085", "0.090", "0.095"]);
    }

    #[test]
    fn a_count_of_two_epochs_has_no_tick_at_one_and_a_half() {
        assert_eq!(numbers(&Axis::counting(1.0, 2.0, 5)), ["1", "2"]);
        assert_eq!(numbers(&Axis::counting(0.0, 9380.0, 6)), ["0", "2000", "4000", "6000", "8000"]);
    }

    #[test]
    fn one_value_alone_and_huge_values_have_an_axis() {
        for (low, high) in [(0.0, 0.0), (5.0, 5.0), (-3.0, -3.0), (1e25, 2e25), (0.0, 1e-9), (1e12, 1e12 + 1.0)] {
            let axis = Axis::covering(low, high, 5);
            let ticks = axis.ticks();
            assert!((2..=13).contains(&ticks.len()), "{low} to {high}: {ticks:?}");
            assert!((0.0..=1.0).contains(&axis.share(low)) && (0.0..=1.0).contains(&axis.share(high)));
        }
    }
}
