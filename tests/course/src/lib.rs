//! The code of every notebook as a doctest, and one more for each cell that should not compile: what `cargo test` runs is
//! what a learner sees.
//!
//! The build script writes them from `notebooks/zh` and `notebooks/en`, see `conversion.rs`; and those of the assignments
//! from `classroom/assignments`, see `suites.rs`.

pub mod suite;

#[cfg(test)]
mod conversion;
#[cfg(test)]
// Not all of it is needed here.
#[allow(dead_code)]
mod exercises;
#[cfg(test)]
#[path = "../../../xtask/src/language.rs"]
mod language;
#[cfg(test)]
mod scanner;
#[cfg(test)]
mod suites;

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/notebooks.rs"));
