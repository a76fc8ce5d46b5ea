//! Convolution without a bias.

use dfdx::nn::{BuildModule, BuildOnDevice, Module, ModuleVisitor, NonMutableModule, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, ConstDim, Dim, Dtype, Rank1, Rank4};
use dfdx::tensor::{Cpu, CpuError, NoneTape, Storage, Tape, Tensor};
use dfdx::tensor_ops::Device;
use rand_distr::num_traits::Float;
use rand_distr::uniform::SampleUniform;

use super::conv2d::fan_in_uniform;
use super::{Backend, Channels, Conv2d, Layer, LayerSummary, Runs, Tracked, Values};
use crate::shape::Window;

/// [`Conv2d`] without a bias: for a convolution that batch normalisation follows, which would take the bias away again.
///
/// # Shapes
/// As [`Conv2d`]: `[N, IN_CHANNELS, H, W]` → `[N, OUT_CHANNELS, H', W']`.
///
/// # PyTorch equivalent
/// `torch.nn.Conv2d(IN_CHANNELS, OUT_CHANNELS, KERNEL, STRIDE, PADDING, bias=False)`.
///
/// # Example
/// ```
/// use dfdx::prelude::*;
/// use dfdx_conv::Conv2dNoBias;
///
/// let device = Cpu::default();
/// let conv: Conv2dNoBias<3, 64, 7, 2, 3> = BuildModule::build(&device);
/// let images: Tensor<Rank4<1, 3, 32, 32>, f32, _> = device.sample_normal();
/// let features: Tensor<Rank4<1, 64, 16, 16>, f32, _> = conv.forward(images);
/// ```
#[derive(Clone, Debug)]
pub struct Conv2dNoBias<
    const IN_CHANNELS: usize,
    const OUT_CHANNELS: usize,
    const KERNEL: usize,
    const STRIDE: usize = 1,
    const PADDING: usize = 0,
    E: Dtype = f32,
    D: Storage<E> = Cpu,
> {
    /// The windows, `[OUT_CHANNELS, IN_CHANNELS, KERNEL, KERNEL]`.
    pub weight: Tensor<Rank4<OUT_CHANNELS, IN_CHANNELS, KERNEL, KERNEL>, E, D>,
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D, E2, D2> BuildOnDevice<D2, E2>
    for Conv2dNoBias<I, O, K, S, P, E, D>
where
    E: Dtype,
    D: Storage<E>,
    E2: Dtype,
    D2: Device<E2>,
    Conv2dNoBias<I, O, K, S, P, E2, D2>: BuildModule<D2, E2>,
{
    type Built = Conv2dNoBias<I, O, K, S, P, E2, D2>;
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D> TensorCollection<E, D>
    for Conv2dNoBias<I, O, K, S, P, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = Conv2dNoBias<I, O, K, S, P, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            Self::tensor(
                "weight",
                |s| &s.weight,
                |s| &mut s.weight,
                TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform::<E>(I * K * K))),
            ),
            |weight| Conv2dNoBias { weight },
        )
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E: Dtype, D: Storage<E>>
    NonMutableModule for Conv2dNoBias<I, O, K, S, P, E, D>
{
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, D: Backend>
    Conv2dNoBias<I, O, K, S, P, f32, D>
{
    /// The same with a bias of zeros, whose gradient nobody looks at. The weight is the very same tensor, not a copy.
    fn with_zeros(&self) -> Result<Conv2d<I, O, K, S, P, f32, D>, D::Err> {
        let bias: Tensor<Rank1<O>, f32, D> = self.weight.device().try_zeros()?;
        Ok(Conv2d { weight: self.weight.clone(), bias })
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, N, C, H, W, D, T>
    Module<Tensor<(N, C, H, W), f32, D, T>> for Conv2dNoBias<I, O, K, S, P, f32, D>
where
    N: Dim,
    C: Channels<I>,
    H: Window<K, S, P>,
    W: Window<K, S, P>,
    D: Backend,
    T: Tape<f32, D>,
{
    type Output = Tensor<(N, Const<O>, H::Output, W::Output), f32, D, T>;
    type Error = D::Err;

    fn try_forward(&self, x: Tensor<(N, C, H, W), f32, D, T>) -> Result<Self::Output, D::Err> {
        self.with_zeros()?.try_forward(x)
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W, E, D> Layer<(C, H, W)>
    for Conv2dNoBias<I, O, K, S, P, E, D>
where
    C: ConstDim + Channels<I>,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
    E: Dtype,
    D: Storage<E>,
{
    type Output = (Const<O>, H::Output, W::Output);

    fn describe(lines: &mut Vec<LayerSummary>) {
        let name = format!("Conv2dNoBias {I}→{O}, {K}×{K}, stride {S}, padding {P}");
        lines.push(LayerSummary::new::<Self::Output>(name, O * I * K * K).with_products_an_output(I * K * K));
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W> Runs<(C, H, W)>
    for Conv2dNoBias<I, O, K, S, P>
where
    C: ConstDim + Channels<I>,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
{
    fn infer(&self, maps: Values<(C, H, W), NoneTape>) -> Result<Values<Self::Output, NoneTape>, CpuError> {
        maps.convolve(&self.with_zeros()?)
    }

    fn train(&mut self, maps: Values<(C, H, W), Tracked>) -> Result<Values<Self::Output, Tracked>, CpuError> {
        maps.convolve(&self.with_zeros()?)
    }
}
