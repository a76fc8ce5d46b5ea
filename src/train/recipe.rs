//! Trainings that are known to be good: everything set, so that one word repeats them.

use std::path::PathBuf;
use std::time::Instant;

use serde::{Deserialize, Serialize};

use super::{Evaluation, History, Observer, Printer, Resume, Schedule, Sgd, TrainConfig, fit_with};
use crate::augment::Augment;
use crate::dataset::{Dataset, Split};
use crate::device::Device;
use crate::error::{Error, Result};
use crate::loss::Loss;
use crate::metrics::{ConfusionMatrix, evaluate};
use crate::model::{BestCnn, Init, LessonCnn, Model};
use words::text;

/// A training with everything set but the seed.
///
/// Nothing was chosen by the test set, which is read once, when the training is done; the accuracies that are told on the way
/// are of training images that were kept out of the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipe {
    /// The lesson's network, as good as it gets in a minute on two cores.
    Minute,
    /// A larger network, [`BestCnn`], in ten minutes.
    Best,
}

impl Recipe {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Recipe::Minute => "minute",
            Recipe::Best => "best",
        }
    }

    /// What it trains with.
    pub fn config(self, seed: u64) -> TrainConfig {
        let common = TrainConfig {
            batch_size: 128,
            seed,
            loss: Loss::CrossEntropy,
            sgd: Sgd { momentum: 0.9, weight_decay: 5e-4 },
            schedule: Schedule::OneCycle { warmup: 0.2 },
            label_smoothing: 0.05,
            augment: Some(Augment { rotation: 0.2, scale: 0.12, shear: 0.15, shift: 2.0 }),
            evaluation: Evaluation::Validation,
            ..TrainConfig::default()
        };
        match self {
            Recipe::Minute => TrainConfig { num_epochs: 32, learning_rate: 0.1, ..common },
            Recipe::Best => TrainConfig { num_epochs: 30, learning_rate: 0.05, ..common },
        }
    }

    /// A network to begin with.
    pub fn model(self, seed: u64) -> Model {
        match self {
            Recipe::Minute => Model::new::<LessonCnn>("LessonCnn", Init::Paddle, seed),
            Recipe::Best => Model::new::<BestCnn>("BestCnn", Init::Paddle, seed),
        }
    }
}

/// What came of a [`Recipe`].
#[derive(Clone, Debug)]
pub struct Trained {
    /// The network.
    pub model: Model,
    /// What happened in its training.
    pub history: History,
    /// How the test set was read, once; `None` where there was none, or the training was stopped before its end.
    pub test: Option<ConfusionMatrix>,
    /// Seconds from the beginning to the test's end, with the data in memory before; what an earlier process did is not in
    /// them.
    pub seconds: f64,
}

/// How a [`Recipe`] is followed.
#[derive(Clone, Debug)]
pub struct Following {
    /// Decides the first weights, the order of the images and how they are changed.
    pub seed: u64,
    /// How many of the last training images are kept for validation.
    pub validation: usize,
    /// What is to be otherwise than the recipe says, each `name=value` as [`TrainConfig::with`] takes it. Who compares settings
    /// does so by the validation accuracy, with many validation images and without the test set.
    pub changes: Vec<String>,
    /// Where the training is saved as it goes.
    pub checkpoint: Option<PathBuf>,
    /// What is done with a checkpoint that is there already.
    pub resume: Resume,
    /// Where the network computes.
    pub device: Device,
}

impl Default for Following {
    fn default() -> Following {
        Following {
            seed: 1,
            validation: VALIDATION,
            changes: Vec::new(),
            checkpoint: None,
            resume: Resume::Never,
            device: Device::default(),
        }
    }
}

/// Validation images of a recipe: enough to see that all goes well, few enough not to be missed in the training.
pub const VALIDATION: usize = 2_000;

/// Follows a recipe on MNIST, prints a loss every 200 batches and the validation accuracy after each epoch, and at its end the
/// test accuracy.
///
/// ```no_run
/// use shuzi::train::{Recipe, fit_recipe};
///
/// let trained = fit_recipe(Recipe::Minute, 1)?;
/// println!("{} s", trained.seconds);
/// # Ok::<(), shuzi::Error>(())
/// ```
///
/// # Errors
/// When the data is not there or damaged.
pub fn fit_recipe(recipe: Recipe, seed: u64) -> Result<Trained> {
    let (train, test) = (Dataset::load(Split::Train)?, Dataset::load(Split::Test)?);
    let following = Following { seed, ..Following::default() };
    let trained = fit_recipe_with(recipe, train, Some(&test), &following, &mut Printer)?;
    if let Some(line) = trained.line() {
        println!("{line}");
    }
    Ok(trained)
}

/// As [`fit_recipe`], on other data, with somebody else told of what happens; without a test set none is read.
///
/// # Errors
/// As [`super::fit`], and when a change is not one of a setting, there is no such device, or as many images are to be kept for
/// validation as there are.
pub fn fit_recipe_with(
    recipe: Recipe,
    train: Dataset,
    test: Option<&Dataset>,
    following: &Following,
    observer: &mut dyn Observer,
) -> Result<Trained> {
    let started = Instant::now();
    let config =
        TrainConfig { checkpoint: following.checkpoint.clone(), resume: following.resume, ..following.config(recipe)? };
    let (train, validation) = following.split(train)?;
    let mut model = recipe.model(following.seed).to(following.device)?;
    let history = fit_with(&mut model, &train, &validation, &config, observer)?;
    let test = test.filter(|_| !history.interrupted).map(|test| evaluate(&model, test)).transpose()?;
    Ok(Trained { model, history, test, seconds: started.elapsed().as_secs_f64() })
}

impl Following {
    /// What the recipe trains with, changed.
    ///
    /// # Errors
    /// Where a change is none of a setting.
    pub fn config(&self, recipe: Recipe) -> Result<TrainConfig> {
        self.changes.iter().try_fold(recipe.config(self.seed), |config, change| config.with(change))
    }

    /// The images to train on, and those that are kept for validation.
    fn split(&self, images: Dataset) -> Result<(Dataset, Dataset)> {
        let (kept, count) = (self.validation, images.len());
        if (1..count).contains(&kept) {
            return Ok(images.hold_out(kept));
        }
        let found = text!("{kept}（训练图片 N = {count} 张）", "{kept} (of N = {count} training images)");
        Err(Error::Setting { name: "validation", found, expected: "0 < … < N" })
    }
}

impl Trained {
    /// `test accuracy: 0.9943 (9943/10000), seconds: 51.2`, or `validation accuracy: 0.9940, seconds: 51.2` where no test set was
    /// read; nothing where the training was stopped.
    pub fn line(&self) -> Option<String> {
        let accuracy = match &self.test {
            _ if self.history.interrupted => return None,
            Some(test) => format!("test accuracy: {test}"),
            None => format!("validation accuracy: {:.4}", self.history.accuracy()?),
        };
        Some(format!("{accuracy}, seconds: {:.1}", self.seconds))
    }
}
