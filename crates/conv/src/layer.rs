//! What a layer is to a network: what it does to a shape, in the types alone, and how it runs, on [`Maps`].
//!
//! The compiler checks the first, and [`crate::summary`] prints it; the second makes one kernel of layers that stand together.

use dfdx::nn::modules::{GeneralizedResidual, Residual};
use dfdx::shapes::{ConstDim, Shape};
use dfdx::tensor::{Cpu, CpuError, NoneTape, OwnedTape, Tape, Tensor};

use crate::maps::Maps;

/// The shape of one image or of its feature maps, without the batch: `(Const<C>, Const<H>, Const<W>)`, or `(Const<F>,)`
/// once it is flat.
pub trait FeatureShape {
    /// The shape of a batch of them as a tensor.
    type Batch: Shape;
    /// A batch of them, with a tape: a tensor of rows, or [`Maps`].
    type Values<T: Tape<f32, Cpu>>;

    /// The sizes in order, `[C, H, W]` or `[F]`.
    fn sizes() -> Vec<usize>;

    /// A batch as a dfdx tensor: what a layer takes that knows nothing of [`Maps`].
    ///
    /// # Errors
    /// When memory runs out.
    fn tensor<T: Tape<f32, Cpu>>(values: Self::Values<T>) -> Result<Tensor<Self::Batch, f32, Cpu, T>, CpuError>;

    /// A dfdx tensor as a batch.
    fn values<T: Tape<f32, Cpu>>(tensor: Tensor<Self::Batch, f32, Cpu, T>) -> Self::Values<T>;
}

impl<F: ConstDim> FeatureShape for (F,) {
    type Batch = (usize, F);
    type Values<T: Tape<f32, Cpu>> = Tensor<(usize, F), f32, Cpu, T>;

    fn sizes() -> Vec<usize> {
        vec![F::SIZE]
    }

    fn tensor<T: Tape<f32, Cpu>>(values: Self::Values<T>) -> Result<Self::Values<T>, CpuError> {
        Ok(values)
    }

    fn values<T: Tape<f32, Cpu>>(tensor: Self::Values<T>) -> Self::Values<T> {
        tensor
    }
}

impl<C: ConstDim, H: ConstDim, W: ConstDim> FeatureShape for (C, H, W) {
    type Batch = (usize, C, H, W);
    type Values<T: Tape<f32, Cpu>> = Maps<C, H, W, T>;

    fn sizes() -> Vec<usize> {
        vec![C::SIZE, H::SIZE, W::SIZE]
    }

    fn tensor<T: Tape<f32, Cpu>>(maps: Maps<C, H, W, T>) -> Result<Tensor<Self::Batch, f32, Cpu, T>, CpuError> {
        maps.into_tensor()
    }

    fn values<T: Tape<f32, Cpu>>(tensor: Tensor<Self::Batch, f32, Cpu, T>) -> Maps<C, H, W, T> {
        tensor.into()
    }
}

/// The tape of a training.
pub type Tracked = OwnedTape<f32, Cpu>;

/// Feature maps or rows of the shape `S`, with the tape `T`.
pub type Values<S, T> = <S as FeatureShape>::Values<T>;

/// One layer of a [`crate::Summary`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// What the layer is, for example `Conv2d 1→20, 5×5, stride 1, padding 2`.
    pub layer: String,
    /// The shape of its output without the batch, `[C, H, W]` or `[F]`.
    pub output_shape: Vec<usize>,
    /// How many numbers it learns.
    pub parameters: usize,
    /// How many products of a weight and a number it adds up for one image: see [`crate::Summary::multiply_adds`].
    pub multiply_adds: usize,
}

impl LayerSummary {
    /// Of a layer that learns so many numbers, and adds no products up.
    pub fn new<Output: FeatureShape>(layer: impl Into<String>, parameters: usize) -> LayerSummary {
        LayerSummary { layer: layer.into(), output_shape: Output::sizes(), parameters, multiply_adds: 0 }
    }

    /// Of a layer each of whose outputs is a sum of so many products.
    pub fn with_products_an_output(self, products: usize) -> LayerSummary {
        let outputs: usize = self.output_shape.iter().product();
        LayerSummary { multiply_adds: outputs * products, ..self }
    }
}

/// A layer, or a network of layers, that takes images or feature maps of the shape `Input`.
///
/// It holds for our layers, for dfdx's (`Linear`, the activations, `Dropout`, `BatchNorm2D`, the global poolings,
/// `Residual`), and for tuples of up to six of them, in which each takes what the one before gives. A layer of your own
/// takes part when it implements this beside dfdx's `Module`.
#[diagnostic::on_unimplemented(
    message = "the layer `{Self}` cannot take feature maps of shape `{Input}`",
    label = "this layer does not fit behind the one before it",
    note = "a convolution or pooling takes (channels, height, width), a linear layer takes (features,): put `Flatten` between them"
)]
pub trait Layer<Input: FeatureShape> {
    /// The shape that it gives.
    type Output: FeatureShape;

    /// Appends a line for each layer.
    fn describe(lines: &mut Vec<LayerSummary>);
}

/// A layer, or a network of layers, that can run on values of the shape `Input`.
///
/// It holds for the same layers as [`Layer`], and for tuples of them. A layer of your own takes part by way of a tensor,
/// with [`runs_by_tensor!`](crate::runs_by_tensor):
///
/// ```
/// use dfdx::nn::{Module, NonMutableModule, ZeroSizedModule};
/// use dfdx::tensor::{Cpu, CpuError, Tape, Tensor};
/// use dfdx_conv::{FeatureShape, Layer, LayerSummary, runs_by_tensor};
///
/// /// Leaves feature maps as they are.
/// #[derive(Clone, Copy, Debug, Default)]
/// struct Same;
/// impl ZeroSizedModule for Same {}
/// impl NonMutableModule for Same {}
/// impl<S: dfdx::shapes::Shape, T: Tape<f32, Cpu>> Module<Tensor<S, f32, Cpu, T>> for Same {
///     type Output = Tensor<S, f32, Cpu, T>;
///     type Error = CpuError;
///     fn try_forward(&self, x: Self::Output) -> Result<Self::Output, CpuError> {
///         Ok(x)
///     }
/// }
///
/// impl<Input: FeatureShape> Layer<Input> for Same {
///     type Output = Input;
///     fn describe(lines: &mut Vec<LayerSummary>) {
///         lines.push(LayerSummary::new::<Input>("Same", 0));
///     }
/// }
/// runs_by_tensor! { [Input: FeatureShape] Same: Input, try_forward; }
/// ```
#[diagnostic::on_unimplemented(
    message = "a model cannot run the layer `{Self}` on feature maps of shape `{Input}`",
    label = "this layer does not fit behind the one before it, or does not implement `Runs`"
)]
pub trait Runs<Input: FeatureShape>: Layer<Input> {
    /// Without a tape: what a trained network gives.
    ///
    /// # Errors
    /// When memory runs out.
    fn infer(&self, input: Values<Input, NoneTape>) -> Result<Values<Self::Output, NoneTape>, CpuError>;

    /// With a tape, and with what only happens in training (dropout, batch statistics).
    ///
    /// # Errors
    /// When memory runs out.
    fn train(&mut self, input: Values<Input, Tracked>) -> Result<Values<Self::Output, Tracked>, CpuError>;
}

/// [`Runs`] for layers that know nothing of [`Maps`]: they take a tensor and give one. The last word is dfdx's function for a
/// training: `try_forward`, or `try_forward_mut` where it does something else then.
#[macro_export]
macro_rules! runs_by_tensor {
    ($( [$($generic:tt)*] $layer:ty: $input:ty, $train:ident; )*) => { $(
        impl<$($generic)*> $crate::Runs<$input> for $layer {
            fn infer(
                &self,
                input: $crate::Values<$input, ::dfdx::tensor::NoneTape>,
            ) -> Result<$crate::Values<Self::Output, ::dfdx::tensor::NoneTape>, ::dfdx::tensor::CpuError> {
                let output = ::dfdx::nn::Module::try_forward(self, <$input as $crate::FeatureShape>::tensor(input)?)?;
                Ok(<Self::Output as $crate::FeatureShape>::values(output))
            }

            fn train(
                &mut self,
                input: $crate::Values<$input, $crate::Tracked>,
            ) -> Result<$crate::Values<Self::Output, $crate::Tracked>, ::dfdx::tensor::CpuError> {
                #[allow(unused_imports)]
                use ::dfdx::nn::{Module as _, ModuleMut as _};
                let output = self.$train(<$input as $crate::FeatureShape>::tensor(input)?)?;
                Ok(<Self::Output as $crate::FeatureShape>::values(output))
            }
        }
    )* };
}

/// The two functions of [`Runs`] for layers that do the same in training: an expression of `layer` and `input`.
macro_rules! both {
    ($input:ty, |$layer:ident, $values:ident| $run:expr) => {
        fn infer(
            &self,
            $values: $crate::Values<$input, dfdx::tensor::NoneTape>,
        ) -> Result<$crate::Values<Self::Output, dfdx::tensor::NoneTape>, dfdx::tensor::CpuError> {
            let $layer = self;
            $run
        }

        fn train(
            &mut self,
            $values: $crate::Values<$input, $crate::Tracked>,
        ) -> Result<$crate::Values<Self::Output, $crate::Tracked>, dfdx::tensor::CpuError> {
            let $layer = &*self;
            $run
        }
    };
}
pub(crate) use both;

impl<Input: FeatureShape, F: Layer<Input, Output = Input>> Layer<Input> for Residual<F> {
    type Output = Input;

    fn describe(lines: &mut Vec<LayerSummary>) {
        F::describe(lines);
        lines.push(LayerSummary::new::<Input>("+ input (Residual)", 0));
    }
}

impl<Input: FeatureShape, F: Layer<Input>, R: Layer<Input, Output = F::Output>> Layer<Input>
    for GeneralizedResidual<F, R>
{
    type Output = F::Output;

    fn describe(lines: &mut Vec<LayerSummary>) {
        F::describe(lines);
        let branch = lines.len();
        R::describe(lines);
        for line in &mut lines[branch..] {
            line.layer = format!("↳ {}", line.layer);
        }
        lines.push(LayerSummary::new::<Self::Output>("+ ↳ (GeneralizedResidual)", 0));
    }
}

/// What goes in is added to what comes out.
impl<C: ConstDim, H: ConstDim, W: ConstDim, F: Runs<(C, H, W), Output = (C, H, W)>> Runs<(C, H, W)> for Residual<F> {
    fn infer(&self, maps: Maps<C, H, W, NoneTape>) -> Result<Maps<C, H, W, NoneTape>, CpuError> {
        let [maps, same] = maps.twice()?;
        self.0.infer(maps)?.add(same)
    }

    fn train(&mut self, maps: Maps<C, H, W, Tracked>) -> Result<Maps<C, H, W, Tracked>, CpuError> {
        let [maps, same] = maps.twice()?;
        self.0.train(maps)?.add(same)
    }
}

/// What a second branch makes of what goes in is added to what comes out.
impl<C, H, W, C2, H2, W2, F, R> Runs<(C, H, W)> for GeneralizedResidual<F, R>
where
    F: Runs<(C, H, W), Output = (C2, H2, W2)>,
    R: Runs<(C, H, W), Output = (C2, H2, W2)>,
    C: ConstDim,
    H: ConstDim,
    W: ConstDim,
    C2: ConstDim,
    H2: ConstDim,
    W2: ConstDim,
{
    fn infer(&self, maps: Maps<C, H, W, NoneTape>) -> Result<Maps<C2, H2, W2, NoneTape>, CpuError> {
        let [maps, same] = maps.twice()?;
        self.f.infer(maps)?.add(self.r.infer(same)?)
    }

    fn train(&mut self, maps: Maps<C, H, W, Tracked>) -> Result<Maps<C2, H2, W2, Tracked>, CpuError> {
        let [maps, same] = maps.twice()?;
        self.f.train(maps)?.add(self.r.train(same)?)
    }
}

macro_rules! layers_in_a_row {
    ($last:ident $(, $earlier:ident)*; $($in_order:ident $place:tt),+) => {
        impl<Input: FeatureShape, $last: $(Layer<$earlier::Output>, $earlier:)* Layer<Input>> Layer<Input>
            for ($($in_order,)+)
        {
            type Output = $last::Output;

            fn describe(lines: &mut Vec<LayerSummary>) {
                $( $in_order::describe(lines); )+
            }
        }

        impl<Input: FeatureShape, $last: $(Runs<$earlier::Output>, $earlier:)* Runs<Input>> Runs<Input>
            for ($($in_order,)+)
        {
            fn infer(&self, values: Values<Input, NoneTape>) -> Result<Values<Self::Output, NoneTape>, CpuError> {
                $( let values = self.$place.infer(values)?; )+
                Ok(values)
            }

            fn train(&mut self, values: Values<Input, Tracked>) -> Result<Values<Self::Output, Tracked>, CpuError> {
                $( let values = self.$place.train(values)?; )+
                Ok(values)
            }
        }
    };
}
layers_in_a_row!(A; A 0);
layers_in_a_row!(B, A; A 0, B 1);
layers_in_a_row!(C, B, A; A 0, B 1, C 2);
layers_in_a_row!(D, C, B, A; A 0, B 1, C 2, D 3);
layers_in_a_row!(E, D, C, B, A; A 0, B 1, C 2, D 3, E 4);
layers_in_a_row!(F, E, D, C, B, A; A 0, B 1, C 2, D 3, E 4, F 5);
