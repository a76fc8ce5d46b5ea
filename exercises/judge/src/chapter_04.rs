//! Chapter 4: posteriors, cross-entropy, its gradient, entropy.

mod boxes;
mod losses;
mod slopes;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] = &[
    &boxes::POSTERIOR,
    &boxes::AFTER_DRAWS,
    &losses::MEAN_CROSS_ENTROPY,
    &losses::STARTING_LOSS,
    &slopes::GRADIENT,
    &slopes::ENTROPY,
];
