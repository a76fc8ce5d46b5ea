//! 5.1 and 5.4: the side of an output, and what it makes of 980.

use ask::chapter_05::{self, Lesson, Window};
use shuzi::shape::output_side;

use crate::judge::Judge;
use crate::typical::{judged, mistakes};

pub static OUTPUT_SIDE: Judge<Window, Option<usize>> = Judge {
    questions: &chapter_05::OUTPUT_SIDE,
    judge: |&[side, kernel, stride, padding], found| {
        let expected = output_side(side, kernel, stride, padding);
        let call = format!("my_output_side({side}, {kernel}, {stride}, {padding})");
        let padded = side + 2 * padding;
        let is = |value: usize| *found == Some(value);
        let mistakes = match expected {
            None => mistakes! {
                true =>
                    "补了 0 以后核也站不下，应当是 None。",
                    "Even with the padding the kernel does not fit: it should be None.";
            },
            Some(places) => mistakes! {
                found.is_none() => "核站得下，不应当是 None。", "The kernel fits: it should not be None.";
                is(places - 1) => "少了一个位置：起点也算。", "One place is missing: the first one counts too.";
                Some(*found) == Some(output_side(side + padding, kernel, stride, 0)) =>
                    "填充好像只算了一边。", "The padding seems to be counted on one side only.";
                *found == output_side(side, kernel, stride, 0) =>
                    "好像没有算填充。", "The padding seems not to be counted.";
                is(padded - kernel + 1) => "好像没有算步长。", "The stride seems not to be counted.";
            },
        };
        judged(*found == expected, &call, found, &mistakes)
    },
};

pub static FEATURES: Judge<Lesson, usize> = Judge {
    questions: &chapter_05::FEATURES,
    judge: |&[side, padding], found| {
        let pooled = |side: usize| side / 2;
        let convolved = |side: usize| (side + 2 * padding).saturating_sub(4);
        let last = pooled(convolved(pooled(convolved(side))));
        let first = pooled(convolved(side));
        let unpooled = convolved(convolved(side));
        let mistakes = mistakes! {
            *found == 980 => "换了填充或者大小，就不再是 980。", "With another padding or size it is no longer 980.";
            *found == 20 * last => "每张图有 边长×边长 个数。", "A map has side × side numbers.";
            *found == last * last => "一共有 20 张图。", "There are 20 maps.";
            *found == 20 * first * first => "好像只算了第一级。", "Only the first stage seems to be counted.";
            *found == 20 * unpooled * unpooled => "好像没有池化。", "The poolings seem to be left out.";
        };
        judged(*found == 20 * last * last, &format!("features({side}, {padding})"), found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn sides_are_right_however_they_are_computed() {
        passes(&OUTPUT_SIDE, |&[side, kernel, stride, padding]| output_side(side, kernel, stride, padding));
        passes(&OUTPUT_SIDE, |&[side, kernel, stride, padding]| {
            let places = (0..side + 2 * padding).step_by(stride);
            let count = places.filter(|start| start + kernel <= side + 2 * padding).count();
            (count > 0).then_some(count)
        });
        // Typical mistakes.
        let room = |side: usize, kernel: usize| side.checked_sub(kernel);
        fails(&OUTPUT_SIDE, |&[s, k, t, p]| Some((s + 2 * p - k) / t + 1), 2.0, ["panic"]);
        fails(&OUTPUT_SIDE, |&[s, k, t, p]| room(s + 2 * p, k).map(|room| room / t), 1.0, ["first one counts"]);
        fails(&OUTPUT_SIDE, |&[s, k, t, p]| room(s + p, k).map(|room| room / t + 1), 1.0, ["one side only"]);
        fails(&OUTPUT_SIDE, |&[s, k, _, p]| room(s + 2 * p, k).map(|room| room + 1), 1.0, ["stride seems"]);
        fails(&OUTPUT_SIDE, |&[s, k, t, p]| Some((s + 2 * p).saturating_sub(k) / t + 1), 2.0, ["should be None"]);
    }

    #[test]
    fn features_are_right_however_they_are_computed() {
        passes(&FEATURES, |&[side, padding]| {
            let stage = |side: usize| output_side(output_side(side, 5, 1, padding)?, 2, 2, 0);
            stage(side).and_then(stage).map_or(0, |side| 20 * side * side)
        });
        fails(&FEATURES, |_| 980, 0.0, ["no longer 980"]);
        fails(&FEATURES, |&[_, padding]| 20 * (4 + padding).pow(2), 0.0, ["not right"]);
        let stage = |side: usize, padding: usize| (side + 2 * padding - 4) / 2;
        fails(&FEATURES, |&[side, padding]| 20 * stage(side, padding).pow(2), 0.0, ["first stage"]);
        fails(&FEATURES, |&[_, padding]| 20 * stage(stage(28, padding), padding).pow(2), 1.0, ["other sizes"]);
    }
}
