//! How often a network is right, and what it takes for what.

use std::fmt;

use crate::dataset::{Dataset, NUM_CLASSES};
use crate::error::Result;
use crate::model::Model;
use crate::outputs::Outputs;

/// The digit that a network's outputs for one image mean: the largest of several logits (the first, where they are
/// equal), or one real number rounded and clamped to 0–9.
///
/// ```
/// assert_eq!(shuzi::metrics::predicted_label(&[0.1, 2.0, -1.0]), 1);
/// assert_eq!(shuzi::metrics::predicted_label(&[6.7]), 7);
/// assert_eq!(shuzi::metrics::predicted_label(&[-3.0]), 0);
/// ```
pub fn predicted_label(outputs: &[f32]) -> usize {
    match outputs {
        [number] => number.round().clamp(0.0, (NUM_CLASSES - 1) as f32) as usize,
        logits => {
            let mut best = 0;
            for (label, logit) in logits.iter().enumerate() {
                if *logit > logits[best] {
                    best = label;
                }
            }
            best
        }
    }
}

/// The share of images whose prediction is their label, counted over images: 0 to 1, and 0 where there are none.
///
/// # Panics
/// When there are not as many predictions as labels.
pub fn accuracy(predictions: &[usize], labels: &[u8]) -> f64 {
    ConfusionMatrix::count(predictions, labels).accuracy()
}

/// Which digits are taken for which: `counts[truth][prediction]` images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// Rows are the labels, columns the predictions.
    pub counts: [[usize; NUM_CLASSES]; NUM_CLASSES],
}

impl ConfusionMatrix {
    /// Counts predictions against labels, both 0–9.
    ///
    /// # Panics
    /// When there are not as many predictions as labels.
    pub fn count(predictions: &[usize], labels: &[u8]) -> ConfusionMatrix {
        assert_eq!(predictions.len(), labels.len(), "one prediction a label");
        let mut matrix = ConfusionMatrix::default();
        for (&prediction, &label) in predictions.iter().zip(labels) {
            matrix.counts[usize::from(label)][prediction] += 1;
        }
        matrix
    }

    /// How many images there were.
    pub fn total(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// How many predictions were right.
    pub fn correct(&self) -> usize {
        (0..NUM_CLASSES).map(|digit| self.counts[digit][digit]).sum()
    }

    /// The share that was right: 0 to 1, and 0 where there were no images.
    pub fn accuracy(&self) -> f64 {
        if self.total() == 0 { 0.0 } else { self.correct() as f64 / self.total() as f64 }
    }
}

impl fmt::Display for ConfusionMatrix {
    /// `0.9861 (9861/10000)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4} ({}/{})", self.accuracy(), self.correct(), self.total())
    }
}

/// What a network says of each image of a dataset.
///
/// # Errors
/// When memory runs out.
pub fn predict_labels(model: &Model, dataset: &Dataset) -> Result<Vec<usize>> {
    Ok(Outputs::of(model, dataset)?.rows().map(predicted_label).collect())
}

/// Counts a network's predictions on a dataset.
///
/// # Errors
/// When memory runs out.
pub fn evaluate(model: &Model, dataset: &Dataset) -> Result<ConfusionMatrix> {
    Ok(ConfusionMatrix::count(&predict_labels(model, dataset)?, &dataset.labels))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_counts_images() {
        assert_eq!(accuracy(&[1, 2, 3, 4], &[1, 2, 0, 0]), 0.5);
        assert_eq!(accuracy(&[], &[]), 0.0);
        let matrix = ConfusionMatrix::count(&[7, 7, 1], &[7, 1, 1]);
        assert_eq!((matrix.counts[1][7], matrix.counts[1][1], matrix.counts[7][7]), (1, 1, 1));
        assert_eq!(matrix.to_string(), "0.6667 (2/3)");
    }

    #[test]
    fn of_equal_logits_the_first_counts_and_nan_is_no_maximum() {
        assert_eq!(predicted_label(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(predicted_label(&[0.0, f32::NAN, 1.0]), 2);
        assert_eq!(predicted_label(&[f32::NAN]), 0);
        assert_eq!(predicted_label(&[99.0]), 9);
    }
}
