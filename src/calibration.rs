//! Is a network that says 0.9 right nine times of ten?
//!
//! Answers are put into bins by their confidence; in each bin the mean confidence is compared with the share that is
//! right. The mean of the differences, weighted by how many answers a bin has, is the expected calibration error. Source:
//! C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, *On calibration of modern neural networks*, 2017.

use std::fmt;

use crate::answers::{Answer, answers};
use crate::dataset::Dataset;
use crate::error::Result;
use crate::model::Model;
use figures::{CalibrationBar, Figure, plot_calibration};
use words::text;

/// How many bins from 0 to 1: each a tenth wide.
pub const NUM_BINS: usize = 10;

/// The answers whose confidence lies in one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CalibrationBin {
    /// How many there are.
    pub count: usize,
    /// Their mean confidence, 0 to 1; 0 where there are none.
    pub confidence: f64,
    /// The share of them that is right, 0 to 1; 0 where there are none.
    pub accuracy: f64,
}

/// Confidence and accuracy, bin by bin.
///
/// ```
/// use shuzi::calibration::Calibration;
/// use shuzi::{Dataset, Split};
///
/// let test = Dataset::load(Split::Test)?.take(500);
/// let calibration = Calibration::of(&shuzi::predict::lesson_model(), &test)?;
/// assert_eq!(calibration.bins.iter().map(|bin| bin.count).sum::<usize>(), 500);
/// # Ok::<(), shuzi::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Bin `k` has the confidences above `k / 10`, up to `(k + 1) / 10`.
    pub bins: [CalibrationBin; NUM_BINS],
}

impl Calibration {
    /// Counts a network's answers to a dataset.
    ///
    /// # Errors
    /// When the network gives no ten logits.
    pub fn of(model: &Model, dataset: &Dataset) -> Result<Calibration> {
        Ok(Calibration::count(&answers(model, dataset)?))
    }

    /// Counts answers.
    pub fn count(answers: &[Answer]) -> Calibration {
        let mut calibration = Calibration::default();
        for answer in answers {
            let bin = (f64::from(answer.confidence) * NUM_BINS as f64).ceil() as usize;
            let bin = &mut calibration.bins[bin.clamp(1, NUM_BINS) - 1];
            bin.count += 1;
            bin.confidence += f64::from(answer.confidence);
            bin.accuracy += f64::from(answer.is_right());
        }
        for bin in calibration.bins.iter_mut().filter(|bin| bin.count > 0) {
            bin.confidence /= bin.count as f64;
            bin.accuracy /= bin.count as f64;
        }
        calibration
    }

    /// How many answers there are.
    pub fn total(&self) -> usize {
        self.bins.iter().map(|bin| bin.count).sum()
    }

    /// The expected calibration error: the mean over all answers of |accuracy − confidence| of their bin, 0 to 1.
    pub fn error(&self) -> f64 {
        let sum: f64 = self.bins.iter().map(|bin| bin.count as f64 * (bin.accuracy - bin.confidence).abs()).sum();
        sum / self.total().max(1) as f64
    }

    /// The mean confidence of all answers, 0 to 1.
    pub fn confidence(&self) -> f64 {
        self.mean(|bin| bin.confidence)
    }

    /// The share of all answers that is right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.mean(|bin| bin.accuracy)
    }

    fn mean(&self, of: fn(&CalibrationBin) -> f64) -> f64 {
        self.bins.iter().map(|bin| bin.count as f64 * of(bin)).sum::<f64>() / self.total().max(1) as f64
    }

    /// Accuracy against confidence, and the diagonal on which a network that knows itself would be.
    pub fn figure(&self) -> Figure {
        let bar = |bin: &CalibrationBin| CalibrationBar {
            count: bin.count,
            confidence: bin.confidence,
            accuracy: bin.accuracy,
        };
        plot_calibration(&self.bins.each_ref().map(bar))
    }

    /// Shows the figure in a notebook.
    pub fn evcxr_display(&self) {
        Figure { text: self.to_string(), ..self.figure() }.evcxr_display();
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (confidence, accuracy, error) = (self.confidence(), self.accuracy(), self.error());
        let sums = text!(
            "平均把握 {confidence:.4}，准确率 {accuracy:.4}，期望校准误差 {error:.4}",
            "mean confidence {confidence:.4}, accuracy {accuracy:.4}, expected calibration error {error:.4}"
        );
        write!(f, "{}\n\n{sums}", self.figure().text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(confidence: f32, is_right: bool) -> Answer {
        Answer { index: 0, truth: 3, label: if is_right { 3 } else { 8 }, confidence }
    }

    #[test]
    fn bins_have_mean_confidence_and_accuracy_and_the_error_is_weighted() {
        let answers = [answer(0.92, true), answer(0.98, false), answer(0.55, true), answer(0.55, true)];
        let calibration = Calibration::count(&answers);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
        assert_eq!((calibration.bins[9].count, calibration.bins[5].count, calibration.total()), (2, 2, 4));
        assert!(close(calibration.bins[9].confidence, 0.95) && close(calibration.bins[9].accuracy, 0.5));
        assert!(close(calibration.error(), (2.0 * 0.45 + 2.0 * 0.45) / 4.0), "{}", calibration.error());
        assert!(close(calibration.accuracy(), 0.75) && close(calibration.confidence(), 0.75));
    }

    #[test]
    fn a_border_belongs_to_the_bin_below_it_and_certainty_to_the_last() {
        let calibration = Calibration::count(&[answer(0.5, true), answer(1.0, true)]);
        assert_eq!((calibration.bins[4].count, calibration.bins[9].count), (1, 1));
        assert_eq!(calibration.error(), 0.25);
        assert_eq!(Calibration::count(&[]).error(), 0.0);
    }

    #[test]
    fn a_network_that_is_right_as_often_as_it_says_has_no_error() {
        let answers: Vec<Answer> = (0..10).map(|index| answer(0.8, index < 8)).collect();
        assert!(Calibration::count(&answers).error() < 1e-6);
    }
}
