//! Judging numbers.

use ask::Number;
use words::text;

/// Whether two numbers are equal up to rounding: relative for large ones, absolute for small ones.
pub fn near(found: impl Into<f64>, expected: impl Into<f64>, tolerance: impl Into<f64>) -> bool {
    let (found, expected) = (found.into(), expected.into());
    // Equal infinities have no difference, and nothing else is near to one.
    found == expected || expected.is_finite() && (found - expected).abs() <= tolerance.into() * expected.abs().max(1.0)
}

/// Whether all are near, one by one.
pub fn all_near<N: Copy + Into<f64>>(found: &[N], expected: &[N], tolerance: impl Into<f64>) -> bool {
    let tolerance = tolerance.into();
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| near(*found, *expected, tolerance))
}

/// What is wrong with how many numbers there are.
///
/// # Errors
/// Where the counts differ, in words.
pub fn same_length(call: &str, found: usize, expected: usize) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    Err(text!(
        "{call} 给出 {found} 个数，应当是 {expected} 个。",
        "{call} gives {found} numbers; it should be {expected}."
    ))
}

/// The number of an answer of two that is looked at, and the call with its place.
pub fn one_of(number: Number, call: &str, (first, second): (usize, usize)) -> (usize, String) {
    match number {
        Number::First => (first, text!("{call}（第一个数）", "{call}, first number,")),
        Number::Second => (second, text!("{call}（第二个数）", "{call}, second number,")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_relative_for_large_numbers_and_never_holds_for_nan() {
        assert!(near(1000.1, 1000.0, 1e-3) && near(1e-5, 0.0, 1e-4) && near(f32::INFINITY, f32::INFINITY, 1e-4));
        assert!(!near(1.0, f32::INFINITY, 1e-4) && !near(f32::INFINITY, 1.0, 1e-4));
        assert!(!near(1002.0, 1000.0, 1e-3) && !near(f32::NAN, 0.0, 1.0) && !near(f32::NAN, f32::NAN, 1.0));
        assert!(!all_near(&[1.0_f32], &[1.0, 2.0], 1.0));
    }
}
