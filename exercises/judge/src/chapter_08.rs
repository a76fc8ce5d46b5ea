//! Chapter 8: LeNet-5 and a residual network as types, and what small kernels and separate steps save.

mod lenet;
mod residual;
mod savings;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&lenet::LENET, &residual::BLOCK, &residual::NETWORK, &savings::STACKED, &savings::SEPARATED];
