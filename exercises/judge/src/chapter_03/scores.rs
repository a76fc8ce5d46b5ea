//! Any number of scores: softmax and its temperature.

use ask::chapter_03;
use shuzi::loss::softmax;
use words::{Text, text};

use crate::judge::{Judge, shown};
use crate::near::{all_near, near, same_length};
use crate::typical::{judged_near, mistakes, typical, wrong};

const TOLERANCE: f32 = 1e-4;

pub static SOFTMAX: Judge<Vec<f32>, Vec<f32>> = Judge {
    questions: &chapter_03::SOFTMAX,
    judge: |scores, found| {
        let call = format!("my_softmax(&{})", shown(scores));
        same_length(&call, found.len(), scores.len())?;
        if all_near(found, &softmax(scores), TOLERANCE) {
            return Ok(());
        }
        wrong(&call, found, Some(&why(scores, found)))
    },
};

/// What a wrong list of probabilities looks like.
fn why(scores: &[f32], found: &Vec<f32>) -> String {
    const OVERFLOW: Text = Text::new("NaN 不是一个数：指数溢出了。", "NaN is not a number: the powers overflowed.");
    const LOST: Text =
        Text::new("0 除以 0 就是 NaN：每个指数都小到成了 0。", "0 by 0 is NaN: every power became too small and is 0.");
    if found.iter().any(|p| p.is_nan()) {
        let lost = scores.iter().all(|score| score.exp() == 0.0);
        return if lost { LOST } else { OVERFLOW }.get().to_owned();
    }
    let powers: Vec<f32> = scores.iter().map(|score| score.exp()).collect();
    let over = |numbers: &[f32], divisor: f32| numbers.iter().map(|number| number / divisor).collect::<Vec<f32>>();
    let mistakes = mistakes! {
        over(scores, scores.iter().sum()) =>
            "这是得分占总分的比例，没有先取指数。",
            "These are shares of the sum of the scores; the powers e^z were not taken first.";
        over(&powers, powers.len() as f32) =>
            "看样子除以了得分的个数，不是指数的和。",
            "The divisor seems to be the number of scores, not the sum of the powers.";
        over(&powers, largest(&powers)) =>
            "看样子只除以了最大的指数，没有除以所有指数的和。",
            "The divisor seems to be the largest power alone, not the sum of all powers.";
        powers => "这是各个指数，还没有除以它们的和。", "These are the powers e^z, not yet divided by their sum.";
    };
    let sum: f32 = found.iter().sum();
    match typical(found, &mistakes) {
        Some(sentence) => sentence.to_owned(),
        None if near(sum, 1.0, 1e-3) => {
            text!("和是 1，但各个概率不对。", "The sum is 1, but the probabilities are wrong.")
        }
        None => text!("加起来是 {sum}，不是 1。", "They sum to {sum}, not to 1."),
    }
}

fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

pub static TEMPERATURE: Judge<(Vec<f32>, f32), Vec<f32>> = Judge {
    questions: &chapter_03::TEMPERATURE,
    judge: |(scores, temperature), found| {
        let call = format!("with_temperature(&{}, {temperature:?})", shown(scores));
        let cooled: Vec<f32> = scores.iter().map(|score| score / temperature).collect();
        let warmed: Vec<f32> = scores.iter().map(|score| score * temperature).collect();
        let plain = softmax(scores);
        let mistakes = mistakes! {
            softmax(&warmed) =>
                "看样子乘了温度：应当除以温度。",
                "The scores seem to be multiplied by the temperature; divide them by it.";
            plain.iter().map(|p| p / temperature).collect() =>
                "看样子先做了 softmax，再除以温度：次序反了。",
                "Softmax seems to come first and the division after it; it is the other way round.";
            plain => "温度没有起作用。", "The temperature made no difference.";
        };
        judged_near(&call, found, softmax(&cooled), TOLERANCE, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    fn plain(scores: &[f32]) -> Vec<f32> {
        let powers: Vec<f32> = scores.iter().map(|score| score.exp()).collect();
        let sum: f32 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }

    /// Without a power of a large number: each probability by its differences to all scores.
    fn by_differences(scores: &[f32]) -> Vec<f32> {
        scores.iter().map(|own| 1.0 / scores.iter().map(|other| (other - own).exp()).sum::<f32>()).collect()
    }

    #[test]
    fn softmax_passes_in_either_form() {
        passes(&SOFTMAX, |scores| softmax(scores));
        passes(&SOFTMAX, |scores| by_differences(scores));
        // Typical mistakes.
        fails(&SOFTMAX, |scores| plain(scores), 2.0, ["溢出", "overflowed"]);
        let held_back = |scores: &Vec<f32>| {
            let powers: Vec<f32> = scores.iter().map(|score| score.min(80.0).exp()).collect();
            let sum: f32 = powers.iter().sum();
            powers.iter().map(|power| power / sum).collect()
        };
        fails(&SOFTMAX, held_back, 2.0, ["和是 1，但", "sum is 1, but"]);
        let of_sizes = |scores: &Vec<f32>| plain(&scores.iter().map(|score| score.abs()).collect::<Vec<_>>());
        fails(&SOFTMAX, of_sizes, 0.0, ["和是 1，但", "sum is 1, but"]);
        let shares = |scores: &Vec<f32>| {
            let sum: f32 = scores.iter().sum();
            scores.iter().map(|score| score / sum).collect()
        };
        fails(&SOFTMAX, shares, 0.0, ["没有先取指数", "powers e^z were not taken"]);
        fails(
            &SOFTMAX,
            |scores| scores.iter().map(|score| score.exp()).collect(),
            0.0,
            ["还没有除以", "not yet divided"],
        );
        fails(&SOFTMAX, |_| vec![1.0], 0.0, ["应当是 3 个", "should be 3"]);
    }

    #[test]
    fn a_temperature_passes_before_or_after_the_largest_is_subtracted() {
        passes(&TEMPERATURE, |(scores, temperature)| {
            softmax(&scores.iter().map(|score| score / temperature).collect::<Vec<_>>())
        });
        passes(&TEMPERATURE, |(scores, temperature)| {
            by_differences(&scores.iter().map(|score| score / temperature).collect::<Vec<_>>())
        });
        // Typical mistakes.
        let divided = |(scores, temperature): &(Vec<f32>, f32)| {
            plain(&scores.iter().map(|score| score / temperature).collect::<Vec<_>>())
        };
        fails(&TEMPERATURE, divided, 1.0, ["NaN", "NaN"]);
        let multiplied = |(scores, temperature): &(Vec<f32>, f32)| {
            softmax(&scores.iter().map(|score| score * temperature).collect::<Vec<_>>())
        };
        fails(&TEMPERATURE, multiplied, 0.0, ["应当除以温度", "divide them by it"]);
        fails(&TEMPERATURE, |(scores, _)| softmax(scores), 0.0, ["温度没有起作用", "made no difference"]);
        let late = |(scores, temperature): &(Vec<f32>, f32)| softmax(scores).iter().map(|p| p / temperature).collect();
        fails(&TEMPERATURE, late, 0.0, ["次序反了", "other way round"]);
    }
}
