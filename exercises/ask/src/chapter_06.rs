//! Chapter 6: steps of gradient descent, the steps of an epoch, the floor of softmax twice, and a training.

use shuzi::model::Model;

use crate::checks::checks;
use crate::said::{Said, ask, draw_images};
use crate::{Question, Questions};

/// Weights, their gradient, the learning rate.
pub type State = (Vec<f32>, Vec<f32>, f32);

/// 6.1.
pub static STEP: Questions<State, Vec<f32>> = Questions::new("6.1", |dice| {
    let mut questions = vec![Question { part: 0, input: (vec![1.0], vec![2.0], 0.1) }];
    for rate in [0.01, 0.3, 1.5] {
        let count = dice.whole(2..6);
        let state = (tenths(&dice.numbers(count, -3.0..3.0)), tenths(&dice.numbers(count, 0.4..5.0)), rate);
        questions.push(Question { part: 0, input: state });
    }
    questions
});

/// The start, the gradients met, the learning rate, the momentum.
pub type Descent = (f32, Vec<f32>, f32, f32);

/// 6.2.
pub static MOMENTUM: Questions<Descent, f32> = Questions::new("6.2", |dice| {
    let mut questions = vec![Question { part: 0, input: (1.0, vec![2.0], 0.1, 0.9) }];
    let one = vec![tenths(&dice.numbers(1, 0.5..4.0))[0]];
    questions.push(Question { part: 0, input: (-2.0, one, 0.5, 0.5) });
    questions.push(Question { part: 1, input: (1.0, vec![2.0, 2.0], 0.1, 0.5) });
    for momentum in [0.9, 0.5, 0.8] {
        let count = dice.whole(3..6);
        let gradients = tenths(&dice.numbers(count, 0.5..3.0));
        questions.push(Question { part: 1, input: (tenths(&dice.numbers(1, -2.0..2.0))[0], gradients, 0.1, momentum) });
    }
    questions
});

/// Rounded to one decimal, which reads well.
fn tenths(numbers: &[f32]) -> Vec<f32> {
    numbers.iter().map(|number| (number * 10.0).round() / 10.0).collect()
}

/// Images and batch size.
pub type Epoch = [usize; 2];

/// 6.3.
pub static STEPS: Questions<Epoch, (usize, usize)> = Questions::new("6.3", |dice| {
    let even = [[12_800, 64], [10, 1], [7, 7], [dice.whole(2..90) * 50, 50]];
    let odd = [[60_000, 64], [5, 64], [dice.whole(2..90) * 50 + dice.whole(1..50), 50], [1_001, 100]];
    let question = |part| move |input| Question { part, input };
    even.map(question(0)).into_iter().chain(odd.map(question(1))).collect()
});

/// 6.4.
pub static FLOOR: Questions<usize, f32> = Questions::new("6.4", |dice| {
    let others = [3, 2, 1000, dice.whole(4..9), dice.whole(11..200)];
    let others = others.map(|input| Question { part: 1, input });
    [Question { part: 0, input: 10 }].into_iter().chain(others).collect()
});

/// Images of the test set, and the share of them that must be right.
pub type Test = (Vec<usize>, f64);

/// 6.5.
pub static TRAINED: Questions<Test, Said> = Questions::new("6.5", |dice| {
    [(0, 0.8), (1, 0.93)].map(|(part, least)| Question { part, input: (draw_images(dice, 2000), least) }).into()
});

checks! {
    /// 6.1: `sgd_step(weights, gradient, rate)`.
    step(answer: fn(&[f32], &[f32], f32) -> Vec<f32>) = STEP, |(weights, gradient, rate)| answer(weights, gradient, *rate);
    /// 6.2: `with_momentum(start, gradients, rate, momentum)`.
    momentum(answer: fn(f32, &[f32], f32, f32) -> f32) = MOMENTUM, |(start, gradients, rate, momentum)| answer(*start, gradients, *rate, *momentum);
    /// 6.3: `steps_of_epoch(images, batch_size)`: the steps, and the images of the last.
    steps(answer: fn(usize, usize) -> (usize, usize)) = STEPS, |&[images, batch_size]| answer(images, batch_size);
    /// 6.4: `floor_of_softmax_twice(classes)`.
    floor(answer: fn(usize) -> f32) = FLOOR, |classes| answer(*classes);
    /// 6.5: a network that was trained.
    trained(answer: &Model) = TRAINED, |(images, _)| ask(answer, images);
}
