//! Convolution as a layer.

use dfdx::nn::{BuildModule, BuildOnDevice, Module, ModuleVisitor, NonMutableModule, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, Dim, Dtype, HasShape, Rank1, Rank4};
use dfdx::tensor::{Cpu, Storage, Tape, Tensor};
use dfdx::tensor_ops::Device;
use rand_distr::Uniform;
use rand_distr::num_traits::Float;
use rand_distr::uniform::SampleUniform;

use super::Backend;
use crate::kernels::conv2d::Conv2dSizes;
use crate::shape::Window;

/// Two-dimensional convolution with a bias: each output channel is the sum, over all input channels, of what a small
/// window of weights sees at each place.
///
/// `output[n, o, y, x] = bias[o] + Σ c,i,j weight[o, c, i, j] · input[n, c, y·STRIDE + i − PADDING, x·STRIDE + j − PADDING]`,
/// where the input is 0 outside its border.
///
/// # Shapes
/// `[N, IN_CHANNELS, H, W]` → `[N, OUT_CHANNELS, H', W']` with `H' = (H + 2·PADDING − KERNEL) / STRIDE + 1`, and `W'`
/// likewise; `N` is known when compiling (`Const<N>`) or when running (`usize`). Sizes that do not agree do not compile;
/// [`crate::shape`] says which sizes there are.
///
/// # PyTorch equivalent
/// `torch.nn.Conv2d(IN_CHANNELS, OUT_CHANNELS, KERNEL, STRIDE, PADDING)`, also in how it is initialised when built
/// (uniform in ±1/√(IN_CHANNELS·KERNEL²)); [`crate::Init`] has the lesson's way.
///
/// # Example
/// ```
/// use dfdx::prelude::*;
/// use dfdx_conv::Conv2d;
///
/// let device = Cpu::default();
/// let conv: Conv2d<1, 20, 5, 1, 2> = BuildModule::build(&device);
/// let images: Tensor<Rank4<2, 1, 28, 28>, f32, _> = device.sample_normal();
/// let features: Tensor<Rank4<2, 20, 28, 28>, f32, _> = conv.forward(images);
/// ```
#[derive(Clone, Debug)]
pub struct Conv2d<
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
    /// One number an output channel, `[OUT_CHANNELS]`.
    pub bias: Tensor<Rank1<OUT_CHANNELS>, E, D>,
}

/// Feature maps with as many channels as a layer takes.
#[diagnostic::on_unimplemented(
    message = "this convolution takes {IN_CHANNELS} input channels, and gets `{Self}`",
    label = "the layer before gives another number of channels",
    note = "the first number of a `Conv2d` is the number of channels that the layer before it gives"
)]
pub trait Channels<const IN_CHANNELS: usize>: Dim {}
impl<const CHANNELS: usize> Channels<CHANNELS> for Const<CHANNELS> {}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D, E2, D2> BuildOnDevice<D2, E2>
    for Conv2d<I, O, K, S, P, E, D>
where
    E: Dtype,
    D: Storage<E>,
    E2: Dtype,
    D2: Device<E2>,
    Conv2d<I, O, K, S, P, E2, D2>: BuildModule<D2, E2>,
{
    type Built = Conv2d<I, O, K, S, P, E2, D2>;
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D> TensorCollection<E, D>
    for Conv2d<I, O, K, S, P, E, D>
where
    E: Dtype + Float + SampleUniform,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = Conv2d<I, O, K, S, P, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(visitor: &mut V) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor(
                    "weight",
                    |s| &s.weight,
                    |s| &mut s.weight,
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform::<E>(I * K * K))),
                ),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform::<E>(I * K * K))),
                ),
            ),
            |(weight, bias)| Conv2d { weight, bias },
        )
    }
}

/// PyTorch's default for weights and biases of convolutions: uniform in ±1/√fan_in.
pub(crate) fn fan_in_uniform<E: Dtype + SampleUniform>(fan_in: usize) -> Uniform<E> {
    let bound = 1.0 / (fan_in as f64).sqrt();
    let number = |x: f64| E::from_f64(x).expect("every float type holds numbers near 0");
    Uniform::new(number(-bound), number(bound))
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize> Conv2d<I, O, K, S, P> {
    /// The sizes in its type as numbers, with those of an input.
    pub(crate) const fn sizes(in_height: usize, in_width: usize) -> Conv2dSizes {
        Conv2dSizes { in_channels: I, out_channels: O, kernel: K, stride: S, padding: P, in_height, in_width }
    }
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E: Dtype, D: Storage<E>>
    NonMutableModule for Conv2d<I, O, K, S, P, E, D>
{
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, N, C, H, W, D, T>
    Module<Tensor<(N, C, H, W), f32, D, T>> for Conv2d<I, O, K, S, P, f32, D>
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
        let (n, _, h, w) = *x.shape();
        let sizes = Conv2d::<I, O, K, S, P>::sizes(h.size(), w.size());
        D::conv2d(sizes, (n, Const, Default::default(), Default::default()), x, &self.weight, &self.bias)
    }
}
