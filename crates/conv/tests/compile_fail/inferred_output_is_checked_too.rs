// Nobody writes the output's type down: dfdx's own `forward` is checked all the same.
use dfdx::nn::modules::{Linear, ReLU};
use dfdx::nn::{BuildModule, Module};
use dfdx::shapes::Const;
use dfdx::tensor::{Cpu, ZerosTensor};
use dfdx_conv::{Conv2d, Flatten, MaxPool2d};

type Copy = (
    (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<979, 10, f32, Cpu>),
);

fn main() {
    let device = Cpu::default();
    let network: Copy = BuildModule::build(&device);
    let images = device.zeros_like(&(64, Const::<1>, Const::<28>, Const::<28>));
    let _logits = network.forward(images);
}
