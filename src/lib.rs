//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way, and each module does one part of the way:
//!
//! | module | what it does |
//! |---|---|
//! | [`dataset`] | files → images and labels → batches |
//! | [`picture`] | a photograph → 28×28 pixels as MNIST's are |
//! | [`shape`] | how large what comes out of a layer is, as types |
//! | [`kernels`] | what convolution and pooling compute, slices in, slices out |
//! | [`model`] | layers and networks whose sizes the compiler checks; [`model::Model`] |
//! | [`device`] | where a network computes: processor or GPU |
//! | [`loss`], [`metrics`] | how wrong, and how often right |
//! | [`gradient`], [`outputs`], [`relabel`] | what a loss does to a network's outputs; what they say; labels under other names |
//! | [`boxes`], [`entropy`](mod@entropy) | likelihood by drawing balls; bits |
//! | [`calibration`], [`mistakes`] | how sure, and where it is wrong all the same |
//! | [`train`] | the training loop, its history, its checkpoints |
//! | [`predict`](mod@predict) | a picture → a digit and ten probabilities |
//! | [`figures`] | numbers → figures |
//! | [`tumour`] | a small world of two classes to learn in |
//! | [`selftest`] | do two ways to compute agree? |
//!
//! # A training in ten lines
//!
//! ```
//! use shuzi::prelude::*;
//!
//! let train = Dataset::load(Split::Train)?.take(640);
//! let test = Dataset::load(Split::Test)?.take(100);
//! let mut model = Model::lesson(Init::Paddle, 1);
//! let config = TrainConfig { num_epochs: 1, ..TrainConfig::default() };
//! let history = fit(&mut model, &train, &test, &config)?;
//! assert!(history.losses[9] < history.losses[0]);
//!
//! let prediction = predict(example_picture())?;
//! println!("{prediction}");
//! # Ok::<(), shuzi::Error>(())
//! ```

mod answers;
pub mod augment;
pub mod boxes;
pub mod calibration;
pub mod dataset;
pub mod device;
pub mod entropy;
mod error;
pub mod gradient;
pub mod loss;
pub mod metrics;
pub mod mistakes;
pub mod model;
pub mod outputs;
pub mod paths;
pub mod picture;
pub mod predict;
pub mod prelude;
#[cfg(test)]
pub mod relabel;
mod seed;
pub mod selftest;
pub mod train;
pub mod tumour;

pub use answers::{Answer, answers};
pub use dataset::{Batch, Dataset, Split};
pub use device::Device;
pub use dfdx_conv::{kernels, shape};
pub use error::{Error, Result};
pub use figures::{self, Curve, Figure, table};
pub use loss::{cross_entropy_with_logits, softmax};
pub use picture::{Picture, Preprocess, read_picture};
pub use predict::{Prediction, predict};
pub use words::{Language, text};

/// The READMEs' code runs as it stands there.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../README.md")]
    struct Chinese;
    #[doc = include_str!("../README.en.md")]
    struct English;
}
