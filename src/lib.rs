//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way: dataset → model → loss → train → checkpoint → predict → figures.

pub mod dataset;
mod error;
pub mod figures;
mod files;
pub mod kernels;
mod language;
pub mod loss;
pub mod metrics;
pub mod model;
pub mod paths;
pub mod picture;
pub mod predict;
pub mod prelude;
#[cfg(test)]
mod reference;
pub mod shape;
pub mod train;

pub use dataset::{Batch, Dataset, Split};
pub use error::{Error, Result};
pub use figures::{Curve, Figure};
pub use language::Language;
pub use loss::{cross_entropy_with_logits, softmax};
pub use picture::{Picture, Preprocess, read_picture};
pub use predict::{Prediction, predict};
