//! Typed convolutional networks for [dfdx] on stable Rust.
//!
//! [dfdx]: https://docs.rs/dfdx/0.13

pub mod composed;
pub mod kernels;
pub mod shape;

mod backend;
mod composed_layers;
mod conv2d;
mod dfdx_layers;
mod flatten;
mod init;
mod layer;
mod maps;
mod max_pool2d;
mod on_cpu;
#[cfg(test)]
mod reference;
mod summary;
mod tensors;

pub use backend::Backend;
pub use composed_layers::Composed;
pub use conv2d::{Channels, Conv2d, Conv2dNoBias};
pub use dfdx_layers::{
    AvgPoolGlobal, BatchNorm2d, DropoutOneIn, Features, GeneralizedResidual, Linear, ReLU, Residual,
};
pub use flatten::Flatten;
pub use init::Init;
pub use layer::{FeatureShape, Layer, LayerSummary, Runs, Tracked, Values};
pub use maps::Maps;
pub use max_pool2d::MaxPool2d;
pub use summary::{Summary, summary};
pub use tensors::{AnyTensor, Visited, for_each_tensor};
