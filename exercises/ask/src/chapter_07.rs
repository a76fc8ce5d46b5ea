//! Chapter 7: answers and confidence, ink and its centre, a confusion matrix, and calibration.

use crate::checks::checks;
use crate::{Dice, Question, Questions};

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Look {
    /// The answer.
    Label,
    /// How sure it is.
    Confidence,
}

/// 7.1.
pub static ANSWER: Questions<(Look, Vec<f32>), (usize, f32)> = Questions::new("7.1", |dice| {
    let example = vec![15.13, -7.01, -0.66, -3.83, -9.73, -1.61, 1.09, -0.56, 2.25, 5.53];
    // Never the first: whoever chooses none of them says 0, and would be right.
    let negative = |dice: &mut Dice| [vec![-9.5], dice.numbers(9, -9.0..-1.0)].concat();
    let ordinary = [example, negative(dice), dice.numbers(10, -4.0..4.0), dice.numbers(10, -2.0..2.0)];
    let large = [1000.0, -1000.0].map(|shift| dice.numbers(10, -3.0..3.0).iter().map(|z| z + shift).collect());
    let label = ordinary.clone().map(|logits| Question { part: 0, input: (Look::Label, logits) });
    let confidence = ordinary.map(|logits| Question { part: 1, input: (Look::Confidence, logits) });
    let extreme = large.map(|logits: Vec<f32>| Question { part: 2, input: (Look::Confidence, logits) });
    label.into_iter().chain(confidence).chain(extreme).collect()
});

/// Rows of numbers.
pub type Plane = Vec<Vec<f32>>;

/// 7.2.
pub static INK: Questions<Plane, Plane> = Questions::new("7.2", |dice| {
    let cases =
        [(0, true, 3..7), (0, true, 3..7), (1, false, 3..7), (1, false, 4..6), (2, true, 1..9), (2, false, 1..9)];
    let question = |(part, is_light, strokes)| Question { part, input: picture(dice, is_light, &strokes) };
    cases.map(question).into()
});

/// Paper with a square of ink in the middle, 10×10.
fn picture(dice: &mut Dice, is_light: bool, strokes: &std::ops::Range<usize>) -> Plane {
    let mut pixel = |row, column| {
        let is_ink = strokes.contains(&row) && strokes.contains(&column);
        let range = if is_ink == is_light { 0.0..0.2 } else { 0.8..1.0 };
        (dice.number(range) * 100.0).round() / 100.0
    };
    (0..10).map(|row| (0..10).map(|column| pixel(row, column)).collect()).collect()
}

/// 7.3.
pub static CENTRE: Questions<Plane, (f32, f32)> = Questions::new("7.3", |dice| {
    let drop = |dice: &mut Dice| {
        let (rows, columns) = (dice.whole(4..7), dice.whole(7..10));
        let (row, column) = (dice.whole(0..3), dice.whole(3..7));
        let ink = |r, c| if (r, c) == (row, column) { 0.5 } else { 0.0 };
        (0..rows).map(|r| (0..columns).map(|c| ink(r, c)).collect()).collect()
    };
    let spread = |dice: &mut Dice| {
        let columns = dice.whole(4..7);
        // More ink further down, so that an unweighted mean is another.
        (0..5).map(|r| (0..columns).map(|_| (dice.whole(1..4) * (r + 1)) as f32 / 20.0).collect()).collect()
    };
    let drops = [drop(dice), drop(dice)].map(|input| Question { part: 0, input });
    let all = [spread(dice), spread(dice), spread(dice)].map(|input| Question { part: 1, input });
    drops.into_iter().chain(all).collect()
});

/// What the digits are, and what a network says they are.
pub type Answers = (Vec<usize>, Vec<usize>);

/// 7.4.
pub static CONFUSION: Questions<Answers, Vec<Vec<usize>>> = Questions::new("7.4", |dice| {
    let digits = |dice: &mut Dice, count: usize| (0..count).map(|_| dice.whole(0..9)).collect::<Vec<_>>();
    let mut questions = Vec::new();
    for count in [3, 20] {
        let truth = digits(dice, count);
        questions.push(Question { part: 0, input: (truth.clone(), truth) });
    }
    questions.push(Question { part: 1, input: (vec![7, 7, 1], vec![7, 1, 1]) });
    for count in [12, 200] {
        questions.push(Question { part: 1, input: (digits(dice, count), digits(dice, count)) });
    }
    questions
});

/// Answers, each with its confidence and whether it is right; the group's lower and upper end.
pub type Group = (Vec<(f32, bool)>, (f32, f32));

/// 7.5.
pub static CALIBRATION: Questions<Group, (f32, f32)> = Questions::new("7.5", |dice| {
    let answers = |dice: &mut Dice, count: usize| {
        let answer = |dice: &mut Dice| (dice.whole(50..100) as f32 / 100.0, dice.whole(0..4) > 0);
        (0..count).map(|_| answer(dice)).collect::<Vec<_>>()
    };
    let ends = [(0.5, 0.6), (0.6, 0.75), (0.5, 0.9), (0.75, 0.99)];
    let mut questions: Vec<_> =
        ends.map(|ends| Question { part: 0, input: (answers(dice, 60), ends) }).into_iter().collect();
    // Exactly at the ends: the lower one is outside, the upper one inside.
    let edge = vec![(0.8, true), (0.9, false), (0.85, true), (0.95, true)];
    questions.push(Question { part: 0, input: (edge, (0.8, 0.9)) });
    questions.push(Question { part: 1, input: (answers(dice, 8), (0.1, 0.2)) });
    questions.push(Question { part: 1, input: (Vec::new(), (0.9, 1.0)) });
    questions
});

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
