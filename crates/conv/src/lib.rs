//! Typed convolutional networks for [dfdx] on stable Rust.
//!
//! [dfdx]: https://docs.rs/dfdx/0.13

pub mod composed;
pub mod kernels;
pub mod shape;

mod backend;
mod borrowed;
mod composed_layers;
mod conv2d;
mod flatten;
mod init;
mod layer;
mod maps;
mod max_pool2d;
mod on_cpu;
#[cfg(test)]
mod reference;
mod runs;
mod summary;
mod unbiased;

pub use backend::Backend;
pub use borrowed::{AvgPoolGlobal, BatchNorm2d, DropoutOneIn, GeneralizedResidual, Linear, ReLU, Residual};
pub use composed_layers::Composed;
pub use conv2d::{Channels, Conv2d};
pub use flatten::Flatten;
pub use init::Init;
pub use layer::{FeatureShape, Features, Layer};
pub use maps::Maps;
pub use max_pool2d::MaxPool2d;
pub use runs::{Runs, Tracked, Values};
pub use summary::{LayerSummary, Summary, summary};
pub use unbiased::Conv2dNoBias;
