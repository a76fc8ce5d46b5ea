//! Cross-entropy: of a batch, and of a network that has learnt nothing.

use ask::chapter_04;
use words::Text;

use crate::judge::{AnyJudge, Judge, shown};
use crate::near::near;
use crate::typical::{finding, typical_of};

/// What is judged here.
pub static JUDGES: &[&dyn AnyJudge] = &[&MEAN_CROSS_ENTROPY, &STARTING_LOSS];

const TOLERANCE: f32 = 1e-3;

pub static MEAN_CROSS_ENTROPY: Judge<(Vec<Vec<f32>>, Vec<usize>), f32> = Judge {
    questions: &chapter_04::MEAN_CROSS_ENTROPY,
    judge: |(probabilities, labels), found| {
        let right: Vec<f32> = probabilities.iter().zip(labels).map(|(image, &label)| image[label]).collect();
        let count = right.len() as f32;
        let sum: f32 = right.iter().map(|p| -p.ln()).sum();
        let expected = sum / count;
        if near(*found, expected, TOLERANCE) {
            return Ok(());
        }
        const NO_MINUS: Text =
            Text::new("少了负号：损失不会是负的。", "The minus sign is missing: a loss is never negative.");
        const SUM: Text = Text::new("这是和，不是平均。", "This is the sum, not the mean.");
        const BASE_TEN: Text = Text::new(
            "这是以 10 为底的对数；自然对数是 ln()。",
            "This is the logarithm to base 10; the natural one is ln().",
        );
        const BASE_TWO: Text = Text::new(
            "这是以 2 为底的对数；自然对数是 ln()。",
            "This is the logarithm to base 2; the natural one is ln().",
        );
        const LOG_OF_MEAN: Text = Text::new(
            "看样子先求了平均，再取对数：次序反了。",
            "The mean seems to be taken first and the logarithm then: it is the other way round.",
        );
        const OF_LARGEST: Text = Text::new(
            "看样子用了最大的概率，而不是正确标签的概率。",
            "The largest probability seems to be used, not the right label's.",
        );
        let mean_right = right.iter().sum::<f32>() / count;
        let largest = probabilities.iter().map(|image| -image.iter().copied().fold(0.0, f32::max).ln()).sum::<f32>();
        let mistakes = [
            (-expected, NO_MINUS),
            (-sum, NO_MINUS),
            (expected / 10_f32.ln(), BASE_TEN),
            (expected / 2_f32.ln(), BASE_TWO),
            (sum, SUM),
            (-mean_right.ln(), LOG_OF_MEAN),
            (largest / count, OF_LARGEST),
        ];
        let call = format!("mean_cross_entropy(&{}, &{})", shown(probabilities), shown(labels));
        Err(finding(&call, &format!("{found:?}"), typical_of(*found, &mistakes)))
    },
};

pub static STARTING_LOSS: Judge<usize, f32> = Judge {
    questions: &chapter_04::STARTING_LOSS,
    judge: |classes, found| {
        let expected = (*classes as f32).ln();
        if near(*found, expected, TOLERANCE) {
            return Ok(());
        }
        const NO_MINUS: Text =
            Text::new("差一个负号：损失不会是负的。", "A minus sign is missing: a loss is never negative.");
        const PROBABILITY: Text =
            Text::new("这是正确类的概率，还不是损失。", "This is the right class's probability, not the loss yet.");
        const BASE_TEN: Text = Text::new("这是以 10 为底的对数。", "This is the logarithm to base 10.");
        const BASE_TWO: Text = Text::new("这是以 2 为底的对数。", "This is the logarithm to base 2.");
        const ALWAYS_TEN: Text = Text::new("这是十类的答案。", "This is the answer for ten classes.");
        let mistakes = [
            (-expected, NO_MINUS),
            (1.0 / *classes as f32, PROBABILITY),
            (expected / 10_f32.ln(), BASE_TEN),
            (expected / 2_f32.ln(), BASE_TWO),
            (10_f32.ln(), ALWAYS_TEN),
        ];
        Err(finding(&format!("starting_loss({classes})"), &format!("{found:?}"), typical_of(*found, &mistakes)))
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
    }

    #[test]
    fn typical_mistakes_in_a_mean_are_told() {
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
    }

    #[test]
    fn typical_mistakes_about_the_start_are_told() {
        fails(&STARTING_LOSS, |classes| (1.0 / *classes as f32).ln(), 0.0, ["负号", "minus sign"]);
        fails(&STARTING_LOSS, |classes| 1.0 / *classes as f32, 0.0, ["概率，还不是损失", "not the loss yet"]);
        fails(&STARTING_LOSS, |_| 2.303, 0.0, ["十类", "ten classes"]);
    }
}
