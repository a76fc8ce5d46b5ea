//! Chapter 2: squared errors, digits as numbers, names, Brier's score, and how hard a loss pushes.

mod names;
mod numbers;
mod scores;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&[&dyn AnyJudge]] = &[names::JUDGES, numbers::JUDGES, scores::JUDGES];
