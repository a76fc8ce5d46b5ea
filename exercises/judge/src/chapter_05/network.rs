//! 5.5: a network as a type.

use ask::chapter_05::{self, Look};
use shuzi::model::{Conv2d, Digit, Flatten, Linear, MaxPool2d, ReLU, Summary, summary};

use crate::judge::{AnyJudge, Judge};
use crate::networks::{activated, as_many_layers, same_layers, same_poolings};

/// What is judged here.
pub static JUDGES: &[&dyn AnyJudge] = &[&NETWORK];

/// What the task describes.
type Described = (
    (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<8, 16, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<400, 10>),
);

pub static NETWORK: Judge<Look, Summary> = Judge {
    questions: &chapter_05::NETWORK,
    judge: |look, found| {
        let described = summary::<Described, Digit>();
        match look {
            Look::First => same_layers(found, &described, 0..1),
            Look::Second => same_layers(found, &described, 1..2),
            Look::Scores => same_layers(found, &described, 2..3).and_then(|()| as_many_layers(found, &described)),
            Look::Between => as_many_layers(found, &described)
                .and_then(|()| activated(found))
                .and_then(|()| same_poolings(found, &described)),
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};

    #[test]
    fn a_network_is_right_however_it_is_grouped() {
        passes(&NETWORK, |_| summary::<Described, Digit>());
        type Flat = (
            (Conv2d<1, 8, 3, 1, 1>, MaxPool2d<2, 2>, ReLU, Conv2d<8, 16, 5>, ReLU),
            (MaxPool2d<2, 2, 0>, (Flatten,), Linear<400, 10>),
        );
        passes(&NETWORK, |_| summary::<Flat, Digit>());
    }

    #[test]
    fn mistakes_are_told() {
        type Padded = (
            (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<784, 10>),
        );
        fails_saying(&NETWORK, |_| summary::<Padded, Digit>(), 2.0, "[16, 14, 14]: the side");
        type Bare =
            ((Conv2d<1, 8, 3, 1, 1>, MaxPool2d<2, 2>, Conv2d<8, 16, 5>, MaxPool2d<2, 2>), (Flatten, Linear<400, 10>));
        fails_saying(&NETWORK, |_| summary::<Bare, Digit>(), 3.0, "no ReLU between");
        type Cut = (
            (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 5>, ReLU, MaxPool2d<2, 2>),
            (Flatten, Linear<400, 10>, ReLU),
        );
        fails_saying(&NETWORK, |_| summary::<Cut, Digit>(), 3.0, "scores may be negative");
        fails_saying(&NETWORK, |_| summary::<(Flatten, Linear<784, 10>), Digit>(), 0.0, "another kind");
    }
}
