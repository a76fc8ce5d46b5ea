//! Chapter 6: steps of gradient descent, the steps of an epoch, the floor of softmax twice, and a training.

mod steps;
mod training;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] =
    &[&steps::STEP, &steps::MOMENTUM, &steps::STEPS, &training::FLOOR, &training::TRAINED];
