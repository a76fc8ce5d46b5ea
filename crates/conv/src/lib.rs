//! Typed convolutional networks for [dfdx] on stable Rust: sizes that do not agree do not compile, and the kernels are fast.
//!
//! ```
//! use dfdx::prelude::*;
//! use dfdx_conv::{Conv2d, Flatten, Linear, MaxPool2d, Runs, summary};
//!
//! type Image = (Const<1>, Const<28>, Const<28>);
//! type Network = (
//!     (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
//!     (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
//!     (Flatten, Linear<980, 10>),
//! );
//! println!("{}", summary::<Network, Image>());
//!
//! let network: Network = BuildModule::build(&Cpu::default());
//! let images: Tensor<(usize, Const<1>, Const<28>, Const<28>), f32, Cpu> =
//!     Cpu::default().sample_normal_like(&(64, Const, Const, Const));
//! let logits: Tensor<(usize, Const<10>), f32, Cpu> = network.infer(images.into())?;
//! # Ok::<(), CpuError>(())
//! ```
//!
//! Modules, each resting on those above it alone:
//!
//! | module | what it does |
//! |---|---|
//! | [`shape`] | how large what comes out of a layer is, as types |
//! | [`kernels`] | what convolution and pooling compute, slices in, slices out; the only place with `unsafe` |
//! | `backend`, `on_cpu`, [`composed`] | the kernels on dfdx's tape, and the same composed of dfdx's operations: [`Backend`] |
//! | `tensors`, `init` | a network's tensors one by one: [`for_each_tensor`]; their first numbers: [`Init`] |
//! | `maps` | feature maps on their way through a network: [`Maps`] |
//! | `layer` | what a layer is: [`Layer`] (shapes) and [`Runs`] (values), and how tuples of them run |
//! | `conv2d`, `max_pool2d`, `flatten` | one layer a file: [`Conv2d`], [`Conv2dNoBias`], [`MaxPool2d`], [`Flatten`] |
//! | `dfdx_layers` | dfdx's own layers: [`Linear`], [`BatchNorm2d`], [`ReLU`] … |
//! | `summary` | a network's layers as a table: [`summary()`] |
//!
//! A new layer is a file beside `max_pool2d` with the type, dfdx's `Module`, [`Layer`] and [`Runs`] (in one line by
//! [`runs_by_tensor!`] where it needs no kernel), and its name below.
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

/// The README's code runs as it stands there.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
