//! Chapter 6: steps of gradient descent, the steps of an epoch, the floor of softmax twice, and a training.

mod steps;
mod training;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&steps::STEP, &steps::MOMENTUM, &steps::STEPS, &training::FLOOR, &training::TRAINED];
