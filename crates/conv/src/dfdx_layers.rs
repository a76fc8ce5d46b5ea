//! dfdx's own layers in our networks, some of them under shorter names: of `f32`, on the `Cpu`.

use dfdx::nn::Module;
use dfdx::nn::modules::{BatchNorm2D, Dropout, MaxPoolGlobal, Sigmoid, Softmax, Tanh};
use dfdx::shapes::{Const, ConstDim, Dtype};
use dfdx::tensor::{Cpu, Storage};

use crate::layer::{FeatureShape, Layer, LayerSummary, Runs, both};
use crate::runs_by_tensor;

/// A linear layer: each output is a sum of all inputs, each with a weight of its own, and a bias.
///
/// # Shapes
/// `[N, IN]` → `[N, OUT]`; `IN × OUT + OUT` parameters.
///
/// # PyTorch equivalent
/// `torch.nn.Linear(IN, OUT)`.
pub type Linear<const IN: usize, const OUT: usize> = dfdx::nn::modules::Linear<IN, OUT, f32, Cpu>;

/// Batch normalisation of feature maps: each channel is shifted and scaled to mean 0 and variance 1 over the batch, and then
/// by a scale and a bias of its own, which are learnt (Ioffe and Szegedy, *Batch normalization*, 2015).
///
/// # Shapes
/// `[N, CHANNELS, H, W]` → the same; `2 × CHANNELS` parameters.
///
/// # PyTorch equivalent
/// `torch.nn.BatchNorm2d(CHANNELS)`.
pub type BatchNorm2d<const CHANNELS: usize> = BatchNorm2D<CHANNELS, f32, Cpu>;

pub use dfdx::nn::modules::{AvgPoolGlobal, DropoutOneIn, GeneralizedResidual, ReLU, Residual};

/// A row of as many numbers as a linear layer takes.
#[diagnostic::on_unimplemented(
    message = "this linear layer takes {FEATURES} features, and gets `{Self}`",
    label = "the layer before gives another number of features",
    note = "the first number of a `Linear` is channels × height × width of what `Flatten` flattens"
)]
pub trait Features<const FEATURES: usize>: ConstDim {}
impl<const FEATURES: usize> Features<FEATURES> for Const<FEATURES> {}

impl<const I: usize, const O: usize, F: Features<I>, E: Dtype, D: Storage<E>> Layer<(F,)>
    for dfdx::nn::modules::Linear<I, O, E, D>
{
    type Output = (Const<O>,);

    fn describe(lines: &mut Vec<LayerSummary>) {
        let line = LayerSummary::new::<Self::Output>(format!("Linear {I}→{O}"), O * I + O);
        lines.push(line.with_products_an_output(I));
    }
}

impl<const I: usize, const O: usize> Runs<(Const<I>,)> for Linear<I, O> {
    both!((Const<I>,), |layer, rows| layer.try_forward(rows));
}

macro_rules! layers {
    ($( [$($generic:tt)*] $layer:ty: $input:ty => $output:ty, $name:expr, $parameters:expr; )*) => { $(
        impl<$($generic)*> Layer<$input> for $layer {
            type Output = $output;

            fn describe(lines: &mut Vec<LayerSummary>) {
                lines.push(LayerSummary::new::<Self::Output>($name, $parameters));
            }
        }
    )* };
}
layers! {
    [Input: FeatureShape] ReLU: Input => Input, "ReLU", 0;
    [Input: FeatureShape] Sigmoid: Input => Input, "Sigmoid", 0;
    [Input: FeatureShape] Tanh: Input => Input, "Tanh", 0;
    [Input: FeatureShape] Softmax: Input => Input, "Softmax", 0;
    [Input: FeatureShape] Dropout: Input => Input, "Dropout", 0;
    [Input: FeatureShape, const N: usize] DropoutOneIn<N>: Input => Input, format!("Dropout 1/{N}"), 0;
    [C: ConstDim, H: ConstDim, W: ConstDim] AvgPoolGlobal: (C, H, W) => (C,), "AvgPoolGlobal", 0;
    [C: ConstDim, H: ConstDim, W: ConstDim] MaxPoolGlobal: (C, H, W) => (C,), "MaxPoolGlobal", 0;
    [const C: usize, H: ConstDim, W: ConstDim, E: Dtype, D: Storage<E>] BatchNorm2D<C, E, D>:
        (Const<C>, H, W) => (Const<C>, H, W), format!("BatchNorm2D {C}"), 2 * C;
}

runs_by_tensor! {
    [F: ConstDim] ReLU: (F,), try_forward;
    [Input: FeatureShape] Sigmoid: Input, try_forward;
    [Input: FeatureShape] Tanh: Input, try_forward;
    [Input: FeatureShape] Softmax: Input, try_forward;
    [Input: FeatureShape] Dropout: Input, try_forward_mut;
    [Input: FeatureShape, const N: usize] DropoutOneIn<N>: Input, try_forward_mut;
    [C: ConstDim, H: ConstDim, W: ConstDim] AvgPoolGlobal: (C, H, W), try_forward;
    [C: ConstDim, H: ConstDim, W: ConstDim] MaxPoolGlobal: (C, H, W), try_forward;
    [const C: usize, H: ConstDim, W: ConstDim] BatchNorm2d<C>: (Const<C>, H, W), try_forward_mut;
}

/// A convolution before it takes it along.
impl<C: ConstDim, H: ConstDim, W: ConstDim> Runs<(C, H, W)> for ReLU {
    both!((C, H, W), |_layer, maps| maps.relu());
}
