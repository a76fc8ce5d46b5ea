//! Chapter 6: steps of gradient descent, the steps of an epoch, the floor of softmax twice, and a training.

mod steps;
mod training;

use steps::{MOMENTUM, STEP, STEPS};
use training::{FLOOR, TRAINED};

use super::task::AnyTask;
use super::trained::ask;
use super::{Checked, checks};
use crate::model::Model;

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&STEP, &MOMENTUM, &STEPS, &FLOOR, &TRAINED];

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
