//! The gradient of cross-entropy, and where its name comes from: entropy.

use ask::chapter_04;
use shuzi::entropy::entropy;
use shuzi::gradient::numerical_gradient;
use shuzi::loss::{Loss, softmax};

use crate::judge::{Judge, shown};
use crate::typical::{judged_near, mistakes};

const TOLERANCE: f32 = 1e-3;

pub static GRADIENT: Judge<(Vec<f32>, usize), Vec<f32>> = Judge {
    questions: &chapter_04::GRADIENT,
    judge: |(scores, label), found| {
        let call = format!("my_gradient(&{}, {label})", shown(scores));
        // Found by trying, so that it is the loss that decides.
        let expected = numerical_gradient(Loss::CrossEntropy, scores, *label).map_err(|error| error.to_string())?;
        let p = softmax(scores);
        let mistakes = mistakes! {
            expected.iter().map(|slope| -slope).collect() =>
                "符号反了：这是事实减去网络说的。",
                "The sign is the other way round: this is what is true, less what the network says.";
            p.iter().map(|p| p - 1.0).collect() =>
                "每一类都减了 1；事实只在一个位置上是 1。",
                "1 was taken from every class; what is true is 1 in one place only.";
            p => "这是概率 p 本身，标签没有起作用。", "This is the probability p itself; the label made no difference.";
        };
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

pub static ENTROPY: Judge<Vec<f32>, f32> = Judge {
    questions: &chapter_04::ENTROPY,
    judge: |probabilities, found| {
        let expected = entropy(probabilities);
        let unweighted = probabilities.iter().map(|p| -p.log2()).sum();
        let mistakes = mistakes! {
            -expected, -expected * 2_f32.ln() =>
                "少了负号：熵不会是负的。", "The minus sign is missing: entropy is never negative.";
            expected * 2_f32.ln() =>
                "这是用 ln 算的，单位是奈特；比特用的是以 2 为底的对数。",
                "This was computed with ln and is in nats; bits take the logarithm to base 2.";
            expected * 2_f32.log10() => "这是以 10 为底的对数。", "This is the logarithm to base 10.";
            unweighted =>
                "看样子每一项的对数没有乘上它的概率。",
                "The logarithms seem not to be multiplied by their probabilities.";
        };
        let call = format!("my_entropy(&{})", shown(probabilities));
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::gradient::{cross_entropy_gradient, loss_of};

    #[test]
    fn gradients_pass_by_formula_or_by_trying() {
        passes(&GRADIENT, |(scores, label)| cross_entropy_gradient(scores, *label).expect("a class"));
        passes(&GRADIENT, |(scores, label)| {
            // A learner's own differences, coarse as they are in f32.
            let moved = |index: usize, by: f32| {
                let mut scores = softmax(scores).iter().map(|p| p.ln()).collect::<Vec<_>>();
                scores[index] += by;
                loss_of(Loss::CrossEntropy, &scores, *label).expect("a class")
            };
            (0..scores.len()).map(|index| (moved(index, 0.02) - moved(index, -0.02)) / 0.04).collect()
        });
        // Typical mistakes.
        let right = |scores: &[f32], label: usize| cross_entropy_gradient(scores, label).expect("a class");
        let opposite = |(scores, label): &(Vec<f32>, usize)| right(scores, *label).iter().map(|slope| -slope).collect();
        fails(&GRADIENT, opposite, 0.0, ["符号反了", "other way round"]);
        fails(&GRADIENT, |(scores, _)| softmax(scores), 0.0, ["标签没有起作用", "label made no difference"]);
        let all = |(scores, _): &(Vec<f32>, usize)| softmax(scores).iter().map(|p| p - 1.0).collect();
        fails(&GRADIENT, all, 0.0, ["每一类都减了 1", "from every class"]);
        let overflowing = |(scores, label): &(Vec<f32>, usize)| {
            let powers: Vec<f32> = scores.iter().map(|score| score.exp()).collect();
            let sum: f32 = powers.iter().sum();
            let truth = |class| f32::from(u8::from(class == *label));
            powers.iter().enumerate().map(|(class, power)| power / sum - truth(class)).collect()
        };
        fails(&GRADIENT, overflowing, 2.0, ["NaN", "NaN"]);
    }

    #[test]
    fn entropy_passes_whatever_the_logarithm() {
        passes(&ENTROPY, |probabilities| {
            probabilities.iter().filter(|&&p| p > 0.0).map(|p| -p * p.log2()).sum::<f32>()
        });
        passes(&ENTROPY, |probabilities| {
            let mut bits = 0.0;
            for p in probabilities {
                bits += if *p == 0.0 { 0.0 } else { p * (1.0 / p).ln() / 2_f32.ln() };
            }
            bits
        });
        // Typical mistakes.
        let sum = |probabilities: &[f32], term: fn(f32) -> f32| {
            probabilities.iter().filter(|&&p| p > 0.0).map(|&p| term(p)).sum::<f32>()
        };
        fails(&ENTROPY, |p| sum(p, |p| p * p.log2()), 0.0, ["少了负号", "minus sign"]);
        fails(&ENTROPY, |p| sum(p, |p| -p * p.ln()), 0.0, ["奈特", "nats"]);
        fails(&ENTROPY, |p| sum(p, |p| -p.log2()), 0.0, ["没有乘上", "not to be multiplied"]);
        fails(&ENTROPY, |p| p.iter().map(|p| -p * p.log2()).sum::<f32>(), 2.0, ["NaN", "NaN"]);
    }
}
