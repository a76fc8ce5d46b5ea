// Without padding in the first convolution 28 → 24 → 12 → 12 → 6: 20 × 6 × 6 = 720 features, not 980.
use dfdx::nn::modules::{Linear, ReLU};
use dfdx::tensor::Cpu;
use shuzi::model::{Conv2d, Flatten, Init, MaxPool2d, Model};

type Copy = (
    (Conv2d<1, 20, 5, 1, 0>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<980, 10, f32, Cpu>),
);

fn main() {
    Model::new::<Copy>("copy", Init::Paddle, 1);
}
