//! A small assignment, for examples and tests.

use super::model::Assignment;
use super::parse::parse;

/// A source in which nothing is wrong.
pub const SOURCE: &str = include_str!("example.txt");

/// The assignment of [`SOURCE`], called `03-softmax`.
pub fn assignment() -> Assignment {
    parse("03-softmax", SOURCE).unwrap_or_else(|problem| panic!("{problem}"))
}
