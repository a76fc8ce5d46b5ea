//! Chapter 2: squared errors, digits as numbers, names, Brier's score, and how hard a loss pushes.

use crate::checks::checks;
use crate::{Question, Questions};

/// 2.1.
pub static MEAN_SQUARED_ERROR: Questions<(Vec<f64>, Vec<f64>), f64> = Questions::new("2.1", |dice| {
    let mut inputs = vec![(vec![210.0, 300.0, 455.0], vec![200.0, 320.0, 450.0])];
    for count in [1, 2, 5] {
        let mut prices = || (0..count).map(|_| f64::from(dice.whole(100..500) as u16)).collect::<Vec<_>>();
        inputs.push((prices(), prices()));
    }
    Question::all_of(0, inputs)
});

/// 2.2.
pub static ROUNDED_ACCURACY: Questions<(Vec<f32>, Vec<usize>), f32> = Questions::new("2.2", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![2.8, 3.9, 6.6, 1.2], vec![3, 4, 6, 1]) },
        Question { part: 1, input: (vec![-0.8, 11.3, 9.7, -2.1, 4.1], vec![0, 9, 9, 5, 4]) },
    ];
    // None is half-way between two digits.
    const OFF: [f32; 8] = [-0.7, -0.4, -0.1, 0.0, 0.2, 0.4, 0.6, 0.9];
    for count in [1, 4, 8] {
        let labels: Vec<usize> = (0..count).map(|_| dice.whole(1..9)).collect();
        let outputs = labels.iter().map(|&label| label as f32 + OFF[dice.whole(0..OFF.len())]).collect();
        questions.push(Question { part: 0, input: (outputs, labels) });
    }
    questions
});

/// Answers in new labels, and the new label of each digit.
pub type Renamed = (Vec<usize>, Vec<usize>);

/// 2.3.
pub static OLD_LABELS: Questions<Renamed, Vec<usize>> = Questions::new("2.3", |dice| {
    let reversed: Vec<usize> = (0..10).rev().collect();
    let mut questions = vec![
        Question { part: 0, input: (vec![9, 0, 2], reversed.clone()) },
        Question { part: 1, input: (vec![5, 0, 6, 9], vec![5, 0, 6, 7, 3, 8, 4, 1, 9, 2]) },
        Question { part: 1, input: (vec![3, 3, 0], vec![3, 2, 6, 1, 0, 8, 7, 4, 5, 9]) },
    ];
    for part in [0, 1, 1] {
        let mut names = reversed.clone();
        // Each place changes with another: every order is equally likely.
        for place in (1..names.len()).rev().filter(|_| part == 1) {
            names.swap(place, dice.whole(0..place + 1));
        }
        let answers = (0..12).map(|_| dice.whole(0..10)).collect();
        questions.push(Question { part, input: (answers, names) });
    }
    questions
});

/// Possible labels, and how likely each is.
pub type Doubt = (Vec<f64>, Vec<f64>);

/// 2.4.
pub static BEST_ANSWER: Questions<Doubt, f64> = Questions::new("2.4", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![1.0, 9.0], vec![0.5, 0.5]) },
        Question { part: 0, input: (vec![4.0, 9.0, 7.0, 2.0], vec![0.25; 4]) },
        Question { part: 1, input: (vec![1.0, 9.0], vec![0.75, 0.25]) },
    ];
    for count in [2, 3, 4] {
        let labels = (0..count).map(|place| f64::from((place + 3 * dice.whole(0..3)) as u8)).collect();
        questions.push(Question { part: 1, input: (labels, dice.probabilities(count)) });
    }
    questions
});

/// 2.5.
pub static BRIER: Questions<(Vec<f32>, usize), f32> = Questions::new("2.5", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![0.7, 0.3], 0) },
        Question { part: 0, input: (vec![0.9, 0.1], 1) },
        Question { part: 1, input: (vec![0.2, 0.5, 0.3], 1) },
        Question { part: 1, input: (vec![0.0, 0.0, 1.0, 0.0], 2) },
    ];
    for (part, count) in [(0, 2), (1, 4), (1, 10)] {
        let probabilities = dice.probabilities(count).into_iter().map(|p| p as f32).collect();
        questions.push(Question { part, input: (probabilities, dice.whole(0..count)) });
    }
    questions
});

/// How hard a loss pushes the right class's score, given its probability.
pub type Push = fn(f64) -> f64;

/// Where the score's lead begins, and whether the push is that of squared error; otherwise it is that of cross-entropy.
pub type Climb = (f64, bool);

/// The push of a climb.
pub fn push((_, is_squared): &Climb) -> Push {
    if *is_squared { |p| 2.0 * p * (1.0 - p).powi(2) } else { |p| 1.0 - p }
}

/// 2.6.
pub static STEPS_UNTIL_SURE: Questions<Climb, usize> = Questions::new("2.6", |dice| {
    let inputs = [
        (0, (-5.0, false)),
        (0, (dice.hundredths(-900..-600), false)),
        (0, (dice.hundredths(-400..0), false)),
        (1, (-5.0, true)),
        (1, (dice.hundredths(-600..-300), true)),
        (2, (3.0, false)),
        (2, (dice.hundredths(250..500), true)),
        // Whoever always says 0 is wrong here.
        (2, (0.0, true)),
    ];
    inputs.into_iter().map(|(part, input)| Question { part, input }).collect()
});

checks! {
    /// 2.1: `mean_squared_error(predicted, truth)`.
    mean_squared_error(answer: fn(&[f64], &[f64]) -> f64) = MEAN_SQUARED_ERROR, |(predicted, truth)| answer(predicted, truth);
    /// 2.2: `rounded_accuracy(outputs, labels)`.
    rounded_accuracy(answer: fn(&[f32], &[usize]) -> f32) = ROUNDED_ACCURACY, |(outputs, labels)| answer(outputs, labels);
    /// 2.3: `old_labels(new_labels, names)`.
    old_labels(answer: fn(&[usize], &[usize]) -> Vec<usize>) = OLD_LABELS, |(answers, names)| answer(answers, names);
    /// 2.4: `best_answer(labels, chances)`.
    best_answer(answer: fn(&[f64], &[f64]) -> f64) = BEST_ANSWER, |(labels, chances)| answer(labels, chances);
    /// 2.5: `brier(probabilities, label)`.
    brier(answer: fn(&[f32], usize) -> f32) = BRIER, |(probabilities, label)| answer(probabilities, *label);
    /// 2.6: `steps_until_sure(start, push)`.
    steps_until_sure(answer: fn(f64, fn(f64) -> f64) -> usize) = STEPS_UNTIL_SURE, |climb| answer(climb.0, push(climb));
}
