//! What a network says of a whole set of images, before anything is made of it.

use crate::dataset::{Dataset, NUM_CLASSES};
use crate::error::{Error, Result};
use crate::gradient::loss_of;
use crate::loss::LossError;
use crate::loss::{Loss, softmax};
use crate::model::Model;
use crate::model::ModelError;
use figures::{Figure, plot_regression_outputs};

/// Images that go through a network at once: enough to keep all cores busy, little enough for memory.
const AT_ONCE: usize = 500;

/// A network's outputs for each image of a set, with the images' labels.
///
/// ```
/// use shuzi::prelude::*;
///
/// let test = Dataset::load(Split::Test)?.take(100);
/// let said = Outputs::of(&Model::lesson(Init::Paddle, 1), &test)?;
/// assert_eq!((said.rows().count(), said.row(0).len()), (100, 10));
/// // Fresh scores differ from digit to digit, so the loss is above ln 10; without scores it is just that.
/// assert!(said.cross_entropy()? > 10f32.ln());
/// assert!((said.scaled(0.0).cross_entropy()? - 10f32.ln()).abs() < 1e-5);
/// # Ok::<(), shuzi::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Outputs {
    network: String,
    /// Shape `[N, width]`.
    numbers: Vec<f32>,
    width: usize,
    labels: Vec<u8>,
}

impl Outputs {
    /// Asks the network about every image.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn of(model: &Model, dataset: &Dataset) -> Result<Outputs> {
        let order: Vec<u32> = (0..dataset.len() as u32).collect();
        let mut numbers = Vec::with_capacity(dataset.len() * model.width());
        for indices in order.chunks(AT_ONCE) {
            numbers.extend(model.outputs(&dataset.batch(indices).images)?);
        }
        let (network, labels) = (model.name().to_owned(), dataset.labels.clone());
        Ok(Outputs { network, numbers, width: model.width(), labels })
    }

    /// The outputs for one image: ten scores, or one real number.
    ///
    /// # Panics
    /// If there is no image of this index.
    pub fn row(&self, index: usize) -> &[f32] {
        assert!(index < self.labels.len(), "image {index} of a set of {}", self.labels.len());
        &self.numbers[index * self.width..(index + 1) * self.width]
    }

    /// The outputs for each image in turn.
    pub fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.numbers.chunks_exact(self.width)
    }

    /// What the network says of the first `count` images of one digit: their first outputs, which are the only ones of a
    /// network for regression.
    pub fn of_digit(&self, digit: u8, count: usize) -> Vec<f32> {
        let own = self.rows().zip(&self.labels).filter(|(_, label)| **label == digit);
        own.map(|(row, _)| row[0]).take(count).collect()
    }

    /// The probability that each image's own label gets, after softmax.
    ///
    /// # Errors
    /// When the network gives no ten scores.
    pub fn right_probabilities(&self) -> Result<Vec<f32>> {
        self.check_classifier()?;
        Ok(self.rows().zip(&self.labels).map(|(row, &label)| softmax(row)[usize::from(label)]).collect())
    }

    /// The cross-entropy, mean over the images.
    ///
    /// # Errors
    /// When the network gives no ten scores, or there are no images.
    pub fn cross_entropy(&self) -> Result<f32> {
        self.check_classifier()?;
        if self.labels.is_empty() {
            return Err(Error::OfLoss(LossError::NoImages {}));
        }
        let mut sum = 0.0;
        for (row, &label) in self.rows().zip(&self.labels) {
            sum += f64::from(loss_of(Loss::CrossEntropy, row, usize::from(label))?);
        }
        Ok((sum / self.labels.len() as f64) as f32)
    }

    /// How far the scores of an image lie apart: their standard deviation around the image's mean score, the root of the
    /// mean over all images and scores. 0 where each image's scores are all equal.
    pub fn deviation(&self) -> f32 {
        let squares = self.rows().flat_map(|row| {
            let mean = row.iter().copied().map(f64::from).sum::<f64>() / row.len() as f64;
            row.iter().map(move |&score| (f64::from(score) - mean).powi(2))
        });
        (squares.sum::<f64>() / self.numbers.len().max(1) as f64).sqrt() as f32
    }

    /// The same outputs times a factor: what the network would say if the weights and biases of its last layer were so
    /// much larger.
    pub fn scaled(&self, factor: f32) -> Outputs {
        Outputs { numbers: self.numbers.iter().map(|number| number * factor).collect(), ..self.clone() }
    }

    /// How the outputs of a network for regression are distributed over each digit's images.
    ///
    /// # Errors
    /// When the network gives more than one number an image.
    pub fn by_digit(&self) -> Result<Figure> {
        if self.width != 1 {
            return Err(Error::OfLoss(LossError::Width { loss: Loss::Regression.name(), width: self.width }));
        }
        Ok(plot_regression_outputs(&self.numbers, &self.labels))
    }

    /// Refuses a network that gives other than ten scores.
    pub(crate) fn check_classifier(&self) -> Result<()> {
        if self.width == NUM_CLASSES {
            Ok(())
        } else {
            Err(Error::OfModel(ModelError::NotAClassifier { network: self.network.clone(), width: self.width }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Init;

    fn outputs(numbers: &[f32], width: usize, labels: &[u8]) -> Outputs {
        Outputs { network: "a network".into(), numbers: numbers.to_vec(), width, labels: labels.to_vec() }
    }

    #[test]
    fn one_number_an_image_is_told_by_digit_and_has_no_probabilities() {
        let said = outputs(&[4.1, 8.8, 5.2, 4.4], 1, &[4, 9, 4, 4]);
        assert_eq!(said.of_digit(4, 2), [4.1, 5.2]);
        assert!(said.of_digit(7, 2).is_empty());
        assert!(said.by_digit().is_ok());
        assert!(matches!(said.cross_entropy(), Err(Error::OfModel(ModelError::NotAClassifier { width: 1, .. }))));
        assert!(said.right_probabilities().is_err());
    }

    #[test]
    fn ten_equal_scores_cost_the_logarithm_of_ten_and_scores_apart_about_half_their_variance_more() {
        let row = [0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1, 0.1, -0.1];
        // Over all labels the mean score drops out, and only the spread is left.
        let said = outputs(&row.repeat(10), 10, &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert!((said.deviation() - 0.1).abs() < 1e-6);
        let above = said.cross_entropy().expect("ten scores") - 10f32.ln();
        assert!((above - 0.005).abs() < 1e-4, "{above}");
        let flat = said.scaled(0.0);
        assert_eq!(flat.deviation(), 0.0);
        assert!((flat.right_probabilities().expect("ten scores")[3] - 0.1).abs() < 1e-6);
        assert!(matches!(said.by_digit(), Err(Error::OfLoss(LossError::Width { width: 10, .. }))));
    }

    #[test]
    fn a_set_of_more_images_than_go_through_at_once_is_told_whole() {
        let images = Dataset::new(vec![7; 501 * 784], vec![3; 501]);
        let said = Outputs::of(&Model::lesson(Init::Paddle, 1), &images).expect("memory");
        assert_eq!(said.rows().count(), 501);
        // The last image goes through alone, where sums are taken in another order.
        let apart = said.row(500).iter().zip(said.row(0)).map(|(one, other)| (one - other).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-5);
        assert!(outputs(&[], 10, &[]).cross_entropy().is_err());
    }
}
