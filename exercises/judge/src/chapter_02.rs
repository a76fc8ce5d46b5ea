//! Chapter 2: squared errors, digits as numbers, names, Brier's score, and how hard a loss pushes.

mod names;
mod numbers;
mod scores;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] = &[
    &numbers::MEAN_SQUARED_ERROR,
    &numbers::ROUNDED_ACCURACY,
    &names::OLD_LABELS,
    &names::BEST_ANSWER,
    &scores::BRIER,
    &scores::STEPS_UNTIL_SURE,
];
