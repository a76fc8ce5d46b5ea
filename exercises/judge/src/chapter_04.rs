//! Chapter 4: posteriors, cross-entropy, its gradient, entropy.

mod boxes;
mod losses;
mod slopes;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] = &[
    &boxes::POSTERIOR,
    &boxes::AFTER_DRAWS,
    &losses::MEAN_CROSS_ENTROPY,
    &losses::STARTING_LOSS,
    &slopes::GRADIENT,
    &slopes::ENTROPY,
];
