//! Chapter 5: output sides, the cost of a convolution, a convolution by hand, and a network as a type.

mod convolve;
mod costs;
mod network;
mod sides;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&convolve::CONVOLVE, &costs::COSTS, &network::NETWORK, &sides::OUTPUT_SIDE, &sides::FEATURES];
