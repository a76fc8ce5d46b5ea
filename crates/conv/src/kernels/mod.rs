//! What the layers compute: plain slices and sizes in, plain slices out; no dfdx types.
//!
//! Images are `[N, C, H, W]`, row-major. Inside, kernels work on *groups* of as many images as a vector has lanes, whose
//! pixels are interleaved, one image a lane: every vector is then full whatever the number of channels. Each group is computed
//! by one thread, and the groups' weight gradients are summed in their order, so that the result does not depend on the number
//! of threads.
//!
//! | file | what it does |
//! |---|---|
//! | `instructions` | vectors of AVX-512, AVX2 and of plain Rust; which of them this machine has |
//! | `buffer`, `group` | memory that is used again; images into groups and back |
//! | `blocks` | one image, or a few, cut into blocks that fill a group |
//! | `stage` | convolution, ReLU and pooling as one; shares groups out among threads |
//! | `direct` | convolution and its weight gradient by the definition |
//! | `winograd` | convolution and its input gradient with fewer multiplications |
//! | `sparse` | the weight gradient behind max-pooling, from the places alone that have a gradient |
//! | `finish` | ReLU and pooling of a group, and back |
//! | [`peak`] | how fast the machine could be at most |

pub(crate) mod blocks;
pub(crate) mod buffer;
pub mod conv2d;
mod direct;
mod finish;
pub(crate) mod group;
mod instructions;
pub mod max_pool2d;
pub mod peak;
pub(crate) mod sizes;
mod sparse;
pub(crate) mod stage;
mod winograd;

pub use instructions::{Instructions, NoSuchInstructions, VARIABLE};

use crate::shape::output_side;

/// Where a window can stand on a side: [`output_side`] of sizes that must fit.
fn places(side: usize, kernel: usize, stride: usize, padding: usize) -> usize {
    output_side(side, kernel, stride, padding).unwrap_or_else(|| {
        panic!(
            "a window of {kernel} with stride {stride} and padding {padding} does not fit into a side of {side} pixels"
        )
    })
}
