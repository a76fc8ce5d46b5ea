//! Chapter 1: a law that shows through samples, and the three steps of learning, one by one and together.

use shuzi::Result;
use shuzi::tumour::{Sigmoid, Tumours};

use crate::checks::checks;
use crate::{Dice, Question, Questions};

/// Tumours, and from which size on and below which they are counted, in cm.
pub type Band = (Tumours, f64, f64);

/// 1.1.
pub static SHARE: Questions<Band, f64> = Questions::new("1.1", |dice| {
    let six = Tumours {
        sizes: vec![1.0, 2.5, 3.0, 3.5, 4.0, 6.0, 7.5],
        malignant: vec![false, false, true, false, true, true, true],
    };
    let none = Tumours { sizes: vec![], malignant: vec![] };
    let mut questions = vec![
        Question { part: 0, input: (six.clone(), 2.0, 4.0) },
        Question { part: 1, input: (six.clone(), 0.0, 1.0) },
        Question { part: 1, input: (none, 0.0, 8.0) },
        // Something is in this band: whoever always says one half is wrong here.
        Question { part: 1, input: (six, 0.0, 2.0) },
    ];
    questions.extend((0..4).map(|_| Question { part: 0, input: drawn(dice) }));
    questions
});

/// A few tumours, and a band that has at least one.
fn drawn(dice: &mut Dice) -> Band {
    let count = dice.whole(5..9);
    let sizes: Vec<f64> = (0..count).map(|_| dice.hundredths(0..800)).collect();
    let malignant = sizes.iter().map(|size| Tumours::law(*size) > f64::from(dice.number(0.0..1.0))).collect();
    let from = (sizes[0] - dice.hundredths(0..100)).max(0.0).floor();
    (Tumours { sizes, malignant }, from, from + 3.0)
}

/// 1.2.
pub static GUESS: Questions<[f64; 3], f64> = Questions::new("1.2", |dice| {
    let mut questions = vec![[2.0, -7.0, 4.25], [2.2, -8.8, 4.0], [1.0, 0.0, 0.0]];
    for _ in 0..4 {
        questions.push([dice.hundredths(-200..200), dice.hundredths(-300..300), dice.hundredths(0..300)]);
    }
    Question::all_of(0, questions)
});

/// 1.3.
pub static BATCH_LOSS: Questions<(Vec<Vec<f32>>, Vec<usize>), f32> = Questions::new("1.3", |dice| {
    let mut questions = vec![
        Question { part: 0, input: (vec![vec![0.5, 2.0, -1.0]], vec![0]) },
        Question { part: 1, input: (vec![vec![3.0, 0.0], vec![1.0, 2.0], vec![0.5, 0.0]], vec![0, 0, 1]) },
    ];
    for (part, images) in [(0, 1), (1, 2), (1, 5)] {
        let classes = dice.whole(2..5);
        let image = |_| (0..classes).map(|_| dice.hundredths(-300..300) as f32).collect();
        let scores: Vec<Vec<f32>> = (0..images).map(image).collect();
        let labels = (0..images).map(|_| dice.whole(0..classes)).collect();
        questions.push(Question { part, input: (scores, labels) });
    }
    questions
});

/// Parameters, their gradient, and the learning rate.
pub type Step = (Vec<f64>, Vec<f64>, f64);

/// 1.4.
pub static ONE_STEP: Questions<Step, Vec<f64>> = Questions::new("1.4", |dice| {
    let mut inputs = vec![(vec![2.0, -7.0], vec![0.5, -0.25], 0.1)];
    for count in [1, 3, 6] {
        let mut numbers = || (0..count).map(|_| dice.hundredths(-300..300)).collect::<Vec<_>>();
        let (parameters, gradient) = (numbers(), numbers());
        inputs.push((parameters, gradient, dice.hundredths(1..100)));
    }
    Question::all_of(0, inputs)
});

/// How many samples a guess is trained on.
pub const SAMPLES: usize = 300;

/// What the loss of a training must reach.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// One that most trainings reach.
    Low,
    /// Nearly the least.
    NearlyLeast,
}

/// 1.5.
pub static TRAIN: Questions<(Tumours, Goal), (f64, f64)> = Questions::new("1.5", |dice| {
    let goals = [(0, Goal::Low), (1, Goal::NearlyLeast), (1, Goal::NearlyLeast)];
    let samples = |dice: &mut Dice| Tumours::draw(SAMPLES, dice.whole(1..1_000_000) as u64);
    goals.map(|(part, goal)| Question { part, input: (samples(dice), goal) }).into()
});

checks! {
    /// 1.1: `malignant_share(tumours, from, to)`.
    malignant_share(answer: fn(&Tumours, f64, f64) -> f64) = SHARE, |(tumours, from, to)| answer(tumours, *from, *to);
    /// 1.2: `guess(weight, bias, size)`.
    guess(answer: fn(f64, f64, f64) -> f64) = GUESS, |&[weight, bias, size]| answer(weight, bias, size);
    /// 1.3: `batch_loss(scores, labels)`, which may fail as the library's losses do.
    batch_loss(answer: fn(&[Vec<f32>], &[usize]) -> Result<f32>) = BATCH_LOSS, |(scores, labels)| {
        // Caught and told as any panic of an answer.
        answer(scores, labels).unwrap_or_else(|error| panic!("{error}"))
    };
    /// 1.4: `one_step(parameters, gradient, learning_rate)`.
    one_step(answer: fn(&[f64], &[f64], f64) -> Vec<f64>) = ONE_STEP, |(parameters, gradient, rate)| answer(parameters, gradient, *rate);
    /// 1.5: `train(tumours)`, a guess that fits them.
    train(answer: fn(&Tumours) -> Sigmoid) = TRAIN, |(tumours, _)| {
        let Sigmoid { weight, bias } = answer(tumours);
        (weight, bias)
    };
}
