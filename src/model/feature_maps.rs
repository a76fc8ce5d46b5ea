//! What the lesson's network sees on the way: the feature maps of one image.

use super::Model;
use crate::dataset::transform::to_input;
use crate::dataset::{IMAGE_PIXELS, IMAGE_SIDE};
use crate::error::{Error, Result};
use crate::kernels::conv2d::{Conv2dSizes, conv2d_forward};
use crate::kernels::max_pool2d::{MaxPool2dSizes, max_pool2d_forward};
use crate::model::ModelError;

/// The feature maps of one image: as many square maps as there are channels.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureMaps {
    /// The side of a map, in pixels.
    pub side: usize,
    /// Shape `[channels, side, side]`, row-major.
    pub values: Vec<f32>,
}

impl FeatureMaps {
    /// How many maps there are.
    pub fn channels(&self) -> usize {
        self.values.len() / (self.side * self.side)
    }

    /// The value of a map at a place; row and column from 0, from the upper left corner.
    ///
    /// # Panics
    /// When there is no such map or place.
    pub fn at(&self, channel: usize, row: usize, column: usize) -> f32 {
        assert!(row < self.side && column < self.side, "row {row}, column {column} of a side of {}", self.side);
        self.values[(channel * self.side + row) * self.side + column]
    }
}

/// What a stage (convolution, ReLU, pooling) makes of one image, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct StageMaps {
    /// After the convolution, before ReLU: numbers of either sign.
    pub convolved: FeatureMaps,
    /// After ReLU: nothing below 0.
    pub activated: FeatureMaps,
    /// After pooling: what the next stage takes.
    pub pooled: FeatureMaps,
}

impl Model {
    /// What the first and the second stage of the lesson's network make of one image, whose bytes are ink from 0 to 255.
    ///
    /// # Errors
    /// When the network is neither [`super::LessonCnn`] nor [`super::RegressionCnn`].
    pub fn feature_maps(&self, ink: &[u8; IMAGE_PIXELS]) -> Result<[StageMaps; 2]> {
        if !["LessonCnn", "RegressionCnn"].contains(&self.name()) {
            return Err(Error::OfModel(ModelError::NoStages { network: self.name().to_string() }));
        }
        let image = FeatureMaps { side: IMAGE_SIDE, values: ink.iter().copied().map(to_input).collect() };
        let parameters = self.parameters();
        let stage = |input: &FeatureMaps, first: usize| {
            StageMaps::of(input, &parameters[first].values, &parameters[first + 1].values)
        };
        let first = stage(&image, 0);
        let second = stage(&first.pooled, 2);
        Ok([first, second])
    }
}

impl StageMaps {
    /// A stage with kernels of 5 × 5 and padding 2, and pooling of 2 × 2.
    fn of(input: &FeatureMaps, weight: &[f32], bias: &[f32]) -> StageMaps {
        let FeatureMaps { side, .. } = *input;
        let conv = Conv2dSizes {
            in_channels: input.channels(),
            out_channels: bias.len(),
            kernel: 5,
            stride: 1,
            padding: 2,
            in_height: side,
            in_width: side,
        };
        let mut convolved = vec![0.0; conv.output_len()];
        conv2d_forward(&conv, &input.values, weight, bias, &mut convolved);
        let activated: Vec<f32> = convolved.iter().map(|value| value.max(0.0)).collect();
        let pool = MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height: side, in_width: side };
        let len = bias.len() * pool.out_height() * pool.out_width();
        let (mut pooled, mut positions) = (vec![0.0; len], vec![0; len]);
        max_pool2d_forward(&pool, &activated, &mut pooled, &mut positions);
        let maps = |values, side| FeatureMaps { side, values };
        StageMaps {
            convolved: maps(convolved, side),
            activated: maps(activated, side),
            pooled: maps(pooled, pool.out_height()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Init;

    fn image() -> [u8; IMAGE_PIXELS] {
        std::array::from_fn(|pixel| (pixel * 7 % 256) as u8)
    }

    /// The last layer on top of what the second stage gives is what the network says.
    #[test]
    fn the_last_layer_makes_of_the_second_stage_what_the_network_gives() {
        let model = Model::lesson(Init::Paddle, 1);
        let [first, second] = model.feature_maps(&image()).expect("the lesson's network");
        assert_eq!((first.pooled.channels(), first.pooled.side), (20, 14));
        assert_eq!((second.pooled.channels(), second.pooled.side, second.pooled.values.len()), (20, 7, 980));
        let [.., weight, bias] = &model.parameters()[..] else { panic!("six tensors") };
        let logits = model.outputs(&image().map(to_input)).expect("computed");
        for (class, logit) in logits.iter().enumerate() {
            let row = &weight.values[class * 980..][..980];
            let sum: f32 = row.iter().zip(&second.pooled.values).map(|(weight, value)| weight * value).sum();
            assert!((sum + bias.values[class] - logit).abs() < 1e-3, "class {class}: {sum} and {logit}");
        }
    }

    #[test]
    fn a_place_of_a_map_is_the_sum_of_25_products_and_a_bias() {
        let model = Model::lesson(Init::Torch, 2);
        let [first, _] = model.feature_maps(&image()).expect("the lesson's network");
        let (weight, bias) = (&model.parameters()[0].values, &model.parameters()[1].values);
        let (channel, row, column) = (3, 10, 20);
        let products = (0..25).map(|tap| {
            let pixel = image()[(row + tap / 5 - 2) * 28 + column + tap % 5 - 2];
            weight[channel * 25 + tap] * to_input(pixel)
        });
        let expected = bias[channel] + products.sum::<f32>();
        assert!((first.convolved.at(channel, row, column) - expected).abs() < 1e-5);
        assert!((first.activated.at(channel, row, column) - expected.max(0.0)).abs() < 1e-5);
    }

    #[test]
    fn another_network_has_no_such_stages_and_says_so() {
        let error = Model::lenet5(Init::Paddle, 1).feature_maps(&image()).expect_err("other stages");
        assert!(error.to_string().contains("LeNet5"), "{error}");
    }
}
