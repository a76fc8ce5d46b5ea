//! Chapter 7: answers and confidence, ink and its centre, a confusion matrix, and calibration.

mod counts;
mod logits;
mod pictures;

use counts::{CALIBRATION, CONFUSION};
use logits::ANSWER;
use pictures::{CENTRE, INK, Plane};

use super::task::AnyTask;
use super::{Checked, checks};

/// The tasks in order.
pub static TASKS: &[&dyn AnyTask] = &[&ANSWER, &INK, &CENTRE, &CONFUSION, &CALIBRATION];

/// An answer to 7.5.
type Bin = fn(&[(f32, bool)], f32, f32) -> (f32, f32);

checks! {
    /// 7.1: `answer(logits)`: the digit, and its probability.
    answer(answer: fn(&[f32]) -> (usize, f32)) = ANSWER, |(_, logits)| answer(logits);
    /// 7.2: `ink(picture)`.
    ink(answer: fn(&[Vec<f32>]) -> Plane) = INK, |picture| answer(picture);
    /// 7.3: `centre_of_mass(ink)`: row and column.
    centre(answer: fn(&[Vec<f32>]) -> (f32, f32)) = CENTRE, |ink| answer(ink);
    /// 7.4: `confusion(truth, predicted)`.
    confusion(answer: fn(&[usize], &[usize]) -> Vec<Vec<usize>>) = CONFUSION, |(truth, predicted)| answer(truth, predicted);
    /// 7.5: `bin(answers, from, to)`: mean confidence and accuracy.
    calibration(answer: Bin) = CALIBRATION, |(answers, (from, to))| answer(answers, *from, *to);
}
