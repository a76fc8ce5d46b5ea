//! Chapter 8: LeNet-5 and a residual network as types, and what small kernels and separate steps save.

use shuzi::model::Summary;

use crate::checks::checks;
use crate::{Dice, Look, Number, Question, Questions};

/// 8.1.
pub static LENET: Questions<Look, Summary> =
    Questions::new("8.1", |_| Question::one_a_part([Look::Layers(0..2), Look::Last(2..5), Look::Between]));

/// Channels and the side of the large kernel.
pub type Kernel = [usize; 2];

/// 8.2.
pub static STACKED: Questions<(Number, Kernel), (usize, usize)> = Questions::new("8.2", |dice| {
    let drawn = (0..3).map(|_| [dice.whole(2..300), 2 * dice.whole(2..8) + 1]);
    let kernels: Vec<Kernel> = [[1, 5], [64, 5], [64, 7], [16, 3]].into_iter().chain(drawn).collect();
    Number::both_of(kernels)
});

/// Inputs, outputs, the kernel's side, the output's side.
pub type Convolution = [usize; 4];

/// 8.3.
pub static SEPARATED: Questions<(Number, Convolution), (usize, usize)> = Questions::new("8.3", |dice| {
    let drawn = (0..4).map(|_| [dice.whole(2..100), dice.whole(101..200), dice.whole(2..8), dice.whole(3..60)]);
    let sizes: Vec<Convolution> = [[128, 128, 3, 1], [32, 64, 3, 14]].into_iter().chain(drawn).collect();
    Number::both_of(sizes)
});

/// What stands for the convolutions of a block.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// To 0.
    Nothing,
    /// To minus a half.
    Halving,
    /// From the last to the first.
    Reversing,
    /// To minus the double, less 1.
    Lowering,
}

impl Change {
    /// The function that the answer is given.
    pub fn function(self) -> fn(&[f32]) -> Vec<f32> {
        match self {
            Change::Nothing => |x| vec![0.0; x.len()],
            Change::Halving => |x| x.iter().map(|x| -x / 2.0).collect(),
            Change::Reversing => |x| x.iter().rev().copied().collect(),
            Change::Lowering => |x| x.iter().map(|x| -2.0 * x - 1.0).collect(),
        }
    }

    /// As a finding writes it.
    pub fn formula(self) -> &'static str {
        match self {
            Change::Nothing => "F(x) = 0",
            Change::Halving => "F(x) = −x/2",
            Change::Reversing => "F(x) = [x₃, x₂, x₁, x₀]",
            Change::Lowering => "F(x) = −2x − 1",
        }
    }
}

/// 8.4.
pub static BLOCK: Questions<(Vec<f32>, Change), Vec<f32>> = Questions::new("8.4", |dice| {
    let nothing = dice.numbers(4, 0.5..5.0).iter().map(|x| x.round()).collect();
    let mut questions = vec![Question { part: 0, input: (nothing, Change::Nothing) }];
    for change in [Change::Halving, Change::Reversing, Change::Lowering, Change::Nothing] {
        // Both signs, so that it shows where the ReLU is.
        let size = |dice: &mut Dice| dice.whole(1..9) as f32;
        let x = vec![size(dice), -size(dice), size(dice) + 10.0, -size(dice)];
        questions.push(Question { part: 1, input: (x, change) });
    }
    questions
});

/// 8.5.
pub static NETWORK: Questions<Look, Summary> =
    Questions::new("8.5", |_| Question::one_a_part([Look::Layers(0..3), Look::Shortcut, Look::LastAndPoolings(3..4)]));

/// An answer to 8.4: of an input and a function.
type Block = fn(&[f32], fn(&[f32]) -> Vec<f32>) -> Vec<f32>;

checks! {
    /// 8.1: the summary of a network for images of 32×32.
    lenet(answer: &Summary) = LENET, |_| answer.clone();
    /// 8.2: `vgg_weights(channels, kernel)`: of one large kernel, and of the 3×3 that see as much.
    stacked(answer: fn(usize, usize) -> (usize, usize)) = STACKED, |&(_, [channels, kernel])| answer(channels, kernel);
    /// 8.3: `separable_costs(inputs, outputs, kernel, output_side)`: multiply-adds plain, and in two steps.
    separated(answer: fn(usize, usize, usize, usize) -> (usize, usize)) = SEPARATED, |&(_, [inputs, outputs, kernel, side])| answer(inputs, outputs, kernel, side);
    /// 8.4: `residual_block(x, f)`.
    block(answer: Block) = BLOCK, |(x, change)| answer(x, change.function());
    /// 8.5: the summary of a network.
    residual(answer: &Summary) = NETWORK, |_| answer.clone();
}
