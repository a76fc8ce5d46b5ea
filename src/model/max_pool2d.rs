//! Max-pooling as a layer.

use dfdx::nn::{Module, NonMutableModule, ZeroSizedModule};
use dfdx::shapes::{Const, Dim, HasShape};
use dfdx::tensor::{Cpu, CpuError, PutTape, SplitTape, Tape, Tensor, TensorFromVec};

use crate::kernels::max_pool2d::{MaxPool2dSizes, max_pool2d_backward, max_pool2d_forward};
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
/// use shuzi::model::MaxPool2d;
///
/// let device = Cpu::default();
/// let features: Tensor<Rank4<2, 20, 28, 28>, f32, _> = device.sample_normal();
/// let smaller: Tensor<Rank4<2, 20, 14, 14>, f32, _> = MaxPool2d::<2, 2>::default().forward(features);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct MaxPool2d<const KERNEL: usize, const STRIDE: usize, const PADDING: usize = 0>;

impl<const K: usize, const S: usize, const P: usize> ZeroSizedModule for MaxPool2d<K, S, P> {}
impl<const K: usize, const S: usize, const P: usize> NonMutableModule for MaxPool2d<K, S, P> {}

impl<const K: usize, const S: usize, const P: usize, N, C, H, W, T> Module<Tensor<(N, C, H, W), f32, Cpu, T>>
    for MaxPool2d<K, S, P>
where
    Const<K>: PoolPadding<P>,
    N: Dim,
    C: Dim,
    H: Window<K, S, P>,
    W: Window<K, S, P>,
    T: Tape<f32, Cpu>,
{
    type Output = Tensor<(N, C, H::Output, W::Output), f32, Cpu, T>;
    type Error = CpuError;

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, Cpu, T>) -> Result<Self::Output, CpuError> {
        let (n, c, h, w) = *x.shape();
        let sizes = MaxPool2dSizes { kernel: K, stride: S, padding: P, in_height: h.size(), in_width: w.size() };
        let (x, mut tape) = x.split_tape();
        let output_len = n.size() * c.size() * sizes.out_height() * sizes.out_width();
        let (mut output, mut positions) = (vec![0.0; output_len], vec![0; output_len]);
        max_pool2d_forward(&sizes, &x.as_vec(), &mut output, &mut positions);
        let y = x.device().try_tensor_from_vec(output, (n, c, Default::default(), Default::default()))?;

        let (x_ghost, y_ghost) = (x.ghost(), y.ghost());
        tape.add_backward_op(move |gradients| {
            // The tape lends one gradient at a time: take both, and put them back.
            let grad_output = std::mem::take(&mut **gradients.get_or_alloc_mut(&y_ghost)?);
            let mut grad_input = std::mem::take(&mut **gradients.get_or_alloc_mut(&x_ghost)?);
            max_pool2d_backward(&sizes, &positions, &grad_output, &mut grad_input);
            **gradients.get_or_alloc_mut(&y_ghost)? = grad_output;
            **gradients.get_or_alloc_mut(&x_ghost)? = grad_input;
            Ok(())
        });
        Ok(y.put_tape(tape))
    }
}
