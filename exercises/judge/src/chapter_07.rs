//! Chapter 7: answers and confidence, ink and its centre, a confusion matrix, and calibration.

mod counts;
mod logits;
mod pictures;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] =
    &[&logits::ANSWER, &pictures::INK, &pictures::CENTRE, &counts::CONFUSION, &counts::CALIBRATION];
