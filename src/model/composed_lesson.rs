//! The lesson's network computed on the `Cpu` as a GPU would compute it, for [`crate::selftest`].

use dfdx::nn::BuildModule;
use dfdx::tensor::Cpu;
use dfdx_conv::Composed;

use super::any::AnyNetwork;
use super::on_device::OnDevice;
use super::{Conv2d, Flatten, Linear, MaxPool2d, Model, ReLU};
use crate::error::Result;

/// [`super::LessonCnn`], computed the composed way.
type ComposedLessonCnn = (
    (Composed<Conv2d<1, 20, 5, 1, 2>>, ReLU, Composed<MaxPool2d<2, 2>>),
    (Composed<Conv2d<20, 20, 5, 1, 2>>, ReLU, Composed<MaxPool2d<2, 2>>),
    (Flatten, Linear<980, 10>),
);

impl Model {
    /// This network, computed on the `Cpu` by the operations that a GPU would run; it must be [`super::LessonCnn`].
    ///
    /// # Errors
    /// When memory runs out.
    pub(crate) fn composed_lesson(&self) -> Result<Model> {
        let device = Cpu::default();
        let network: ComposedLessonCnn = BuildModule::build(&device);
        let mut network = OnDevice::new(self.network.clone(), network, device)?;
        network.set_parameters(&self.parameters());
        Ok(Model { name: self.name.clone(), network: Box::new(network) })
    }
}

#[cfg(test)]
mod tests {
    use crate::dataset::{Dataset, Split};
    use crate::model::{Init, Model};
    use crate::train::{Checkpoint, Resume, TrainConfig, fit};

    /// `fit` need not know where it trains, and a checkpoint not where it was made.
    #[test]
    fn a_training_begins_on_the_kernels_goes_on_elsewhere_and_is_loaded_on_the_kernels() {
        let load = |split| Dataset::load(split).expect("the repository's data");
        let (train, test) = (load(Split::Train).take(32), load(Split::Test).take(10));
        let folder = tempfile::tempdir().expect("a folder");
        let checkpoint = folder.path().join("half.safetensors");
        let config = |num_epochs, resume| TrainConfig {
            num_epochs,
            batch_size: 16,
            resume,
            checkpoint: Some(checkpoint.clone()),
            ..TrainConfig::default()
        };
        let start = Model::lesson(Init::Paddle, 1);
        let mut straight = start.clone();
        let expected = fit(&mut straight, &train, &test, &TrainConfig { checkpoint: None, ..config(2, Resume::Never) });
        fit(&mut start.clone(), &train, &test, &config(1, Resume::Never)).expect("trained");
        let mut elsewhere = start.composed_lesson().expect("memory");
        let found = fit(&mut elsewhere, &train, &test, &config(2, Resume::Required)).expect("gone on");

        let losses = found.losses.iter().zip(expected.expect("trained").losses);
        assert!(losses.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) < 1e-4, "{:?}", found.losses);
        assert_eq!(found.losses.len(), 4);
        let loaded =
            Checkpoint::load(&checkpoint).and_then(|saved| saved.into_model(&checkpoint)).expect("a checkpoint");
        assert_eq!(loaded.parameters(), elsewhere.parameters());
    }
}
