//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way: dataset → model → loss → train → checkpoint → predict → figures.

mod atomic_write;
mod error;
mod language;

pub mod dataset;

pub use dataset::{Batch, Dataset, Split};
pub use error::{Error, Result};
pub use language::Language;
