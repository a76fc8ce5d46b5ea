//! Cross-entropy: of a batch, and of a network that has learnt nothing.

use ask::chapter_04;

use crate::judge::{Judge, shown};
use crate::typical::{judged_near, mistakes};

const TOLERANCE: f32 = 1e-3;

pub static MEAN_CROSS_ENTROPY: Judge<(Vec<Vec<f32>>, Vec<usize>), f32> = Judge {
    questions: &chapter_04::MEAN_CROSS_ENTROPY,
    judge: |(probabilities, labels), found| {
        let right: Vec<f32> = probabilities.iter().zip(labels).map(|(image, &label)| image[label]).collect();
        let count = right.len() as f32;
        let sum: f32 = right.iter().map(|p| -p.ln()).sum();
        let expected = sum / count;
        let mean_right = right.iter().sum::<f32>() / count;
        let largest = probabilities.iter().map(|image| -image.iter().copied().fold(0.0, f32::max).ln()).sum::<f32>();
        let mistakes = mistakes! {
            -expected, -sum => "少了负号：损失不会是负的。", "The minus sign is missing: a loss is never negative.";
            expected / 10_f32.ln() =>
                "这是以 10 为底的对数；自然对数是 ln()。", "This is the logarithm to base 10; the natural one is ln().";
            expected / 2_f32.ln() =>
                "这是以 2 为底的对数；自然对数是 ln()。", "This is the logarithm to base 2; the natural one is ln().";
            sum => "这是和，不是平均。", "This is the sum, not the mean.";
            -mean_right.ln() =>
                "看样子先求了平均，再取对数：次序反了。",
                "The mean seems to be taken first and the logarithm then: it is the other way round.";
            largest / count =>
                "看样子用了最大的概率，而不是正确标签的概率。",
                "The largest probability seems to be used, not the right label's.";
        };
        let call = format!("mean_cross_entropy(&{}, &{})", shown(probabilities), shown(labels));
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

pub static STARTING_LOSS: Judge<usize, f32> = Judge {
    questions: &chapter_04::STARTING_LOSS,
    judge: |classes, found| {
        let expected = (*classes as f32).ln();
        let mistakes = mistakes! {
            -expected => "差一个负号：损失不会是负的。", "A minus sign is missing: a loss is never negative.";
            1.0 / *classes as f32 =>
                "这是正确类的概率，还不是损失。", "This is the right class's probability, not the loss yet.";
            expected / 10_f32.ln() => "这是以 10 为底的对数。", "This is the logarithm to base 10.";
            expected / 2_f32.ln() => "这是以 2 为底的对数。", "This is the logarithm to base 2.";
            10_f32.ln() => "这是十类的答案。", "This is the answer for ten classes.";
        };
        judged_near(&format!("starting_loss({classes})"), found, expected, TOLERANCE, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    type Batch = (Vec<Vec<f32>>, Vec<usize>);

    fn right((probabilities, labels): &Batch) -> Vec<f32> {
        probabilities.iter().zip(labels).map(|(image, &label)| image[label]).collect()
    }

    #[test]
    fn a_mean_passes_as_a_sum_of_logarithms_or_one_by_one() {
        passes(&MEAN_CROSS_ENTROPY, |batch| {
            right(batch).iter().map(|p| -p.ln()).sum::<f32>() / right(batch).len() as f32
        });
        passes(&MEAN_CROSS_ENTROPY, |batch| {
            let mut mean = 0.0;
            for p in right(batch) {
                mean += (1.0 / p).log2() * 2_f32.ln() / batch.1.len() as f32;
            }
            mean
        });
        // Typical mistakes.
        let mean = |batch: &Batch, of: fn(f32) -> f32| {
            right(batch).into_iter().map(of).sum::<f32>() / right(batch).len() as f32
        };
        let sum = |batch: &Batch| right(batch).iter().map(|p| -p.ln()).sum();
        fails(&MEAN_CROSS_ENTROPY, sum, 1.0, ["是和，不是平均", "the sum, not the mean"]);
        fails(&MEAN_CROSS_ENTROPY, |batch| mean(batch, f32::ln), 0.0, ["少了负号", "minus sign"]);
        fails(&MEAN_CROSS_ENTROPY, |batch| mean(batch, |p| -p.log10()), 0.0, ["以 10 为底", "base 10"]);
        fails(&MEAN_CROSS_ENTROPY, |batch| mean(batch, |p| -p.log2()), 0.0, ["以 2 为底", "base 2"]);
        fails(&MEAN_CROSS_ENTROPY, |batch| -mean(batch, |p| p).ln(), 1.0, ["次序反了", "other way round"]);
        let largest = |(probabilities, _): &Batch| {
            let largest = |image: &Vec<f32>| -image.iter().copied().fold(0.0, f32::max).ln();
            probabilities.iter().map(largest).sum::<f32>() / probabilities.len() as f32
        };
        fails(&MEAN_CROSS_ENTROPY, largest, 0.0, ["最大的概率", "largest probability"]);
    }

    #[test]
    fn the_start_passes_as_a_logarithm_of_either() {
        passes(&STARTING_LOSS, |classes| (*classes as f32).ln());
        passes(&STARTING_LOSS, |classes| -(1.0 / *classes as f32).ln());
        // Typical mistakes.
        fails(&STARTING_LOSS, |classes| (1.0 / *classes as f32).ln(), 0.0, ["负号", "minus sign"]);
        fails(&STARTING_LOSS, |classes| 1.0 / *classes as f32, 0.0, ["概率，还不是损失", "not the loss yet"]);
        fails(&STARTING_LOSS, |_| 2.303, 0.0, ["十类", "ten classes"]);
    }
}
