//! What a training is made with.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::loss::Loss;

/// How a network is trained. The default is the lesson's: 10 epochs of batches of 64, learning rate 0.01.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainConfig {
    /// Passes over the training images.
    pub num_epochs: usize,
    /// Images a step.
    pub batch_size: usize,
    /// How far a step goes against the gradient.
    pub learning_rate: f32,
    /// Decides the order of the images in every epoch, and what is random in a step.
    pub seed: u64,
    /// What is made small.
    pub loss: Loss,
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
            return Err(Error::CheckpointIsFolder { path: path.clone() });
        }
        let refuse = |name, found: String, expected| Err(Error::Setting { name, found, expected });
        if self.num_epochs == 0 {
            return refuse("num_epochs", self.num_epochs.to_string(), "1, 2, 3, …");
        }
        if self.batch_size == 0 {
            return refuse("batch_size", self.batch_size.to_string(), "1, 2, 3, …");
        }
        if self.save_every == 0 {
            return refuse("save_every", self.save_every.to_string(), "1, 2, 3, …");
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return refuse("learning_rate", self.learning_rate.to_string(), "> 0");
        }
        Ok(())
    }

    /// What differs between two configurations so that the one cannot go on where the other stopped: name, this one's
    /// value, the other's. The number of epochs may differ: a training may be made longer.
    pub(super) fn difference(&self, other: &TrainConfig) -> Option<(&'static str, String, String)> {
        [
            ("batch_size", self.batch_size.to_string(), other.batch_size.to_string()),
            ("learning_rate", self.learning_rate.to_string(), other.learning_rate.to_string()),
            ("seed", self.seed.to_string(), other.seed.to_string()),
            ("loss", self.loss.name().to_string(), other.loss.name().to_string()),
        ]
        .into_iter()
        .find(|(_, ours, theirs)| ours != theirs)
    }
}
