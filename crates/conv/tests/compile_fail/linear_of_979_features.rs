// 979 in the last layer, where 20 channels of 7 × 7 give 980.
use dfdx::nn::modules::{Linear, ReLU};
use dfdx::shapes::Const;
use dfdx::tensor::Cpu;
use dfdx_conv::{Conv2d, Flatten, MaxPool2d, summary};

type Image = (Const<1>, Const<28>, Const<28>);
type Copy = (
    (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<979, 10, f32, Cpu>),
);

fn main() {
    summary::<Copy, Image>();
}
