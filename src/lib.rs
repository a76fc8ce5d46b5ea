//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way: dataset → model → loss → train → checkpoint → predict → figures.

pub mod dataset;
mod error;
pub mod kernels;
mod language;
pub mod loss;
pub mod model;
#[cfg(test)]
mod reference;
pub mod shape;

pub use error::{Error, Result};
pub use language::Language;
pub use loss::{cross_entropy_with_logits, softmax};
