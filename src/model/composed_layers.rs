//! Our layers, computed by [`super::composed`] on every device: on the `Cpu` they take the way that a GPU takes.

use dfdx::nn::modules::{Linear, ReLU};
use dfdx::nn::{BuildModule, Module, ModuleVisitor, NonMutableModule, TensorCollection};
use dfdx::shapes::{Const, Dim, Dtype, HasShape};
use dfdx::tensor::{Cpu, Tape, Tensor};
use dfdx::tensor_ops::Device;

use super::network::AnyNetwork;
use super::on_device::OnDevice;
use super::{Channels, Conv2d, Flatten, MaxPool2d, Model, composed};
use crate::error::Result;
use crate::shape::{PoolPadding, Window};

/// A layer that is computed the composed way.
#[derive(Clone, Debug, Default)]
struct Composed<L>(L);

/// [`super::LessonCnn`], computed the composed way.
type ComposedLessonCnn = (
    (Composed<Conv2d<1, 20, 5, 1, 2>>, ReLU, Composed<MaxPool2d<2, 2>>),
    (Composed<Conv2d<20, 20, 5, 1, 2>>, ReLU, Composed<MaxPool2d<2, 2>>),
    (Flatten, Linear<980, 10, f32, Cpu>),
);

impl Model {
    /// This network, computed on the `Cpu` by the operations that a GPU would run; it must be [`super::LessonCnn`].
    ///
    /// # Errors
    /// When memory runs out.
    pub(crate) fn composed_lesson(&self) -> Result<Model> {
        let device = Cpu::default();
        let network: ComposedLessonCnn = BuildModule::build(&device);
        let mut network = OnDevice::new(self.network.clone(), network, device)?;
        network.set_parameters(&self.parameters());
        Ok(Model { name: self.name.clone(), network: Box::new(network) })
    }
}

impl<L> NonMutableModule for Composed<L> {}

impl<E: Dtype, D: Device<E>, L: TensorCollection<E, D>> TensorCollection<E, D> for Composed<L> {
    type To<E2: Dtype, D2: Device<E2>> = Composed<L::To<E2, D2>>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> std::result::Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
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

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> std::result::Result<Self::Output, D::Err> {
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

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> std::result::Result<Self::Output, D::Err> {
        let (n, c, h, w) = *x.shape();
        let sizes = MaxPool2d::<K, S, P>::sizes(h.size(), w.size());
        composed::max_pool2d(sizes, (n, c, Default::default(), Default::default()), x)
    }
}
