//! A network on a device that is not the `Cpu` with its kernels: it runs as dfdx runs it, layer by layer on tensors.

use dfdx::nn::{Module, ModuleMut, TensorCollection, ZeroGrads};
use dfdx::shapes::Const;
use dfdx::tensor::{Gradients, NoneTape, OwnedTape, Tensor, Trace};
use dfdx::tensor_ops::Backward;

use super::any::{AnyNetwork, Update, compute, update_all};
use dfdx_conv::{Visited, for_each_tensor};

use super::{Backend, NamedTensor, Objective, Summary};
use crate::dataset::{Batch, IMAGE_PIXELS};
use crate::device::Device;
use crate::error::Result;

/// A batch of digits, `[N, 1, 28, 28]`, ink 0 to 1.
type Images<D, T> = Tensor<(usize, Const<1>, Const<28>, Const<28>), f32, D, T>;

/// What a network gives for a batch, `[N, WIDTH]`.
type Rows<const WIDTH: usize, D, T> = Tensor<(usize, Const<WIDTH>), f32, D, T>;

type Tracked<D> = OwnedTape<f32, D>;

/// The network `N`, on the device `D`, with room for its gradients.
#[derive(Clone)]
pub struct OnDevice<N, D: Backend> {
    /// The same network on the `Cpu`: what it is, what its tensors are called, and where [`AnyNetwork::to`] goes back to.
    /// Its own weights are earlier ones.
    origin: Box<dyn AnyNetwork>,
    network: N,
    device: D,
    /// `None` only while a step runs.
    gradients: Option<Gradients<f32, D>>,
}

impl<N: TensorCollection<f32, D>, D: Backend> OnDevice<N, D> {
    /// `network` is `origin`, with the same weights on another device, or with other layers that compute the same.
    ///
    /// # Errors
    /// When the device's memory runs out.
    pub fn new(origin: Box<dyn AnyNetwork>, network: N, device: D) -> Result<OnDevice<N, D>> {
        let gradients = network.try_alloc_grads().map_err(compute)?;
        Ok(OnDevice { origin, network, device, gradients: Some(gradients) })
    }

    fn images(&self, numbers: &[f32]) -> Result<Images<D, NoneTape>> {
        let shape = (numbers.len() / IMAGE_PIXELS, Const, Const, Const);
        self.device.try_tensor_from_vec(numbers.to_vec(), shape).map_err(compute)
    }
}

impl<const WIDTH: usize, N, D> AnyNetwork for OnDevice<N, D>
where
    D: Backend,
    N: TensorCollection<f32, D, To<f32, D> = N> + Clone + 'static,
    N: Module<Images<D, NoneTape>, Output = Rows<WIDTH, D, NoneTape>, Error = D::Err>,
    N: ModuleMut<Images<D, Tracked<D>>, Output = Rows<WIDTH, D, Tracked<D>>, Error = D::Err>,
{
    fn width(&self) -> usize {
        WIDTH
    }

    fn summary(&self) -> Summary {
        self.origin.summary()
    }

    fn trainable(&self) -> usize {
        self.origin.trainable()
    }

    /// What is random (dropout) is drawn from the device's own generator, which goes on from step to step: dfdx gives no way
    /// to seed it again, so `seed` has no effect.
    fn step(&mut self, batch: &Batch, objective: Objective, _seed: u64, update: &mut Update<'_>) -> Result<f32> {
        let images = self.images(&batch.images)?;
        // A failed step leaves no gradients behind: begin with fresh ones.
        let gradients = match self.gradients.take() {
            Some(gradients) => gradients,
            None => self.network.try_alloc_grads().map_err(compute)?,
        };
        let outputs = self.network.try_forward_mut(images.traced(gradients)).map_err(compute)?;
        let loss = objective.loss.of_smoothed(outputs, &batch.labels, objective.label_smoothing)?;
        let value = loss.as_vec()[0];
        let mut gradients = loss.try_backward().map_err(compute)?;
        update_all(&mut self.network, &gradients, update)?;
        self.network.try_zero_grads(&mut gradients).map_err(compute)?;
        self.gradients = Some(gradients);
        Ok(value)
    }

    fn outputs(&self, numbers: &[f32]) -> Result<Vec<f32>> {
        Ok(self.network.try_forward(self.images(numbers)?).map_err(compute)?.as_vec())
    }

    fn parameters(&self) -> Vec<NamedTensor> {
        let mut tensors = self.origin.parameters();
        let mut places = tensors.iter_mut();
        let read = for_each_tensor(&mut self.network.clone(), |Visited { tensor, .. }| {
            places.next().expect("as many tensors as the origin has").values = tensor.numbers();
        });
        read.map_err(compute).expect("reading a tensor cannot fail");
        tensors
    }

    fn set_parameters(&mut self, tensors: &[NamedTensor]) {
        // It also checks names and shapes.
        self.origin.set_parameters(tensors);
        let mut sources = tensors.iter();
        let written = for_each_tensor(&mut self.network, |Visited { tensor, .. }| {
            tensor.set_numbers(&sources.next().expect("as many tensors as the origin has").values);
        });
        written.map_err(compute).expect("writing a tensor cannot fail");
    }

    fn boxed_clone(&self) -> Box<dyn AnyNetwork> {
        Box::new(self.clone())
    }

    fn to(&self, device: Device) -> Result<Box<dyn AnyNetwork>> {
        let mut back = self.origin.clone();
        back.set_parameters(&self.parameters());
        back.to(device)
    }
}
