//! xtask's reader of assignments: what grading hands out and what is tested here come from the same text.

#[path = "../../../xtask/src/exercises/answer.rs"]
pub mod answer;
#[path = "../../../xtask/src/exercises/header.rs"]
mod header;
#[path = "../../../xtask/src/exercises/model.rs"]
pub mod model;
#[path = "../../../xtask/src/exercises/parse.rs"]
pub mod parse;
#[path = "../../../xtask/src/exercises/problem.rs"]
mod problem;
