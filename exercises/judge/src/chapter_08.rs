//! Chapter 8: LeNet-5 and a residual network as types, and what small kernels and separate steps save.

mod lenet;
mod residual;
mod savings;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] =
    &[&lenet::LENET, &savings::STACKED, &savings::SEPARATED, &residual::BLOCK, &residual::NETWORK];
