//! hw.3: a smaller LeNet-5, designed and trained.

use ask::Said;
use ask::homework_2_2::{self, Wanted};
use shuzi::model::Summary;
use words::written::thousands;

use crate::prelude::*;

const MOST_PARAMETERS: usize = 20_000;

pub static VARIANT: Judge<(Vec<usize>, Wanted), Said> =
    Judge::new(&homework_2_2::VARIANT, |(images, wanted), said| match wanted {
        Wanted::Small => small(&said.network),
        Wanted::Accuracy(least) => accurate(images, said, *least),
    });

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
    use shuzi::model::{Conv2d, Digit, Flatten, LeNet5, Linear, MaxPool2d, ReLU, summary};

    type Small = (
        (Conv2d<1, 6, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
        (Conv2d<6, 16, 5>, ReLU, MaxPool2d<2, 2>),
        (Flatten, Linear<400, 32>, ReLU, Linear<32, 10>),
    );

    #[test]
    fn a_small_network_that_has_learnt_passes() {
        passes(&VARIANT, right_of(summary::<Small, Digit>(), [970, 1000]));
        type OneLinear = (
            (Conv2d<1, 8, 3>, ReLU, MaxPool2d<2, 2>),
            (Conv2d<8, 16, 3>, ReLU, MaxPool2d<2, 2>, Flatten, Linear<400, 10>),
        );
        passes(&VARIANT, right_of(summary::<OneLinear, Digit>(), [990, 1000]));
        // Typical mistakes.
        fails(&VARIANT, right_of(summary::<Small, Digit>(), [960, 1000]), 15.0, ["not yet 97 %"]);
        fails(&VARIANT, right_of(summary::<LeNet5, Digit>(), [985, 1000]), 15.0, ["61,706 parameters"]);
        let linear = summary::<(Flatten, Linear<784, 10>), Digit>();
        fails(&VARIANT, right_of(linear, [920, 1000]), 5.0, ["convolutions: 0"]);
    }
}
