//! Our layers, computed by [`composed`] on every device: on the `Cpu` they take the way that a GPU takes.

use dfdx::nn::{Module, ModuleVisitor, NonMutableModule, TensorCollection};
use dfdx::shapes::{Const, Dim, Dtype, HasShape};
use dfdx::tensor::{Tape, Tensor};
use dfdx::tensor_ops::Device;

use crate::shape::{PoolPadding, Window};
use crate::{Channels, Conv2d, MaxPool2d, composed};

/// A layer that is computed the composed way, on every device: for comparisons with the kernels.
#[derive(Clone, Debug, Default)]
pub struct Composed<L>(pub L);

impl<L> NonMutableModule for Composed<L> {}

impl<E: Dtype, D: Device<E>, L: TensorCollection<E, D>> TensorCollection<E, D> for Composed<L> {
    type To<E2: Dtype, D2: Device<E2>> = Composed<L::To<E2, D2>>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(Self::module("layer", |s| &s.0, |s| &mut s.0), Composed)
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, N, C, H, W, D, T>
    Module<Tensor<(N, C, H, W), f32, D, T>> for Composed<Conv2d<I, O, K, S, P, f32, D>>
where
    N: Dim,
    C: Channels<I>,
    H: Window<K, S, P>,
    W: Window<K, S, P>,
    D: Device<f32>,
    T: Tape<f32, D>,
{
    type Output = Tensor<(N, Const<O>, H::Output, W::Output), f32, D, T>;
    type Error = D::Err;

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> Result<Self::Output, D::Err> {
        let (n, _, h, w) = *x.shape();
        let sizes = Conv2d::<I, O, K, S, P>::sizes(h.size(), w.size());
        composed::conv2d(sizes, (n, Const, Default::default(), Default::default()), x, &self.0.weight, &self.0.bias)
    }
}

impl<const K: usize, const S: usize, const P: usize, N, C, H, W, D, T> Module<Tensor<(N, C, H, W), f32, D, T>>
    for Composed<MaxPool2d<K, S, P>>
where
    Const<K>: PoolPadding<P>,
    N: Dim,
    C: Dim,
    H: Window<K, S, P>,
    W: Window<K, S, P>,
    D: Device<f32>,
    T: Tape<f32, D>,
{
    type Output = Tensor<(N, C, H::Output, W::Output), f32, D, T>;
    type Error = D::Err;

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> Result<Self::Output, D::Err> {
        let (n, c, h, w) = *x.shape();
        let sizes = MaxPool2d::<K, S, P>::sizes(h.size(), w.size());
        composed::max_pool2d(sizes, (n, c, Default::default(), Default::default()), x)
    }
}
