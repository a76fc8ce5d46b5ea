//! The loss of a batch, and one step against the gradient.

use ask::chapter_01::{self, Step};
use shuzi::Result;
use shuzi::gradient::loss_of;
use shuzi::loss::Loss;

use crate::judge::{Judge, shown};
use crate::typical::{judged_near, mistakes};

const TOLERANCE: f64 = 1e-3;

pub static BATCH_LOSS: Judge<(Vec<Vec<f32>>, Vec<usize>), f32> = Judge {
    questions: &chapter_01::BATCH_LOSS,
    judge: |(scores, labels), found| {
        let loss = |(scores, label): (&Vec<f32>, &usize)| loss_of(Loss::CrossEntropy, scores, *label);
        let losses: Result<Vec<f32>> = scores.iter().zip(labels).map(loss).collect();
        let losses = losses.map_err(|error| error.to_string())?;
        let sum: f32 = losses.iter().sum();
        let largest = losses.iter().copied().fold(0.0, f32::max);
        let mistakes = mistakes! {
            sum => "这是和，不是平均。", "This is the sum, not the mean.";
            losses.first().copied().unwrap_or_default() =>
                "这只是第一张的损失。", "This is the loss of the first image only.";
            losses.last().copied().unwrap_or_default() =>
                "这只是最后一张的损失。", "This is the loss of the last image only.";
            largest => "这是最大的一个损失。", "This is the largest of the losses.";
        };
        let call = format!("batch_loss(&{}, &{})", shown(scores), shown(labels));
        judged_near(&call, found, sum / losses.len() as f32, TOLERANCE, &mistakes)
    },
};

pub static ONE_STEP: Judge<Step, Vec<f64>> = Judge {
    questions: &chapter_01::ONE_STEP,
    judge: |step, found| {
        let (parameters, gradient, rate) = step;
        let call = format!("one_step(&{}, &{}, {rate:?})", shown(parameters), shown(gradient));
        let mistakes = mistakes! {
            moved(step, |parameter, slope, rate| parameter + rate * slope) =>
                "参数沿着梯度往上挪了：这样损失会变大。", "The parameters moved along the gradient: so the loss rises.";
            moved(step, |parameter, slope, _| parameter - slope) =>
                "学习率没有起作用。", "The learning rate made no difference.";
            moved(step, |_, slope, rate| rate * slope), moved(step, |_, slope, rate| -rate * slope) =>
                "这是挪动的那一步，不是挪动之后的参数。", "This is the move itself, not the parameters after it.";
            parameters.clone() => "参数没有动。", "The parameters did not move.";
        };
        judged_near(&call, found, moved(step, |parameter, slope, rate| parameter - rate * slope), TOLERANCE, &mistakes)
    },
};

/// What becomes of each parameter, given it, its slope and the rate.
fn moved((parameters, gradient, rate): &Step, of: fn(f64, f64, f64) -> f64) -> Vec<f64> {
    parameters.iter().zip(gradient).map(|(parameter, slope)| of(*parameter, *slope, *rate)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::loss::{cross_entropy_with_logits, softmax};

    type Batch = (Vec<Vec<f32>>, Vec<usize>);

    fn losses((scores, labels): &Batch) -> Vec<f32> {
        let loss = |(scores, label): (&Vec<f32>, &usize)| cross_entropy_with_logits(scores, *label).expect("a class");
        scores.iter().zip(labels).map(loss).collect()
    }

    #[test]
    fn means_pass_by_the_librarys_loss_or_by_ones_own() {
        passes(&BATCH_LOSS, |batch| losses(batch).iter().sum::<f32>() / batch.1.len() as f32);
        passes(&BATCH_LOSS, |(scores, labels)| {
            let images = scores.iter().zip(labels);
            images.fold(0.0, |mean, (scores, &label)| mean - softmax(scores)[label].ln() / labels.len() as f32)
        });
        // Typical mistakes.
        fails(&BATCH_LOSS, |batch| losses(batch).iter().sum(), 1.0, ["和，不是平均", "sum, not the mean"]);
        fails(&BATCH_LOSS, |batch| losses(batch)[0], 1.0, ["第一张", "first image only"]);
        fails(&BATCH_LOSS, |batch| *losses(batch).last().expect("one"), 1.0, ["最后一张", "last image only"]);
        fails(&BATCH_LOSS, |_| 0.0, 0.0, ["不对", "not right"]);
    }

    #[test]
    fn steps_pass_with_a_minus_or_a_negative_rate() {
        passes(&ONE_STEP, |step| moved(step, |parameter, slope, rate| parameter - rate * slope));
        passes(&ONE_STEP, |step| moved(step, |parameter, slope, rate| -rate * slope + parameter));
        // Typical mistakes.
        let of = |of: fn(f64, f64, f64) -> f64| move |step: &Step| moved(step, of);
        fails(&ONE_STEP, of(|parameter, slope, rate| parameter + rate * slope), 0.0, ["往上挪", "along the gradient"]);
        fails(&ONE_STEP, of(|parameter, slope, _| parameter - slope), 0.0, ["学习率没有", "rate made no"]);
        fails(&ONE_STEP, of(|_, slope, rate| -rate * slope), 0.0, ["那一步，不是", "the move itself"]);
        fails(&ONE_STEP, of(|parameter, _, _| parameter), 0.0, ["没有动", "did not move"]);
        fails(&ONE_STEP, |_| vec![], 0.0, ["应当是 2 个", "should be 2"]);
    }
}
