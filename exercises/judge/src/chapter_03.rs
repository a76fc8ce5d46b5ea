//! Chapter 3: softmax, its temperature and logarithm; the sigmoid and its inverse.

mod logarithms;
mod scores;
mod two_classes;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] =
    &[&logarithms::LOG_SOFTMAX, &scores::SOFTMAX, &scores::TEMPERATURE, &two_classes::SIGMOID, &two_classes::LOGIT];
