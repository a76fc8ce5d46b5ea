//! Chapter 2: squared errors, digits as numbers, names, Brier's score, and how hard a loss pushes.

mod names;
mod numbers;
mod scores;

pub use names::{best_answer, old_labels};
pub use numbers::{mean_squared_error, rounded_accuracy};
pub use scores::{brier, steps_until_sure};

use super::task::AnyTask;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[
    &numbers::MEAN_SQUARED_ERROR,
    &numbers::ROUNDED_ACCURACY,
    &names::OLD_LABELS,
    &names::BEST_ANSWER,
    &scores::BRIER,
    &scores::STEPS_UNTIL_SURE,
];
