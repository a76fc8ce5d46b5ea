//! What happened in a training.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One epoch of a [`History`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// The epoch, from 0.
    pub epoch: usize,
    /// The mean of the epoch's losses.
    pub train_loss: f32,
    /// The share of test images read right after the epoch, 0 to 1.
    pub test_accuracy: f64,
    /// How long the epoch took, its test included.
    pub seconds: f64,
}

impl fmt::Display for EpochMetrics {
    /// `epoch: 0, test accuracy: 0.9321, seconds: 12.3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "epoch: {}, test accuracy: {:.4}, seconds: {:.1}", self.epoch, self.test_accuracy, self.seconds)
    }
}

/// The losses of all steps and the metrics of all epochs of a training, from its very start, however often it stopped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The loss of each step, mean over its batch, before the step was taken.
    #[serde(skip)]
    pub losses: Vec<f32>,
    /// One entry an epoch.
    pub epochs: Vec<EpochMetrics>,
    /// Whether the training was stopped before its end.
    #[serde(skip)]
    pub interrupted: bool,
}

impl History {
    /// The test accuracy after the last epoch, 0 to 1, or `None` before the first is done.
    pub fn test_accuracy(&self) -> Option<f64> {
        self.epochs.last().map(|epoch| epoch.test_accuracy)
    }
}

impl fmt::Display for History {
    /// One line an epoch.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.epochs.iter().try_for_each(|epoch| writeln!(f, "{epoch}"))
    }
}
