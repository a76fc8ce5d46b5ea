//! hw.3: a smaller LeNet-5, designed and trained.

use ask::Said;
use ask::homework_2_2::{self, Wanted};
use shuzi::model::Summary;
use words::text;
use words::written::thousands;

use crate::judge::Judge;
use crate::trained::accurate;

const MOST_PARAMETERS: usize = 20_000;

pub static VARIANT: Judge<(Vec<usize>, Wanted), Said> = Judge {
    questions: &homework_2_2::VARIANT,
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
    use crate::trial::{fails, passes};
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
        // Typical mistakes.
        fails(&VARIANT, right_of_a_thousand(summary::<Small, Digit>(), 960), 15.0, ["not yet 97 %"]);
        fails(&VARIANT, right_of_a_thousand(summary::<LeNet5, Digit>(), 985), 15.0, ["61,706 parameters"]);
        let linear = summary::<(Flatten, Linear<784, 10>), Digit>();
        fails(&VARIANT, right_of_a_thousand(linear, 920), 5.0, ["convolutions: 0"]);
    }
}
