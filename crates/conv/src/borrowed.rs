//! dfdx's layers under the names of this course: of `f32`, on the `Cpu`.

use dfdx::tensor::Cpu;

/// A linear layer: each output is a sum of all inputs, each with a weight of its own, and a bias.
///
/// # Shapes
/// `[N, IN]` → `[N, OUT]`; `IN × OUT + OUT` parameters.
///
/// # PyTorch equivalent
/// `torch.nn.Linear(IN, OUT)`.
pub type Linear<const IN: usize, const OUT: usize> = dfdx::nn::modules::Linear<IN, OUT, f32, Cpu>;

/// Batch normalisation of feature maps: each channel is shifted and scaled to mean 0 and variance 1 over the batch, and then
/// by a scale and a bias of its own, which are learnt (Ioffe and Szegedy, *Batch normalization*, 2015).
///
/// # Shapes
/// `[N, CHANNELS, H, W]` → the same; `2 × CHANNELS` parameters.
///
/// # PyTorch equivalent
/// `torch.nn.BatchNorm2d(CHANNELS)`.
pub type BatchNorm2d<const CHANNELS: usize> = dfdx::nn::modules::BatchNorm2D<CHANNELS, f32, Cpu>;

pub use dfdx::nn::modules::{AvgPoolGlobal, DropoutOneIn, GeneralizedResidual, ReLU, Residual};
