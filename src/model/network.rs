//! From a network's type to a [`Model`], whose own type no longer says what the network is.
//!
//! Everything generic ends here: what trains, saves and predicts takes a `Model`, so that a notebook's cell compiles a
//! network once, at most, and the calls after it not at all.

use dfdx::nn::{BuildModule, NumParams, TensorCollection, ZeroGrads};
use dfdx::shapes::{Const, Rank0};
use dfdx::tensor::{AsArray, Cpu, Gradients, NoneTape, SplitTape, Tensor, Trace, ZerosTensor};
use dfdx::tensor_ops::Backward;
use dfdx_conv::{Visited, for_each_tensor};

use super::any::{AnyNetwork, NamedTensor, Objective, Update, compute, update_all};
use super::{
    Digit, FeatureShape, Init, Layer, LessonCnn, Maps, RegressionCnn, Runs, Summary, ToCuda, Tracked, Values, summary,
};
use crate::dataset::{Batch, IMAGE_PIXELS};
use crate::device::Device;
use crate::error::Result;
use crate::loss::Loss;

/// A network that takes digits and gives one row of numbers an image: ten logits, or one real number.
///
/// It holds for every tuple of layers whose sizes agree; you never implement it. Where a network of yours should be one
/// and is not, the compiler names the layer, what it expected and what it got.
pub trait Network:
    Layer<Digit, Output: ScoreRow>
    + Runs<Digit>
    + TensorCollection<f32, Cpu, To<f32, Cpu> = Self>
    + ToCuda
    + Clone
    + 'static
{
}

impl<N> Network for N
where
    N: Layer<Digit, Output: ScoreRow>,
    N: Runs<Digit>,
    N: TensorCollection<f32, Cpu, To<f32, Cpu> = N> + ToCuda + Clone + 'static,
{
}

/// What a network gives an image.
type Row<N> = <N as Layer<Digit>>::Output;

/// What a network must end in: one row of numbers an image.
#[diagnostic::on_unimplemented(
    message = "a network must end in one row of numbers an image, and this one ends in `{Self}`",
    label = "this network gives feature maps, not scores",
    note = "put `Flatten` (or `AvgPoolGlobal`) and a `Linear` at its end"
)]
pub trait ScoreRow: FeatureShape {
    /// How many numbers an image.
    const WIDTH: usize;

    /// Computes a loss of a batch of rows.
    ///
    /// # Errors
    /// As [`Loss::of`].
    fn loss(
        objective: Objective,
        rows: Values<Self, Tracked>,
        labels: &[usize],
    ) -> Result<Tensor<Rank0, f32, Cpu, Tracked>>;

    /// The numbers of a batch of rows, `[N, WIDTH]`.
    fn numbers(rows: Values<Self, NoneTape>) -> Vec<f32>;
}

impl<const WIDTH: usize> ScoreRow for (Const<WIDTH>,) {
    const WIDTH: usize = WIDTH;

    fn loss(
        objective: Objective,
        rows: Values<Self, Tracked>,
        labels: &[usize],
    ) -> Result<Tensor<Rank0, f32, Cpu, Tracked>> {
        objective.loss.of_smoothed(rows, labels, objective.label_smoothing)
    }

    fn numbers(rows: Values<Self, NoneTape>) -> Vec<f32> {
        rows.as_vec()
    }
}

/// A network, whatever its type: it can be trained a step, asked for outputs, taken apart and put together.
///
/// ```
/// use shuzi::model::{Init, Model};
///
/// let model = Model::lesson(Init::Paddle, 1);
/// assert_eq!(model.summary().parameters(), 20_350);
/// let logits = model.outputs(&vec![0.0; 2 * 28 * 28])?;
/// assert_eq!(logits.len(), 2 * 10);
/// # Ok::<(), shuzi::Error>(())
/// ```
#[derive(Clone)]
pub struct Model {
    pub(super) name: String,
    pub(super) network: Box<dyn AnyNetwork>,
}

impl Model {
    /// A network of your own, by its type; `name` says in a checkpoint what it is.
    ///
    /// The same seed gives the same weights on every machine.
    pub fn new<N: Network>(name: &str, init: Init, seed: u64) -> Model {
        let mut network: N = BuildModule::build(&Cpu::default());
        init.apply(&mut network, seed).expect("the weights fit into memory: they are there");
        let gradients = network.alloc_grads();
        Model { name: name.to_string(), network: Box::new(Trained { network, gradients: Some(gradients) }) }
    }

    /// The lesson's network, [`LessonCnn`].
    pub fn lesson(init: Init, seed: u64) -> Model {
        Model::new::<LessonCnn>("LessonCnn", init, seed)
    }

    /// The lesson's older network with one real output, [`RegressionCnn`].
    pub fn regression(init: Init, seed: u64) -> Model {
        Model::new::<RegressionCnn>("RegressionCnn", init, seed)
    }

    /// The same network, with the same weights, on another device: what is trained, saved and asked for outputs from then on
    /// need not know. Checkpoints are the same on every device.
    ///
    /// # Errors
    /// For [`Device::Cuda`], when the library was built without the feature `cuda` or there is no GPU.
    pub fn to(&self, device: Device) -> Result<Model> {
        Ok(Model { name: self.name.clone(), network: self.network.to(device)? })
    }

    /// What it was called when it was made.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many numbers it gives an image: 10 logits, or 1 real number.
    pub fn width(&self) -> usize {
        self.network.width()
    }

    /// Its layers.
    pub fn summary(&self) -> Summary {
        self.network.summary()
    }

    /// One step of training: forward, loss, backward, and `weight ← weight − learning_rate × gradient`. Returns the loss
    /// before the step, mean over the batch.
    ///
    /// `seed` decides what is random in the step (dropout); give each step its own.
    ///
    /// # Errors
    /// As [`Loss::of`].
    pub fn train_step(&mut self, batch: &Batch, loss: Loss, learning_rate: f32, seed: u64) -> Result<f32> {
        let objective = Objective { loss, label_smoothing: 0.0 };
        self.step(batch, objective, seed, &mut |_, weights, gradient| {
            weights.iter_mut().zip(gradient).for_each(|(weight, gradient)| *weight -= learning_rate * gradient);
        })
    }

    /// How many numbers a training changes.
    pub(crate) fn trainable(&self) -> usize {
        self.network.trainable()
    }

    /// One step of training by a rule of one's own.
    pub(crate) fn step(
        &mut self,
        batch: &Batch,
        objective: Objective,
        seed: u64,
        update: &mut Update<'_>,
    ) -> Result<f32> {
        self.network.step(batch, objective, seed, update)
    }

    /// What it gives for images, `[N, 1, 28, 28]` with ink 0 to 1: `[N, width]` numbers, logits or a real number each.
    ///
    /// # Errors
    /// When memory runs out.
    ///
    /// # Panics
    /// When `images` is not whole images.
    pub fn outputs(&self, images: &[f32]) -> Result<Vec<f32>> {
        assert_eq!(images.len() % IMAGE_PIXELS, 0, "{} numbers are not whole images of {IMAGE_PIXELS}", images.len());
        if images.is_empty() { Ok(Vec::new()) } else { self.network.outputs(images) }
    }

    /// Copies of all its tensors, in order.
    pub fn parameters(&self) -> Vec<NamedTensor> {
        self.network.parameters()
    }

    /// Overwrites its tensors.
    ///
    /// # Panics
    /// When names or shapes are not this network's: a checkpoint checks them first.
    pub fn set_parameters(&mut self, tensors: &[NamedTensor]) {
        self.network.set_parameters(tensors);
    }
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Model {{ {}: {} parameters }}", self.name, self.summary().parameters())
    }
}

/// A network with room for its gradients, kept from step to step.
#[derive(Clone)]
struct Trained<N> {
    network: N,
    /// `None` only while a step runs.
    gradients: Option<Gradients<f32, Cpu>>,
}

impl<N: Network> AnyNetwork for Trained<N> {
    fn width(&self) -> usize {
        Row::<N>::WIDTH
    }

    fn summary(&self) -> Summary {
        summary::<N, Digit>()
    }

    fn trainable(&self) -> usize {
        self.network.num_trainable_params()
    }

    fn step(&mut self, batch: &Batch, objective: Objective, seed: u64, update: &mut Update<'_>) -> Result<f32> {
        // A failed step leaves no gradients behind: begin with fresh ones.
        let gradients = self.gradients.take().unwrap_or_else(|| self.network.alloc_grads());
        // The images' device is where dropout draws from: a fresh one a step, so that a resumed training draws the same.
        let device = Cpu::seed_from_u64(seed);
        let none: Tensor<Rank0, f32, Cpu> = device.zeros();
        let (_, tape) = none.traced(gradients).split_tape();
        let images = Maps::of_images(&device, &batch.images, tape);
        let outputs = self.network.train(images).map_err(compute)?;
        let loss = Row::<N>::loss(objective, outputs, &batch.labels)?;
        let value = loss.array();
        let mut gradients = loss.try_backward().map_err(compute)?;
        update_all(&mut self.network, &gradients, update)?;
        self.network.try_zero_grads(&mut gradients).map_err(compute)?;
        self.gradients = Some(gradients);
        Ok(value)
    }

    fn outputs(&self, numbers: &[f32]) -> Result<Vec<f32>> {
        let images = Maps::of_images(&Cpu::default(), numbers, NoneTape);
        Ok(Row::<N>::numbers(self.network.infer(images).map_err(compute)?))
    }

    fn parameters(&self) -> Vec<NamedTensor> {
        let mut tensors = Vec::new();
        // A copy shares its numbers with the network until one of them is written.
        let read = for_each_tensor(&mut self.network.clone(), |Visited { name, tensor, .. }| {
            tensors.push(NamedTensor { name: name.to_string(), shape: tensor.sizes(), values: tensor.numbers() });
        });
        read.expect("reading a tensor cannot fail");
        tensors
    }

    fn set_parameters(&mut self, tensors: &[NamedTensor]) {
        let mut tensors = tensors.iter();
        let written = for_each_tensor(&mut self.network, |Visited { name, tensor, .. }| {
            let shape = tensor.sizes();
            let source = tensors.next().filter(|source| source.name == name && source.shape == shape);
            let source = source.unwrap_or_else(|| panic!("the next tensor must be {name}, of shape {shape:?}"));
            tensor.set_numbers(&source.values);
        });
        written.expect("writing a tensor cannot fail");
    }

    fn boxed_clone(&self) -> Box<dyn AnyNetwork> {
        Box::new(self.clone())
    }

    fn to(&self, device: Device) -> Result<Box<dyn AnyNetwork>> {
        match device {
            Device::Processor => Ok(self.boxed_clone()),
            Device::Cuda => self.network.to_cuda(self.boxed_clone()),
        }
    }
}
