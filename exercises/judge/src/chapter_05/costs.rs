//! 5.2: parameters and multiply-adds of a convolution.

use ask::chapter_05::{self, Convolution, Counted};
use words::{Text, text};

use crate::judge::{AnyJudge, Judge};
use crate::typical::{finding, made};

/// What is judged here.
pub static JUDGES: &[&dyn AnyJudge] = &[&COSTS];

pub static COSTS: Judge<(Counted, Convolution), (usize, usize)> = Judge {
    questions: &chapter_05::COSTS,
    judge: |&(counted, [inputs, outputs, kernel, side]), found| {
        let (weights, places) = (outputs * inputs * kernel * kernel, side * side);
        let call = format!("conv_costs({inputs}, {outputs}, {kernel}, {side})");
        let (found, expected, mistakes) = match counted {
            Counted::Parameters => (
                found.0,
                weights + outputs,
                [
                    (weights, Text::new("好像忘了偏置。", "The biases seem to be forgotten.")),
                    (
                        weights + 1,
                        Text::new("偏置每个核都有一个，不是一共一个。", "Each kernel has a bias, not all of them one."),
                    ),
                    (
                        outputs * (kernel * kernel + 1),
                        Text::new(
                            "好像没有算进来的图有几张：每个核对每张图各有一块权重。",
                            "The maps that come in seem not to be counted: each kernel has a piece for each.",
                        ),
                    ),
                ],
            ),
            Counted::MultiplyAdds => (
                found.1,
                weights * places,
                [
                    (weights * side, Text::new("位置有 边长×边长 个。", "There are side × side places.")),
                    ((weights + outputs) * places, Text::new("加偏置不算乘加。", "Adding a bias is no multiply-add.")),
                    (
                        weights,
                        Text::new(
                            "同一个核在每个位置都要用一遍。",
                            "The same kernel is used at every place once more.",
                        ),
                    ),
                ],
            ),
        };
        if found == expected {
            return Ok(());
        }
        let call = match counted {
            Counted::Parameters => text!("{call}（第一个数）", "{call}, first number,"),
            Counted::MultiplyAdds => text!("{call}（第二个数）", "{call}, second number,"),
        };
        Err(finding(&call, &found.to_string(), made(&mistakes.map(|(number, text)| (found == number, text)))))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};

    #[test]
    fn costs_are_right_however_they_are_computed() {
        passes(&COSTS, |&(_, [i, o, k, s])| (o * (i * k * k + 1), o * s * s * i * k * k));
        passes(&COSTS, |&(_, [i, o, k, s])| {
            let weights: usize = (0..o).map(|_| (0..i).map(|_| k.pow(2)).sum::<usize>()).sum();
            (weights + o, weights * s * s)
        });
    }

    #[test]
    fn mistakes_are_told() {
        fails_saying(&COSTS, |&(_, [i, o, k, s])| (o * i * k * k, o * s * s * i * k * k), 1.0, "biases");
        fails_saying(&COSTS, |&(_, [i, o, k, s])| (o * (k * k + 1), o * s * s * i * k * k), 1.0, "maps that come in");
        fails_saying(
            &COSTS,
            |&(_, [i, o, k, s])| (o * (i * k * k + 1), o * (i * k * k + 1) * s * s),
            1.0,
            "no multiply-add",
        );
        fails_saying(&COSTS, |&(_, [i, o, k, _])| (o * (i * k * k + 1), o * i * k * k), 1.0, "every place");
    }
}
