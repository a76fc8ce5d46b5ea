//! 5.5: a network as a type.

use ask::Look;
use ask::chapter_05;
use shuzi::model::{Conv2d, Digit, Flatten, Linear, MaxPool2d, ReLU, Summary, summary};

use crate::judge::Judge;
use crate::networks::as_described;

/// What the task describes.
type Described = (
    (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<8, 16, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<400, 10>),
);

pub static NETWORK: Judge<Look, Summary> = Judge {
    questions: &chapter_05::NETWORK,
    judge: |look, found| as_described(look, found, &summary::<Described, Digit>()),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn a_network_is_right_however_it_is_grouped() {
        passes(&NETWORK, |_| summary::<Described, Digit>());
        type Flat = (
            (Conv2d<1, 8, 3, 1, 1>, MaxPool2d<2, 2>, ReLU, Conv2d<8, 16, 5>, ReLU),
            (MaxPool2d<2, 2, 0>, (Flatten,), Linear<400, 10>),
        );
        passes(&NETWORK, |_| summary::<Flat, Digit>());
        // Typical mistakes.
        type Padded = (
            (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<784, 10>),
        );
        fails(&NETWORK, |_| summary::<Padded, Digit>(), 2.0, ["[16, 14, 14]: the side"]);
        type Bare =
            ((Conv2d<1, 8, 3, 1, 1>, MaxPool2d<2, 2>, Conv2d<8, 16, 5>, MaxPool2d<2, 2>), (Flatten, Linear<400, 10>));
        fails(&NETWORK, |_| summary::<Bare, Digit>(), 3.0, ["no ReLU between"]);
        type Cut = (
            (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 5>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<400, 10>, ReLU),
        );
        fails(&NETWORK, |_| summary::<Cut, Digit>(), 3.0, ["scores may be negative"]);
        fails(&NETWORK, |_| summary::<(Flatten, Linear<784, 10>), Digit>(), 0.0, ["another kind"]);
    }
}
