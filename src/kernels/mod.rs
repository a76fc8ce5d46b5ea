//! What the layers compute: plain slices and sizes in, plain slices out; no dfdx types.
//!
//! Images are `[N, C, H, W]`, row-major. Inside, [`conv2d`] works on *groups* of 16 images whose pixels
//! are interleaved, one image a SIMD lane: every vector is then full whatever the number of channels, and the result
//! does not depend on the number of threads, since each group is computed by one thread and the groups' weight
//! gradients are summed in their order.

pub(crate) mod buffer;
pub mod conv2d;
mod direct;
mod finish;
pub(crate) mod group;
mod instructions;
pub mod max_pool2d;
mod sparse;
pub(crate) mod stage;
mod winograd;

pub use instructions::Instructions;

use crate::shape::output_side;

/// Where a window can stand on a side: [`output_side`] of sizes that must fit.
fn places(side: usize, kernel: usize, stride: usize, padding: usize) -> usize {
    output_side(side, kernel, stride, padding).unwrap_or_else(|| {
        panic!(
            "a window of {kernel} with stride {stride} and padding {padding} does not fit into a side of {side} pixels"
        )
    })
}
