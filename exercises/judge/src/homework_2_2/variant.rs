//! hw.3: a smaller LeNet-5, designed and trained.

use ask::Said;
use ask::homework_2_2::{self, Wanted};
use shuzi::model::Summary;
use words::written::thousands;
use words::{Text, text};

use crate::task::{Part, Task};
use crate::trained::accurate;

const MOST_PARAMETERS: usize = 20_000;

pub static VARIANT: Task<(Vec<usize>, Wanted), Said> = Task {
    questions: &homework_2_2::VARIANT,
    title: Text::new("小一号的 LeNet-5", "a smaller LeNet-5"),
    parts: &[
        Part::new(
            5.0,
            ["两次卷积，至多 20,000 个参数", "two convolutions, 20,000 parameters at most"],
            [
                [
                    "LeNet-5 的参数多半在哪一层？先从那里减。",
                    "In which layer are most of LeNet-5's parameters? Begin there.",
                ],
                [
                    "第一个线性层出的个数少一些，后面的层也跟着变。",
                    "Let the first linear layer give fewer numbers; the next changes with it.",
                ],
            ],
        ),
        Part::new(
            5.0,
            ["准确率到 90%", "90 % are right"],
            [
                [
                    "模型训练了吗？声明类型只是起了名字。",
                    "Is the model trained? Declaring a type only gives it a name.",
                ],
                [
                    "学习率 0.01 对一轮来说太小；看看第 8 章用了多少。",
                    "A learning rate of 0.01 is too small for one epoch; see what chapter 8 takes.",
                ],
            ],
        ),
        Part::new(
            5.0,
            ["准确率到 95%", "95 % are right"],
            [
                ["用全部 60,000 张训练图片，至少一轮。", "Use all 60,000 training images, for one epoch at least."],
                ["多试几个学习率：从 0.05 到 0.3。", "Try several learning rates, from 0.05 to 0.3."],
            ],
        ),
        Part::new(
            5.0,
            ["准确率到 97%", "97 % are right"],
            [
                ["再训练一轮，或者多留几个通道。", "Train for another epoch, or keep more channels."],
                [
                    "参数还有富余吗？放在卷积里，比放在线性层里有用。",
                    "Are there parameters to spare? In a convolution they are of more use than in a linear layer.",
                ],
            ],
        ),
    ],
    judge: |(images, wanted), said| match wanted {
        Wanted::Small => small(&said.network),
        Wanted::Accuracy(least) => accurate(images, said, *least),
    },
};

fn small(network: &Summary) -> Result<(), String> {
    let convolutions = network.layers.iter().filter(|layer| layer.layer.starts_with("Conv2d")).count();
    if convolutions < 2 {
        return Err(text!(
            "有 {convolutions} 次卷积，LeNet-5 的变体至少要有两次。",
            "convolutions: {convolutions}; a variant of LeNet-5 has two at least."
        ));
    }
    let parameters = network.parameters();
    if parameters > MOST_PARAMETERS {
        let (found, most) = (thousands(parameters), thousands(MOST_PARAMETERS));
        return Err(text!(
            "一共 {found} 个参数，比 {most} 多。",
            "there are {found} parameters in all, more than {most}."
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};
    use shuzi::dataset::{Dataset, Split};
    use shuzi::model::{Conv2d, Digit, Flatten, LeNet5, Linear, MaxPool2d, ReLU, summary};

    type Small = (
        (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
        (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
        (Flatten, Linear<400, 32>, ReLU, Linear<32, 10>),
    );

    /// A network's replies, right for so many of a thousand images.
    fn right_of_a_thousand(network: Summary, share: usize) -> impl Fn(&(Vec<usize>, Wanted)) -> Said {
        let labels = Dataset::load(Split::Test).expect("the repository has MNIST").labels;
        move |(images, _)| {
            let label =
                |(at, image): (usize, &usize)| (usize::from(labels[*image]) + usize::from(at % 1000 >= share)) % 10;
            let labels = images.iter().enumerate().map(label).collect();
            Said { network: network.clone(), weights: vec![0.1], labels }
        }
    }

    #[test]
    fn a_small_network_that_has_learnt_passes() {
        passes(&VARIANT, right_of_a_thousand(summary::<Small, Digit>(), 970));
        type OneLinear = (
            (Conv2d<1, 8, 3>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 3>, ReLU, MaxPool2d<2, 2>, Flatten, Linear<400, 10>),
        );
        passes(&VARIANT, right_of_a_thousand(summary::<OneLinear, Digit>(), 990));
    }

    #[test]
    fn what_is_missing_is_told() {
        fails_saying(&VARIANT, right_of_a_thousand(summary::<Small, Digit>(), 960), 15.0, "not yet 97 %");
        fails_saying(&VARIANT, right_of_a_thousand(summary::<LeNet5, Digit>(), 985), 15.0, "61,706 parameters");
        let linear = summary::<(Flatten, Linear<784, 10>), Digit>();
        fails_saying(&VARIANT, right_of_a_thousand(linear, 920), 5.0, "convolutions: 0");
    }
}
