//! What happened in a training.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Evaluation;
use figures::{Curve, Figure, plot_loss_curve};
use words::text;

/// One epoch of a [`History`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochMetrics {
    /// The epoch, from 0.
    pub epoch: usize,
    /// The mean of the epoch's losses.
    pub train_loss: f32,
    /// The share of images read right after the epoch, 0 to 1.
    #[serde(alias = "test_accuracy")]
    pub accuracy: f64,
    /// Of which images.
    #[serde(default)]
    pub evaluation: Evaluation,
    /// How long the epoch took, its test included.
    pub seconds: f64,
}

impl fmt::Display for EpochMetrics {
    /// `epoch: 0, test accuracy: 0.9321, seconds: 12.3`, or `validation accuracy`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EpochMetrics { epoch, accuracy, seconds, .. } = self;
        let of = match self.evaluation {
            Evaluation::Test => "test",
            Evaluation::Validation => "validation",
        };
        write!(f, "epoch: {epoch}, {of} accuracy: {accuracy:.4}, seconds: {seconds:.1}")
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
    /// The accuracy after the last epoch, 0 to 1, or `None` before the first is done.
    pub fn accuracy(&self) -> Option<f64> {
        self.epochs.last().map(|epoch| epoch.accuracy)
    }

    /// After each epoch, the seconds that the training has taken since its beginning, and the accuracy then, 0 to 1. Where it
    /// was stopped and gone on with, the time in between does not count.
    pub fn accuracy_by_time(&self) -> Vec<(f64, f64)> {
        let after = self.epochs.iter().scan(0.0, |seconds, epoch| {
            *seconds += epoch.seconds;
            Some((*seconds, epoch.accuracy))
        });
        after.collect()
    }

    /// The loss over the steps, as it was and averaged over 50 steps.
    pub fn figure(&self) -> Figure {
        let points = self.losses.iter().enumerate().map(|(step, &loss)| (step as f64, f64::from(loss)));
        let each = Curve::new(text!("每一步", "each step"), points);
        let smooth = Curve { label: text!("50 步的平均", "mean of 50 steps"), ..each.smoothed(50) };
        plot_loss_curve(&[each, smooth])
    }

    /// The loss averaged over 50 steps, as a curve to be drawn beside others.
    pub fn loss_curve(&self, label: &str) -> Curve {
        let points = self.losses.iter().enumerate().map(|(step, &loss)| (step as f64, f64::from(loss)));
        Curve::new(label, points).smoothed(50)
    }

    /// The accuracy after each epoch, as a curve to be drawn beside others.
    pub fn accuracy_curve(&self, label: &str) -> Curve {
        Curve::new(label, self.epochs.iter().map(|epoch| ((epoch.epoch + 1) as f64, epoch.accuracy)))
    }

    /// Shows the loss curve in a notebook.
    pub fn evcxr_display(&self) {
        Figure { text: self.to_string(), ..self.figure() }.evcxr_display();
    }
}

impl fmt::Display for History {
    /// The loss curve in letters, and a line an epoch.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.figure().text)?;
        self.epochs.iter().try_for_each(|epoch| write!(f, "\n{epoch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_have_a_point_for_each_step_and_each_epoch() {
        let epoch =
            EpochMetrics { epoch: 0, train_loss: 1.5, accuracy: 0.75, evaluation: Evaluation::Test, seconds: 1.0 };
        let history = History { losses: vec![2.0, 1.0], epochs: vec![epoch], interrupted: false };
        assert_eq!(history.loss_curve("a").points, [(0.0, 2.0), (1.0, 1.5)]);
        assert_eq!(history.accuracy_curve("a").points, [(1.0, 0.75)]);
    }

    #[test]
    fn the_seconds_of_the_epochs_add_up() {
        let epoch = |epoch, accuracy, seconds| EpochMetrics {
            epoch,
            train_loss: 0.5,
            accuracy,
            evaluation: Evaluation::Validation,
            seconds,
        };
        let epochs = vec![epoch(0, 0.9, 2.0), epoch(1, 0.95, 1.5), epoch(2, 0.94, 0.25)];
        let history = History { epochs, ..History::default() };
        assert_eq!(history.accuracy_by_time(), [(2.0, 0.9), (3.5, 0.95), (3.75, 0.94)]);
        assert_eq!(History::default().accuracy_by_time(), []);
    }
}
