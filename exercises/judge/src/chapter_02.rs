//! Chapter 2: squared errors, digits as numbers, names, Brier's score, and how hard a loss pushes.

mod names;
mod numbers;
mod scores;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] = &[
    &names::OLD_LABELS,
    &names::BEST_ANSWER,
    &numbers::MEAN_SQUARED_ERROR,
    &numbers::ROUNDED_ACCURACY,
    &scores::BRIER,
    &scores::STEPS_UNTIL_SURE,
];
