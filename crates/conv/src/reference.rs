//! Tests only: PyTorch's values in `tests/fixtures/reference.json`, and how close we must come to them.

use serde_json::Value;

use crate::kernels::conv2d::Conv2dSizes;
use crate::kernels::max_pool2d::MaxPool2dSizes;

/// One case of the file, which `make_reference.py` beside it made.
pub(crate) struct Case(Value);

impl Case {
    /// A list of numbers in it.
    pub(crate) fn list(&self, name: &str) -> Vec<f32> {
        let list = self.0[name].as_array().expect("a list");
        list.iter().map(|number| number.as_f64().expect("a number") as f32).collect()
    }

    fn sizes<const N: usize>(&self) -> [usize; N] {
        let sizes = self.list("sizes");
        std::array::from_fn(|index| sizes[index] as usize)
    }
}

fn cases(kind: &str) -> impl Iterator<Item = Case> {
    let file = include_str!("../tests/fixtures/reference.json");
    let mut reference: Value = serde_json::from_str(file).expect("the reference values are JSON");
    let Value::Array(cases) = reference[kind].take() else { panic!("a list of {kind}") };
    cases.into_iter().map(Case)
}

/// The convolutions: how many images, the sizes, and the numbers.
pub(crate) fn convolutions() -> impl Iterator<Item = (usize, Conv2dSizes, Case)> {
    cases("convolutions").map(|case| {
        let [n, in_channels, out_channels, in_height, in_width, kernel, stride, padding] = case.sizes();
        (n, Conv2dSizes { in_channels, out_channels, kernel, stride, padding, in_height, in_width }, case)
    })
}

/// The poolings: how many images, of how many channels, the sizes, and the numbers.
pub(crate) fn poolings() -> impl Iterator<Item = (usize, usize, MaxPool2dSizes, Case)> {
    cases("poolings").map(|case| {
        let [n, channels, in_height, in_width, kernel, stride, padding] = case.sizes();
        (n, channels, MaxPool2dSizes { kernel, stride, padding, in_height, in_width }, case)
    })
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
