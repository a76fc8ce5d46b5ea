//! The one way from a pixel to what a network takes, for training, testing and reading a picture alike.

/// A byte of ink (0 background … 255 full ink) as a number in `[0, 1]`.
///
/// A picture on paper is the other way round, 255 for white: `1 − x / 255` of its grey is this of its ink.
#[inline]
pub fn to_input(ink: u8) -> f32 {
    f32::from(ink) / 255.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ink_runs_from_zero_to_one() {
        assert_eq!((to_input(0), to_input(51), to_input(255)), (0.0, 0.2, 1.0));
    }

    #[test]
    fn ink_is_one_minus_the_grey_of_paper() {
        for grey in 0..=255u8 {
            let paper = 1.0 - f32::from(grey) / 255.0;
            assert!((to_input(255 - grey) - paper).abs() < 1e-6);
        }
    }
}
