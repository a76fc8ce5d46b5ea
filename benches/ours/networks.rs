//! The networks that are compared. `peer.py` has the same, layer by layer, so that the weights go over in order.

use shuzi::model::{Conv2d, Flatten, Init, LeNet5, Linear, MaxPool2d, Model, ReLU, SmallResNet};

/// LeNet-5 with more channels.
type WideLeNet = (
    (Conv2d<1, 32, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<32, 64, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<1600, 120>, ReLU),
    (Linear<120, 84>, ReLU, Linear<84, 10>),
);

/// Their names on the command line.
pub const NAMES: [&str; 4] = ["lesson", "lenet", "wide-lenet", "residual"];

/// The network of that name, as a training begins with it.
pub fn fresh(name: &str, seed: u64) -> Result<Model, String> {
    match name {
        "lesson" => Ok(Model::lesson(Init::Paddle, seed)),
        "lenet" => Ok(Model::new::<LeNet5>(name, Init::Paddle, seed)),
        "wide-lenet" => Ok(Model::new::<WideLeNet>(name, Init::Paddle, seed)),
        "residual" => Ok(Model::new::<SmallResNet>(name, Init::Paddle, seed)),
        _ => Err(format!("there is no network {name}, only {}", NAMES.join(", "))),
    }
}
