//! The three steps together, again and again.

use ask::chapter_01::{self, Goal, SAMPLES};
use shuzi::tumour::{Sigmoid, Tumours};
use words::text;

use crate::judge::Judge;

/// A loss that some training reaches; it begins at ln 2.
const LOWER: f64 = 0.5;

/// By how much the loss may exceed the least possible one.
const SLACK: f64 = 0.02;

pub static TRAIN: Judge<(Tumours, Goal), (f64, f64)> = Judge {
    questions: &chapter_01::TRAIN,
    judge: |(tumours, goal), &(weight, bias)| {
        let loss = Sigmoid { weight, bias }.loss(tumours);
        let most = match goal {
            Goal::Low => LOWER,
            Goal::NearlyLeast => tumours.fit().sigmoid.loss(tumours) + SLACK,
        };
        // Not so for NaN.
        if loss <= most {
            return Ok(());
        }
        let start = Sigmoid { weight: 0.0, bias: 0.0 }.loss(tumours);
        let why = if loss.is_nan() {
            text!(
                "参数成了 NaN：步子太大，一步比一步远。",
                "The parameters became NaN: the steps are too large and lead further and further away."
            )
        } else if (weight, bias) == (0.0, 0.0) {
            text!("参数没有动。", "The parameters did not move.")
        } else if loss > start {
            text!(
                "这比开始时还大：要么方向反了，要么学习率太大。",
                "This is more than at the start: either the way is wrong or the learning rate is too large."
            )
        } else {
            text!("比开始时小了，还可以更小。", "This is less than at the start, and can be less still.")
        };
        Err(text!(
            "train 给出 weight = {weight:.3}、bias = {bias:.3}，在 {SAMPLES} 个样本上的损失是 {loss:.3}。{why}",
            "train gives weight = {weight:.3}, bias = {bias:.3}; on {SAMPLES} samples the loss is {loss:.3}. {why}"
        ))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    fn walk(tumours: &Tumours, rate: f64, steps: usize) -> (f64, f64) {
        let mut guess = Sigmoid { weight: 0.0, bias: 0.0 };
        for _ in 0..steps {
            let (weight, bias) = guess.gradient(tumours);
            guess = Sigmoid { weight: guess.weight - rate * weight, bias: guess.bias - rate * bias };
        }
        (guess.weight, guess.bias)
    }

    #[test]
    fn any_way_that_ends_near_the_least_loss_passes() {
        passes(&TRAIN, |(tumours, _)| walk(tumours, 0.5, 1500));
        passes(&TRAIN, |(tumours, _)| (tumours.fit().sigmoid.weight, tumours.fit().sigmoid.bias));
        // Typical mistakes.
        fails(&TRAIN, |(tumours, _)| walk(tumours, 0.1, 1), 0.0, ["还可以更小", "less still"]);
        fails(&TRAIN, |(tumours, _)| walk(tumours, 0.1, 150), 2.0, ["还可以更小", "less still"]);
        fails(&TRAIN, |(tumours, _)| walk(tumours, -0.1, 100), 0.0, ["方向反了", "the way is wrong"]);
        fails(&TRAIN, |_| (0.0, 0.0), 0.0, ["没有动", "did not move"]);
        fails(&TRAIN, |_| (f64::NAN, 0.0), 0.0, ["NaN", "NaN"]);
    }
}
