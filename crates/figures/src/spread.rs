//! The middle and the ends of a few measurements.

/// The median of some numbers, and the lowest and the highest of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The lowest.
    pub lowest: f64,
    /// The mean of the middle two, where the count is even.
    pub median: f64,
    /// The highest.
    pub highest: f64,
}

impl Spread {
    /// `None` where there are no numbers, or one of them is infinite or NaN.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut sorted: Vec<f64> = numbers.into_iter().collect();
        sorted.sort_by(f64::total_cmp);
        let (lowest, highest) = (*sorted.first()?, *sorted.last()?);
        let half = sorted.len() / 2;
        let median = (sorted[half] + sorted[sorted.len() - 1 - half]) / 2.0;
        sorted.iter().all(|number| number.is_finite()).then_some(Spread { lowest, median, highest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle_whatever_the_order_and_the_count() {
        let spread = |numbers: &[f64]| Spread::of(numbers.iter().copied());
        assert_eq!(spread(&[3.0, 1.0, 2.0]), Some(Spread { lowest: 1.0, median: 2.0, highest: 3.0 }));
        assert_eq!(spread(&[4.0, 1.0, 2.0, 3.0]), Some(Spread { lowest: 1.0, median: 2.5, highest: 4.0 }));
        assert_eq!(spread(&[7.0]), Some(Spread { lowest: 7.0, median: 7.0, highest: 7.0 }));
    }

    #[test]
    fn of_nothing_and_of_what_is_no_number_there_is_none() {
        assert_eq!(Spread::of([]), None);
        assert_eq!(Spread::of([1.0, f64::NAN]), None);
        assert_eq!(Spread::of([f64::NEG_INFINITY, 1.0]), None);
    }
}
