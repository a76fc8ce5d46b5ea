//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way: dataset → model → loss → train → checkpoint → predict → figures.

mod error;
pub mod figures;
pub mod kernels;
mod language;
pub mod model;
pub mod shape;

pub use error::{Error, Result};
pub use figures::{Curve, Figure};
pub use language::Language;
