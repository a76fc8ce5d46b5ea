//! Chapter 4: posteriors, cross-entropy, its gradient, entropy.

use crate::checks::checks;
use crate::{Question, Questions};

/// Priors and likelihoods, one of each for every box.
pub type Beliefs = (Vec<f64>, Vec<f64>);

/// 4.1.
pub static POSTERIOR: Questions<Beliefs, Vec<f64>> = Questions::new("4.1", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![0.5, 0.5], vec![0.01, 0.99]) },
        Question { part: 0, input: (vec![0.5, 0.5], vec![0.2, 0.3]) },
        Question { part: 1, input: (vec![0.99, 0.01], vec![0.01, 0.99]) },
    ];
    for count in [2, 3, 5] {
        let likelihoods = (0..count).map(|_| dice.hundredths(1..100)).collect();
        questions.push(Question { part: 1, input: (dice.probabilities(count), likelihoods) });
    }
    questions
});

/// 4.2.
pub static AFTER_DRAWS: Questions<(f64, Vec<bool>), f64> = Questions::new("4.2", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (0.5, vec![true]) },
        Question { part: 0, input: (0.5, vec![false]) },
        Question { part: 0, input: (dice.hundredths(1..40), vec![true]) },
        Question { part: 0, input: (dice.hundredths(60..100), vec![false]) },
        Question { part: 1, input: (0.01, vec![true, true]) },
        Question { part: 1, input: (0.3, vec![true, false]) },
        Question { part: 1, input: (0.3, vec![]) },
    ];
    for count in [2, 3, 4] {
        let draws = (0..count).map(|_| dice.whole(0..2) == 1).collect();
        questions.push(Question { part: 1, input: (dice.hundredths(1..100), draws) });
    }
    // In turns, so that the probability in between is never so near to 1 that a float cannot tell.
    let pairs = dice.whole(200..400);
    let in_turns = |pairs: usize| (0..2 * pairs).map(|draw| draw % 2 == 0);
    questions.push(Question { part: 2, input: (dice.hundredths(10..90), in_turns(pairs).collect()) });
    questions.push(Question { part: 2, input: (0.02, in_turns(pairs).chain([true]).collect()) });
    questions
});

/// 4.3.
pub static MEAN_CROSS_ENTROPY: Questions<(Vec<Vec<f32>>, Vec<usize>), f32> = Questions::new("4.3", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![vec![0.1, 0.7, 0.2]], vec![2]) },
        Question { part: 1, input: (vec![vec![0.9, 0.1], vec![0.5, 0.5], vec![0.01, 0.99]], vec![0, 1, 0]) },
    ];
    for (part, images) in [(0, 1), (0, 1), (1, 2), (1, 4)] {
        let classes = dice.whole(3..6);
        let image = |_| dice.probabilities(classes).into_iter().map(|p| p as f32).collect();
        let probabilities: Vec<Vec<f32>> = (0..images).map(image).collect();
        let labels = (0..images).map(|_| dice.whole(0..classes)).collect();
        questions.push(Question { part, input: (probabilities, labels) });
    }
    questions
});

/// 4.4.
pub static STARTING_LOSS: Questions<usize, f32> = Questions::new("4.4", |dice| {
    let counts = [10, 2, 100, 1].into_iter().chain([dice.whole(11..1000), dice.whole(1000..30_000)]);
    counts.map(|input| Question { part: 0, input }).collect()
});

/// 4.5.
pub static GRADIENT: Questions<(Vec<f32>, usize), Vec<f32>> = Questions::new("4.5", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![3.0, 1.0, -3.0], 1) },
        Question { part: 1, input: (vec![1000.0, 1001.0, 998.0], 0) },
    ];
    for count in [2, 4, 10] {
        let scores = (0..count).map(|_| dice.hundredths(-400..400) as f32).collect();
        questions.push(Question { part: 0, input: (scores, dice.whole(0..count)) });
    }
    questions
});

/// 4.6.
pub static ENTROPY: Questions<Vec<f32>, f32> = Questions::new("4.6", |dice| {
    let mut questions = vec![
        Question { part: 0, input: vec![0.5, 0.25, 0.25] },
        Question { part: 0, input: vec![0.125; 8] },
        Question { part: 1, input: vec![0.0, 1.0] },
        Question { part: 1, input: vec![0.5, 0.0, 0.25, 0.25, 0.0] },
    ];
    for (part, count) in [(0, 2), (0, 4), (0, 10), (1, 3)] {
        let mut probabilities: Vec<f32> = dice.probabilities(count).into_iter().map(|p| p as f32).collect();
        probabilities.extend(vec![0.0; part]);
        questions.push(Question { part, input: probabilities });
    }
    questions
});

checks! {
    /// 4.1: `posterior(priors, likelihoods)`, any number of boxes.
    posterior(answer: fn(&[f64], &[f64]) -> Vec<f64>) = POSTERIOR, |(priors, likelihoods)| answer(priors, likelihoods);
    /// 4.2: `after_draws(prior, draws)`, where a draw is whether the ball was blue.
    after_draws(answer: fn(f64, &[bool]) -> f64) = AFTER_DRAWS, |(prior, draws)| answer(*prior, draws);
    /// 4.3: `mean_cross_entropy(probabilities, labels)`.
    mean_cross_entropy(answer: fn(&[Vec<f32>], &[usize]) -> f32) = MEAN_CROSS_ENTROPY, |(probabilities, labels)| answer(probabilities, labels);
    /// 4.4: `starting_loss(classes)`.
    starting_loss(answer: fn(usize) -> f32) = STARTING_LOSS, |classes| answer(*classes);
    /// 4.5: `my_gradient(scores, label)`.
    gradient(answer: fn(&[f32], usize) -> Vec<f32>) = GRADIENT, |(scores, label)| answer(scores, *label);
    /// 4.6: `my_entropy(probabilities)`.
    entropy_of(answer: fn(&[f32]) -> f32) = ENTROPY, |probabilities| answer(probabilities);
}
