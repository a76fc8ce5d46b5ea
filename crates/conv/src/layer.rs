//! What a layer does to a shape, in the types alone: the compiler checks it, [`super::summary`] prints it.

use dfdx::nn::modules::{
    AvgPoolGlobal, BatchNorm2D, Dropout, DropoutOneIn, GeneralizedResidual, Linear, MaxPoolGlobal, ReLU, Residual,
    Sigmoid, Softmax, Tanh,
};
use dfdx::shapes::{Const, ConstDim, Dtype};
use dfdx::tensor::{Cpu, Storage, Tape, Tensor};

use super::{Channels, Conv2d, Flatten, LayerSummary, Maps, MaxPool2d};
use crate::shape::{FlattenTo, PoolPadding, Window};

/// The shape of one image or of its feature maps, without the batch: `(Const<C>, Const<H>, Const<W>)`, or `(Const<F>,)`
/// once it is flat.
pub trait FeatureShape {
    /// A batch of them, with a tape: a tensor of rows, or [`Maps`].
    type Values<T: Tape<f32, Cpu>>;

    /// The sizes in order, `[C, H, W]` or `[F]`.
    fn sizes() -> Vec<usize>;
}

impl<F: ConstDim> FeatureShape for (F,) {
    type Values<T: Tape<f32, Cpu>> = Tensor<(usize, F), f32, Cpu, T>;

    fn sizes() -> Vec<usize> {
        vec![F::SIZE]
    }
}

impl<C: ConstDim, H: ConstDim, W: ConstDim> FeatureShape for (C, H, W) {
    type Values<T: Tape<f32, Cpu>> = Maps<C, H, W, T>;

    fn sizes() -> Vec<usize> {
        vec![C::SIZE, H::SIZE, W::SIZE]
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

/// A row of as many numbers as a linear layer takes.
#[diagnostic::on_unimplemented(
    message = "this linear layer takes {FEATURES} features, and gets `{Self}`",
    label = "the layer before gives another number of features",
    note = "the first number of a `Linear` is channels × height × width of what `Flatten` flattens"
)]
pub trait Features<const FEATURES: usize>: ConstDim {}
impl<const FEATURES: usize> Features<FEATURES> for Const<FEATURES> {}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W, E, D> Layer<(C, H, W)>
    for Conv2d<I, O, K, S, P, E, D>
where
    C: ConstDim + Channels<I>,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
    E: Dtype,
    D: Storage<E>,
{
    type Output = (Const<O>, H::Output, W::Output);

    fn describe(lines: &mut Vec<LayerSummary>) {
        let name = format!("Conv2d {I}→{O}, {K}×{K}, stride {S}, padding {P}");
        lines.push(LayerSummary::new::<Self::Output>(name, O * I * K * K + O).with_products_an_output(I * K * K));
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

impl<const C: usize, H: ConstDim + FlattenTo<C>> Layer<(Const<C>, H, H)> for Flatten {
    type Output = (H::Features,);

    fn describe(lines: &mut Vec<LayerSummary>) {
        lines.push(LayerSummary::new::<Self::Output>("Flatten".into(), 0));
    }
}

impl<const I: usize, const O: usize, F: Features<I>, E: Dtype, D: Storage<E>> Layer<(F,)> for Linear<I, O, E, D> {
    type Output = (Const<O>,);

    fn describe(lines: &mut Vec<LayerSummary>) {
        let line = LayerSummary::new::<Self::Output>(format!("Linear {I}→{O}"), O * I + O);
        lines.push(line.with_products_an_output(I));
    }
}

impl<const C: usize, H: ConstDim, W: ConstDim, E: Dtype, D: Storage<E>> Layer<(Const<C>, H, W)>
    for BatchNorm2D<C, E, D>
{
    type Output = (Const<C>, H, W);

    fn describe(lines: &mut Vec<LayerSummary>) {
        lines.push(LayerSummary::new::<Self::Output>(format!("BatchNorm2D {C}"), 2 * C));
    }
}

macro_rules! layers_that_keep_the_shape {
    ($($layer:ty: $name:expr $(, const $n:ident)?;)*) => { $(
        impl<Input: FeatureShape $(, const $n: usize)?> Layer<Input> for $layer {
            type Output = Input;

            fn describe(lines: &mut Vec<LayerSummary>) {
                lines.push(LayerSummary::new::<Input>($name.into(), 0));
            }
        }
    )* };
}
layers_that_keep_the_shape! {
    ReLU: "ReLU";
    Sigmoid: "Sigmoid";
    Tanh: "Tanh";
    Softmax: "Softmax";
    Dropout: "Dropout";
    DropoutOneIn<N>: format!("Dropout 1/{N}"), const N;
}

macro_rules! global_poolings {
    ($($layer:ty: $name:literal;)*) => { $(
        impl<C: ConstDim, H: ConstDim, W: ConstDim> Layer<(C, H, W)> for $layer {
            type Output = (C,);

            fn describe(lines: &mut Vec<LayerSummary>) {
                lines.push(LayerSummary::new::<Self::Output>($name.into(), 0));
            }
        }
    )* };
}
global_poolings! {
    AvgPoolGlobal: "AvgPoolGlobal";
    MaxPoolGlobal: "MaxPoolGlobal";
}

impl<Input: FeatureShape, F: Layer<Input, Output = Input>> Layer<Input> for Residual<F> {
    type Output = Input;

    fn describe(lines: &mut Vec<LayerSummary>) {
        F::describe(lines);
        lines.push(LayerSummary::new::<Input>("+ input (Residual)".into(), 0));
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
        lines.push(LayerSummary::new::<Self::Output>("+ ↳ (GeneralizedResidual)".into(), 0));
    }
}

macro_rules! layers_in_a_row {
    ($last:ident $(, $earlier:ident)* ; $($in_order:ident),+) => {
        impl<Input: FeatureShape, $last: $(Layer<$earlier::Output>, $earlier:)* Layer<Input>> Layer<Input>
            for ($($in_order,)+)
        {
            type Output = $last::Output;

            fn describe(lines: &mut Vec<LayerSummary>) {
                $( $in_order::describe(lines); )+
            }
        }
    };
}
layers_in_a_row!(A; A);
layers_in_a_row!(B, A; A, B);
layers_in_a_row!(C, B, A; A, B, C);
layers_in_a_row!(D, C, B, A; A, B, C, D);
layers_in_a_row!(E, D, C, B, A; A, B, C, D, E);
layers_in_a_row!(F, E, D, C, B, A; A, B, C, D, E, F);
