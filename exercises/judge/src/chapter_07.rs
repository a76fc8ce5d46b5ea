//! Chapter 7: answers and confidence, ink and its centre, a confusion matrix, and calibration.

mod counts;
mod logits;
mod pictures;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&counts::CONFUSION, &counts::CALIBRATION, &logits::ANSWER, &pictures::INK, &pictures::CENTRE];
