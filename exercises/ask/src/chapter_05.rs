//! Chapter 5: output sides, the cost of a convolution, a convolution by hand, and a network as a type.

use shuzi::model::Summary;

use crate::checks::checks;
use crate::{Dice, Look, Number, Question, Questions};

/// Side, kernel, stride and padding.
pub type Window = [usize; 4];

/// 5.1.
pub static OUTPUT_SIDE: Questions<Window, Option<usize>> = Questions::new("5.1", |dice| {
    let fixed = [[28, 5, 1, 2], [28, 2, 2, 0], [227, 11, 4, 0], [3, 5, 1, 1]];
    let drawn = (0..6).map(|_| {
        let (kernel, padding) = (dice.whole(1..12), dice.whole(0..4));
        [dice.whole(12..230), kernel, dice.whole(1..5), padding]
    });
    let fitting: Vec<Window> = fixed.into_iter().chain(drawn).collect();
    let small = [[3, 5, 1, 0], [4, 11, 2, 3], [dice.whole(1..4), 6, dice.whole(1..5), 1]];
    let question = |part| move |input| Question { part, input };
    fitting.into_iter().map(question(0)).chain(small.into_iter().map(question(1))).collect()
});

/// Inputs, outputs, the kernel's side and the output's.
pub type Convolution = [usize; 4];

/// 5.2.
pub static COSTS: Questions<(Number, Convolution), (usize, usize)> = Questions::new("5.2", |dice| {
    let drawn = (0..4).map(|_| [dice.whole(1..40), dice.whole(2..70), dice.whole(2..8), dice.whole(3..60)]);
    let convolutions: Vec<Convolution> = [[1, 20, 5, 28], [20, 20, 5, 14]].into_iter().chain(drawn).collect();
    Number::both_of(convolutions)
});

/// Rows of numbers.
pub type Plane = Vec<Vec<f32>>;

/// A picture, a kernel and a bias.
pub type Case = (Plane, Plane, f32);

/// 5.3.
pub static CONVOLVE: Questions<Case, Plane> = Questions::new("5.3", |dice| {
    let edge = (vec![vec![0.0, 0.0, 1.0, 1.0, 1.0]; 5], vec![vec![-1.0, 0.0, 1.0]; 3], 0.0);
    let mut questions = vec![Question { part: 0, input: edge }];
    for _ in 0..3 {
        questions.push(Question { part: 0, input: (digits(dice, [5, 5]), digits(dice, [3, 3]), 0.0) });
    }
    for kernel in [2, 3, 1, 4] {
        let bias = dice.whole(1..6) as f32;
        let size = [dice.whole(4..7), dice.whole(7..9)];
        questions.push(Question { part: 1, input: (digits(dice, size), digits(dice, [kernel; 2]), bias) });
    }
    questions
});

/// Whole numbers, which read well.
fn digits(dice: &mut Dice, [rows, columns]: [usize; 2]) -> Plane {
    (0..rows).map(|_| (0..columns).map(|_| dice.whole(0..7) as f32 - 3.0).collect()).collect()
}

/// The side of the image and the padding of both convolutions.
pub type Lesson = [usize; 2];

/// 5.4.
pub static FEATURES: Questions<Lesson, usize> = Questions::new("5.4", |dice| {
    let usual = [2, 0, 1, 3, 4].map(|padding| Question { part: 0, input: [28, padding] });
    let other = (0..5).map(|_| Question { part: 1, input: [dice.whole(20..64), dice.whole(0..5)] });
    let odd = Question { part: 1, input: [29, 1] };
    usual.into_iter().chain(other).chain([odd]).collect()
});

/// 5.5.
pub static NETWORK: Questions<Look, Summary> = Questions::new("5.5", |_| {
    Question::one_a_part([Look::Layers(0..1), Look::Layers(1..2), Look::Last(2..3), Look::Between])
});

/// An answer to 5.3.
type Convolve = fn(&[Vec<f32>], &[Vec<f32>], f32) -> Plane;

checks! {
    /// 5.1: `my_output_side(side, kernel, stride, padding)`; none where the kernel does not fit.
    output_side_of(answer: fn(usize, usize, usize, usize) -> Option<usize>) = OUTPUT_SIDE, |&[side, kernel, stride, padding]| answer(side, kernel, stride, padding);
    /// 5.2: `conv_costs(inputs, outputs, kernel, output_side)`: parameters and multiply-adds.
    costs(answer: fn(usize, usize, usize, usize) -> (usize, usize)) = COSTS, |&(_, [inputs, outputs, kernel, side])| answer(inputs, outputs, kernel, side);
    /// 5.3: `convolve(picture, kernel, bias)`.
    convolve(answer: Convolve) = CONVOLVE, |(picture, kernel, bias)| answer(picture, kernel, *bias);
    /// 5.4: `features(side, padding)`.
    features(answer: fn(usize, usize) -> usize) = FEATURES, |&[side, padding]| answer(side, padding);
    /// 5.5: the summary of a network.
    network(answer: &Summary) = NETWORK, |_| answer.clone();
}
