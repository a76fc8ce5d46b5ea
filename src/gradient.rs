//! How a loss changes with each of a network's outputs, for one image: by formula, and by trying.
//!
//! Training moves the weights through these numbers alone: where they are near 0, nothing is learnt. With the outputs `z`,
//! their softmax `p`, and the one-hot target `t`:
//!
//! | loss | of one image | its gradient in `z_j` |
//! |---|---|---|
//! | [`Loss::CrossEntropy`] | `−ln p_y` | `p_j − t_j` |
//! | [`Loss::Brier`] | `Σ_k (p_k − t_k)²` | `2 p_j ((p_j − t_j) − Σ_k p_k (p_k − t_k))` |
//! | [`Loss::Mse`] | the same sum over the number of classes | the same, over the number of classes |
//! | [`Loss::SoftmaxTwice`] | `−ln q_y`, `q` the softmax of `p` | `p_j ((q_j − t_j) − Σ_k p_k (q_k − t_k))` |
//! | [`Loss::Regression`] | `(z − y)²` | `2 (z − y)` |
//!
//! With two classes and `p` for the right one, the sizes are `1 − p` for cross-entropy and `2 p (1 − p)²` for
//! [`Loss::Mse`], which is then just `(1 − p)²`: largest at `p = 1/3`, and 0 at both ends.
//!
//! All is computed in `f64` and handed out as `f32`, so that a difference of two losses has digits left.

use figures::{Figure, Progress, Tone};
use words::text;

use crate::error::{Error, Result};
use crate::loss::LossError;
use crate::loss::{Loss, check_labels, softmax};

/// One image's loss, given the network's outputs for it: what [`Loss::of`] gives for a batch of one.
///
/// # Errors
/// When `label` is none of the classes, or the loss is not for this number of outputs.
///
/// ```
/// use shuzi::{gradient::loss_of, loss::Loss};
///
/// assert_eq!(loss_of(Loss::Regression, &[6.5], 4)?, 6.25);
/// assert!((loss_of(Loss::CrossEntropy, &[0.0; 10], 4)? - 10f32.ln()).abs() < 1e-6);
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn loss_of(loss: Loss, outputs: &[f32], label: usize) -> Result<f32> {
    check(loss, outputs.len(), label)?;
    Ok(value(loss, &wide(outputs), label) as f32)
}

/// The gradient of one image's loss in the network's outputs, by the formula in the module's table.
///
/// # Errors
/// As [`loss_of`].
///
/// ```
/// use shuzi::{gradient::gradient, loss::Loss};
///
/// // Sure, and wrong: cross-entropy pushes with full force, squared error hardly at all.
/// let scores = [0.0, 8.0];
/// assert!(gradient(Loss::CrossEntropy, &scores, 0)?[0] < -0.999);
/// assert!(gradient(Loss::Mse, &scores, 0)?[0] > -0.001);
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn gradient(loss: Loss, outputs: &[f32], label: usize) -> Result<Vec<f32>> {
    check(loss, outputs.len(), label)?;
    Ok(narrow(&slopes(loss, &wide(outputs), label)))
}

/// The gradient of cross-entropy in the logits: `p − t`, the probabilities less 1 at the label.
///
/// # Errors
/// When `label` is not the index of a logit.
///
/// ```
/// let gradient = shuzi::gradient::cross_entropy_gradient(&[0.0, 0.0], 1)?;
/// assert_eq!(gradient, [0.5, -0.5]);
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn cross_entropy_gradient(logits: &[f32], label: usize) -> Result<Vec<f32>> {
    check_labels(&[label], logits.len())?;
    let mut gradient = softmax(logits);
    gradient[label] -= 1.0;
    Ok(gradient)
}

/// The same gradient found by trying, without any formula for it: each output goes a little up and a little down, and the
/// loss tells how steep it is, `(L(z + h) − L(z − h)) / 2h`.
///
/// # Errors
/// As [`loss_of`].
pub fn numerical_gradient(loss: Loss, outputs: &[f32], label: usize) -> Result<Vec<f32>> {
    /// Small enough for the curve to be straight (the error is of the order of its square), large enough for 16 digits.
    const H: f64 = 1e-4;
    check(loss, outputs.len(), label)?;
    let outputs = wide(outputs);
    let moved = |index: usize, by: f64| {
        let mut outputs = outputs.clone();
        outputs[index] += by;
        value(loss, &outputs, label)
    };
    let slope = |index| ((moved(index, H) - moved(index, -H)) / (2.0 * H)) as f32;
    Ok((0..outputs.len()).map(slope).collect())
}

/// What came of letting scores go downhill: see [`descend`].
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    /// The loss that they went down.
    pub loss: Loss,
    /// The right class's probability before the first step and after each, 0 to 1.
    pub probabilities: Vec<f64>,
}

/// Lets the scores themselves go downhill, as if they were the weights: `z ← z − learning_rate × gradient`, `steps` times.
///
/// # Errors
/// As [`loss_of`]; a loss without probabilities ([`Loss::Regression`]) is refused.
pub fn descend(loss: Loss, scores: &[f32], label: usize, learning_rate: f32, steps: usize) -> Result<Descent> {
    check(loss, scores.len(), label)?;
    if loss == Loss::Regression {
        return Err(Error::OfLoss(LossError::Width { loss: loss.name(), width: scores.len() }));
    }
    let mut scores = wide(scores);
    let mut right = vec![probabilities(&scores)[label]];
    for _ in 0..steps {
        let slopes = slopes(loss, &scores, label);
        scores.iter_mut().zip(&slopes).for_each(|(score, slope)| *score -= f64::from(learning_rate) * slope);
        right.push(probabilities(&scores)[label]);
    }
    Ok(Descent { loss, probabilities: right })
}

impl Descent {
    /// What a figure shows of it, under the name that tells it from the others.
    fn progress(&self) -> Progress {
        let (name, tone) = match self.loss {
            Loss::CrossEntropy => (text!("交叉熵", "cross-entropy"), Tone::Blue),
            Loss::Brier => (text!("平方误差（求和）", "squared error (sum)"), Tone::Green),
            Loss::Mse => (text!("平方误差（平均）", "squared error (mean)"), Tone::Orange),
            Loss::SoftmaxTwice | Loss::Regression => (self.loss.title(), Tone::Purple),
        };
        Progress { name, tone, probabilities: self.probabilities.clone() }
    }
}

/// Plots the right class's probability against the steps of [`descend`], a line for each loss.
pub fn plot_descent(descents: &[Descent]) -> Figure {
    figures::plot_descent(&descents.iter().map(Descent::progress).collect::<Vec<_>>())
}

/// Regression takes one output, the others one a class.
fn check(loss: Loss, width: usize, label: usize) -> Result<()> {
    match loss {
        Loss::Regression if width == 1 => Ok(()),
        Loss::Regression => Err(Error::OfLoss(LossError::Width { loss: loss.name(), width })),
        _ if width < 2 => Err(Error::OfLoss(LossError::Width { loss: loss.name(), width })),
        _ => check_labels(&[label], width),
    }
}

fn value(loss: Loss, outputs: &[f64], label: usize) -> f64 {
    let squares = || differences(&probabilities(outputs), label).map(|difference| difference * difference).sum::<f64>();
    match loss {
        Loss::CrossEntropy => cross_entropy(outputs, label),
        Loss::SoftmaxTwice => cross_entropy(&probabilities(outputs), label),
        Loss::Brier => squares(),
        Loss::Mse => squares() / outputs.len() as f64,
        Loss::Regression => (outputs[0] - label as f64).powi(2),
    }
}

fn cross_entropy(logits: &[f64], label: usize) -> f64 {
    let largest = largest(logits);
    let sum: f64 = logits.iter().map(|logit| (logit - largest).exp()).sum();
    sum.ln() - (logits[label] - largest)
}

fn slopes(loss: Loss, outputs: &[f64], label: usize) -> Vec<f64> {
    let p = probabilities(outputs);
    let squares =
        |share: f64| differences(&p, label).map(move |difference| share * 2.0 * difference).collect::<Vec<_>>();
    match loss {
        Loss::Regression => vec![2.0 * (outputs[0] - label as f64)],
        Loss::CrossEntropy => differences(&p, label).collect(),
        Loss::Brier => through_softmax(&p, &squares(1.0)),
        Loss::Mse => through_softmax(&p, &squares(1.0 / p.len() as f64)),
        Loss::SoftmaxTwice => through_softmax(&p, &differences(&probabilities(&p), label).collect::<Vec<_>>()),
    }
}

/// What becomes of slopes in the probabilities on the way back to the scores: `p_j (u_j − Σ_k p_k u_k)`. It is near 0
/// wherever all but one probability are.
fn through_softmax(p: &[f64], slopes: &[f64]) -> Vec<f64> {
    let mean: f64 = p.iter().zip(slopes).map(|(p, slope)| p * slope).sum();
    p.iter().zip(slopes).map(|(p, slope)| p * (slope - mean)).collect()
}

/// `p_k − t_k`.
fn differences(probabilities: &[f64], label: usize) -> impl Iterator<Item = f64> + '_ {
    probabilities.iter().enumerate().map(move |(class, p)| if class == label { p - 1.0 } else { *p })
}

fn probabilities(scores: &[f64]) -> Vec<f64> {
    let largest = largest(scores);
    let powers: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

fn largest(scores: &[f64]) -> f64 {
    scores.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

fn narrow(numbers: &[f64]) -> Vec<f32> {
    numbers.iter().map(|&number| number as f32).collect()
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::Const;
    use dfdx::tensor::{AsArray, Cpu, TensorFromVec, Trace};
    use dfdx::tensor_ops::Backward;

    use super::*;

    const CLASSIFYING: [Loss; 4] = [Loss::CrossEntropy, Loss::Mse, Loss::Brier, Loss::SoftmaxTwice];
    const ROW: [f32; 10] = [0.3, -1.2, 2.5, 0.0, 4.1, -0.7, 1.1, 3.9, -2.0, 0.8];

    fn assert_near(found: &[f32], expected: &[f32], tolerance: f32) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= tolerance, "{found} instead of {expected}");
        }
    }

    /// The size of a loss's derivative in the right class's score, where there are two classes and the right one has
    /// probability `p`, above 0 and below 1.
    fn two_class_slope(loss: Loss, p: f64) -> f64 {
        slopes(loss, &[(p / (1.0 - p)).ln(), 0.0], 0)[0].abs()
    }

    #[test]
    fn values_and_formulae_are_those_of_the_losses_that_networks_are_trained_with() {
        let device = Cpu::default();
        for loss in CLASSIFYING {
            for label in [2, 4, 8] {
                let row = device.tensor_from_vec(ROW.to_vec(), (1, Const::<10>));
                let trained = loss.of(row.leaky_trace(), &[label]).expect("a class");
                let expected = trained.array();
                let slopes = trained.backward().get(&row).as_vec();
                assert!((loss_of(loss, &ROW, label).expect("a class") - expected).abs() < 1e-6, "{loss:?}");
                assert_near(&gradient(loss, &ROW, label).expect("a class"), &slopes, 1e-6);
            }
        }
        let one = device.tensor_from_vec(vec![6.5], (1, Const::<1>));
        let trained = Loss::Regression.of(one.leaky_trace(), &[4]).expect("one output");
        assert_eq!(loss_of(Loss::Regression, &[6.5], 4).expect("one output"), trained.array());
        let slopes = trained.backward().get(&one).as_vec();
        assert_eq!(gradient(Loss::Regression, &[6.5], 4).expect("one output"), slopes);
    }

    #[test]
    fn the_formulae_agree_with_what_trying_finds() {
        for loss in CLASSIFYING {
            for label in 0..10 {
                let formula = gradient(loss, &ROW, label).expect("a class");
                assert_near(&numerical_gradient(loss, &ROW, label).expect("a class"), &formula, 1e-6);
            }
        }
        assert_near(&numerical_gradient(Loss::Regression, &[6.5], 4).expect("one output"), &[5.0], 1e-6);
        let formula = cross_entropy_gradient(&ROW, 7).expect("a class");
        assert_near(&formula, &gradient(Loss::CrossEntropy, &ROW, 7).expect("a class"), 1e-6);
        assert!(formula.iter().sum::<f32>().abs() < 1e-6, "what one score gains the others lose");
    }

    #[test]
    fn with_two_classes_the_slopes_are_those_of_the_chapter() {
        for hundredths in 1..100 {
            let p = f64::from(hundredths) / 100.0;
            let near = |loss, expected: f64| (two_class_slope(loss, p) - expected).abs() < 1e-12;
            assert!(near(Loss::CrossEntropy, 1.0 - p), "{p}");
            assert!(near(Loss::Mse, 2.0 * p * (1.0 - p).powi(2)), "{p}");
            assert!(near(Loss::Brier, 4.0 * p * (1.0 - p).powi(2)), "{p}");
        }
        let most = two_class_slope(Loss::Mse, 1.0 / 3.0);
        assert!((most - 8.0 / 27.0).abs() < 1e-12);
        assert!(two_class_slope(Loss::Mse, 0.32) < most && two_class_slope(Loss::Mse, 0.35) < most);
    }

    #[test]
    fn from_a_wrong_and_sure_start_cross_entropy_arrives_and_squared_error_has_hardly_moved() {
        let right = |loss| descend(loss, &[0.0, 6.0], 0, 1.0, 20).expect("two classes").probabilities[20];
        assert!(right(Loss::CrossEntropy) > 0.9, "{}", right(Loss::CrossEntropy));
        assert!(right(Loss::Mse) < 0.01, "{}", right(Loss::Mse));
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let width = |result: Result<f32>| matches!(result, Err(Error::OfLoss(LossError::Width { .. })));
        assert!(width(loss_of(Loss::Regression, &[1.0, 2.0], 0)) && width(loss_of(Loss::Mse, &[1.0], 0)));
        assert!(width(loss_of(Loss::CrossEntropy, &[], 0)));
        assert!(matches!(
            gradient(Loss::Brier, &[0.0; 3], 3),
            Err(Error::OfLoss(LossError::LabelOutOfRange { label: 3, .. }))
        ));
        assert!(cross_entropy_gradient(&[0.0; 3], 3).is_err() && numerical_gradient(Loss::Mse, &[0.0; 3], 3).is_err());
        assert!(matches!(descend(Loss::Regression, &[1.0], 0, 0.1, 3), Err(Error::OfLoss(LossError::Width { .. }))));
    }
}
