//! Max-pooling as a layer.

use dfdx::nn::{Module, NonMutableModule, ZeroSizedModule};
use dfdx::shapes::{Const, ConstDim, Dim, HasShape};
use dfdx::tensor::{Tape, Tensor};

use crate::backend::Backend;
use crate::kernels::max_pool2d::MaxPool2dSizes;
use crate::layer::{Layer, LayerSummary, Runs, both};
use crate::shape::{PoolPadding, Window};

/// Two-dimensional max-pooling: each output pixel is the largest of a small window of the input, in each channel.
///
/// `output[n, c, y, x] = max i,j input[n, c, y·STRIDE + i − PADDING, x·STRIDE + j − PADDING]`, over the pixels that there
/// are (padding is never the largest). Of equal pixels the first in reading order counts: the gradient goes to it alone.
///
/// # Shapes
/// `[N, C, H, W]` → `[N, C, H', W']` with `H' = (H + 2·PADDING − KERNEL) / STRIDE + 1`, and `W'` likewise.
///
/// # PyTorch equivalent
/// `torch.nn.MaxPool2d(KERNEL, STRIDE, PADDING)`, ties included.
///
/// # Example
/// ```
/// use dfdx::prelude::*;
/// use dfdx_conv::MaxPool2d;
///
/// let device = Cpu::default();
/// let features: Tensor<Rank4<2, 20, 28, 28>, f32, _> = device.sample_normal();
/// let smaller: Tensor<Rank4<2, 20, 14, 14>, f32, _> = MaxPool2d::<2, 2>::default().forward(features);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MaxPool2d<const KERNEL: usize, const STRIDE: usize, const PADDING: usize = 0>;

impl<const K: usize, const S: usize, const P: usize> ZeroSizedModule for MaxPool2d<K, S, P> {}
impl<const K: usize, const S: usize, const P: usize> NonMutableModule for MaxPool2d<K, S, P> {}

impl<const K: usize, const S: usize, const P: usize> MaxPool2d<K, S, P> {
    /// The sizes in its type as numbers, with those of an input.
    pub(crate) const fn sizes(in_height: usize, in_width: usize) -> MaxPool2dSizes {
        MaxPool2dSizes { kernel: K, stride: S, padding: P, in_height, in_width }
    }
}

impl<const K: usize, const S: usize, const P: usize, N, C, H, W, D, T> Module<Tensor<(N, C, H, W), f32, D, T>>
    for MaxPool2d<K, S, P>
where
    Const<K>: PoolPadding<P>,
    N: Dim,
    C: Dim,
    H: Window<K, S, P>,
    W: Window<K, S, P>,
    D: Backend,
    T: Tape<f32, D>,
{
    type Output = Tensor<(N, C, H::Output, W::Output), f32, D, T>;
    type Error = D::Err;

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> Result<Self::Output, D::Err> {
        let (n, c, h, w) = *x.shape();
        let sizes = Self::sizes(h.size(), w.size());
        D::max_pool2d(sizes, (n, c, Default::default(), Default::default()), x)
    }
}

impl<const K: usize, const S: usize, const P: usize, C, H, W> Layer<(C, H, W)> for MaxPool2d<K, S, P>
where
    Const<K>: PoolPadding<P>,
    C: ConstDim,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
{
    type Output = (C, H::Output, W::Output);

    fn describe(lines: &mut Vec<LayerSummary>) {
        let padding = if P == 0 { String::new() } else { format!(", padding {P}") };
        lines.push(LayerSummary::new::<Self::Output>(format!("MaxPool2d {K}×{K}, stride {S}{padding}"), 0));
    }
}

impl<const K: usize, const S: usize, const P: usize, C, H, W> Runs<(C, H, W)> for MaxPool2d<K, S, P>
where
    Const<K>: PoolPadding<P>,
    C: ConstDim,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
{
    both!((C, H, W), |_layer, maps| maps.max_pool(Self::sizes(H::SIZE, W::SIZE)));
}
