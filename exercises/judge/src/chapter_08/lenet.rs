//! 8.1: LeNet-5 as a type, for the paper's images of 32×32. (The library's is for 28×28, and does not compile here.)

use ask::chapter_08::{self, Look};
use shuzi::model::{Digit, LeNet5, Summary, summary};
use words::Text;

use crate::networks::{activated, as_many_layers, same_layers, same_poolings};
use crate::task::{Part, Task};

pub static LENET: Task<Look, Summary> = Task {
    questions: &chapter_08::LENET,
    title: Text::new("LeNet-5", "LeNet-5"),
    parts: &[
        Part::new(
            2.0,
            ["两次卷积", "two convolutions"],
            [
                [
                    "32×32 的图，5×5 的核，怎样让第一次卷积给出 28×28？",
                    "Images of 32×32, kernels of 5×5: how does the first convolution give 28×28?",
                ],
                [
                    "对照正文里 LeNet5 的那张表：除了填充，这两行的数应当一样。",
                    "Compare with the chapter's table of LeNet5: but for the padding, these two lines should be the same.",
                ],
            ],
        ),
        Part::new(
            2.0,
            ["三个线性层", "three linear layers"],
            [
                [
                    "第二次池化以后有几张图、边长多少？乘起来就是第一个线性层进来的个数。",
                    "How many maps are there after the second pooling, of which side? Multiplied, they are what the first linear layer takes.",
                ],
                [
                    "三个线性层前后相接：前一个出几个，后一个就进几个；最后是十个得分。",
                    "The three linear layers follow each other: the next takes what the one before gives; ten scores at the end.",
                ],
            ],
        ),
        Part::new(
            1.0,
            ["ReLU 和池化", "ReLU and pooling"],
            [
                [
                    "每次卷积之后有 ReLU 和池化，前两个线性层之后也有 ReLU。",
                    "After each convolution come a ReLU and a pooling, after the first two linear layers a ReLU as well.",
                ],
                [
                    "得分之后什么也不加：softmax 在交叉熵里面。",
                    "Nothing follows the scores: the softmax is inside cross-entropy.",
                ],
            ],
        ),
    ],
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
