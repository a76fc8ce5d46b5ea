//! What a network says of each image of a dataset, and how sure it is: what mistakes and calibration are counted from.

use crate::dataset::Dataset;
use crate::error::Result;
use crate::loss::softmax;
use crate::metrics::predicted_label;
use crate::model::Model;
use crate::outputs::Outputs;

/// A network's answer to one image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// Which image of the dataset, from 0.
    pub index: usize,
    /// What the image shows.
    pub truth: usize,
    /// What the network says it is: the digit of the largest probability.
    pub label: usize,
    /// That probability, 0 to 1.
    pub confidence: f32,
}

impl Answer {
    /// Whether it is right.
    pub fn is_right(&self) -> bool {
        self.label == self.truth
    }
}

/// The answers to all images of a dataset, in its order.
///
/// # Errors
/// When the network gives no ten logits.
pub fn answers(model: &Model, dataset: &Dataset) -> Result<Vec<Answer>> {
    let said = Outputs::of(model, dataset)?;
    said.check_classifier()?;
    let answer = |(index, logits): (usize, &[f32])| {
        let (truth, label) = (usize::from(dataset.labels[index]), predicted_label(logits));
        Answer { index, truth, label, confidence: softmax(logits)[label] }
    };
    Ok(said.rows().enumerate().map(answer).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;
    use crate::error::Error;
    use crate::metrics::evaluate;
    use crate::model::Init;
    use crate::model::ModelError;
    use crate::predict::lesson_model;

    #[test]
    fn answers_agree_with_the_accuracy_and_are_in_order() {
        let test = Dataset::load(Split::Test).expect("the repository has MNIST").take(620);
        let (model, matrix) = (lesson_model(), evaluate(&lesson_model(), &test).expect("counted"));
        let answers = answers(&model, &test).expect("a classifier");
        assert_eq!(answers.iter().filter(|answer| answer.is_right()).count(), matrix.correct());
        assert!(answers.iter().enumerate().all(|(index, answer)| answer.index == index));
        // The largest of ten probabilities is a tenth at least.
        assert!(answers.iter().all(|answer| (0.1..=1.0).contains(&answer.confidence)));
    }

    #[test]
    fn a_network_of_one_output_has_no_confidence() {
        let error = answers(&Model::regression(Init::Paddle, 1), &Dataset::default()).expect_err("one output");
        assert!(matches!(error, Error::OfModel(ModelError::NotAClassifier { width: 1, .. })), "{error}");
    }
}
