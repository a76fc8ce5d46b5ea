//! What a training is made with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Schedule, Sgd};
use crate::augment::Augment;
use crate::error::{Error, Result};
use crate::loss::Loss;
use crate::train::TrainError;

/// What a number may be, as [`Error::Setting`] says it in both languages.
pub(super) const WHOLE: &str = "1, 2, 3, …";
pub(super) const POSITIVE: &str = "> 0";
pub(super) const NOT_NEGATIVE: &str = "≥ 0";
pub(super) const SHARE: &str = "0 ≤ … < 1";

/// How a network is trained. The default is the lesson's: 10 epochs of batches of 64, learning rate 0.01.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub num_epochs: usize,
    /// Images a step.
    pub batch_size: usize,
    /// How far a step goes against the gradient; the highest of a schedule that changes it.
    pub learning_rate: f32,
    /// Decides the order of the images in every epoch, and what is random in a step.
    pub seed: u64,
    /// What is made small.
    pub loss: Loss,
    /// What a step does with a gradient.
    #[serde(default)]
    pub sgd: Sgd,
    /// How the learning rate changes.
    #[serde(default)]
    pub schedule: Schedule,
    /// How much of each label is spread over all classes, 0 to 1 (cross-entropy only).
    #[serde(default)]
    pub label_smoothing: f32,
    /// How the images are changed each time they are seen.
    #[serde(default)]
    pub augment: Option<Augment>,
    /// What the accuracies are of that are told after each epoch.
    #[serde(default)]
    pub evaluation: Evaluation,
    /// Where the training is saved as it goes, or `None` for nowhere.
    #[serde(skip)]
    pub checkpoint: Option<PathBuf>,
    /// What is done with a checkpoint that is there already.
    #[serde(skip)]
    pub resume: Resume,
    /// Steps from one save to the next, within an epoch; each epoch is saved at its end too. So many steps, at most, are
    /// done again after the process was killed.
    #[serde(skip, default = "default_save_every")]
    pub save_every: usize,
}

/// What a training's accuracies are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluation {
    /// The test set: the lesson's way, where nothing is chosen by it.
    #[default]
    Test,
    /// A validation set: what settings are chosen by.
    Validation,
}

/// What [`super::fit`] does with a checkpoint that is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resume {
    /// Begins anew, and overwrites it.
    #[default]
    Never,
    /// Goes on from it where its training was not finished and was made with this very configuration; begins anew
    /// otherwise. What a notebook wants: after an interrupt the same cells go on.
    Unfinished,
    /// Goes on from it, or fails and says why not.
    Required,
}

fn default_save_every() -> usize {
    100
}

impl Default for TrainConfig {
    fn default() -> TrainConfig {
        TrainConfig {
            num_epochs: 10,
            batch_size: 64,
            learning_rate: 0.01,
            seed: 1,
            loss: Loss::CrossEntropy,
            sgd: Sgd::default(),
            schedule: Schedule::Constant,
            label_smoothing: 0.0,
            augment: None,
            evaluation: Evaluation::Test,
            checkpoint: None,
            resume: Resume::Never,
            save_every: default_save_every(),
        }
    }
}

impl TrainConfig {
    /// The default, saved as it goes under this name in the cache folder, and resumed from there when it was
    /// interrupted: interrupting a cell ends the kernel's process, and only what is in a file survives.
    pub fn notebook(name: &str) -> TrainConfig {
        let checkpoint = Some(crate::paths::checkpoint_file(name));
        TrainConfig { checkpoint, resume: Resume::Unfinished, ..TrainConfig::default() }
    }

    /// Whether the numbers can be trained with.
    pub(super) fn check(&self) -> Result<()> {
        if let Some(path) = self.checkpoint.as_ref().filter(|path| path.is_dir()) {
            return Err(Error::OfTraining(TrainError::CheckpointIsFolder { path: path.clone() }));
        }
        let refuse = |name, found: String, expected| Err(Error::Setting { name, found, expected });
        if self.num_epochs == 0 {
            return refuse("num_epochs", self.num_epochs.to_string(), WHOLE);
        }
        if self.batch_size == 0 {
            return refuse("batch_size", self.batch_size.to_string(), WHOLE);
        }
        if self.save_every == 0 {
            return refuse("save_every", self.save_every.to_string(), WHOLE);
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return refuse("learning_rate", self.learning_rate.to_string(), POSITIVE);
        }
        let share = 0.0..1.0;
        if !share.contains(&self.sgd.momentum) {
            return refuse("momentum", self.sgd.momentum.to_string(), SHARE);
        }
        if !(self.sgd.weight_decay >= 0.0 && self.sgd.weight_decay.is_finite()) {
            return refuse("weight_decay", self.sgd.weight_decay.to_string(), NOT_NEGATIVE);
        }
        if !share.contains(&self.label_smoothing) {
            return refuse("label_smoothing", self.label_smoothing.to_string(), SHARE);
        }
        if self.label_smoothing > 0.0 && self.loss != Loss::CrossEntropy {
            return refuse("label_smoothing", self.label_smoothing.to_string(), "0 (loss ≠ cross-entropy)");
        }
        if let Some(augment) = &self.augment {
            augment.check()?;
        }
        if let Schedule::OneCycle { warmup } = self.schedule
            && !share.contains(&warmup)
        {
            return refuse("warmup", warmup.to_string(), SHARE);
        }
        Ok(())
    }

    /// What differs between two configurations so that the one cannot go on where the other stopped: name, this one's
    /// value, the other's. The number of epochs may differ, where the learning rate does not depend on it: a training may be
    /// made longer.
    pub(super) fn difference(&self, other: &TrainConfig) -> Option<(&'static str, String, String)> {
        let epochs = |config: &TrainConfig| match config.schedule {
            Schedule::Constant => String::new(),
            Schedule::OneCycle { .. } => config.num_epochs.to_string(),
        };
        [
            ("batch_size", self.batch_size.to_string(), other.batch_size.to_string()),
            ("learning_rate", self.learning_rate.to_string(), other.learning_rate.to_string()),
            ("seed", self.seed.to_string(), other.seed.to_string()),
            ("loss", self.loss.name().to_string(), other.loss.name().to_string()),
            ("sgd", format!("{:?}", self.sgd), format!("{:?}", other.sgd)),
            ("schedule", format!("{:?}", self.schedule), format!("{:?}", other.schedule)),
            ("num_epochs", epochs(self), epochs(other)),
            ("label_smoothing", self.label_smoothing.to_string(), other.label_smoothing.to_string()),
            ("augment", format!("{:?}", self.augment), format!("{:?}", other.augment)),
            ("evaluation", format!("{:?}", self.evaluation), format!("{:?}", other.evaluation)),
        ]
        .into_iter()
        .find(|(_, ours, theirs)| ours != theirs)
    }
}
