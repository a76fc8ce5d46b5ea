//! What several rounds of the same measurement say.

use serde_json::{Value, json};

/// The middle of some numbers, and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Half of the numbers lie at or below it, half at or above.
    pub median: f64,
    pub lowest: f64,
    pub highest: f64,
}

impl Spread {
    pub fn of(numbers: &[f64]) -> Option<Spread> {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 };
        Some(Spread { median, lowest, highest })
    }

    /// Read back from what [`Spread::json`] wrote.
    pub fn read(value: &Value) -> Option<Spread> {
        let number = |name: &str| value[name].as_f64();
        Some(Spread { median: number("median")?, lowest: number("lowest")?, highest: number("highest")? })
    }

    pub fn json(self) -> Value {
        json!({ "median": self.median, "lowest": self.lowest, "highest": self.highest })
    }
}

/// How many times as long theirs took as ours, round by round: neighbours in time share the machine's mood.
pub fn ratios(theirs: &[f64], ours: &[f64]) -> Vec<f64> {
    theirs.iter().zip(ours).map(|(theirs, ours)| theirs / ours).collect()
}

/// The largest difference between two rows of losses, as a share of theirs, over the first `count`; infinite where one of
/// the rows is shorter or no number.
pub fn largest_difference(ours: &[f64], theirs: &[f64], count: usize) -> f64 {
    if ours.len() < count || theirs.len() < count {
        return f64::INFINITY;
    }
    let differences = ours.iter().zip(theirs).take(count).map(|(ours, theirs)| (ours - theirs).abs() / theirs.abs());
    differences.fold(0.0, |largest, next| if next > largest || next.is_nan() { next } else { largest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(Spread::of(&[3.0, 1.0, 2.0]), Some(Spread { median: 2.0, lowest: 1.0, highest: 3.0 }));
        assert_eq!(Spread::of(&[4.0, 1.0, 2.0, 3.0]).map(|spread| spread.median), Some(2.5));
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn a_spread_is_read_back_as_it_was_written() {
        let spread = Spread { median: 2.0, lowest: 1.5, highest: 3.25 };
        assert_eq!(Spread::read(&spread.json()), Some(spread));
        assert_eq!(Spread::read(&Value::Null), None);
    }

    #[test]
    fn a_slow_round_on_both_sides_does_not_move_the_ratio() {
        assert_eq!(ratios(&[8.0, 16.0], &[2.0, 4.0]), [4.0, 4.0]);
    }

    #[test]
    fn the_largest_difference_is_relative_and_a_missing_loss_is_no_agreement() {
        assert_eq!(largest_difference(&[1.0, 2.2, 9.0], &[1.0, 2.0, 3.0], 2), 0.10000000000000009);
        assert_eq!(largest_difference(&[1.0], &[1.0, 2.0], 2), f64::INFINITY);
        assert!(largest_difference(&[f64::NAN, 1.0], &[1.0, 1.0], 2).is_nan());
    }
}
