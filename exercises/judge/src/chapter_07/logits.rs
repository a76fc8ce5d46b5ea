//! 7.1: the answer and how sure it is, from logits.

use ask::chapter_07::{self, Look};
use shuzi::loss::softmax;
use shuzi::metrics::predicted_label;

use crate::judge::{Judge, shown};
use crate::near::near;
use crate::typical::{judged, mistakes};

pub static ANSWER: Judge<(Look, Vec<f32>), (usize, f32)> = Judge {
    questions: &chapter_07::ANSWER,
    judge: |(look, logits), found| {
        let (probabilities, best) = (softmax(logits), predicted_label(logits));
        let (label, confidence) = *found;
        let is = |value: f32| near(confidence, value, 1e-4);
        let call = format!("answer(&{})", shown(logits));
        match look {
            Look::Label => {
                let smallest = predicted_label(&logits.iter().map(|z| -z).collect::<Vec<_>>());
                let mistakes = mistakes! {
                    label == 0 && logits.iter().all(|z| *z < 0.0) =>
                        "得分全是负数，也要选最大的。", "All scores are negative; still, the largest is chosen.";
                    label == smallest => "那是得分最小的一个。", "That is the smallest score's.";
                };
                judged(label == best, &call, found, &mistakes)
            }
            Look::Confidence => {
                let mistakes = mistakes! {
                    is(logits[best]) =>
                        "那是得分，不是概率：还没有做 softmax。", "That is the score, not a probability: softmax is missing.";
                    confidence.is_nan() => "NaN：指数溢出了。", "NaN: the exponentials overflowed.";
                    is(logits[best] / logits.iter().sum::<f32>()) =>
                        "得分除以得分的和，不是概率：要先取指数。",
                        "A score by the sum of scores is no probability: take exponentials first.";
                    is(softmax(&probabilities)[best]) => "softmax 好像做了两次。", "Softmax seems to be taken twice.";
                };
                judged(is(probabilities[best]), &call, found, &mistakes)
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    fn largest(logits: &[f32]) -> usize {
        (0..logits.len()).max_by(|&a, &b| logits[a].total_cmp(&logits[b])).expect("ten of them")
    }

    #[test]
    fn an_answer_is_right_however_it_is_found() {
        passes(&ANSWER, |(_, logits)| (largest(logits), softmax(logits)[largest(logits)]));
        passes(&ANSWER, |(_, logits)| {
            let best = logits[largest(logits)];
            (largest(logits), 1.0 / logits.iter().map(|z| (z - best).exp()).sum::<f32>())
        });
        // Typical mistakes.
        fails(&ANSWER, |(_, logits)| (largest(logits), logits[largest(logits)]), 1.0, ["not a probability"]);
        fails(
            &ANSWER,
            |(_, logits)| {
                let powers: Vec<f32> = logits.iter().map(|z| z.exp()).collect();
                (largest(logits), powers[largest(logits)] / powers.iter().sum::<f32>())
            },
            2.0,
            ["overflowed"],
        );
        fails(
            &ANSWER,
            |(_, logits)| {
                let label = (0..10).fold(0, |best, k| if logits[k] > logits[best].max(0.0) { k } else { best });
                (label, softmax(logits)[largest(logits)])
            },
            2.0,
            ["still, the largest"],
        );
        let twice = |logits: &[f32]| softmax(&softmax(logits))[largest(logits)];
        fails(&ANSWER, |(_, logits)| (largest(logits), twice(logits)), 1.0, ["taken twice"]);
    }
}
