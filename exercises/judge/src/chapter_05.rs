//! Chapter 5: output sides, the cost of a convolution, a convolution by hand, and a network as a type.

mod convolve;
mod costs;
mod network;
mod sides;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] =
    &[&sides::OUTPUT_SIDE, &costs::COSTS, &convolve::CONVOLVE, &sides::FEATURES, &network::NETWORK];
