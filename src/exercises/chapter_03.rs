//! Chapter 3: softmax, temperature, sigmoid and its inverse.

use super::dice::Dice;
use super::near::{all_near, gives, near, same_length};
use super::task::{AnyTask, Part, Question, Task, shown};
use super::text::Text;
use super::{Checked, checks};
use crate::language::text;
use crate::loss::{sigmoid, softmax};

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&SOFTMAX, &TEMPERATURE, &SIGMOID, &LOGIT];

const TOLERANCE: f32 = 1e-4;

static SOFTMAX: Task<Vec<f32>, Vec<f32>> = Task {
    id: "3.1",
    title: Text::new("softmax", "softmax"),
    parts: &[
        Part {
            name: Text::new("普通的得分", "ordinary scores"),
            points: 2.0,
            hints: [
                Text::new(
                    "拿 3、1、−3 用笔算一遍，和你的函数逐步对照：先取指数，再除以什么？",
                    "Work 3, 1, −3 out with a pencil and compare step by step: first the exponentials, then divided by what?",
                ),
                Text::new(
                    "三个概率加起来不是 1，多半是除错了数：除以的是所有指数的和，不是得分的和，也不是个数。",
                    "If the three do not add up to 1, the divisor is wrong: it is the sum of all exponentials, not of the scores, nor their number.",
                ),
            ],
        },
        Part {
            name: Text::new("很大的得分", "very large scores"),
            points: 1.0,
            hints: [
                Text::new(
                    "e 的 1000 次方装不进 f32。得分都减去同一个数，概率变不变？",
                    "e to the power 1000 does not fit into an f32. Do the probabilities change when the same number is taken from all scores?",
                ),
                Text::new(
                    "减去哪个数，能让最大的指数正好是 e 的 0 次方？",
                    "Which number, taken away, makes the largest power exactly e to the power 0?",
                ),
            ],
        },
    ],
    questions: |dice| {
        let ordinary = |dice: &mut Dice| {
            let count = dice.whole(2..8);
            Question { part: 0, input: dice.numbers(count, -4.0..4.0) }
        };
        let fixed = [vec![3.0, 1.0, -3.0], vec![0.5]].map(|input| Question { part: 0, input });
        let large = |dice: &mut Dice| {
            let shift = dice.number(200.0..2000.0);
            Question { part: 1, input: dice.numbers(3, -4.0..4.0).into_iter().map(|score| score + shift).collect() }
        };
        let small = Question { part: 1, input: vec![-1000.0, -1001.0] };
        let mut questions: Vec<_> = fixed.into_iter().chain([small]).collect();
        questions.extend((0..4).map(|_| ordinary(dice)));
        questions.extend((0..2).map(|_| large(dice)));
        questions
    },
    judge: |scores, found| {
        let call = format!("my_softmax(&{})", shown(scores));
        same_length(&call, found.len(), scores.len())?;
        if all_near(found, &softmax(scores), TOLERANCE) {
            return Ok(());
        }
        let sum: f32 = found.iter().sum();
        let list = shown(found);
        Err(if near(sum, 1.0, 1e-3) {
            text!(
                "{call} 给出 {list}：和是 1，但各个概率不对。",
                "{call} gives {list}: the sum is 1, but the probabilities are wrong."
            )
        } else {
            text!("{call} 给出 {list}，和是 {sum}。", "{call} gives {list}, whose sum is {sum}.")
        })
    },
};

static TEMPERATURE: Task<(Vec<f32>, f32), Vec<f32>> = Task {
    id: "3.2",
    title: Text::new("温度", "temperature"),
    parts: &[Part {
        name: Text::new("各种温度", "all temperatures"),
        points: 2.0,
        hints: [
            Text::new(
                "温度 1 应当什么也不改变；温度 100 应当让概率几乎一样大。你的函数呢？",
                "A temperature of 1 should change nothing, one of 100 should make the probabilities almost equal. Does it?",
            ),
            Text::new(
                "先把每个得分变一变，再用上一题的 softmax。是乘还是除？",
                "First change each score, then use the softmax of the task before. Multiply or divide?",
            ),
        ],
    }],
    questions: |dice| {
        [1.0, 0.25, 4.0, 100.0]
            .map(|temperature| Question { part: 0, input: (dice.numbers(4, -3.0..3.0), temperature) })
            .into()
    },
    judge: |(scores, temperature), found| {
        let call = format!("with_temperature(&{}, {temperature:?})", shown(scores));
        same_length(&call, found.len(), scores.len())?;
        let cooled: Vec<f32> = scores.iter().map(|score| score / temperature).collect();
        if all_near(found, &softmax(&cooled), TOLERANCE) { Ok(()) } else { Err(gives(&call, &shown(found))) }
    },
};

static SIGMOID: Task<f32, f32> = Task {
    id: "3.3",
    title: Text::new("sigmoid", "sigmoid"),
    parts: &[
        Part {
            name: Text::new("普通的得分", "ordinary scores"),
            points: 1.0,
            hints: [
                Text::new(
                    "z = 0 时应当是 0.5。z 越大，应当越接近 1。",
                    "At z = 0 it should be 0.5; the larger z, the nearer to 1.",
                ),
                Text::new("看看指数里的正负号。", "Look at the sign in the exponent."),
            ],
        },
        Part {
            name: Text::new("±1000 也不出 NaN", "no NaN at ±1000"),
            points: 1.0,
            hints: [
                Text::new(
                    "e 的 1000 次方是无穷大。1 除以无穷大没问题，无穷大除以无穷大就不行。",
                    "e to the power 1000 is infinite. One divided by infinity is fine, infinity by infinity is not.",
                ),
                Text::new(
                    "写成只有分母里有指数的那种形式；或者按 z 的正负分两种写法。",
                    "Use the form with the exponential in the denominator only, or one form for each sign of z.",
                ),
            ],
        },
    ],
    questions: |dice| {
        let ordinary = [0.0, 0.405].into_iter().chain(dice.numbers(4, -6.0..6.0));
        let ordinary: Vec<_> = ordinary.map(|input| Question { part: 0, input }).collect();
        let large = [1000.0, -1000.0].map(|input| Question { part: 1, input });
        ordinary.into_iter().chain(large).collect()
    },
    judge: |z, found| {
        let right = near(*found, sigmoid(*z), TOLERANCE);
        if right { Ok(()) } else { Err(gives(&format!("my_sigmoid({z:?})"), &format!("{found:?}"))) }
    },
};

static LOGIT: Task<f32, f32> = Task {
    id: "3.4",
    title: Text::new("从概率回到得分", "from the probability back to the score"),
    parts: &[Part {
        name: Text::new("sigmoid 的反函数", "the inverse of the sigmoid"),
        points: 2.0,
        hints: [
            Text::new(
                "概率是 0.6 时，得分应当是 0.405：正文里推导过。",
                "For the probability 0.6 the score should be 0.405: the chapter derived it.",
            ),
            Text::new("p 和 1 − p 的比值，再取一次什么？", "The ratio of p and 1 − p, and then what of it?"),
        ],
    }],
    questions: |dice| {
        let probabilities = [0.5, 0.6].into_iter().chain(dice.numbers(4, 0.02..0.98));
        probabilities.map(|input| Question { part: 0, input }).collect()
    },
    judge: |p, found| {
        // What counts is that the sigmoid leads back.
        let right = near(sigmoid(*found), *p, TOLERANCE);
        let back = sigmoid(*found);
        if right {
            return Ok(());
        }
        Err(text!(
            "logit({p}) 给出 {found}，它的 sigmoid 是 {back:.4}，没有回到 {p}。",
            "logit({p}) gives {found}, whose sigmoid is {back:.4}, not {p} again."
        ))
    },
};

checks! {
    /// 3.1: `my_softmax(scores)`, any number of scores.
    softmax_of(answer: fn(&[f32]) -> Vec<f32>) = SOFTMAX, |scores| answer(scores);
    /// 3.2: `with_temperature(scores, temperature)`.
    temperature(answer: fn(&[f32], f32) -> Vec<f32>) = TEMPERATURE, |(scores, temperature)| answer(scores, *temperature);
    /// 3.3: `my_sigmoid(z)`.
    sigmoid_of(answer: fn(f32) -> f32) = SIGMOID, |z| answer(*z);
    /// 3.4: `logit(p)`.
    logit(answer: fn(f32) -> f32) = LOGIT, |p| answer(*p);
}
