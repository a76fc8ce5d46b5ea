//! Chapter 3: softmax, its temperature and logarithm; the sigmoid and its inverse.

use crate::checks::checks;
use crate::{Dice, Question, Questions};

/// 3.1.
pub static SOFTMAX: Questions<Vec<f32>, Vec<f32>> = Questions::new("3.1", |dice| {
    let ordinary = |dice: &mut Dice| {
        let count = dice.whole(2..8);
        Question { part: 0, input: (0..count).map(|_| dice.hundredths(-400..400) as f32).collect() }
    };
    let fixed = [vec![3.0, 1.0, -3.0], vec![0.5]].map(|input| Question { part: 0, input });
    let large = |dice: &mut Dice| {
        let shift = dice.number(200.0..2000.0);
        Question { part: 1, input: dice.numbers(3, -4.0..4.0).into_iter().map(|score| score + shift).collect() }
    };
    let extreme = [vec![1000.0, 1001.0], vec![-1000.0, -1001.0]].map(|input| Question { part: 1, input });
    let mut questions: Vec<_> = fixed.into_iter().chain(extreme).collect();
    questions.extend((0..4).map(|_| ordinary(dice)));
    questions.extend((0..2).map(|_| large(dice)));
    questions
});

/// 3.2.
pub static TEMPERATURE: Questions<(Vec<f32>, f32), Vec<f32>> = Questions::new("3.2", |dice| {
    let scores = |dice: &mut Dice| (0..4).map(|_| dice.hundredths(-300..300) as f32).collect::<Vec<_>>();
    let mut questions = vec![Question { part: 0, input: (vec![3.0, 1.0, -3.0], 4.0) }];
    for temperature in [1.0, 0.25, 4.0, 100.0] {
        questions.push(Question { part: 0, input: (scores(dice), temperature) });
    }
    questions.push(Question { part: 1, input: (vec![2.0, 1.0], 0.01) });
    questions.push(Question { part: 1, input: (vec![-3.0, -2.0], 0.01) });
    questions
});

/// 3.3.
pub static SIGMOID: Questions<f32, f32> = Questions::new("3.3", |dice| {
    let random: Vec<f32> = (0..4).map(|_| dice.hundredths(-600..600) as f32).collect();
    let ordinary: Vec<_> = [0.405, 0.0].into_iter().chain(random).map(|input| Question { part: 0, input }).collect();
    let large = [1000.0, -1000.0].map(|input| Question { part: 1, input });
    ordinary.into_iter().chain(large).collect()
});

/// 3.4.
pub static LOGIT: Questions<f32, f32> = Questions::new("3.4", |dice| {
    let random: Vec<f32> = (0..4).map(|_| dice.hundredths(2..99) as f32).collect();
    [0.6, 0.5].into_iter().chain(random).map(|input| Question { part: 0, input }).collect()
});

/// 3.5.
pub static LOG_SOFTMAX: Questions<Vec<f32>, Vec<f32>> = Questions::new("3.5", |dice| {
    let mut questions = vec![
        Question { part: 0, input: vec![0.0, 0.0, 0.0] },
        Question { part: 0, input: vec![3.0, 1.0, -3.0] },
        Question { part: 1, input: vec![200.0, 0.0] },
        Question { part: 1, input: vec![-500.0, -800.0, -501.0] },
    ];
    for count in [2, 5, 10] {
        let scores = (0..count).map(|_| dice.hundredths(-400..400) as f32).collect();
        questions.push(Question { part: 0, input: scores });
    }
    questions
});

checks! {
    /// 3.1: `my_softmax(scores)`, any number of scores.
    softmax_of(answer: fn(&[f32]) -> Vec<f32>) = SOFTMAX, |scores| answer(scores);
    /// 3.2: `with_temperature(scores, temperature)`.
    temperature(answer: fn(&[f32], f32) -> Vec<f32>) = TEMPERATURE, |(scores, temperature)| answer(scores, *temperature);
    /// 3.3: `my_sigmoid(z)`.
    sigmoid_of(answer: fn(f32) -> f32) = SIGMOID, |z| answer(*z);
    /// 3.4: `logit(p)`.
    logit(answer: fn(f32) -> f32) = LOGIT, |p| answer(*p);
    /// 3.5: `log_softmax(scores)`.
    log_softmax_of(answer: fn(&[f32]) -> Vec<f32>) = LOG_SOFTMAX, |scores| answer(scores);
}
