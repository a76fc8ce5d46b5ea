//! Losses: how wrong a network's outputs are, one number a batch.
//!
//! Cross-entropy takes logits (numbers of any size) and contains the softmax; the two squared errors compare
//! probabilities with one-hot targets, so they apply the softmax first. All take integer labels.
//!
//! | loss | of one image, with the right class `y` | over a batch |
//! |---|---|---|
//! | [`cross_entropy_with_logits_loss`] | `−ln p_y` | mean |
//! | [`mse_loss`] | mean over the classes of `(p_k − t_k)²` | mean |
//! | [`brier_loss`] | sum over the classes of `(p_k − t_k)²` | mean |
//! | [`regression_loss`] | `(output − y)²` | mean |
//! | [`softmax_twice_loss`] | `−ln softmax(p)_y`, a mistake to be seen | mean |
//!
//! With ten classes `brier_loss` is ten times `mse_loss`, and so is its gradient: at the same learning rate it learns
//! ten times as fast at first. That factor is a choice of reduction, not a property of squared error.

mod error;

use dfdx::shapes::{Axis, Const, HasShape, Rank0};
use dfdx::tensor::{Tape, Tensor};
use dfdx::tensor_ops::{Device, MeanTo, ReshapeTo};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use words::text;

pub use error::LossError;

/// Which loss a training uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// [`cross_entropy_with_logits_loss`].
    #[default]
    CrossEntropy,
    /// [`mse_loss`]: squared error on probabilities, mean over batch and classes.
    Mse,
    /// [`brier_loss`]: squared error on probabilities, sum over classes, mean over the batch.
    Brier,
    /// [`regression_loss`]: squared error of one real output against the label as a number.
    Regression,
    /// [`softmax_twice_loss`]: the mistake of a softmax before a cross-entropy that contains one.
    SoftmaxTwice,
}

impl Loss {
    /// All of them, in the order of the lesson: from the digit as a number to probabilities, and the mistake last.
    pub const ALL: [Loss; 5] = [Loss::Regression, Loss::Mse, Loss::Brier, Loss::CrossEntropy, Loss::SoftmaxTwice];

    /// The name on the command line and in a checkpoint.
    pub fn name(self) -> &'static str {
        match self {
            Loss::CrossEntropy => "cross-entropy",
            Loss::Mse => "mse",
            Loss::Brier => "brier",
            Loss::Regression => "regression",
            Loss::SoftmaxTwice => "softmax-twice",
        }
    }

    /// What a reader calls it, for tables and figures.
    pub fn title(self) -> String {
        match self {
            Loss::CrossEntropy => text!("交叉熵", "cross-entropy"),
            Loss::Mse => text!("平方误差，求平均", "squared error, mean"),
            Loss::Brier => text!("平方误差，求和", "squared error, sum"),
            Loss::Regression => text!("回归", "regression"),
            Loss::SoftmaxTwice => text!("两次 softmax", "softmax twice"),
        }
    }

    /// Computes this loss of a network's outputs, `[N, WIDTH]`.
    ///
    /// # Errors
    /// As the loss itself, and when the network's width is not the loss's: one output for regression, at least two
    /// logits for the others.
    pub fn of<const WIDTH: usize, D: Device<f32>, T: Tape<f32, D>>(
        self,
        outputs: Scores<WIDTH, D, T>,
        labels: &[usize],
    ) -> Result<Tensor<Rank0, f32, D, T>> {
        self.of_smoothed(outputs, labels, 0.0)
    }

    /// As [`Loss::of`], with the labels of cross-entropy smoothed: see [`smoothed_cross_entropy_loss`].
    ///
    /// # Errors
    /// As [`Loss::of`].
    pub fn of_smoothed<const WIDTH: usize, D: Device<f32>, T: Tape<f32, D>>(
        self,
        outputs: Scores<WIDTH, D, T>,
        labels: &[usize],
        smoothing: f32,
    ) -> Result<Tensor<Rank0, f32, D, T>> {
        if (self == Loss::Regression) != (WIDTH == 1) {
            return Err(Error::OfLoss(LossError::Width { loss: self.name(), width: WIDTH }));
        }
        match self {
            Loss::CrossEntropy => smoothed_cross_entropy_loss(outputs, labels, smoothing),
            Loss::Mse => mse_loss(outputs, labels),
            Loss::Brier => brier_loss(outputs, labels),
            Loss::Regression => {
                let n = outputs.shape().0;
                regression_loss(outputs.reshape_like(&(n, Const)), labels)
            }
            Loss::SoftmaxTwice => softmax_twice_loss(outputs, labels),
        }
    }
}

/// One row of scores an image, `[N, CLASSES]`.
type Scores<const CLASSES: usize, D, T> = Tensor<(usize, Const<CLASSES>), f32, D, T>;

/// `softmax(z)_k = exp(z_k) / Σ_j exp(z_j)`: turns scores of any size into probabilities, without overflow.
///
/// The largest score is subtracted first, which changes nothing in the result (numerator and denominator shrink by the
/// same factor) and keeps every power at 1 or below. An empty slice gives an empty vector.
///
/// ```
/// let probabilities = shuzi::softmax(&[3.0, 1.0, -3.0]);
/// let rounded: Vec<f32> = probabilities.iter().map(|p| (p * 100.0).round() / 100.0).collect();
/// assert_eq!(rounded, [0.88, 0.12, 0.0]);
/// ```
pub fn softmax(scores: &[f32]) -> Vec<f32> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// `sigmoid(z) = 1 / (1 + exp(−z))`: turns one score into the probability of one of two classes. It is the softmax of
/// `z` and 0, without overflow for any score.
///
/// ```
/// assert_eq!(shuzi::loss::sigmoid(0.0), 0.5);
/// assert!((shuzi::loss::sigmoid(2.0) - shuzi::softmax(&[2.0, 0.0])[0]).abs() < 1e-6);
/// ```
pub fn sigmoid(score: f32) -> f32 {
    // The power is never above 1.
    let power = (-score.abs()).exp();
    if score >= 0.0 { 1.0 / (1.0 + power) } else { power / (1.0 + power) }
}

/// The cross-entropy of one image, `−ln softmax(logits)_label`, without overflow and without the logarithm of 0.
///
/// # Errors
/// When `label` is not the index of a score.
pub fn cross_entropy_with_logits(logits: &[f32], label: usize) -> Result<f32> {
    check_labels(&[label], logits.len())?;
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    Ok(sum.ln() - (logits[label] - largest))
}

/// Cross-entropy of logits against labels, mean over the batch: `mean_n −ln softmax(logits_n)_{label_n}`.
///
/// Its gradient in the logits is `(p − t) / N`: never small while the answer is wrong. It contains the softmax: give it
/// logits, not probabilities.
///
/// # Shapes
/// logits `[N, CLASSES]`, `N` labels.
///
/// # PyTorch equivalent
/// `torch.nn.functional.cross_entropy(logits, labels)`.
///
/// # Errors
/// When a label is not below `CLASSES` (its index is named), or there are not `N` labels.
pub fn cross_entropy_with_logits_loss<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    logits: Scores<CLASSES, D, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, f32, D, T>> {
    smoothed_cross_entropy_loss(logits, labels, 0.0)
}

/// Cross-entropy against smoothed labels, mean over the batch: the right class is asked for with probability
/// `1 − smoothing + smoothing / CLASSES`, every other with `smoothing / CLASSES` (Szegedy and others, *Rethinking the
/// Inception architecture*, 2016). A network is then not rewarded for ever larger logits.
///
/// # Shapes
/// logits `[N, CLASSES]`, `N` labels.
///
/// # PyTorch equivalent
/// `torch.nn.functional.cross_entropy(logits, labels, label_smoothing=smoothing)`.
///
/// # Errors
/// As [`cross_entropy_with_logits_loss`].
pub fn smoothed_cross_entropy_loss<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    logits: Scores<CLASSES, D, T>,
    labels: &[usize],
    smoothing: f32,
) -> Result<Tensor<Rank0, f32, D, T>> {
    let targets = one_hot(&logits, labels)?;
    let targets = if smoothing == 0.0 { targets } else { targets * (1.0 - smoothing) + smoothing / CLASSES as f32 };
    Ok(dfdx::losses::cross_entropy_with_logits_loss(logits, targets))
}

/// Squared error of probabilities against one-hot targets, mean over batch and classes:
/// `mean_n mean_k (softmax(logits_n)_k − t_nk)²`.
///
/// This is what the frameworks call MSE. Between 0 and 2 / CLASSES.
///
/// # Shapes
/// logits `[N, CLASSES]`, `N` labels.
///
/// # PyTorch equivalent
/// `torch.nn.functional.mse_loss(logits.softmax(1), one_hot)`.
///
/// # Errors
/// As [`cross_entropy_with_logits_loss`].
pub fn mse_loss<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    logits: Scores<CLASSES, D, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, f32, D, T>> {
    let targets = one_hot(&logits, labels)?;
    Ok((logits.softmax::<Axis<1>>() - targets).square().mean())
}

/// Squared error of probabilities against one-hot targets, sum over the classes and mean over the batch:
/// `mean_n Σ_k (softmax(logits_n)_k − t_nk)²`.
///
/// This is the score of Brier (*Verification of forecasts expressed in terms of probability*, 1950). Between 0 and 2;
/// `CLASSES` times [`mse_loss`].
///
/// # Shapes
/// logits `[N, CLASSES]`, `N` labels.
///
/// # Errors
/// As [`cross_entropy_with_logits_loss`].
pub fn brier_loss<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    logits: Scores<CLASSES, D, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, f32, D, T>> {
    Ok(mse_loss(logits, labels)? * CLASSES as f32)
}

/// Squared error of one real output against the label as a number, mean over the batch: `mean_n (output_n − label_n)²`.
///
/// # Shapes
/// outputs `[N, 1]`, `N` labels.
///
/// # Errors
/// When there are not `N` labels.
pub fn regression_loss<D: Device<f32>, T: Tape<f32, D>>(
    outputs: Scores<1, D, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, f32, D, T>> {
    let n = outputs.shape().0;
    check_count(labels, n)?;
    let numbers: Vec<f32> = labels.iter().map(|&label| label as f32).collect();
    let targets = outputs.device().tensor_from_vec(numbers, (n, Const::<1>));
    Ok((outputs - targets).square().mean())
}

/// The mistake of a network that ends in a softmax and is trained with a cross-entropy that contains one: the
/// probabilities are taken for logits, `mean_n −ln softmax(softmax(logits_n))_{label_n}`.
///
/// No answer, however good, makes it small: probabilities differ by 1 at most, so that it stays between
/// `ln(1 + (CLASSES − 1) / e)` and `ln(CLASSES − 1 + e)`, which are 1.461 and 2.461 for ten classes. Its gradient passes
/// through both softmaxes, and the first of them takes it away where the network is sure of a wrong answer, as in
/// [`mse_loss`].
///
/// # Shapes
/// logits `[N, CLASSES]`, `N` labels.
///
/// # PyTorch equivalent
/// `torch.nn.functional.cross_entropy(logits.softmax(1), labels)`.
///
/// # Errors
/// As [`cross_entropy_with_logits_loss`].
pub fn softmax_twice_loss<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    logits: Scores<CLASSES, D, T>,
    labels: &[usize],
) -> Result<Tensor<Rank0, f32, D, T>> {
    cross_entropy_with_logits_loss(logits.softmax::<Axis<1>>(), labels)
}

/// 1 at each label, 0 elsewhere, `[N, CLASSES]`, on the scores' device.
fn one_hot<const CLASSES: usize, D: Device<f32>, T: Tape<f32, D>>(
    scores: &Scores<CLASSES, D, T>,
    labels: &[usize],
) -> Result<Tensor<(usize, Const<CLASSES>), f32, D>> {
    let n = scores.shape().0;
    check_count(labels, n)?;
    check_labels(labels, CLASSES)?;
    let mut targets = vec![0.0; n * CLASSES];
    for (row, &label) in targets.chunks_exact_mut(CLASSES).zip(labels) {
        row[label] = 1.0;
    }
    Ok(scores.device().tensor_from_vec(targets, (n, Const)))
}

fn check_count(labels: &[usize], images: usize) -> Result<()> {
    if labels.len() == images {
        Ok(())
    } else {
        Err(Error::OfLoss(LossError::LabelCount { images, labels: labels.len() }))
    }
}

/// Whether every label is the index of a class.
pub(crate) fn check_labels(labels: &[usize], num_classes: usize) -> Result<()> {
    match labels.iter().position(|&label| label >= num_classes) {
        None => Ok(()),
        Some(index) => Err(Error::OfLoss(LossError::LabelOutOfRange { index, label: labels[index], num_classes })),
    }
}

#[cfg(test)]
mod tests {
    use dfdx::tensor::{AsArray, Cpu, TensorFromVec, Trace};
    use dfdx::tensor_ops::Backward;
    use serde_json::Value;

    use super::*;

    /// A list of numbers in `losses.json`, which `make_losses.py` beside it made with PyTorch.
    fn numbers(list: &Value) -> Vec<f32> {
        list.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number") as f32).collect()
    }

    /// Within 1e-4 of the largest number expected (float32 against float64).
    #[track_caller]
    fn assert_close(what: &str, found: &[f32], expected: &[f32]) {
        assert_eq!(found.len(), expected.len(), "{what}: how many numbers");
        let scale = expected.iter().fold(1e-2_f32, |largest, number| largest.max(number.abs()));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-4 * scale, "{what}: found {found}, expected {expected}");
        }
    }

    fn scores(numbers: &[f32]) -> Scores<10, Cpu, dfdx::tensor::NoneTape> {
        Cpu::default().tensor_from_vec(numbers.to_vec(), (numbers.len() / 10, Const))
    }

    #[test]
    fn losses_and_their_gradients_agree_with_pytorch() {
        let reference: Value =
            serde_json::from_str(include_str!("../tests/fixtures/losses.json")).expect("the reference values are JSON");
        for case in reference["losses"].as_array().expect("a list of cases") {
            let labels: Vec<usize> = numbers(&case["labels"]).iter().map(|&label| label as usize).collect();
            let check = |expected: &Value, name: &str| {
                let logits = scores(&numbers(&case["logits"]));
                let traced = logits.leaky_trace();
                let loss = match name {
                    "cross_entropy" => cross_entropy_with_logits_loss(traced, &labels),
                    "mse" => mse_loss(traced, &labels),
                    _ => brier_loss(traced, &labels),
                }
                .expect("labels below ten");
                assert_close(name, &[loss.array()], &[expected["loss"].as_f64().expect("a number") as f32]);
                assert_close(name, &loss.backward().get(&logits).as_vec(), &numbers(&expected["grad"]));
            };
            for name in ["cross_entropy", "mse", "brier"] {
                check(&case["losses"][name], name);
            }
        }
    }

    #[test]
    fn logits_of_ten_thousand_neither_overflow_nor_vanish() {
        let mut row = [0.0; 10];
        (row[3], row[4]) = (1e4, -1e4);
        assert_eq!(softmax(&row)[3], 1.0);
        assert_eq!(cross_entropy_with_logits(&row, 3).expect("a class"), 0.0);
        assert_eq!(cross_entropy_with_logits(&row, 4).expect("a class"), 2e4);
        for (label, expected) in [(3, 0.0), (4, 2e4)] {
            let loss = cross_entropy_with_logits_loss(scores(&row).leaky_traced(), &[label]).expect("a class");
            assert_eq!(loss.array(), expected);
            assert!(mse_loss(scores(&row), &[label]).expect("a class").array().is_finite());
        }
    }

    #[test]
    fn a_label_outside_the_classes_is_named_with_its_index() {
        let error = cross_entropy_with_logits_loss(scores(&[0.0; 30]), &[0, 9, 10]).expect_err("10 is no class");
        assert!(
            matches!(error, Error::OfLoss(LossError::LabelOutOfRange { index: 2, label: 10, num_classes: 10 })),
            "{error}"
        );
        let error = brier_loss(scores(&[0.0; 30]), &[0, 9]).expect_err("a label is missing");
        assert!(matches!(error, Error::OfLoss(LossError::LabelCount { images: 3, labels: 2 })), "{error}");
    }

    #[test]
    fn smoothing_mixes_the_right_classs_loss_with_the_mean_over_all_classes() {
        let row: Vec<f32> = (0..10).map(|k| (k as f32).sin()).collect();
        let loss = smoothed_cross_entropy_loss(scores(&row), &[3], 0.1).expect("a class").array();
        let each: Vec<f32> = (0..10).map(|label| cross_entropy_with_logits(&row, label).expect("a class")).collect();
        let expected = 0.9 * each[3] + 0.1 * each.iter().sum::<f32>() / 10.0;
        assert!((loss - expected).abs() < 1e-5, "{loss} instead of {expected}");
    }

    #[test]
    fn an_untrained_guess_costs_the_logarithm_of_ten() {
        let loss = cross_entropy_with_logits_loss(scores(&[0.0; 20]), &[1, 8]).expect("classes").array();
        assert!((loss - 10f32.ln()).abs() < 1e-6);
    }

    #[test]
    fn a_loss_of_another_width_than_the_networks_is_refused() {
        let error = Loss::Regression.of(scores(&[0.0; 10]), &[1]).expect_err("ten outputs are no regression");
        assert!(matches!(error, Error::OfLoss(LossError::Width { loss: "regression", width: 10 })), "{error}");
        let one = Cpu::default().tensor_from_vec(vec![1.5], (1, Const::<1>));
        assert!(matches!(Loss::Mse.of(one, &[2]), Err(Error::OfLoss(LossError::Width { width: 1, .. }))));
    }

    #[test]
    fn a_softmax_too_many_keeps_the_loss_between_two_bounds() {
        let [mut sure, mut wrong] = [[0.0; 10]; 2];
        (sure[3], wrong[4]) = (100.0, 100.0);
        let loss = |row: &[f32]| softmax_twice_loss(scores(row), &[3]).expect("a class").array();
        let (lowest, highest) = ((1.0 + 9.0 / 1f32.exp()).ln(), (9.0 + 1f32.exp()).ln());
        assert!((lowest - 1.4612).abs() < 1e-4, "{lowest}");
        assert!((loss(&sure) - lowest).abs() < 1e-5, "the best of all answers: {}", loss(&sure));
        assert!((loss(&wrong) - highest).abs() < 1e-5, "the worst: {}", loss(&wrong));
        assert!(cross_entropy_with_logits(&sure, 3).expect("a class") < 1e-6, "with one softmax it is nothing");
    }

    #[test]
    fn a_softmax_too_many_takes_the_gradient_of_a_sure_mistake_away() {
        let mut row = [0.0; 10];
        row[4] = 20.0;
        let steepest = |twice: bool| {
            let logits = scores(&row);
            let traced = logits.leaky_trace();
            let loss =
                if twice { softmax_twice_loss(traced, &[3]) } else { cross_entropy_with_logits_loss(traced, &[3]) };
            let gradient = loss.expect("a class").backward().get(&logits).as_vec();
            gradient.into_iter().map(f32::abs).fold(0.0, f32::max)
        };
        assert!(steepest(false) > 0.99 && steepest(true) < 1e-6, "{} and {}", steepest(false), steepest(true));
    }

    #[test]
    fn regression_squares_the_difference_to_the_label() {
        let outputs = Cpu::default().tensor_from_vec(vec![1.5, 7.0], (2, Const::<1>));
        assert_eq!(regression_loss(outputs, &[2, 4]).expect("two labels").array(), (0.25 + 9.0) / 2.0);
    }
}
