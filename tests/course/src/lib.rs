//! The code of every notebook as a doctest, one a notebook: what `cargo test` runs is what a learner sees.
//!
//! The build script writes them from `notebooks/zh` and `notebooks/en`, see `conversion.rs`.

#[cfg(test)]
mod conversion;

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/notebooks.rs"));
