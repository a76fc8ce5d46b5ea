//! What a device has to compute for our layers; everything else is dfdx's.

use dfdx::shapes::Shape;
use dfdx::tensor::{Tape, Tensor};
use dfdx::tensor_ops::Device;

use crate::kernels::conv2d::Conv2dSizes;
use crate::kernels::max_pool2d::MaxPool2dSizes;

/// A device that networks run on: dfdx's `Cpu`, with the kernels of [`crate::kernels`], and, with the feature `cuda`, its
/// `Cuda`, with what [`crate::composed`] puts together from dfdx's own operations.
///
/// The layers find the sizes in their types, and pass them on as numbers; the shape of the output comes along, and is what
/// the sizes say.
pub trait Backend: Device<f32> {
    /// Convolves a batch, and notes on the tape how the gradients of input, weight and bias come about.
    ///
    /// # Shapes
    /// `input` `[N, in_channels, in_height, in_width]`, `weight` `[out_channels, in_channels, kernel, kernel]`, `bias`
    /// `[out_channels]` → `shape`, `[N, out_channels, out_height, out_width]`.
    ///
    /// # Errors
    /// When the device's memory runs out.
    fn conv2d<X: Shape, Y: Shape, W: Shape, B: Shape, T: Tape<f32, Self>>(
        sizes: Conv2dSizes,
        shape: Y,
        input: Tensor<X, f32, Self, T>,
        weight: &Tensor<W, f32, Self>,
        bias: &Tensor<B, f32, Self>,
    ) -> Result<Tensor<Y, f32, Self, T>, Self::Err>;

    /// Takes the first maximum of each window, to which alone the gradient goes.
    ///
    /// # Shapes
    /// `input` `[N, C, in_height, in_width]` → `shape`, `[N, C, out_height, out_width]`.
    ///
    /// # Errors
    /// When the device's memory runs out.
    fn max_pool2d<X: Shape, Y: Shape, T: Tape<f32, Self>>(
        sizes: MaxPool2dSizes,
        shape: Y,
        input: Tensor<X, f32, Self, T>,
    ) -> Result<Tensor<Y, f32, Self, T>, Self::Err>;
}

#[cfg(feature = "cuda")]
impl Backend for dfdx::tensor::Cuda {
    fn conv2d<X: Shape, Y: Shape, W: Shape, B: Shape, T: Tape<f32, Self>>(
        sizes: Conv2dSizes,
        shape: Y,
        input: Tensor<X, f32, Self, T>,
        weight: &Tensor<W, f32, Self>,
        bias: &Tensor<B, f32, Self>,
    ) -> Result<Tensor<Y, f32, Self, T>, Self::Err> {
        crate::composed::conv2d(sizes, shape, input, weight, bias)
    }

    fn max_pool2d<X: Shape, Y: Shape, T: Tape<f32, Self>>(
        sizes: MaxPool2dSizes,
        shape: Y,
        input: Tensor<X, f32, Self, T>,
    ) -> Result<Tensor<Y, f32, Self, T>, Self::Err> {
        crate::composed::max_pool2d(sizes, shape, input)
    }
}
