//! Do two ways to compute agree? For somebody with a GPU, on which this library's authors could not try it.
//!
//! The lesson's network is trained from the same weights on the same batches: once with this library's kernels on the `Cpu`,
//! and once on the device under test, [`Device::Cuda`]. With [`Device::Processor`] the second training runs, also on the
//! processor, the very operations that the GPU would run; that is what continuous integration does.

use std::fmt;
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::dataset::{Batch, Dataset, IMAGE_PIXELS, NUM_CLASSES, shuffled_order};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::loss::{Loss, softmax};
use crate::model::{Init, Model};
use crate::train::TrainError;
use words::text;

const SEED: u64 = 1;
const BATCH_SIZE: usize = 64;
const LEARNING_RATE: f32 = 0.01;
/// Test images whose probabilities are compared after the training.
const PREDICTED_IMAGES: usize = 100;

/// How far the gradients of a step may be apart, as a share of the largest number of the same tensor.
///
/// On the processor the two ways are about 1e-6 apart, in the gradients as in the losses and probabilities: another order of
/// summation. A GPU is given a hundred times as much, which is still little for a mistake to hide in.
pub const GRADIENT_TOLERANCE: f64 = 1e-4;
/// How far a loss may be apart, as a share of it.
pub const LOSS_TOLERANCE: f64 = 1e-4;
/// How far a probability may be apart after the training.
pub const PROBABILITY_TOLERANCE: f64 = 1e-4;

/// What [`selftest`] found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The device under test.
    pub device: Device,
    /// How many steps were trained.
    pub num_batches: usize,
    /// The largest difference of the gradients of a step on noise, as a share of the largest gradient of the same tensor.
    pub gradients: f64,
    /// The largest difference of the losses, as a share of the loss.
    pub losses: f64,
    /// The largest difference of the probabilities of some test images after the training.
    pub probabilities: f64,
    /// Seconds for the training with the kernels, and on the device under test.
    pub seconds: [f64; 2],
}

impl Report {
    /// Whether all differences are as small as they must be.
    pub fn agrees(&self) -> bool {
        self.rows().iter().all(|(_, found, allowed)| found <= allowed)
    }

    /// What was compared, how far it is apart, and how far it may be.
    fn rows(&self) -> [(String, f64, f64); 3] {
        let num_batches = self.num_batches;
        [
            (text!("一步的梯度", "gradients of a step"), self.gradients, GRADIENT_TOLERANCE),
            (text!("{num_batches} 步的损失", "losses of {num_batches} steps"), self.losses, LOSS_TOLERANCE),
            (
                text!("{PREDICTED_IMAGES} 张图的概率", "probabilities of {PREDICTED_IMAGES} images"),
                self.probabilities,
                PROBABILITY_TOLERANCE,
            ),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [kernels, tested] = self.seconds;
        let device = match self.device {
            Device::Processor => text!("处理器（显卡的算法）", "processor (the GPU's way)"),
            Device::Cuda => text!("显卡", "GPU"),
        };
        for (what, found, allowed) in self.rows() {
            let verdict = if found <= allowed { text!("相符", "agree") } else { text!("不符", "DIFFER") };
            writeln!(
                f,
                "{}",
                text!(
                    "{what}：{verdict}，相差 {found:.1e}，允许 {allowed:.0e}",
                    "{what}: {verdict}, {found:.1e} apart, {allowed:.0e} allowed"
                )
            )?;
        }
        write!(
            f,
            "{}",
            text!(
                "用时：处理器 {kernels:.2} 秒，{device} {tested:.2} 秒",
                "time: processor {kernels:.2} s, {device} {tested:.2} s"
            )
        )
    }
}

/// Trains the lesson's network for so many batches with the kernels and on `device`, from the same weights, and compares.
///
/// # Errors
/// When there is no such device, or no image to train or test with.
pub fn selftest(device: Device, train: &Dataset, test: &Dataset, num_batches: usize) -> Result<Report> {
    if train.is_empty() || test.is_empty() || num_batches == 0 {
        return Err(Error::OfTraining(TrainError::NothingToTrainOn {
            train: train.len().min(num_batches),
            test: test.len(),
        }));
    }
    let kernels = lesson(SEED);
    let tested = match device {
        Device::Processor => kernels.composed_lesson()?,
        Device::Cuda => kernels.to(Device::Cuda)?,
    };
    compare(device, [kernels, tested], train, test, num_batches)
}

/// The network to train.
fn lesson(seed: u64) -> Model {
    Model::lesson(Init::Paddle, seed)
}

/// A batch of noise. A digit's border is blank, and so says nothing of padding; here no place is like another.
fn noise() -> Batch {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let images = (0..BATCH_SIZE * IMAGE_PIXELS).map(|_| random.r#gen()).collect();
    Batch { images, labels: (0..BATCH_SIZE).map(|index| index % NUM_CLASSES).collect() }
}

/// The comparison itself, of two models that should be the same.
fn compare(device: Device, models: [Model; 2], train: &Dataset, test: &Dataset, num_batches: usize) -> Result<Report> {
    let order = shuffled_order(train.len(), SEED, 0);
    let batches: Vec<Batch> = order.chunks(BATCH_SIZE).take(num_batches).map(|indices| train.batch(indices)).collect();
    let images = test.take(PREDICTED_IMAGES.min(test.len()));
    let [kernels, tested] = models.map(|model| Trained::new(model, &batches, &images));
    let (kernels, tested) = (kernels?, tested?);
    let gradients = kernels.gradients.iter().zip(&tested.gradients);
    Ok(Report {
        device,
        num_batches: batches.len(),
        gradients: gradients.map(|(expected, found)| largest_share(expected, found)).fold(0.0, larger),
        losses: kernels.losses.iter().zip(&tested.losses).map(|(&a, &b)| apart(a, b) / f64::from(a)).fold(0.0, larger),
        probabilities: kernels
            .probabilities
            .iter()
            .zip(&tested.probabilities)
            .map(|(&a, &b)| apart(a, b))
            .fold(0.0, larger),
        seconds: [kernels.seconds, tested.seconds],
    })
}

/// What one way to compute gave.
struct Trained {
    /// Of a step on noise, tensor by tensor.
    gradients: Vec<Vec<f32>>,
    losses: Vec<f32>,
    /// Ten an image, after the training.
    probabilities: Vec<f32>,
    seconds: f64,
}

impl Trained {
    fn new(mut model: Model, batches: &[Batch], images: &Dataset) -> Result<Trained> {
        // It also compiles what a GPU compiles at its first step, so that the time below is the training's alone.
        let gradients = gradients(&model, &noise())?;
        let start = Instant::now();
        let step = |batch: &Batch| model.train_step(batch, Loss::CrossEntropy, LEARNING_RATE, SEED);
        let losses = batches.iter().map(step).collect::<Result<Vec<f32>>>()?;
        let seconds = start.elapsed().as_secs_f64();
        let all: Vec<u32> = (0..images.len() as u32).collect();
        let logits = model.outputs(&images.batch(&all).images)?;
        let probabilities = logits.chunks(model.width()).flat_map(softmax).collect();
        Ok(Trained { gradients, losses, probabilities, seconds })
    }
}

/// The gradients of a step, tensor by tensor: what a step of length 1 takes off.
fn gradients(model: &Model, batch: &Batch) -> Result<Vec<Vec<f32>>> {
    let mut moved = model.clone();
    moved.train_step(batch, Loss::CrossEntropy, 1.0, SEED)?;
    let (before, after) = (model.parameters(), moved.parameters());
    let difference = |(before, after): (&f32, &f32)| before - after;
    let tensors = before.iter().zip(&after);
    Ok(tensors.map(|(before, after)| before.values.iter().zip(&after.values).map(difference).collect()).collect())
}

/// The largest difference, as a share of the largest number expected.
fn largest_share(expected: &[f32], found: &[f32]) -> f64 {
    let scale = expected.iter().fold(0.0, |largest: f32, number| largest.max(number.abs()));
    expected.iter().zip(found).map(|(&a, &b)| apart(a, b)).fold(0.0, larger) / f64::from(scale)
}

/// How far apart two numbers are; a NaN is infinitely far from everything.
fn apart(a: f32, b: f32) -> f64 {
    let difference = (f64::from(a) - f64::from(b)).abs();
    if difference.is_nan() { f64::INFINITY } else { difference }
}

fn larger(a: f64, b: f64) -> f64 {
    a.max(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;

    fn data() -> (Dataset, Dataset) {
        let load = |split| Dataset::load(split).expect("the repository's data");
        (load(Split::Train).take(192), load(Split::Test).take(20))
    }

    #[test]
    fn the_way_of_the_gpu_trains_the_network_as_the_kernels_do() {
        let (train, test) = data();
        let report = selftest(Device::Processor, &train, &test, 3).expect("memory");
        assert!(report.agrees(), "{report}");
        assert!(report.gradients > 0.0, "the two are computed in different ways: {report}");
        assert_eq!(report.num_batches, 3);
    }

    #[test]
    fn other_weights_and_a_nan_are_found_out() {
        let (train, test) = data();
        let other = compare(Device::Processor, [lesson(SEED), lesson(2)], &train, &test, 1).expect("memory");
        let too_far = [other.gradients > GRADIENT_TOLERANCE, other.losses > LOSS_TOLERANCE];
        assert!(too_far == [true; 2] && other.probabilities > PROBABILITY_TOLERANCE && !other.agrees(), "{other}");

        let mut broken = lesson(SEED);
        let mut tensors = broken.parameters();
        tensors[5].values[3] = f32::NAN;
        broken.set_parameters(&tensors);
        let report = compare(Device::Processor, [lesson(SEED), broken], &train, &test, 1).expect("memory");
        assert!(report.losses.is_infinite() && !report.agrees(), "{report}");
    }

    #[test]
    fn a_model_that_was_moved_keeps_its_weights_and_finds_back() {
        let model = lesson(3);
        let mut moved = model.composed_lesson().expect("memory");
        assert_eq!(moved.parameters(), model.parameters());
        let (train, _) = data();
        moved.train_step(&train.batch(&[0, 1]), Loss::CrossEntropy, 0.1, 0).expect("memory");
        assert_ne!(moved.parameters(), model.parameters());
        let back = moved.to(Device::Processor).expect("the processor is always there");
        assert_eq!(back.parameters(), moved.parameters());
    }
}
