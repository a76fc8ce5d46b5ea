//! 数字 (`shuzi`): why a classifier is trained with softmax and cross-entropy, on handwritten digits.
//!
//! Data flows one way, and each module does one part of the way; what a module uses stands above it.
//!
//! | module | what it does |
//! |---|---|
//! | [`dataset`], [`augment`] | files → images and labels → batches, changed a little at random |
//! | [`picture`] | a photograph → 28×28 pixels as MNIST's are |
//! | [`loss`], [`gradient`] | how wrong, and what that does to a network's outputs |
//! | [`device`], [`model`] | where a network computes; networks whose sizes the compiler checks, on the layers of [`dfdx_conv`] |
//! | [`outputs`], [`metrics`], [`relabel`] | what a network says; how often right; labels under other names |
//! | [`train`] | the training loop, its history, its checkpoints, and what trainings were compared |
//! | [`predict`](mod@predict) | a picture → a digit and ten probabilities |
//! | [`calibration`], [`mistakes`], [`unlike`] | how sure, where it is wrong all the same, and on other people's digits |
//! | [`selftest`] | do two ways to compute agree? |
//! | [`tumour`], [`boxes`], [`entropy`](mod@entropy) | small worlds to learn in: two classes, two boxes of balls, bits |
//! | [`figures`] | numbers → figures and tables, a crate of its own |
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
pub mod relabel;
mod seed;
pub mod selftest;
pub mod train;
pub mod tumour;
pub mod unlike;

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
