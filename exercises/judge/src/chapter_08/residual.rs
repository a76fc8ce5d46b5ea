//! 8.4 and 8.5: a residual block as a function, and a residual network as a type.

use ask::Look;
use ask::chapter_08::{self, Change};
use shuzi::model::{AvgPoolGlobal, Conv2d, Digit, Linear, MaxPool2d, ReLU, Residual, Summary, summary};

use crate::judge::{Judge, shown};
use crate::near::{all_near, same_length};
use crate::networks::as_described;
use crate::typical::{judged, mistakes};

pub static BLOCK: Judge<(Vec<f32>, Change), Vec<f32>> = Judge {
    questions: &chapter_08::BLOCK,
    judge: |(x, change), found| {
        let changed = change.function()(x);
        let formula = change.formula();
        let call = format!("residual_block(&{}, F), {formula},", shown(x));
        same_length(&call, found.len(), x.len())?;
        let relu = |numbers: &[f32]| -> Vec<f32> { numbers.iter().map(|number| number.max(0.0)).collect() };
        let plus = |numbers: &[f32]| -> Vec<f32> { numbers.iter().zip(x).map(|(one, x)| one + x).collect() };
        let is = |numbers: &[f32]| all_near(found, numbers, 1e-4);
        let mistakes = mistakes! {
            is(&plus(&changed)) => "最后还有 ReLU：小于 0 的变成 0。", "A ReLU comes last: what is below 0 becomes 0.";
            is(&relu(&changed)) || is(&changed) => "好像没有加上输入 x。", "The input x seems not to be added.";
            is(&plus(&relu(&changed))) =>
                "ReLU 在相加之后，不在相加之前。", "The ReLU comes after the addition, not before it.";
            is(&relu(x)) || is(x) => "好像没有用到 F(x)。", "F(x) seems not to be used.";
        };
        judged(is(&relu(&plus(&changed))), &call, found, &mistakes)
    },
};

/// What 8.5 describes.
type Described = (
    (Conv2d<1, 16, 3, 1, 1>, ReLU),
    (Residual<(Conv2d<16, 16, 3, 1, 1>, ReLU, Conv2d<16, 16, 3, 1, 1>)>, ReLU),
    (MaxPool2d<2, 2>, AvgPoolGlobal, Linear<16, 10>),
);

pub static NETWORK: Judge<Look, Summary> = Judge {
    questions: &chapter_08::NETWORK,
    judge: |look, found| as_described(look, found, &summary::<Described, Digit>()),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::model::Flatten;

    #[test]
    fn a_block_is_right_however_it_is_written() {
        passes(&BLOCK, |(x, change)| change.function()(x).iter().zip(x).map(|(one, x)| (one + x).max(0.0)).collect());
        passes(&BLOCK, |(x, change)| {
            let mut y = x.clone();
            for (y, change) in y.iter_mut().zip(change.function()(x)) {
                *y += change;
                if *y < 0.0 {
                    *y = 0.0;
                }
            }
            y
        });
        // Typical mistakes.
        let sum = |x: &[f32], change: &[f32]| -> Vec<f32> { x.iter().zip(change).map(|(x, y)| x + y).collect() };
        let relu = |x: Vec<f32>| -> Vec<f32> { x.into_iter().map(|x| x.max(0.0)).collect() };
        fails(&BLOCK, |(x, change)| sum(x, &change.function()(x)), 1.0, ["A ReLU comes last"]);
        fails(&BLOCK, |(x, change)| sum(x, &relu(change.function()(x))), 1.0, ["after the addition"]);
        fails(&BLOCK, |(x, change)| relu(change.function()(x)), 0.0, ["seems not to be added"]);
        fails(&BLOCK, |(x, _)| relu(x.clone()), 1.0, ["F(x) seems not"]);
    }

    #[test]
    fn a_residual_network_is_right_however_it_is_grouped() {
        passes(&NETWORK, |_| summary::<Described, Digit>());
        type Grouped = (
            Conv2d<1, 16, 3, 1, 1>,
            (ReLU, Residual<((Conv2d<16, 16, 3, 1, 1>, ReLU), Conv2d<16, 16, 3, 1, 1>)>),
            (ReLU, (MaxPool2d<2, 2>, AvgPoolGlobal)),
            Linear<16, 10>,
        );
        passes(&NETWORK, |_| summary::<Grouped, Digit>());
        // Typical mistakes.
        type Straight = (
            (Conv2d<1, 16, 3, 1, 1>, ReLU),
            (Conv2d<16, 16, 3, 1, 1>, ReLU, Conv2d<16, 16, 3, 1, 1>, ReLU),
            (MaxPool2d<2, 2>, AvgPoolGlobal, Linear<16, 10>),
        );
        fails(&NETWORK, |_| summary::<Straight, Digit>(), 2.0, ["no shortcut"]);
        type Bare = (
            (Conv2d<1, 16, 3, 1, 1>, ReLU),
            Residual<(Conv2d<16, 16, 3, 1, 1>, ReLU, Conv2d<16, 16, 3, 1, 1>)>,
            (MaxPool2d<2, 2>, AvgPoolGlobal, Linear<16, 10>),
        );
        fails(&NETWORK, |_| summary::<Bare, Digit>(), 2.0, ["no ReLU between"]);
        type Flat = (
            (Conv2d<1, 16, 3, 1, 1>, ReLU),
            (Residual<(Conv2d<16, 16, 3, 1, 1>, ReLU, Conv2d<16, 16, 3, 1, 1>)>, ReLU),
            (MaxPool2d<2, 2>, Flatten, Linear<3136, 10>),
        );
        fails(&NETWORK, |_| summary::<Flat, Digit>(), 3.0, ["at what comes in"]);
        fails(&NETWORK, |_| summary::<(Flatten, Linear<784, 10>), Digit>(), 0.0, ["no shortcut"]);
    }
}
