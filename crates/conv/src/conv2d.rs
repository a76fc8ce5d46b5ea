//! Convolution as a layer, with a bias and without one.

use dfdx::nn::{BuildModule, BuildOnDevice, Module, ModuleVisitor, NonMutableModule, TensorCollection, TensorOptions};
use dfdx::shapes::{Const, ConstDim, Dim, Dtype, HasShape, Rank1, Rank4};
use dfdx::tensor::{Cpu, Storage, Tape, Tensor};
use dfdx::tensor_ops::Device;
use rand_distr::Uniform;
use rand_distr::num_traits::Float;
use rand_distr::uniform::SampleUniform;

use crate::backend::Backend;
use crate::kernels::conv2d::Conv2dSizes;
use crate::layer::{Layer, LayerSummary, Runs, both};
use crate::shape::Window;

/// Feature maps with as many channels as a layer takes.
#[diagnostic::on_unimplemented(
    message = "this convolution takes {IN_CHANNELS} input channels, and gets `{Self}`",
    label = "the layer before gives another number of channels",
    note = "the first number of a `Conv2d` is the number of channels that the layer before it gives"
)]
pub trait Channels<const IN_CHANNELS: usize>: Dim {}
impl<const CHANNELS: usize> Channels<CHANNELS> for Const<CHANNELS> {}

/// PyTorch's default for weights and biases of convolutions: uniform in ±1/√fan_in.
fn fan_in_uniform<E: Dtype + SampleUniform>(fan_in: usize) -> Uniform<E> {
    let bound = 1.0 / (fan_in as f64).sqrt();
    let number = |x: f64| E::from_f64(x).expect("every float type holds numbers near 0");
    Uniform::new(number(-bound), number(bound))
}

/// A convolution, with a field for its bias or without one.
macro_rules! convolution {
    ($(#[$doc:meta])* $layer:ident $(, $(#[$bias_doc:meta])* $bias:ident)?) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $layer<
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
            $( $(#[$bias_doc])* pub $bias: Tensor<Rank1<OUT_CHANNELS>, E, D>, )?
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D, E2, D2>
            BuildOnDevice<D2, E2> for $layer<I, O, K, S, P, E, D>
        where
            E: Dtype,
            D: Storage<E>,
            E2: Dtype,
            D2: Device<E2>,
            $layer<I, O, K, S, P, E2, D2>: BuildModule<D2, E2>,
        {
            type Built = $layer<I, O, K, S, P, E2, D2>;
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D>
            TensorCollection<E, D> for $layer<I, O, K, S, P, E, D>
        where
            E: Dtype + Float + SampleUniform,
            D: Device<E>,
        {
            type To<E2: Dtype, D2: Device<E2>> = $layer<I, O, K, S, P, E2, D2>;

            fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                visitor.visit_fields(
                    (
                        Self::tensor(
                            "weight",
                            |s| &s.weight,
                            |s| &mut s.weight,
                            TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform::<E>(I * K * K))),
                        ),
                        $( Self::tensor(
                            stringify!($bias),
                            |s| &s.$bias,
                            |s| &mut s.$bias,
                            TensorOptions::reset_with(|t| t.try_fill_with_distr(fan_in_uniform::<E>(I * K * K))),
                        ), )?
                    ),
                    |(weight, $($bias,)?)| $layer { weight, $($bias)? },
                )
            }
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, E, D> NonMutableModule
            for $layer<I, O, K, S, P, E, D>
        where
            E: Dtype,
            D: Storage<E>,
        {
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize> $layer<I, O, K, S, P> {
            /// The sizes in its type as numbers, with those of an input.
            pub(crate) const fn sizes(in_height: usize, in_width: usize) -> Conv2dSizes {
                Conv2dSizes { in_channels: I, out_channels: O, kernel: K, stride: S, padding: P, in_height, in_width }
            }
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, D: Backend>
            $layer<I, O, K, S, P, f32, D>
        {
            /// Its bias (the very same tensor, not a copy), or zeros, at whose gradient nobody looks.
            #[allow(unreachable_code)]
            fn bias_or_zeros(&self) -> Result<Tensor<Rank1<O>, f32, D>, D::Err> {
                $( return Ok(self.$bias.clone()); )?
                self.weight.device().try_zeros()
            }
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, N, C, H, W, D, T>
            Module<Tensor<(N, C, H, W), f32, D, T>> for $layer<I, O, K, S, P, f32, D>
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
                let sizes = $layer::<I, O, K, S, P>::sizes(h.size(), w.size());
                let shape = (n, Const, Default::default(), Default::default());
                D::conv2d(sizes, shape, x, &self.weight, &self.bias_or_zeros()?)
            }
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W, E, D>
            Layer<(C, H, W)> for $layer<I, O, K, S, P, E, D>
        where
            C: ConstDim + Channels<I>,
            H: ConstDim + Window<K, S, P>,
            W: ConstDim + Window<K, S, P>,
            E: Dtype,
            D: Storage<E>,
        {
            type Output = (Const<O>, H::Output, W::Output);

            fn describe(lines: &mut Vec<LayerSummary>) {
                let name = format!(concat!(stringify!($layer), " {}→{}, {}×{}, stride {}, padding {}"), I, O, K, K, S, P);
                let parameters = O * I * K * K $( + { let _ = stringify!($bias); O } )?;
                let line = LayerSummary::new::<Self::Output>(name, parameters);
                lines.push(line.with_products_an_output(I * K * K));
            }
        }

        impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W> Runs<(C, H, W)>
            for $layer<I, O, K, S, P>
        where
            C: ConstDim + Channels<I>,
            H: ConstDim + Window<K, S, P>,
            W: ConstDim + Window<K, S, P>,
        {
            both!((C, H, W), |layer, maps| {
                maps.convolve(Self::sizes(H::SIZE, W::SIZE), &layer.weight, &layer.bias_or_zeros()?)
            });
        }
    };
}

convolution! {
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
    /// (uniform in ±1/√(IN_CHANNELS·KERNEL²)); [`crate::Init`] has other ways.
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
    Conv2d,
    /// One number an output channel, `[OUT_CHANNELS]`.
    bias
}

convolution! {
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
    Conv2dNoBias
}
