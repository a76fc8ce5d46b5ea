//! 5.5: a network as a type.

use ask::chapter_05::{self, Look};
use shuzi::model::{Conv2d, Digit, Flatten, Linear, MaxPool2d, ReLU, Summary, summary};
use words::Text;

use crate::networks::{activated, as_many_layers, same_layers, same_poolings};
use crate::task::{Part, Task};

/// What the task describes.
type Described = (
    (Conv2d<1, 8, 3, 1, 1>, ReLU, MaxPool2d<2, 2>),
    (Conv2d<8, 16, 5>, ReLU, MaxPool2d<2, 2>),
    (Flatten, Linear<400, 10>),
);

pub static NETWORK: Task<Look, Summary> = Task {
    questions: &chapter_05::NETWORK,
    title: Text::new("写下一个网络", "a network written down"),
    parts: &[
        Part::new(
            1.0,
            ["第一次卷积", "the first convolution"],
            [
                [
                    "Conv2d 的五个数：进来几张，出去几张，核的边长，步长，填充。",
                    "The five numbers of a Conv2d: maps in, maps out, the kernel's side, stride, padding.",
                ],
                ["3×3 的核，填充多少，边长才不变？", "With a kernel of 3×3, which padding keeps the side?"],
            ],
        ),
        Part::new(
            1.0,
            ["第二次卷积", "the second convolution"],
            [
                ["进来的张数，就是第一次卷积出去的张数。", "As many maps come in as the first convolution gives."],
                [
                    "没有填充，边长会变小；前面的池化也要有。",
                    "Without padding the side shrinks; and the pooling before it must be there.",
                ],
            ],
        ),
        Part::new(
            1.0,
            ["十个得分", "ten scores"],
            [
                [
                    "把每一步的边长写下来，最后一次池化以后还剩几乘几？",
                    "Write the side down at every step: how many by how many are left after the last pooling?",
                ],
                [
                    "Linear 的第一个数是 张数×边长×边长；写错了，编译器会告诉你它得到了多少。",
                    "The first number of the Linear is maps × side × side; where it is wrong, the compiler says what it gets.",
                ],
            ],
        ),
        Part::new(
            1.0,
            ["ReLU 和池化", "ReLU and pooling"],
            [
                ["每次卷积之后有一个 ReLU、一次池化。", "After each convolution come a ReLU and a pooling."],
                ["最后的得分之后什么也不加。", "After the scores comes nothing."],
            ],
        ),
    ],
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
