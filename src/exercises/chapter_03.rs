//! Chapter 3: softmax, its temperature and logarithm; the sigmoid and its inverse.

mod logarithms;
mod scores;
mod two_classes;

pub use logarithms::log_softmax_of;
pub use scores::{softmax_of, temperature};
pub use two_classes::{logit, sigmoid_of};

use super::task::AnyTask;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] =
    &[&scores::SOFTMAX, &scores::TEMPERATURE, &two_classes::SIGMOID, &two_classes::LOGIT, &logarithms::LOG_SOFTMAX];
