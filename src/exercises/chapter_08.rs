//! Chapter 8: LeNet-5 and a residual network as types, and what small kernels and separate steps save.

mod lenet;
mod residual;
mod savings;

use lenet::LENET;
use residual::{BLOCK, NETWORK};
use savings::{SEPARATED, STACKED};

use super::task::AnyTask;
use super::{Checked, checks};
use crate::model::Summary;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&LENET, &STACKED, &SEPARATED, &BLOCK, &NETWORK];

/// An answer to 8.4: of an input and a function.
type Block = fn(&[f32], fn(&[f32]) -> Vec<f32>) -> Vec<f32>;

checks! {
    /// 8.1: the summary of a network for images of 32×32.
    lenet(answer: &Summary) = LENET, |_| answer.clone();
    /// 8.2: `vgg_weights(channels, kernel)`: of one large kernel, and of the 3×3 that see as much.
    stacked(answer: fn(usize, usize) -> (usize, usize)) = STACKED, |&(_, [channels, kernel])| answer(channels, kernel);
    /// 8.3: `separable_costs(inputs, outputs, kernel, output_side)`: multiply-adds plain, and in two steps.
    separated(answer: fn(usize, usize, usize, usize) -> (usize, usize)) = SEPARATED, |&(_, [inputs, outputs, kernel, side])| answer(inputs, outputs, kernel, side);
    /// 8.4: `residual_block(x, f)`.
    block(answer: Block) = BLOCK, |(x, change)| answer(x, change.function());
    /// 8.5: the summary of a network.
    residual(answer: &Summary) = NETWORK, |_| answer.clone();
}
