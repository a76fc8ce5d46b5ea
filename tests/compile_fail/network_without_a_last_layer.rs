// A network that ends in feature maps cannot be trained as a classifier.
use dfdx::nn::modules::ReLU;
use shuzi::model::{Conv2d, Init, Model};

fn main() {
    Model::new::<(Conv2d<1, 2, 3>, ReLU)>("maps", Init::Paddle, 1);
}
