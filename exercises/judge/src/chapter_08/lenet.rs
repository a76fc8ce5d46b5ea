//! 8.1: LeNet-5 as a type, for the paper's images of 32×32. (The library's is for 28×28, and does not compile here.)

use ask::Look;
use ask::chapter_08;
use shuzi::model::{Digit, LeNet5, Summary, summary};

use crate::judge::Judge;
use crate::networks::as_described;

pub static LENET: Judge<Look, Summary> = Judge {
    questions: &chapter_08::LENET,
    judge: |look, found| as_described(look, found, &summary::<LeNet5, Digit>()),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use dfdx::nn::modules::{Softmax, Tanh};
    use shuzi::model::{Conv2d, Digit32, Flatten, Linear, MaxPool2d, ReLU};

    type Maps = ((Conv2d<1, 6, 5>, ReLU, MaxPool2d<2, 2>), (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>));

    #[test]
    fn lenet_is_right_however_it_is_grouped() {
        type Grouped = (Maps, (Flatten, Linear<400, 120>, ReLU), (Linear<120, 84>, ReLU, Linear<84, 10>));
        passes(&LENET, |_| summary::<Grouped, Digit32>());
        type AsOnce = (
            ((Conv2d<1, 6, 5>, MaxPool2d<2, 2>, Tanh), Conv2d<6, 16, 5>, Tanh, MaxPool2d<2, 2>),
            (Flatten, Linear<400, 120>, Tanh, Linear<120, 84>, Tanh, Linear<84, 10>),
        );
        passes(&LENET, |_| summary::<AsOnce, Digit32>());
        // Typical mistakes.
        type Padded = (
            (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<576, 120>, ReLU),
            (Linear<120, 84>, ReLU, Linear<84, 10>),
        );
        fails(&LENET, |_| summary::<Padded, Digit32>(), 1.0, ["[6, 32, 32]: the side"]);
        type Short = (Maps, (Flatten, Linear<400, 84>, ReLU, Linear<84, 10>));
        fails(&LENET, |_| summary::<Short, Digit32>(), 2.0, ["only 4 layers"]);
        type Ended = (Maps, (Flatten, Linear<400, 120>, ReLU), (Linear<120, 84>, ReLU, Linear<84, 10>, Softmax));
        fails(&LENET, |_| summary::<Ended, Digit32>(), 4.0, ["cross-entropy has one"]);
        fails(&LENET, |_| summary::<(Flatten, Linear<1024, 10>), Digit32>(), 0.0, ["another kind"]);
    }
}
