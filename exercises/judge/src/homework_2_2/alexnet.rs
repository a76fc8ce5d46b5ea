//! hw.1: AlexNet as a type, for the paper's 224×224. (The library's is for 227×227, and does not compile here.)

use ask::Look;
use ask::homework_2_2;
use shuzi::model::{AlexNet, Photo227, Summary, summary};

use crate::judge::Judge;
use crate::networks::as_described;

pub static ALEXNET: Judge<Look, Summary> = Judge {
    questions: &homework_2_2::ALEXNET,
    judge: |look, found| as_described(look, found, &summary::<AlexNet, Photo227>()),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::model::{AvgPoolGlobal, Conv2d, DropoutOneIn, Flatten, Linear, MaxPool2d, Photo224, ReLU};

    type Rest = (
        (Conv2d<96, 256, 5, 1, 2>, ReLU, MaxPool2d<3, 2>),
        (Conv2d<256, 384, 3, 1, 1>, ReLU, Conv2d<384, 384, 3, 1, 1>, ReLU),
        (Conv2d<384, 256, 3, 1, 1>, ReLU, MaxPool2d<3, 2>),
        (Flatten, Linear<9216, 4096>, ReLU, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
    );

    #[test]
    fn alexnet_is_right_with_either_padding_with_or_without_dropout() {
        passes(&ALEXNET, |_| summary::<(Conv2d<3, 96, 11, 4, 2>, ReLU, MaxPool2d<3, 2>, Rest), Photo224>());
        type Dropped = (
            (Conv2d<3, 96, 11, 4, 3>, MaxPool2d<3, 2>, ReLU, Conv2d<96, 256, 5, 1, 2>, ReLU, MaxPool2d<3, 2>),
            (Conv2d<256, 384, 3, 1, 1>, ReLU, (Conv2d<384, 384, 3, 1, 1>, ReLU), Conv2d<384, 256, 3, 1, 1>, ReLU),
            (MaxPool2d<3, 2>, Flatten, DropoutOneIn<2>, Linear<9216, 4096>, ReLU),
            (DropoutOneIn<2>, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
        );
        passes(&ALEXNET, |_| summary::<Dropped, Photo224>());
        // Typical mistakes.
        type Unpadded = (
            (Conv2d<3, 96, 11, 4>, ReLU, MaxPool2d<3, 2>),
            (Conv2d<96, 256, 5, 1, 2>, ReLU, MaxPool2d<3, 2>),
            (Conv2d<256, 384, 3, 1, 1>, ReLU, Conv2d<384, 384, 3, 1, 1>, ReLU),
            (Conv2d<384, 256, 3, 1, 1>, ReLU, MaxPool2d<3, 2>),
            (Flatten, Linear<6400, 4096>, ReLU, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
        );
        fails(&ALEXNET, |_| summary::<Unpadded, Photo224>(), 3.0, ["[96, 54, 54]: the side"]);
        type Eager = (Conv2d<3, 96, 11, 4, 2>, ReLU, MaxPool2d<3, 2>, Rest, ReLU);
        fails(&ALEXNET, |_| summary::<Eager, Photo224>(), 12.0, ["scores may be negative"]);
        fails(&ALEXNET, |_| summary::<(AvgPoolGlobal, Linear<3, 1000>), Photo224>(), 0.0, ["another kind"]);
    }
}
