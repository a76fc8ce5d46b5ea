//! Homework 2-2, the part that is checked: AlexNet as a type, a table of parameters, a smaller LeNet-5.

mod alexnet;
mod table;
mod variant;

use crate::judge::AnyJudge;

/// All judges of the chapter.
pub static JUDGES: &[&dyn AnyJudge] = &[&alexnet::ALEXNET, &table::TABLE, &variant::VARIANT];
