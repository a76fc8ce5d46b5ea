//! Flattening as a layer.

use dfdx::nn::{Module, NonMutableModule, ZeroSizedModule};
use dfdx::shapes::{Const, ConstDim, Dim, HasShape};
use dfdx::tensor::{Tape, Tensor};
use dfdx::tensor_ops::ReshapeTo;

use crate::backend::Backend;
use crate::layer::{Layer, LayerSummary, Runs, both};
use crate::shape::FlattenTo;

/// Lays the feature maps of an image out in one row, channel by channel, line by line.
///
/// # Shapes
/// `[N, C, H, H]` → `[N, C·H·H]`: 20 channels of 7 × 7 become 980 numbers. The sizes are those of
/// [`FlattenTo`]'s table.
///
/// # PyTorch equivalent
/// `torch.nn.Flatten()`.
///
/// # Example
/// ```
/// use dfdx::prelude::*;
/// use dfdx_conv::Flatten;
///
/// let device = Cpu::default();
/// let features: Tensor<Rank4<2, 20, 7, 7>, f32, _> = device.sample_normal();
/// let row: Tensor<Rank2<2, 980>, f32, _> = Flatten.forward(features);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Flatten;

impl ZeroSizedModule for Flatten {}
impl NonMutableModule for Flatten {}

impl<const C: usize, N, H, D, T> Module<Tensor<(N, Const<C>, H, H), f32, D, T>> for Flatten
where
    N: Dim,
    H: FlattenTo<C>,
    D: Backend,
    T: Tape<f32, D>,
{
    type Output = Tensor<(N, H::Features), f32, D, T>;
    type Error = D::Err;

    fn try_forward(&self, x: Tensor<(N, Const<C>, H, H), f32, D, T>) -> Result<Self::Output, D::Err> {
        let n = x.shape().0;
        x.try_reshape_like(&(n, Default::default()))
    }
}

impl<const C: usize, H: ConstDim + FlattenTo<C>> Layer<(Const<C>, H, H)> for Flatten {
    type Output = (H::Features,);

    fn describe(lines: &mut Vec<LayerSummary>) {
        lines.push(LayerSummary::new::<Self::Output>("Flatten", 0));
    }
}

impl<const C: usize, H: ConstDim + FlattenTo<C>> Runs<(Const<C>, H, H)> for Flatten {
    both!((Const<C>, H, H), |_layer, maps| maps.flatten());
}
