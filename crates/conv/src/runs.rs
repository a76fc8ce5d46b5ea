//! How a network runs: layer by layer on [`Maps`], so that layers which stand together become one kernel.

use dfdx::nn::modules::{
    AvgPoolGlobal, BatchNorm2D, Dropout, DropoutOneIn, GeneralizedResidual, Linear, MaxPoolGlobal, ReLU, Residual,
    Sigmoid, Softmax, Tanh,
};
use dfdx::nn::{Module, ModuleMut};
use dfdx::shapes::{Const, ConstDim};
use dfdx::tensor::{Cpu, CpuError, NoneTape, OwnedTape};

use super::{Channels, Conv2d, FeatureShape, Flatten, Layer, Maps, MaxPool2d};
use crate::shape::{FlattenTo, PoolPadding, Window};

/// The tape of a training.
pub type Tracked = OwnedTape<f32, Cpu>;

/// Feature maps or rows of the shape `S`, with the tape `T`.
pub type Values<S, T> = <S as FeatureShape>::Values<T>;

/// A layer, or a network of layers, that can run on values of the shape `Input`.
///
/// It holds for the same layers as [`Layer`], and for tuples of them. A layer of your own takes part in two lines, by way of
/// a tensor:
///
/// ```
/// use dfdx::nn::{BuildModule, Module, NonMutableModule, ZeroSizedModule};
/// use dfdx::shapes::ConstDim;
/// use dfdx::tensor::{Cpu, CpuError, NoneTape, Tape, Tensor};
/// use dfdx_conv::{Layer, LayerSummary, Maps, Runs, Tracked};
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
/// impl<C: ConstDim, H: ConstDim, W: ConstDim> Layer<(C, H, W)> for Same {
///     type Output = (C, H, W);
///     fn describe(_: &mut Vec<LayerSummary>) {}
/// }
/// impl<C: ConstDim, H: ConstDim, W: ConstDim> Runs<(C, H, W)> for Same {
///     fn infer(&self, x: Maps<C, H, W, NoneTape>) -> Result<Maps<C, H, W, NoneTape>, CpuError> {
///         Ok(self.try_forward(x.into_tensor()?)?.into())
///     }
///     fn train(&mut self, x: Maps<C, H, W, Tracked>) -> Result<Maps<C, H, W, Tracked>, CpuError> {
///         Ok(self.try_forward(x.into_tensor()?)?.into())
///     }
/// }
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

/// The two functions of layers that do the same in training: an expression of `layer` and `input`.
macro_rules! both {
    ($input:ty, |$layer:ident, $values:ident| $run:expr) => {
        fn infer(&self, $values: Values<$input, NoneTape>) -> Result<Values<Self::Output, NoneTape>, CpuError> {
            let $layer = self;
            $run
        }

        fn train(&mut self, $values: Values<$input, Tracked>) -> Result<Values<Self::Output, Tracked>, CpuError> {
            let $layer = &*self;
            $run
        }
    };
}

impl<const I: usize, const O: usize, const K: usize, const S: usize, const P: usize, C, H, W> Runs<(C, H, W)>
    for Conv2d<I, O, K, S, P>
where
    C: ConstDim + Channels<I>,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
{
    both!((C, H, W), |layer, maps| maps.convolve(layer));
}

impl<const K: usize, const S: usize, const P: usize, C, H, W> Runs<(C, H, W)> for MaxPool2d<K, S, P>
where
    Const<K>: PoolPadding<P>,
    C: ConstDim,
    H: ConstDim + Window<K, S, P>,
    W: ConstDim + Window<K, S, P>,
{
    both!((C, H, W), |_layer, maps| maps.max_pool::<K, S, P>());
}

impl<const C: usize, H: ConstDim + FlattenTo<C>> Runs<(Const<C>, H, H)> for Flatten {
    both!((Const<C>, H, H), |_layer, maps| maps.flatten());
}

impl<const I: usize, const O: usize> Runs<(Const<I>,)> for Linear<I, O, f32, Cpu> {
    both!((Const<I>,), |layer, rows| layer.try_forward(rows));
}

impl<C: ConstDim, H: ConstDim, W: ConstDim> Runs<(C, H, W)> for ReLU {
    both!((C, H, W), |_layer, maps| maps.relu());
}

impl<F: ConstDim> Runs<(F,)> for ReLU {
    both!((F,), |layer, rows| layer.try_forward(rows));
}

/// Activations of dfdx, which take a tensor.
macro_rules! activations {
    ($($layer:ty),*) => { $(
        impl<C: ConstDim, H: ConstDim, W: ConstDim> Runs<(C, H, W)> for $layer {
            both!((C, H, W), |layer, maps| Ok(layer.try_forward(maps.into_tensor()?)?.into()));
        }

        impl<F: ConstDim> Runs<(F,)> for $layer {
            both!((F,), |layer, rows| layer.try_forward(rows));
        }
    )* };
}
activations!(Sigmoid, Tanh, Softmax);

/// Layers of dfdx that do something else in training; they take a tensor.
macro_rules! layers_with_a_training_mode {
    (maps: $($layer:ty $(, const $n:ident)?;)*) => { $(
        impl<C: ConstDim, H: ConstDim, W: ConstDim $(, const $n: usize)?> Runs<(C, H, W)> for $layer {
            fn infer(&self, maps: Maps<C, H, W, NoneTape>) -> Result<Maps<C, H, W, NoneTape>, CpuError> {
                Ok(self.try_forward(maps.into_tensor()?)?.into())
            }

            fn train(&mut self, maps: Maps<C, H, W, Tracked>) -> Result<Maps<C, H, W, Tracked>, CpuError> {
                Ok(self.try_forward_mut(maps.into_tensor()?)?.into())
            }
        }
    )* };
    (rows: $($layer:ty $(, const $n:ident)?;)*) => { $(
        impl<F: ConstDim $(, const $n: usize)?> Runs<(F,)> for $layer {
            fn infer(&self, rows: Values<(F,), NoneTape>) -> Result<Values<(F,), NoneTape>, CpuError> {
                self.try_forward(rows)
            }

            fn train(&mut self, rows: Values<(F,), Tracked>) -> Result<Values<(F,), Tracked>, CpuError> {
                self.try_forward_mut(rows)
            }
        }
    )* };
}
layers_with_a_training_mode! { maps:
    Dropout;
    DropoutOneIn<N>, const N;
}
layers_with_a_training_mode! { rows:
    Dropout;
    DropoutOneIn<N>, const N;
}

impl<const C: usize, H: ConstDim, W: ConstDim> Runs<(Const<C>, H, W)> for BatchNorm2D<C, f32, Cpu> {
    fn infer(&self, maps: Maps<Const<C>, H, W, NoneTape>) -> Result<Maps<Const<C>, H, W, NoneTape>, CpuError> {
        Ok(self.try_forward(maps.into_tensor()?)?.into())
    }

    fn train(&mut self, maps: Maps<Const<C>, H, W, Tracked>) -> Result<Maps<Const<C>, H, W, Tracked>, CpuError> {
        Ok(self.try_forward_mut(maps.into_tensor()?)?.into())
    }
}

macro_rules! global_poolings {
    ($($layer:ty),*) => { $(
        impl<C: ConstDim, H: ConstDim, W: ConstDim> Runs<(C, H, W)> for $layer {
            both!((C, H, W), |layer, maps| layer.try_forward(maps.into_tensor()?));
        }
    )* };
}
global_poolings!(AvgPoolGlobal, MaxPoolGlobal);

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
    ($last:ident $(, $earlier:ident)* ; $($in_order:ident $place:tt),+) => {
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
