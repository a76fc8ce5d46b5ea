//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way: dataset → model → loss → train → checkpoint → predict → figures.

mod error;
mod language;

pub use error::{Error, Result};
pub use language::Language;
