//! Chapter 1: a law that shows through samples, and the three steps of learning, one by one and together.

mod law;
mod steps;
mod training;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&law::SHARE, &law::GUESS, &steps::BATCH_LOSS, &steps::ONE_STEP, &training::TRAIN];
