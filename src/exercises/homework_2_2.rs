//! Homework 2-2, the part that is checked: AlexNet as a type, a table of parameters, a smaller LeNet-5.

mod alexnet;
mod table;
mod variant;

use alexnet::ALEXNET;
use table::TABLE;
use variant::VARIANT;

use super::task::AnyTask;
use super::trained::ask;
use super::{Checked, checks};
use crate::model::{Model, Summary};

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&ALEXNET, &TABLE, &VARIANT];

checks! {
    /// hw.1: the summary of a network for photographs of 224×224.
    alexnet(answer: &Summary) = ALEXNET, |_| answer.clone();
    /// hw.2: rows of a name and a number of parameters.
    table(answer: &[(&str, usize)]) = TABLE, |_| answer.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    /// hw.3: a network that was trained.
    variant(answer: &Model) = VARIANT, |(images, _)| ask(answer, images);
}
