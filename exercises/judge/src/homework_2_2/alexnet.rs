//! hw.1: AlexNet as a type, for the paper's 224×224. (The library's is for 227×227, and does not compile here.)

use ask::homework_2_2::{self, Look};
use shuzi::model::{AlexNet, Photo227, Summary, summary};
use words::Text;

use crate::networks::{activated, as_many_layers, same_layers, same_poolings};
use crate::task::{Part, Task};

pub static ALEXNET: Task<Look, Summary> = Task {
    questions: &homework_2_2::ALEXNET,
    title: Text::new("AlexNet 的类型", "AlexNet as a type"),
    parts: &[
        Part::new(
            3.0,
            ["第一次卷积", "the first convolution"],
            [
                [
                    "用公式算：填充是多少时，224 变成 55？除不尽就去掉小数。",
                    "Use the formula: with which padding does 224 become 55? Fractions are dropped.",
                ],
                [
                    "11×11 的核，步长 4；先试填充 0，再加 1。",
                    "Kernels of 11×11 with stride 4; try padding 0, then one more.",
                ],
            ],
        ),
        Part::new(
            5.0,
            ["其余四次卷积", "the other four convolutions"],
            [
                [
                    "第二次是 5×5、填充 2，后三次是 3×3、填充 1，所以边长都不变。",
                    "The second is 5×5 with padding 2, the last three are 3×3 with padding 1: all keep the side.",
                ],
                [
                    "边长应当是 27、13、13、13：对不上，就看看前面的池化。",
                    "The sides should be 27, 13, 13, 13: where they are not, look at the poolings before.",
                ],
            ],
        ),
        Part::new(
            4.0,
            ["三个线性层", "three linear layers"],
            [
                [
                    "最后一次池化以后是 256 张图；边长多少？",
                    "After the last pooling there are 256 maps; of which side?",
                ],
                ["4096、4096、1000，前后相接。", "4096, 4096, 1000, each taking what the one before gives."],
            ],
        ),
        Part::new(
            3.0,
            ["ReLU 和池化", "ReLU and pooling"],
            [
                [
                    "除了最后一层，每个卷积和线性层之后都有 ReLU；Dropout 写不写都行。",
                    "After every convolution and linear layer but the last comes a ReLU; dropout may be there or not.",
                ],
                [
                    "三次池化：第一次、第二次和最后一次卷积之后，都是 3×3、步长 2。",
                    "Three poolings, all 3×3 with stride 2: after the first, the second and the last convolution.",
                ],
            ],
        ),
    ],
    judge: |look, found| {
        let alexnet = summary::<AlexNet, Photo227>();
        match look {
            Look::First => same_layers(found, &alexnet, 0..1),
            Look::Convolutions => same_layers(found, &alexnet, 1..5),
            Look::Linear => same_layers(found, &alexnet, 5..8).and_then(|()| as_many_layers(found, &alexnet)),
            Look::Between => as_many_layers(found, &alexnet)
                .and_then(|()| activated(found))
                .and_then(|()| same_poolings(found, &alexnet)),
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};
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
    }

    #[test]
    fn mistakes_are_told() {
        type Unpadded = (
            (Conv2d<3, 96, 11, 4>, ReLU, MaxPool2d<3, 2>),
            (Conv2d<96, 256, 5, 1, 2>, ReLU, MaxPool2d<3, 2>),
            (Conv2d<256, 384, 3, 1, 1>, ReLU, Conv2d<384, 384, 3, 1, 1>, ReLU),
            (Conv2d<384, 256, 3, 1, 1>, ReLU, MaxPool2d<3, 2>),
            (Flatten, Linear<6400, 4096>, ReLU, Linear<4096, 4096>, ReLU, Linear<4096, 1000>),
        );
        fails_saying(&ALEXNET, |_| summary::<Unpadded, Photo224>(), 3.0, "[96, 54, 54]: the side");
        type Eager = (Conv2d<3, 96, 11, 4, 2>, ReLU, MaxPool2d<3, 2>, Rest, ReLU);
        fails_saying(&ALEXNET, |_| summary::<Eager, Photo224>(), 12.0, "scores may be negative");
        fails_saying(&ALEXNET, |_| summary::<(AvgPoolGlobal, Linear<3, 1000>), Photo224>(), 0.0, "another kind");
    }
}
