//! Who watches a training.

use std::path::Path;

use super::{EpochMetrics, Progress};
use crate::error::Result;
use crate::model::Model;
use words::text;

/// How a training begins.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Where it goes on, or its very beginning.
    pub from: Progress,
    /// Whether it goes on from a checkpoint.
    pub resumed: bool,
    /// Where it saves as it goes.
    pub checkpoint: Option<&'a Path>,
    /// Steps between saves.
    pub save_every: usize,
    /// Steps an epoch.
    pub num_batches: usize,
    /// Epochs in all.
    pub num_epochs: usize,
}

/// One step that was taken.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The epoch, from 0.
    pub epoch: usize,
    /// The batch in the epoch, from 0.
    pub batch: usize,
    /// The loss before the step, mean over the batch.
    pub loss: f32,
}

/// Batches from one loss line to the next.
const LOG_EVERY: usize = 200;

impl Step {
    /// The lesson's line, on every 200th batch of an epoch: `epoch: 0, batch: 200, loss is: 0.2881`.
    pub fn log_line(&self) -> Option<String> {
        let Step { epoch, batch, loss } = self;
        batch.is_multiple_of(LOG_EVERY).then(|| format!("epoch: {epoch}, batch: {batch}, loss is: {loss:.4}"))
    }
}

/// Is told what happens in a training, and may stop it.
pub trait Observer {
    /// The training begins, or goes on.
    fn started(&mut self, start: &Start<'_>);
    /// A step was taken.
    fn stepped(&mut self, step: &Step);
    /// An epoch is done.
    fn finished_epoch(&mut self, metrics: &EpochMetrics);
    /// Sees the network after each epoch, before [`Observer::finished_epoch`]: for whoever measures more than an accuracy.
    ///
    /// # Errors
    /// When what it does fails; the training then ends with that error.
    fn saw_network(&mut self, _model: &Model) -> Result<()> {
        Ok(())
    }
    /// Whether the training should stop after this step. It then saves, where it has a checkpoint.
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// Prints the lesson's lines to standard output, and nothing to standard error.
#[derive(Clone, Copy, Debug, Default)]
pub struct Printer;

impl Observer for Printer {
    fn started(&mut self, start: &Start<'_>) {
        if let Some(line) = start.resumed_line() {
            println!("{line}");
        }
        if start.checkpoint.is_some() {
            let save_every = start.save_every;
            let note = text!(
                "每 {save_every} 步存一次进度；中断后再运行，最多重做 {save_every} 步。",
                "saved every {save_every} steps: after an interrupt, run it again; at most {save_every} steps are done twice."
            );
            println!("{note}");
        }
    }

    fn stepped(&mut self, step: &Step) {
        if let Some(line) = step.log_line() {
            println!("{line}");
        }
    }

    fn finished_epoch(&mut self, metrics: &EpochMetrics) {
        println!("{metrics}");
    }
}

/// As [`Printer`], and stops a training after so many steps, as a reader's interrupt would, but with the progress saved:
/// to see that a training goes on where it stopped.
#[derive(Clone, Copy, Debug)]
pub struct InterruptAfter {
    steps_left: usize,
}

impl InterruptAfter {
    /// Stops after so many steps from now.
    pub fn steps(steps: usize) -> InterruptAfter {
        InterruptAfter { steps_left: steps }
    }
}

impl Observer for InterruptAfter {
    fn started(&mut self, start: &Start<'_>) {
        Printer.started(start);
    }

    fn stepped(&mut self, step: &Step) {
        Printer.stepped(step);
        self.steps_left = self.steps_left.saturating_sub(1);
        if self.steps_left == 0 {
            let Step { epoch, batch, .. } = step;
            println!(
                "{}",
                text!("在 epoch {epoch}, batch {batch} 之后中断。", "interrupted after epoch {epoch}, batch {batch}.")
            );
        }
    }

    fn finished_epoch(&mut self, metrics: &EpochMetrics) {
        Printer.finished_epoch(metrics);
    }

    fn wants_to_stop(&self) -> bool {
        self.steps_left == 0
    }
}

impl Start<'_> {
    /// Says that and where a training goes on, or nothing at its very beginning.
    pub fn resumed_line(&self) -> Option<String> {
        let Progress { epoch, batch } = self.from;
        if self.resumed && epoch >= self.num_epochs {
            return Some(text!(
                "已经训练完 {epoch} 轮；要接着训练，请把轮数（num_epochs）设得更大。",
                "{epoch} epochs are trained already; set a larger number of epochs (num_epochs) to go on."
            ));
        }
        self.resumed.then(|| {
            text!(
                "接着上次的训练：从 epoch {epoch}, batch {batch} 继续。",
                "going on with the last training, from epoch {epoch}, batch {batch}."
            )
        })
    }
}
