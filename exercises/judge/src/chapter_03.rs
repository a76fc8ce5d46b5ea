//! Chapter 3: softmax, its temperature and logarithm; the sigmoid and its inverse.

mod logarithms;
mod scores;
mod two_classes;

use crate::task::AnyTask;

/// The tasks.
pub static TASKS: &[&dyn AnyTask] =
    &[&scores::SOFTMAX, &scores::TEMPERATURE, &two_classes::SIGMOID, &two_classes::LOGIT, &logarithms::LOG_SOFTMAX];
