//! Chapter 5: output sides, the cost of a convolution, a convolution by hand, and a network as a type.

mod convolve;
mod costs;
mod network;
mod sides;

use convolve::{CONVOLVE, Plane};
use costs::COSTS;
use network::NETWORK;
use sides::{FEATURES, OUTPUT_SIDE};

use super::task::AnyTask;
use super::{Checked, checks};
use crate::model::Summary;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&OUTPUT_SIDE, &COSTS, &CONVOLVE, &FEATURES, &NETWORK];

/// An answer to 5.3.
type Convolve = fn(&[Vec<f32>], &[Vec<f32>], f32) -> Plane;

checks! {
    /// 5.1: `my_output_side(side, kernel, stride, padding)`; none where the kernel does not fit.
    output_side_of(answer: fn(usize, usize, usize, usize) -> Option<usize>) = OUTPUT_SIDE, |&[side, kernel, stride, padding]| answer(side, kernel, stride, padding);
    /// 5.2: `conv_costs(inputs, outputs, kernel, output_side)`: parameters and multiply-adds.
    costs(answer: fn(usize, usize, usize, usize) -> (usize, usize)) = COSTS, |&(_, [inputs, outputs, kernel, side])| answer(inputs, outputs, kernel, side);
    /// 5.3: `convolve(picture, kernel, bias)`.
    convolve(answer: Convolve) = CONVOLVE, |(picture, kernel, bias)| answer(picture, kernel, *bias);
    /// 5.4: `features(side, padding)`.
    features(answer: fn(usize, usize) -> usize) = FEATURES, |&[side, padding]| answer(side, padding);
    /// 5.5: the summary of a network.
    network(answer: &Summary) = NETWORK, |_| answer.clone();
}
