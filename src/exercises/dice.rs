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
}
