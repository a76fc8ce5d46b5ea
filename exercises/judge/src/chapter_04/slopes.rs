//! The gradient of cross-entropy, and where its name comes from: entropy.

use ask::chapter_04;
use shuzi::entropy::entropy;
use shuzi::gradient::numerical_gradient;
use shuzi::loss::{Loss, softmax};
use words::Text;

use crate::near::{all_near, near, same_length};
use crate::task::{Part, Task, shown};
use crate::typical::{finding, typical, typical_of};

const TOLERANCE: f32 = 1e-3;

pub static GRADIENT: Task<(Vec<f32>, usize), Vec<f32>> = Task {
    questions: &chapter_04::GRADIENT,
    title: Text::new("交叉熵的梯度", "the gradient of cross-entropy"),
    parts: &[
        Part {
            name: Text::new("普通的得分", "ordinary scores"),
            points: 2.0,
            hints: [
                Text::new(
                    "得分 3、1、−3，标签 1：正文里有三个数，和你的对照。它们加起来应当是 0。",
                    "Scores 3, 1, −3 and label 1: the chapter has the three numbers to compare with. They should sum to 0.",
                ),
                Text::new(
                    "网络说的，减去事实：事实是独热的，只有一个位置不是 0。",
                    "What the network says, less what is true: the truth is one-hot, and only one place is not 0.",
                ),
            ],
        },
        Part {
            name: Text::new("很大的得分", "very large scores"),
            points: 1.0,
            hints: [
                Text::new(
                    "e 的 1000 次方装不进 f32。第 3 章是怎么办的？",
                    "e to the power 1000 does not fit into an f32. What did chapter 3 do about it?",
                ),
                Text::new(
                    "库里的 softmax 已经先减去了最大的得分。",
                    "The library's softmax subtracts the largest score first.",
                ),
            ],
        },
    ],
    judge: |(scores, label), found| {
        let call = format!("my_gradient(&{}, {label})", shown(scores));
        same_length(&call, found.len(), scores.len())?;
        // Found by trying, so that it is the loss that decides.
        let expected = numerical_gradient(Loss::CrossEntropy, scores, *label).map_err(|error| error.to_string())?;
        if all_near(found, &expected, TOLERANCE) {
            return Ok(());
        }
        const OPPOSITE: Text = Text::new(
            "符号反了：这是事实减去网络说的。",
            "The sign is the other way round: this is what is true, less what the network says.",
        );
        const NO_LABEL: Text = Text::new(
            "这是概率 p 本身，标签没有起作用。",
            "This is the probability p itself; the label made no difference.",
        );
        const ALL_LESS_ONE: Text = Text::new(
            "每一类都减了 1；事实只在一个位置上是 1。",
            "1 was taken from every class; what is true is 1 in one place only.",
        );
        let p = softmax(scores);
        let mistakes = [
            (expected.iter().map(|slope| -slope).collect(), OPPOSITE),
            (p.iter().map(|p| p - 1.0).collect(), ALL_LESS_ONE),
            (p, NO_LABEL),
        ];
        Err(finding(&call, &shown(found), typical(found, mistakes)))
    },
};

pub static ENTROPY: Task<Vec<f32>, f32> = Task {
    questions: &chapter_04::ENTROPY,
    title: Text::new("熵是几个比特", "entropy in bits"),
    parts: &[
        Part {
            name: Text::new("普通的概率", "ordinary probabilities"),
            points: 2.0,
            hints: [
                Text::new(
                    "八种一样可能，应当是 3 个比特；两种一样可能，应当是 1 个。",
                    "Eight equally likely outcomes should make 3 bits, two should make 1.",
                ),
                Text::new(
                    "每一项是概率乘它的对数。底数是几？前面的负号呢？",
                    "Each term is a probability times its logarithm. To which base? And the minus sign in front?",
                ),
            ],
        },
        Part {
            name: Text::new("概率里有 0", "some probabilities are 0"),
            points: 1.0,
            hints: [
                Text::new(
                    "0 的对数是负无穷大，0 乘无穷大是 NaN。可是从不发生的事，不用为它问问题。",
                    "The logarithm of 0 is infinite, and 0 times infinity is NaN. But what never happens takes no questions.",
                ),
                Text::new(
                    "概率是 0 的项算作 0：跳过它，例如用 filter。",
                    "A term with probability 0 counts 0: leave it out, with filter for example.",
                ),
            ],
        },
    ],
    judge: |probabilities, found| {
        let expected = entropy(probabilities);
        if near(*found, expected, TOLERANCE) {
            return Ok(());
        }
        const NO_MINUS: Text =
            Text::new("少了负号：熵不会是负的。", "The minus sign is missing: entropy is never negative.");
        const NATS: Text = Text::new(
            "这是用 ln 算的，单位是奈特；比特用的是以 2 为底的对数。",
            "This was computed with ln and is in nats; bits take the logarithm to base 2.",
        );
        const BASE_TEN: Text = Text::new("这是以 10 为底的对数。", "This is the logarithm to base 10.");
        const UNWEIGHTED: Text = Text::new(
            "看样子每一项的对数没有乘上它的概率。",
            "The logarithms seem not to be multiplied by their probabilities.",
        );
        let unweighted = probabilities.iter().map(|p| -p.log2()).sum();
        let mistakes = [
            (-expected, NO_MINUS),
            (-expected * 2_f32.ln(), NO_MINUS),
            (expected * 2_f32.ln(), NATS),
            (expected * 2_f32.log10(), BASE_TEN),
            (unweighted, UNWEIGHTED),
        ];
        let call = format!("my_entropy(&{})", shown(probabilities));
        Err(finding(&call, &format!("{found:?}"), typical_of(*found, &mistakes)))
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
    }

    #[test]
    fn typical_mistakes_in_gradients_are_told() {
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
    }

    #[test]
    fn typical_mistakes_in_entropy_are_told() {
        let sum = |probabilities: &[f32], term: fn(f32) -> f32| {
            probabilities.iter().filter(|&&p| p > 0.0).map(|&p| term(p)).sum::<f32>()
        };
        fails(&ENTROPY, |p| sum(p, |p| p * p.log2()), 0.0, ["少了负号", "minus sign"]);
        fails(&ENTROPY, |p| sum(p, |p| -p * p.ln()), 0.0, ["奈特", "nats"]);
        fails(&ENTROPY, |p| sum(p, |p| -p.log2()), 0.0, ["没有乘上", "not to be multiplied"]);
        fails(&ENTROPY, |p| p.iter().map(|p| -p * p.log2()).sum::<f32>(), 2.0, ["NaN", "NaN"]);
    }
}
