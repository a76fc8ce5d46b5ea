//! A network's tensors one by one, whatever its type: to read them, to write them, to update them by their gradients.

use dfdx::nn::{RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName};
use dfdx::shapes::{HasShape, Shape};
use dfdx::tensor::{Gradients, Tensor};
use dfdx::tensor_ops::Device;

/// One of a network's tensors, on the device `D`.
pub trait AnyTensor<D: Device<f32>> {
    /// Its sizes.
    fn sizes(&self) -> Vec<usize>;

    /// A copy of its numbers, row-major.
    fn numbers(&self) -> Vec<f32>;

    /// Overwrites its numbers.
    ///
    /// # Panics
    /// When there are not as many.
    fn set_numbers(&mut self, numbers: &[f32]);

    /// A copy of its gradient.
    ///
    /// # Panics
    /// When `gradients` has none for it.
    fn gradient(&self, gradients: &Gradients<f32, D>) -> Vec<f32>;
}

impl<S: Shape, D: Device<f32>> AnyTensor<D> for Tensor<S, f32, D> {
    fn sizes(&self) -> Vec<usize> {
        self.shape().concrete().into_iter().collect()
    }

    /// A parameter's numbers are in order, which `as_vec` does not rely on: it takes several times as long.
    fn numbers(&self) -> Vec<f32> {
        let mut numbers = vec![0.0; self.shape().num_elements()];
        self.copy_into(&mut numbers);
        numbers
    }

    fn set_numbers(&mut self, numbers: &[f32]) {
        self.copy_from(numbers);
    }

    fn gradient(&self, gradients: &Gradients<f32, D>) -> Vec<f32> {
        gradients.get(self).numbers()
    }
}

/// A tensor and what a network says of it.
pub struct Visited<'a, D: Device<f32>> {
    /// Where it is in the network: `0.0.weight` is the first layer's weight in the first stage.
    pub name: &'a str,
    /// Whether a training changes it by its gradient (and not, as the statistics of a batch normalisation, otherwise).
    pub is_trained: bool,
    /// The tensor itself.
    pub tensor: &'a mut dyn AnyTensor<D>,
}

/// Calls a function for each of a network's tensors, in order.
///
/// ```
/// use dfdx::prelude::*;
/// use dfdx_conv::{Conv2d, for_each_tensor};
///
/// let mut conv: Conv2d<1, 20, 5> = BuildModule::build(&Cpu::default());
/// let mut seen = Vec::new();
/// for_each_tensor(&mut conv, |visited| seen.push((visited.name.to_string(), visited.tensor.sizes())))?;
/// assert_eq!(seen, [("weight".into(), vec![20, 1, 5, 5]), ("bias".into(), vec![20])]);
/// # Ok::<(), CpuError>(())
/// ```
///
/// # Errors
/// When dfdx has one.
pub fn for_each_tensor<D: Device<f32>, N: TensorCollection<f32, D>>(
    network: &mut N,
    mut visit: impl FnMut(Visited<'_, D>),
) -> Result<(), D::Err> {
    let mut visitor = Visitor { visit: &mut visit };
    N::iter_tensors(&mut RecursiveWalker { m: (network, String::new()), f: &mut visitor })?;
    Ok(())
}

struct Visitor<'a, D: Device<f32>> {
    visit: &'a mut dyn FnMut(Visited<'_, D>),
}

impl<D: Device<f32>> TensorVisitor<f32, D> for Visitor<'_, D> {
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = D::Err;
    type E2 = f32;
    type D2 = D;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, f32, D>,
        (tensor, name): (&mut Tensor<S, f32, D>, String),
    ) -> Result<Option<Tensor<S, f32, D>>, D::Err> {
        (self.visit)(Visited { name: &name, is_trained: options.do_gradient_update, tensor });
        Ok(None)
    }
}
