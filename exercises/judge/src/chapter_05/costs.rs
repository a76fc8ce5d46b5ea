//! 5.2: parameters and multiply-adds of a convolution.

use ask::Number;
use ask::chapter_05::{self, Convolution};

use crate::judge::Judge;
use crate::near::one_of;
use crate::typical::{judged, mistakes};

pub static COSTS: Judge<(Number, Convolution), (usize, usize)> = Judge {
    questions: &chapter_05::COSTS,
    judge: |&(number, [inputs, outputs, kernel, side]), found| {
        let (weights, places) = (outputs * inputs * kernel * kernel, side * side);
        let (found, call) = one_of(number, &format!("conv_costs({inputs}, {outputs}, {kernel}, {side})"), *found);
        let (expected, mistakes) = match number {
            Number::First => {
                let mistakes = mistakes! {
                    found == weights => "好像忘了偏置。", "The biases seem to be forgotten.";
                    found == weights + 1 =>
                        "偏置每个核都有一个，不是一共一个。", "Each kernel has a bias, not all of them one.";
                    found == outputs * (kernel * kernel + 1) =>
                        "好像没有算进来的图有几张：每个核对每张图各有一块权重。",
                        "The maps that come in seem not to be counted: each kernel has a piece for each.";
                };
                (weights + outputs, mistakes)
            }
            Number::Second => {
                let mistakes = mistakes! {
                    found == weights * side => "位置有 边长×边长 个。", "There are side × side places.";
                    found == (weights + outputs) * places => "加偏置不算乘加。", "Adding a bias is no multiply-add.";
                    found == weights =>
                        "同一个核在每个位置都要用一遍。", "The same kernel is used at every place once more.";
                };
                (weights * places, mistakes)
            }
        };
        judged(found == expected, &call, &found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn costs_are_right_however_they_are_computed() {
        passes(&COSTS, |&(_, [i, o, k, s])| (o * (i * k * k + 1), o * s * s * i * k * k));
        passes(&COSTS, |&(_, [i, o, k, s])| {
            let weights: usize = (0..o).map(|_| (0..i).map(|_| k.pow(2)).sum::<usize>()).sum();
            (weights + o, weights * s * s)
        });
        // Typical mistakes.
        fails(&COSTS, |&(_, [i, o, k, s])| (o * i * k * k, o * s * s * i * k * k), 1.0, ["biases"]);
        fails(&COSTS, |&(_, [i, o, k, s])| (o * (k * k + 1), o * s * s * i * k * k), 1.0, ["maps that come in"]);
        fails(
            &COSTS,
            |&(_, [i, o, k, s])| (o * (i * k * k + 1), o * (i * k * k + 1) * s * s),
            1.0,
            ["no multiply-add"],
        );
        fails(&COSTS, |&(_, [i, o, k, _])| (o * (i * k * k + 1), o * i * k * k), 1.0, ["every place"]);
    }
}
