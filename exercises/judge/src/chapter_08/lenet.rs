//! 8.1: LeNet-5 as a type, for the paper's images of 32×32. (The library's is for 28×28, and does not compile here.)

use ask::chapter_08::{self, Look};
use shuzi::model::{Digit, LeNet5, Summary, summary};

use crate::judge::{AnyJudge, Judge};
use crate::networks::{activated, as_many_layers, same_layers, same_poolings};

/// What is judged here.
pub static JUDGES: &[&dyn AnyJudge] = &[&LENET];

pub static LENET: Judge<Look, Summary> = Judge {
    questions: &chapter_08::LENET,
    judge: |look, found| {
        let lenet = summary::<LeNet5, Digit>();
        match look {
            Look::Convolutions => same_layers(found, &lenet, 0..2),
            Look::Linear => same_layers(found, &lenet, 2..5).and_then(|()| as_many_layers(found, &lenet)),
            Look::Between => as_many_layers(found, &lenet)
                .and_then(|()| activated(found))
                .and_then(|()| same_poolings(found, &lenet)),
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};
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
    }

    #[test]
    fn mistakes_are_told() {
        type Padded = (
            (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<576, 120>, ReLU),
            (Linear<120, 84>, ReLU, Linear<84, 10>),
        );
        fails_saying(&LENET, |_| summary::<Padded, Digit32>(), 1.0, "[6, 32, 32]: the side");
        type Short = (Maps, (Flatten, Linear<400, 84>, ReLU, Linear<84, 10>));
        fails_saying(&LENET, |_| summary::<Short, Digit32>(), 2.0, "only 4 layers");
        type Ended = (Maps, (Flatten, Linear<400, 120>, ReLU), (Linear<120, 84>, ReLU, Linear<84, 10>, Softmax));
        fails_saying(&LENET, |_| summary::<Ended, Digit32>(), 4.0, "cross-entropy has one");
        fails_saying(&LENET, |_| summary::<(Flatten, Linear<1024, 10>), Digit32>(), 0.0, "another kind");
    }
}
