//! Random questions that a seed decides.

use std::ops::Range;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What questions are drawn with: equal seeds draw equal questions, on every machine.
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice that a seed decides.
    pub fn new(seed: u64) -> Dice {
        Dice(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number in the range, all equally likely.
    pub fn number(&mut self, range: Range<f32>) -> f32 {
        self.0.gen_range(range)
    }

    /// A whole number in the range, all equally likely.
    pub fn whole(&mut self, range: Range<usize>) -> usize {
        self.0.gen_range(range)
    }

    /// So many numbers in the range.
    pub fn numbers(&mut self, count: usize, range: Range<f32>) -> Vec<f32> {
        (0..count).map(|_| self.number(range.clone())).collect()
    }

    /// A number with two decimals at most, which reads well in a finding: from one hundredths' count to less than another.
    pub fn hundredths(&mut self, range: Range<i32>) -> f64 {
        f64::from(self.0.gen_range(range)) / 100.0
    }

    /// So many probabilities, whole hundredths above 0, which sum to 1.
    pub fn probabilities(&mut self, count: usize) -> Vec<f64> {
        let mut shares = vec![1_u8; count];
        for _ in count..100 {
            let lucky = self.whole(0..count);
            shares[lucky] += 1;
        }
        shares.into_iter().map(|share| f64::from(share) / 100.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything() {
        let draw = |seed| Dice::new(seed).numbers(3, -1.0..1.0);
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn probabilities_are_above_zero_and_sum_to_one() {
        for count in 1..12 {
            let probabilities = Dice::new(3).probabilities(count);
            let sum: f64 = probabilities.iter().sum();
            assert!(probabilities.len() == count && probabilities.iter().all(|p| *p > 0.0), "{probabilities:?}");
            assert!((sum - 1.0).abs() < 1e-9, "{probabilities:?}");
        }
    }
}
