//! Chapter 4: posteriors, cross-entropy, its gradient, entropy.

mod boxes;
mod losses;
mod slopes;

pub use boxes::{after_draws, posterior};
pub use losses::{mean_cross_entropy, starting_loss};
pub use slopes::{entropy_of, gradient};

use super::task::AnyTask;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[
    &boxes::POSTERIOR,
    &boxes::AFTER_DRAWS,
    &losses::MEAN_CROSS_ENTROPY,
    &losses::STARTING_LOSS,
    &slopes::GRADIENT,
    &slopes::ENTROPY,
];
