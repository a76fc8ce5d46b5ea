//! From a network's type to a [`Model`], whose own type no longer says what the network is.
//!
//! Everything generic ends here: what trains, saves and predicts takes a `Model`, so that a notebook's cell compiles a
//! network once, at most, and the calls after it not at all.

use dfdx::nn::{
    BuildModule, Module, ModuleMut, RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut,
    ViewTensorName, ViewTensorRef, ZeroGrads,
};
use dfdx::optim::{Optimizer, Sgd, SgdConfig};
use dfdx::shapes::{Const, ConstDim, HasShape, Rank0, Shape};
use dfdx::tensor::{AsArray, Cpu, CpuError, Gradients, NoneTape, OwnedTape, Tensor, TensorFromVec, Trace};
use dfdx::tensor_ops::Backward;

use super::{Digit, FeatureShape, Init, Layer, LessonCnn, RegressionCnn, Summary, summary};
use crate::dataset::{Batch, IMAGE_PIXELS};
use crate::error::{Error, Result};
use crate::loss::Loss;

/// A batch of digits, `[N, 1, 28, 28]`, ink 0 to 1.
pub type Images<T> = Tensor<(usize, Const<1>, Const<28>, Const<28>), f32, Cpu, T>;

/// What a network gives for a batch, `[N, WIDTH]`.
pub type Outputs<Width, T> = Tensor<(usize, Width), f32, Cpu, T>;

type Tracked = OwnedTape<f32, Cpu>;

/// A network that takes digits and gives one row of numbers an image: ten logits, or one real number.
///
/// It holds for every tuple of layers whose sizes agree; you never implement it. Where a network of yours should be one
/// and is not, the compiler names the layer, what it expected and what it got.
pub trait Network:
    Layer<Digit, Output: ScoreRow>
    + Runs<<<Self as Layer<Digit>>::Output as ScoreRow>::Width>
    + TensorCollection<f32, Cpu, To<f32, Cpu> = Self>
    + Clone
    + 'static
{
}

impl<N> Network for N
where
    N: Layer<Digit, Output: ScoreRow>,
    N: Runs<<<N as Layer<Digit>>::Output as ScoreRow>::Width>,
    N: TensorCollection<f32, Cpu, To<f32, Cpu> = N> + Clone + 'static,
{
}

/// How many numbers a network gives an image.
type Width<N> = <<N as Layer<Digit>>::Output as ScoreRow>::Width;

/// What a network must end in: one row of numbers an image.
#[diagnostic::on_unimplemented(
    message = "a network must end in one row of numbers an image, and this one ends in `{Self}`",
    label = "this network gives feature maps, not scores",
    note = "put `Flatten` (or `AvgPoolGlobal`) and a `Linear` at its end"
)]
pub trait ScoreRow: FeatureShape {
    /// How many numbers an image.
    type Width: OutputWidth;
}

impl<Width: OutputWidth> ScoreRow for (Width,) {
    type Width = Width;
}

/// A network that runs forward in dfdx's terms, without a tape and with one, and gives what [`Layer`] says.
pub trait Runs<Width: OutputWidth>:
    Module<Images<NoneTape>, Output = Outputs<Width, NoneTape>, Error = CpuError>
    + ModuleMut<Images<Tracked>, Output = Outputs<Width, Tracked>, Error = CpuError>
{
}

impl<N, Width: OutputWidth> Runs<Width> for N where
    N: Module<Images<NoneTape>, Output = Outputs<Width, NoneTape>, Error = CpuError>
        + ModuleMut<Images<Tracked>, Output = Outputs<Width, Tracked>, Error = CpuError>
{
}

/// How many numbers a network gives an image.
pub trait OutputWidth: ConstDim {
    /// Computes a loss of outputs of this width.
    ///
    /// # Errors
    /// As [`Loss::of`].
    fn loss(loss: Loss, outputs: Outputs<Self, Tracked>, labels: &[usize]) -> Result<Tensor<Rank0, f32, Cpu, Tracked>>;
}

impl<const WIDTH: usize> OutputWidth for Const<WIDTH> {
    fn loss(loss: Loss, outputs: Outputs<Self, Tracked>, labels: &[usize]) -> Result<Tensor<Rank0, f32, Cpu, Tracked>> {
        loss.of(outputs, labels)
    }
}

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
    name: String,
    network: Box<dyn AnyNetwork>,
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
        self.network.train_step(batch, loss, learning_rate, seed)
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

/// What a [`Model`] asks of the network inside it.
trait AnyNetwork {
    fn width(&self) -> usize;
    fn summary(&self) -> Summary;
    fn train_step(&mut self, batch: &Batch, loss: Loss, learning_rate: f32, seed: u64) -> Result<f32>;
    fn outputs(&self, images: &[f32]) -> Result<Vec<f32>>;
    fn parameters(&self) -> Vec<NamedTensor>;
    fn set_parameters(&mut self, tensors: &[NamedTensor]);
    fn boxed_clone(&self) -> Box<dyn AnyNetwork>;
}

impl Clone for Box<dyn AnyNetwork> {
    fn clone(&self) -> Self {
        (**self).boxed_clone()
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
        Width::<N>::SIZE
    }

    fn summary(&self) -> Summary {
        summary::<N, Digit>()
    }

    fn train_step(&mut self, batch: &Batch, loss: Loss, learning_rate: f32, seed: u64) -> Result<f32> {
        // A failed step leaves no gradients behind: begin with fresh ones.
        let gradients = self.gradients.take().unwrap_or_else(|| self.network.alloc_grads());
        // The images' device is where dropout draws from: a fresh one a step, so that a resumed training draws the same.
        let images = images(&Cpu::seed_from_u64(seed), &batch.images).traced(gradients);
        let outputs = self.network.try_forward_mut(images).map_err(compute)?;
        let loss = Width::<N>::loss(loss, outputs, &batch.labels)?;
        let value = loss.array();
        let mut gradients = loss.try_backward().map_err(compute)?;
        let config = SgdConfig { lr: f64::from(learning_rate), momentum: None, weight_decay: None };
        Sgd::new(&self.network, config).update(&mut self.network, &gradients).map_err(compute)?;
        self.network.try_zero_grads(&mut gradients).map_err(compute)?;
        self.gradients = Some(gradients);
        Ok(value)
    }

    fn outputs(&self, numbers: &[f32]) -> Result<Vec<f32>> {
        Ok(self.network.try_forward(images(&Cpu::default(), numbers)).map_err(compute)?.as_vec())
    }

    fn parameters(&self) -> Vec<NamedTensor> {
        let mut reader = Reader(Vec::new());
        let walked = N::iter_tensors(&mut RecursiveWalker { m: (&self.network, String::new()), f: &mut reader });
        walked.expect("reading a tensor cannot fail");
        reader.0
    }

    fn set_parameters(&mut self, tensors: &[NamedTensor]) {
        let mut writer = Writer(tensors.iter());
        let walked = N::iter_tensors(&mut RecursiveWalker { m: (&mut self.network, String::new()), f: &mut writer });
        walked.expect("writing a tensor cannot fail");
    }

    fn boxed_clone(&self) -> Box<dyn AnyNetwork> {
        Box::new(self.clone())
    }
}

fn images(device: &Cpu, numbers: &[f32]) -> Images<NoneTape> {
    device.tensor_from_vec(numbers.to_vec(), (numbers.len() / IMAGE_PIXELS, Const, Const, Const))
}

fn compute(error: impl std::fmt::Debug) -> Error {
    Error::Compute { message: format!("{error:?}") }
}

struct Reader(Vec<NamedTensor>);

impl TensorVisitor<f32, Cpu> for Reader {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = CpuError;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f32, Cpu>,
        (tensor, name): (&Tensor<S, f32, Cpu>, String),
    ) -> std::result::Result<Option<Tensor<S, f32, Cpu>>, CpuError> {
        let shape = tensor.shape().concrete().into_iter().collect();
        self.0.push(NamedTensor { name, shape, values: tensor.as_vec() });
        Ok(None)
    }
}

struct Writer<'a>(std::slice::Iter<'a, NamedTensor>);

impl TensorVisitor<f32, Cpu> for Writer<'_> {
    type Viewer = (ViewTensorMut, ViewTensorName);
    type Err = CpuError;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f32, Cpu>,
        (tensor, name): (&mut Tensor<S, f32, Cpu>, String),
    ) -> std::result::Result<Option<Tensor<S, f32, Cpu>>, CpuError> {
        let shape: Vec<usize> = tensor.shape().concrete().into_iter().collect();
        let source = self.0.next().filter(|source| source.name == name && source.shape == shape);
        let source = source.unwrap_or_else(|| panic!("the next tensor must be {name}, of shape {shape:?}"));
        tensor.copy_from(&source.values);
        Ok(None)
    }
}
