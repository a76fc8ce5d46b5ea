//! What a network that an answer trained replies: what it is, and what it says of test images.

use std::sync::LazyLock;

use serde_json::{Value, json};
use shuzi::dataset::{Dataset, IMAGE_PIXELS, Split};
use shuzi::metrics::predicted_label;
use shuzi::model::{Model, Summary};

use crate::{Dice, Reply};

/// Read once, however many questions there are.
static TEST_SET: LazyLock<Option<Dataset>> = LazyLock::new(|| Dataset::load(Split::Test).ok());

/// What a trained network replies.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Its layers.
    pub network: Summary,
    /// Its first numbers: whether it is one of the course's networks.
    pub weights: Vec<f32>,
    /// What it says of each image asked for.
    pub labels: Vec<usize>,
}

impl Reply for Said {
    fn to_json(&self) -> Value {
        json!({
            "network": self.network.to_json(),
            "weights": self.weights.to_json(),
            "labels": self.labels.to_json(),
        })
    }

    fn from_json(json: &Value) -> Option<Said> {
        Some(Said {
            network: Summary::from_json(&json["network"])?,
            weights: Vec::from_json(&json["weights"])?,
            labels: Vec::from_json(&json["labels"])?,
        })
    }
}

/// Images that a question asks about, by their index in the test set.
pub fn draw_images(dice: &mut Dice, count: usize) -> Vec<usize> {
    (0..count).map(|_| dice.whole(0..10_000)).collect()
}

/// Asks a network about images of the test set.
///
/// # Panics
/// When the test set cannot be read, or memory runs out.
pub fn ask(model: &Model, images: &[usize]) -> Said {
    let test = TEST_SET.as_ref().expect("the course has the test set");
    let pixels = images.iter().flat_map(|&index| test.image(index)).map(|&ink| f32::from(ink) / 255.0);
    let pixels: Vec<f32> = pixels.collect();
    let width = model.width();
    let rows = pixels.chunks(500 * IMAGE_PIXELS).map(|some| model.outputs(some).expect("memory for 500 images"));
    let labels = rows.flat_map(|rows| rows.chunks(width).map(predicted_label).collect::<Vec<_>>()).collect();
    Said { network: model.summary(), weights: first_weights(model), labels }
}

/// A network's first numbers.
pub fn first_weights(model: &Model) -> Vec<f32> {
    model.parameters().first().map_or_else(Vec::new, |tensor| tensor.values.iter().copied().take(9).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shuzi::model::Init;

    #[test]
    fn what_a_network_says_comes_back_whole() {
        let said = ask(&Model::lesson(Init::Paddle, 1), &[0, 3, 9_999]);
        assert_eq!((said.labels.len(), said.weights.len()), (3, 9));
        assert_eq!(Said::from_json(&said.to_json()), Some(said));
    }
}
