//! The ten digits under other numbers: a picture of a 3 is then labelled 7, say.
//!
//! A label is a name. Whoever renames the ten classes changes nothing about the pictures, so a method that treats labels
//! as names must do as well as before; one that treats them as numbers need not.

use crate::dataset::{Dataset, NUM_CLASSES};
use crate::error::{Error, Result};
use crate::loss::LossError;
use crate::model::Model;
use crate::model::ModelError;

impl Dataset {
    /// The same images with other labels: what was `digit` becomes `new_labels[digit]`.
    ///
    /// A network that was trained so answers in new labels; counted against a test set relabelled in the same way, its
    /// answers are right exactly where they are right once translated back.
    ///
    /// # Errors
    /// When `new_labels` does not hold each of 0 to 9 once, or a label of the dataset is no class.
    ///
    /// ```
    /// use shuzi::{Dataset, Split};
    ///
    /// let test = Dataset::load(Split::Test)?.take(5);
    /// let reversed = test.relabelled(&[9, 8, 7, 6, 5, 4, 3, 2, 1, 0])?;
    /// assert_eq!((test.labels[0], reversed.labels[0]), (7, 2));
    /// # Ok::<(), shuzi::Error>(())
    /// ```
    pub fn relabelled(&self, new_labels: &[u8; NUM_CLASSES]) -> Result<Dataset> {
        check(new_labels)?;
        let renamed = |(index, &label): (usize, &u8)| {
            let label = usize::from(label);
            new_labels.get(label).copied().ok_or(Error::OfLoss(LossError::LabelOutOfRange {
                index,
                label,
                num_classes: NUM_CLASSES,
            }))
        };
        let labels = self.labels.iter().enumerate().map(renamed).collect::<Result<Vec<u8>>>()?;
        Ok(Dataset::new(self.images.clone(), labels))
    }
}

impl Model {
    /// The same classifier with its ten outputs in another order: the score of `digit` becomes the score of
    /// `new_labels[digit]`. It is the same network for relabelled digits.
    ///
    /// # Errors
    /// When `new_labels` does not hold each of 0 to 9 once, or the network does not end in ten outputs with a weight and a
    /// bias each.
    pub fn relabelled(&self, new_labels: &[u8; NUM_CLASSES]) -> Result<Model> {
        check(new_labels)?;
        let mut tensors = self.parameters();
        let refused =
            || Error::OfModel(ModelError::NotAClassifier { network: self.name().to_owned(), width: self.width() });
        if self.width() != NUM_CLASSES {
            return Err(refused());
        }
        let [.., weight, bias] = tensors.as_mut_slice() else { return Err(refused()) };
        for tensor in [weight, bias] {
            if tensor.shape.first() != Some(&NUM_CLASSES) {
                return Err(refused());
            }
            let old = tensor.values.clone();
            let row = old.len() / NUM_CLASSES;
            for (numbers, &new) in old.chunks_exact(row).zip(new_labels) {
                tensor.values[usize::from(new) * row..][..row].copy_from_slice(numbers);
            }
        }
        let mut model = self.clone();
        model.set_parameters(&tensors);
        Ok(model)
    }
}

fn check(new_labels: &[u8; NUM_CLASSES]) -> Result<()> {
    let mut sorted = *new_labels;
    sorted.sort_unstable();
    let is_renaming = sorted.iter().enumerate().all(|(digit, &label)| usize::from(label) == digit);
    if is_renaming { Ok(()) } else { Err(Error::NotARenaming { found: *new_labels }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::IMAGE_PIXELS;
    use crate::loss::Loss;
    use crate::model::Init;

    const NEW: [u8; 10] = [3, 8, 0, 5, 9, 1, 7, 2, 6, 4];

    fn digits() -> Dataset {
        let pixel = |index: usize| ((index * index) % 251) as u8;
        Dataset::new((0..10 * IMAGE_PIXELS).map(pixel).collect(), (0..10).collect())
    }

    #[test]
    fn labels_change_and_images_stay() {
        let renamed = digits().relabelled(&NEW).expect("a renaming");
        assert_eq!((&renamed.labels[..], &renamed.images), (&NEW[..], &digits().images));
    }

    #[test]
    fn cross_entropy_learns_the_same_under_any_names() {
        let indices: Vec<u32> = (0..10).collect();
        let mut plain = Model::lesson(Init::Paddle, 1);
        let mut renamed = plain.relabelled(&NEW).expect("ten outputs");
        let (batch, renamed_batch) =
            (digits().batch(&indices), digits().relabelled(&NEW).expect("a renaming").batch(&indices));
        for step in 0..3 {
            let loss = plain.train_step(&batch, Loss::CrossEntropy, 0.05, step).expect("a step");
            let again = renamed.train_step(&renamed_batch, Loss::CrossEntropy, 0.05, step).expect("a step");
            assert!((loss - again).abs() < 1e-4 * loss, "step {step}: {loss} and {again}");
        }
        let scores = plain.outputs(&batch.images).expect("memory");
        let again = renamed.outputs(&batch.images).expect("memory");
        for (index, score) in scores.iter().enumerate() {
            let new = index / 10 * 10 + usize::from(NEW[index % 10]);
            assert!((score - again[new]).abs() < 1e-3, "{score} and {}", again[new]);
        }
    }

    #[test]
    fn what_is_no_renaming_is_refused() {
        for wrong in [[0; 10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 10], [1, 1, 2, 3, 4, 5, 6, 7, 8, 9]] {
            assert!(matches!(digits().relabelled(&wrong), Err(Error::NotARenaming { found }) if found == wrong));
            assert!(Model::lesson(Init::Paddle, 1).relabelled(&wrong).is_err());
        }
        let error = Model::regression(Init::Paddle, 1).relabelled(&NEW).expect_err("one output has no order");
        assert!(matches!(error, Error::OfModel(ModelError::NotAClassifier { width: 1, .. })), "{error}");
    }
}
