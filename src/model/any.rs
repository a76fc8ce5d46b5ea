//! What a [`Model`](super::Model) asks of the network inside it, whatever its type and its device.

use dfdx::nn::TensorCollection;
use dfdx::tensor::Gradients;
use dfdx_conv::{Visited, for_each_tensor};

use super::{ModelError, Summary};
use crate::dataset::Batch;
use crate::device::Device;
use crate::error::{Error, Result};
use crate::loss::Loss;

/// What a step makes small.
#[derive(Clone, Copy, Debug)]
pub struct Objective {
    /// The loss.
    pub loss: Loss,
    /// How much of each label is spread over all classes.
    pub label_smoothing: f32,
}

/// Changes a tensor's weights by their gradient, given where they begin in the network's numbers.
pub type Update<'a> = dyn FnMut(usize, &mut [f32], &[f32]) + 'a;

/// One of a network's tensors, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedTensor {
    /// Where it is in the network: `0.0.weight` is the first layer's weight in the first stage.
    pub name: String,
    /// Its sizes.
    pub shape: Vec<usize>,
    /// Its numbers, row-major.
    pub values: Vec<f32>,
}

/// What a [`Model`] asks of the network inside it.
pub trait AnyNetwork {
    fn width(&self) -> usize;
    fn summary(&self) -> Summary;
    fn trainable(&self) -> usize;
    fn step(&mut self, batch: &Batch, objective: Objective, seed: u64, update: &mut Update<'_>) -> Result<f32>;
    fn outputs(&self, images: &[f32]) -> Result<Vec<f32>>;
    fn parameters(&self) -> Vec<NamedTensor>;
    fn set_parameters(&mut self, tensors: &[NamedTensor]);
    fn boxed_clone(&self) -> Box<dyn AnyNetwork>;
    fn to(&self, device: Device) -> Result<Box<dyn AnyNetwork>>;
}

impl Clone for Box<dyn AnyNetwork> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
    }
}

pub(super) fn compute(error: impl std::fmt::Debug) -> Error {
    Error::OfModel(ModelError::Compute { message: format!("{error:?}") })
}

/// Changes a network's weights by their gradients. The rule works on the processor: from another device, a network's few
/// weights travel to it and back.
pub(super) fn update_all<D: dfdx::tensor_ops::Device<f32>, N: TensorCollection<f32, D>>(
    network: &mut N,
    gradients: &Gradients<f32, D>,
    update: &mut Update<'_>,
) -> Result<()> {
    let mut start = 0;
    let update_one = |Visited { is_trained, tensor, .. }: Visited<'_, D>| {
        if is_trained {
            let mut weights = tensor.numbers();
            update(start, &mut weights, &tensor.gradient(gradients));
            tensor.set_numbers(&weights);
            start += weights.len();
        }
    };
    for_each_tensor(network, update_one).map_err(compute)
}
