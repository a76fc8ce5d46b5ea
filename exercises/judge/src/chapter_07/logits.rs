//! 7.1: the answer and how sure it is, from logits.

use ask::chapter_07::{self, Look};
use shuzi::loss::softmax;
use shuzi::metrics::predicted_label;
use words::Text;

use crate::judge::{AnyJudge, Judge, shown};
use crate::near::near;
use crate::typical::{finding, made};

/// What is judged here.
pub static JUDGES: &[&dyn AnyJudge] = &[&ANSWER];

pub static ANSWER: Judge<(Look, Vec<f32>), (usize, f32)> = Judge {
    questions: &chapter_07::ANSWER,
    judge: |(look, logits), (label, confidence)| {
        let probabilities = softmax(logits);
        let expected = predicted_label(logits);
        let call = format!("answer(&{})", shown(logits));
        let found = format!("({label}, {confidence:?})");
        match look {
            Look::Label if *label == expected => Ok(()),
            Look::Label => {
                let smallest = predicted_label(&logits.iter().map(|z| -z).collect::<Vec<_>>());
                let mistakes = [
                    (
                        *label == 0 && logits.iter().all(|z| *z < 0.0),
                        Text::new(
                            "得分全是负数，也要选最大的。",
                            "All scores are negative; still, the largest is chosen.",
                        ),
                    ),
                    (*label == smallest, Text::new("那是得分最小的一个。", "That is the smallest score's.")),
                ];
                Err(finding(&call, &found, made(&mistakes)))
            }
            Look::Confidence if near(*confidence, probabilities[expected], 1e-4) => Ok(()),
            Look::Confidence => {
                let share = logits[expected] / logits.iter().sum::<f32>();
                let mistakes = [
                    (
                        near(*confidence, logits[expected], 1e-4),
                        Text::new(
                            "那是得分，不是概率：还没有做 softmax。",
                            "That is the score, not a probability: softmax is missing.",
                        ),
                    ),
                    (confidence.is_nan(), Text::new("NaN：指数溢出了。", "NaN: the exponentials overflowed.")),
                    (
                        near(*confidence, share, 1e-4),
                        Text::new(
                            "得分除以得分的和，不是概率：要先取指数。",
                            "A score by the sum of scores is no probability: take exponentials first.",
                        ),
                    ),
                    (
                        near(*confidence, softmax(&probabilities)[expected], 1e-4),
                        Text::new("softmax 好像做了两次。", "Softmax seems to be taken twice."),
                    ),
                ];
                Err(finding(&call, &found, made(&mistakes)))
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};

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
    }

    #[test]
    fn mistakes_are_told() {
        fails_saying(&ANSWER, |(_, logits)| (largest(logits), logits[largest(logits)]), 1.0, "not a probability");
        fails_saying(
            &ANSWER,
            |(_, logits)| {
                let powers: Vec<f32> = logits.iter().map(|z| z.exp()).collect();
                (largest(logits), powers[largest(logits)] / powers.iter().sum::<f32>())
            },
            2.0,
            "overflowed",
        );
        fails_saying(
            &ANSWER,
            |(_, logits)| {
                let label = (0..10).fold(0, |best, k| if logits[k] > logits[best].max(0.0) { k } else { best });
                (label, softmax(logits)[largest(logits)])
            },
            2.0,
            "still, the largest",
        );
        let twice = |logits: &[f32]| softmax(&softmax(logits))[largest(logits)];
        fails_saying(&ANSWER, |(_, logits)| (largest(logits), twice(logits)), 1.0, "taken twice");
    }
}
