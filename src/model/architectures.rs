//! The networks that have a name.

use dfdx::nn::modules::{DropoutOneIn, Linear, ReLU};
use dfdx::shapes::Const;
use dfdx::tensor::Cpu;

use super::{Conv2d, Flatten, MaxPool2d};

/// The shape of an MNIST image without the batch: one channel of 28 × 28 pixels.
pub type Digit = (Const<1>, Const<28>, Const<28>);

/// The lesson's network: 20,350 parameters, ten logits.
///
/// Two rounds of convolution, ReLU and pooling, and a linear layer. dfdx's tuples end at six modules, so that a network
/// nests: here a line is a stage, which also reads well.
///
/// # Shapes
/// `[N, 1, 28, 28]` → `[N, 20, 14, 14]` → `[N, 20, 7, 7]` → `[N, 980]` → logits `[N, 10]`
pub type LessonCnn = (
    (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<980, 10, f32, Cpu>),
);

/// The lesson's older network, which guesses the digit as one real number: 11,521 parameters.
///
/// # Shapes
/// `[N, 1, 28, 28]` → … → `[N, 980]` → `[N, 1]`
pub type RegressionCnn = (
    (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<980, 1, f32, Cpu>),
);

/// A network for the recipe `best`: 223,242 parameters.
///
/// Where the lesson's network has one convolution before each pooling, this has two smaller ones, and more channels where the
/// maps are small.
///
/// # Shapes
/// `[N, 1, 28, 28]` → `[N, 32, 14, 14]` → `[N, 64, 7, 7]` → `[N, 128, 3, 3]` → `[N, 1152]` → logits `[N, 10]`
pub type BestCnn = (
    (Conv2d<1, 32, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<32, 64, 3, 1, 1>, ReLU, Conv2d<64, 64, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<64, 128, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Flatten, DropoutOneIn<2>, Linear<1152, 10, f32, Cpu>),
);
