//! The code of every notebook as a doctest, and one more for each cell that should not compile: what `cargo test` runs is
//! what a learner sees.
//!
//! The build script writes them from `notebooks/zh` and `notebooks/en`, see `notebook::doctests`; and those of the
//! assignments from `classroom/assignments`, see `notebook::assignment::suites`.

pub mod suite;

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/notebooks.rs"));
