//! Tests only: PyTorch's values in `tests/fixtures/reference.json`, and how close we must come to them.

use serde_json::Value;

/// The file, made by `make_reference.py` beside it.
pub(crate) fn reference() -> Value {
    serde_json::from_str(include_str!("../tests/fixtures/reference.json")).expect("the reference values are JSON")
}

/// A list of numbers in it.
pub(crate) fn numbers(list: &Value) -> Vec<f32> {
    list.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number") as f32).collect()
}

/// Whether two tensors differ by at most 1e-4 of the largest number expected (float32 against float64). Where terms near 1
/// cancel, their rounding remains: less than 1e-6 is no difference.
#[track_caller]
pub(crate) fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
    assert_eq!(found.len(), expected.len(), "{what}: how many numbers");
    let scale = expected.iter().fold(1e-2_f32, |largest, number| largest.max(number.abs()));
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() <= 1e-4 * scale, "{what}, number {index}: found {found}, expected {expected}");
    }
}
