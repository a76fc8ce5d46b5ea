// 24 channels in one place, where the layer before gives 20.
use dfdx::nn::modules::{Linear, ReLU};
use dfdx::shapes::Const;
use dfdx::tensor::Cpu;
use dfdx_conv::{Conv2d, Flatten, MaxPool2d, summary};

type Image = (Const<1>, Const<28>, Const<28>);
type Copy = (
    (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<24, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<980, 10, f32, Cpu>),
);

fn main() {
    summary::<Copy, Image>();
}
