//! Chapter 1: a law that shows through samples, and the three steps of learning, one by one and together.

mod law;
mod steps;
mod training;

pub use law::{guess, malignant_share};
pub use steps::{batch_loss, one_step};
pub use training::train;

use super::task::AnyTask;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&law::SHARE, &law::GUESS, &steps::BATCH_LOSS, &steps::ONE_STEP, &training::TRAIN];
