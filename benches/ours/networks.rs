//! The networks that are compared. `peer.py` has the same, layer by layer, so that the weights go over in order.

use dfdx::nn::modules::{AvgPoolGlobal, Linear, ReLU, Residual};
use dfdx::tensor::Cpu;
use shuzi::model::{Conv2d, Flatten, Init, MaxPool2d, Model};

/// LeNet-5 with ReLU and max-pooling (LeCun and others, *Gradient-based learning applied to document recognition*, 1998).
type LeNet5 = (
    (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<400, 120, f32, Cpu>, ReLU),
    (Linear<120, 84, f32, Cpu>, ReLU, Linear<84, 10, f32, Cpu>),
);

/// The same with more channels.
type WideLeNet = (
    (Conv2d<1, 32, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<32, 64, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<1600, 120, f32, Cpu>, ReLU),
    (Linear<120, 84, f32, Cpu>, ReLU, Linear<84, 10, f32, Cpu>),
);

/// Two convolutions whose input is added to their output.
type Block<const CHANNELS: usize> =
    (Residual<(Conv2d<CHANNELS, CHANNELS, 3, 1, 1>, ReLU, Conv2d<CHANNELS, CHANNELS, 3, 1, 1>)>, ReLU);

/// A small residual network: 3×3 kernels with stride 1 and 2.
type SmallResidual = (
    (Conv2d<1, 16, 3, 1, 1>, ReLU, Block<16>),
    (Conv2d<16, 32, 3, 2, 1>, ReLU, Block<32>),
    (AvgPoolGlobal, Linear<32, 10, f32, Cpu>),
);

/// Their names on the command line.
pub const NAMES: [&str; 4] = ["lesson", "lenet", "wide-lenet", "residual"];

/// The network of that name, as a training begins with it.
pub fn fresh(name: &str, seed: u64) -> Result<Model, String> {
    match name {
        "lesson" => Ok(Model::lesson(Init::Paddle, seed)),
        "lenet" => Ok(Model::new::<LeNet5>(name, Init::Paddle, seed)),
        "wide-lenet" => Ok(Model::new::<WideLeNet>(name, Init::Paddle, seed)),
        "residual" => Ok(Model::new::<SmallResidual>(name, Init::Paddle, seed)),
        _ => Err(format!("there is no network {name}, only {}", NAMES.join(", "))),
    }
}
