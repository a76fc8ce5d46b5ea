//! How large a convolution is, and a stage of one with what follows it.

use super::max_pool2d::MaxPool2dSizes;
use super::places;

/// The sizes of a convolution, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2dSizes {
    /// Channels of the input.
    pub in_channels: usize,
    /// Channels of the output.
    pub out_channels: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// How far the kernel moves from one output pixel to the next.
    pub stride: usize,
    /// Zeros around the input, on each side.
    pub padding: usize,
    /// Height of the input.
    pub in_height: usize,
    /// Width of the input.
    pub in_width: usize,
}

impl Conv2dSizes {
    /// Height of the output.
    ///
    /// # Panics
    /// When the kernel does not fit into the padded input.
    pub fn out_height(&self) -> usize {
        places(self.in_height, self.kernel, self.stride, self.padding)
    }

    /// Width of the output.
    ///
    /// # Panics
    /// When the kernel does not fit into the padded input.
    pub fn out_width(&self) -> usize {
        places(self.in_width, self.kernel, self.stride, self.padding)
    }

    /// Numbers in one input image, `[in_channels, in_height, in_width]`.
    pub fn input_len(&self) -> usize {
        self.in_channels * self.in_height * self.in_width
    }

    /// Numbers in one output image, `[out_channels, out_height, out_width]`.
    pub fn output_len(&self) -> usize {
        self.out_channels * self.out_height() * self.out_width()
    }

    /// Numbers in the weight, `[out_channels, in_channels, kernel, kernel]`.
    pub fn weight_len(&self) -> usize {
        self.out_channels * self.in_channels * self.kernel * self.kernel
    }
}

/// What a stage does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stage {
    /// Its convolution.
    pub conv: Conv2dSizes,
    /// Whether ReLU follows.
    pub relu: bool,
    /// The max-pooling that follows, if any.
    pub pool: Option<MaxPool2dSizes>,
}

impl Stage {
    /// A convolution alone.
    pub fn new(conv: Conv2dSizes) -> Stage {
        Stage { conv, relu: false, pool: None }
    }

    /// Numbers in one image's output.
    pub fn output_len(&self) -> usize {
        let (height, width) = self.output_side();
        self.conv.out_channels * height * width
    }

    /// Height and width of the output.
    pub fn output_side(&self) -> (usize, usize) {
        match &self.pool {
            Some(pool) => (pool.out_height(), pool.out_width()),
            None => (self.conv.out_height(), self.conv.out_width()),
        }
    }
}
