//! 8.2 and 8.3: what small kernels and separate steps save.

use ask::Number;
use ask::chapter_08::{self, Convolution, Kernel};

use crate::judge::Judge;
use crate::near::one_of;
use crate::typical::{judged, mistakes};

pub static STACKED: Judge<(Number, Kernel), (usize, usize)> = Judge {
    questions: &chapter_08::STACKED,
    judge: |&(number, [channels, kernel]), found| {
        let (found, call) = one_of(number, &format!("vgg_weights({channels}, {kernel})"), *found);
        let (pairs, layers) = (channels * channels, (kernel - 1) / 2);
        let (expected, biases) = match number {
            Number::First => (pairs * kernel * kernel, channels),
            Number::Second => (pairs * 9 * layers, channels * layers),
        };
        let mistakes = mistakes! {
            found == expected + biases => "偏置不算在内。", "Biases are not to be counted.";
            found * channels == expected =>
                "进来的通道和出去的通道都有这么多：权重要乘两次。",
                "As many channels come in as go out: the weights are multiplied by both.";
            number == Number::Second && found == pairs * 9 =>
                "好像只算了一层 3×3。", "Only one layer of 3×3 seems to be counted.";
            number == Number::Second && (found == pairs * 9 * (kernel - 2) || found == pairs * 9 * (kernel / 3)) =>
                "层数不对：每多一层 3×3，看得到的边长多 2。",
                "The number of layers is wrong: each further 3×3 sees 2 more.";
        };
        judged(found == expected, &call, &found, &mistakes)
    },
};

pub static SEPARATED: Judge<(Number, Convolution), (usize, usize)> = Judge {
    questions: &chapter_08::SEPARATED,
    judge: |&(number, [inputs, outputs, kernel, side]), found| {
        let call = format!("separable_costs({inputs}, {outputs}, {kernel}, {side})");
        let (found, call) = one_of(number, &call, *found);
        let (places, window) = (side * side, kernel * kernel);
        let (own, mixing) = (inputs * window, inputs * outputs);
        let (expected, mistakes) = match number {
            Number::First => (
                outputs * inputs * window * places,
                mistakes! {
                    found == outputs * inputs * window =>
                        "每个权重在每个位置都要用一遍。", "Each weight is used at every place.";
                },
            ),
            Number::Second => (
                (own + mixing) * places,
                mistakes! {
                    found == own + mixing => "每个权重在每个位置都要用一遍。", "Each weight is used at every place.";
                    found == own * places => "好像只算了第一步。", "Only the first step seems to be counted.";
                    found == mixing * places => "好像只算了第二步。", "Only the second step seems to be counted.";
                    found == own * places * mixing * places || found == own * mixing * places =>
                        "两步一先一后，要相加，不是相乘。", "One step follows the other: add them, do not multiply.";
                    found == (outputs * window + mixing) * places =>
                        "第一步的通道数是进来的个数。", "The first step has as many channels as come in.";
                },
            ),
        };
        judged(found == expected, &call, &found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn stacks_are_right_however_they_are_counted() {
        passes(&STACKED, |&(_, [c, k])| (c * c * k * k, (k - 1) / 2 * c * c * 9));
        passes(&STACKED, |&(_, [c, k])| {
            let mut seen = 1;
            let mut weights = 0;
            while seen < k {
                seen += 2;
                weights += c.pow(2) * 9;
            }
            ((c * k).pow(2), weights)
        });
        // Typical mistakes.
        fails(&STACKED, |&(_, [c, k])| (c * c * k * k, c * c * 9), 1.0, ["one layer"]);
        fails(&STACKED, |&(_, [c, k])| (c * c * k * k + c, (k - 1) / 2 * c * c * 9), 2.0, ["Biases are not"]);
        fails(&STACKED, |&(_, [c, k])| (c * k * k, (k - 1) / 2 * c * 9), 0.0, ["multiplied by both"]);
    }

    #[test]
    fn separate_steps_are_right_however_they_are_counted() {
        passes(&SEPARATED, |&(_, [i, o, k, s])| (i * o * k * k * s * s, i * (k * k + o) * s * s));
        passes(&SEPARATED, |&(_, [i, o, k, s])| {
            let conv = |i, o, k| (0..s * s).map(|_| i * o * k * k).sum::<usize>();
            (conv(i, o, k), conv(1, i, k) + conv(i, o, 1))
        });
        // Typical mistakes.
        let plain = |[i, o, k, s]: Convolution| i * o * k * k * s * s;
        fails(&SEPARATED, |&(_, sizes)| (plain(sizes), plain(sizes)), 1.0, ["not right"]);
        fails(&SEPARATED, |&(_, [i, o, k, _])| (i * o * k * k, i * (k * k + o)), 0.0, ["every place"]);
        fails(&SEPARATED, |&(_, [i, o, k, s])| (plain([i, o, k, s]), i * k * k * s * s), 1.0, ["Only the first step"]);
        fails(&SEPARATED, |&(_, [i, o, k, s])| (plain([i, o, k, s]), i * i * k * k * o * s * s), 1.0, ["add them"]);
    }
}
