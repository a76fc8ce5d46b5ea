//! The training loop.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::{
    Checkpoint, EpochMetrics, History, Observer, Optimizer, Printer, Progress, Resume, Start, Step, TrainConfig,
};
use crate::dataset::{Batch, Dataset, shuffled_order};
use crate::error::{Error, Result};
use crate::metrics::evaluate;
use crate::model::{Model, Objective};
use crate::seed::mix;
use crate::train::TrainError;
use words::text;
use words::written::hex;

/// Trains a network, and prints the lesson's lines: a loss every 200 batches, a test accuracy every epoch.
///
/// Same seed, same machine: the same losses to the last bit, whatever the number of threads, also across an
/// interruption. An epoch's last batch may be smaller than the others.
///
/// # Errors
/// When the configuration has an impossible number or a loss that is not for this network, a dataset is empty, a label is
/// outside the classes, the loss becomes infinite or not a number, or a checkpoint cannot be written or gone on from.
pub fn fit(model: &mut Model, train: &Dataset, test: &Dataset, config: &TrainConfig) -> Result<History> {
    fit_with(model, train, test, config, &mut Printer)
}

/// As [`fit`], with somebody else told of what happens.
///
/// # Errors
/// As [`fit`].
pub fn fit_with(
    model: &mut Model,
    train: &Dataset,
    test: &Dataset,
    config: &TrainConfig,
    observer: &mut dyn Observer,
) -> Result<History> {
    config.check()?;
    if train.is_empty() || test.is_empty() {
        return Err(Error::OfTraining(TrainError::NothingToTrainOn { train: train.len(), test: test.len() }));
    }
    let mut run = Run::begin(model, train, config)?;
    observer.started(&run.start());
    while run.progress.epoch < config.num_epochs {
        if !run.train_epoch(observer)? {
            run.history.interrupted = true;
            return Ok(run.history);
        }
        let metrics = run.finish_epoch(test)?;
        observer.saw_network(run.model)?;
        observer.finished_epoch(&metrics);
    }
    Ok(run.history)
}

/// Steps an epoch that [`shorten_for_tests`] allows.
static MAX_STEPS: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Ends every epoch of this process after so many steps. The tests that run the notebooks' cells call it, so that a cell
/// that trains for a minute is tested in a second.
pub fn shorten_for_tests(steps: usize) {
    MAX_STEPS.store(steps.max(1), Ordering::Relaxed);
}

/// A training under way.
struct Run<'a> {
    model: &'a mut Model,
    train: &'a Dataset,
    config: &'a TrainConfig,
    optimizer: Optimizer,
    /// Filled anew for each step, in the same memory.
    batch: Batch,
    progress: Progress,
    resumed: bool,
    history: History,
    /// Digests of the data and of the weights at the very beginning: a checkpoint of other ones is of another training.
    data: String,
    start: String,
    /// When this process began with the epoch, and the seconds that earlier ones spent on it.
    epoch_started: Instant,
    earlier_seconds: f64,
}

impl<'a> Run<'a> {
    /// At the very beginning, or where the checkpoint says.
    fn begin(model: &'a mut Model, train: &'a Dataset, config: &'a TrainConfig) -> Result<Run<'a>> {
        let mut run = Run {
            epoch_started: Instant::now(),
            data: train.digest(),
            start: digest_of_weights(model),
            model,
            train,
            config,
            optimizer: Optimizer::new(config.sgd),
            batch: Batch::default(),
            progress: Progress::default(),
            resumed: false,
            history: History::default(),
            earlier_seconds: 0.0,
        };
        let Some(path) = &config.checkpoint else { return Ok(run) };
        let checkpoint = match config.resume {
            Resume::Never => return Ok(run),
            // Whatever an unreadable file was, a notebook's training is not in it: begin anew.
            Resume::Unfinished => match Checkpoint::load(path) {
                Ok(checkpoint) if !checkpoint.is_finished() && run.can_go_on(&checkpoint).is_ok() => checkpoint,
                _ => return Ok(run),
            },
            Resume::Required => {
                let checkpoint = Checkpoint::load(path)?;
                run.can_go_on(&checkpoint)?;
                checkpoint
            }
        };
        if !run.optimizer.restore(&checkpoint.optimizer, run.model.trainable()) {
            let found = text!(
                "缺少优化器的速度，或者速度不合这个网络",
                "without the optimizer's velocities, or with those of another network"
            );
            return Err(Error::OfTraining(TrainError::BadCheckpoint { path: path.clone(), found }));
        }
        checkpoint.restore(run.model, path)?;
        run.progress = checkpoint.progress;
        run.earlier_seconds = checkpoint.seconds;
        run.history = checkpoint.history;
        run.resumed = true;
        Ok(run)
    }

    /// Whether a checkpoint is of this very training.
    fn can_go_on(&self, checkpoint: &Checkpoint) -> Result<()> {
        let differs = |name, ours: &str, theirs: &str| {
            (ours != theirs).then(|| (name, short(ours).to_string(), short(theirs).to_string()))
        };
        let (images, batches) = (self.train.len().to_string(), self.num_batches());
        let difference = differs("network", self.model.name(), &checkpoint.network)
            .or_else(|| self.config.difference(&checkpoint.config))
            .or_else(|| differs("num_images", &images, &checkpoint.num_images.to_string()))
            .or_else(|| differs("data", &self.data, &checkpoint.data))
            .or_else(|| differs("init", &self.start, &checkpoint.start));
        match difference {
            None if checkpoint.progress.batch > batches => Err(Error::OfTraining(TrainError::OtherTraining {
                path: self.config.checkpoint.clone().unwrap_or_default(),
                name: "num_batches".to_string(),
                expected: batches.to_string(),
                found: checkpoint.progress.batch.to_string(),
            })),
            None => Ok(()),
            Some((name, expected, found)) => {
                let path = self.config.checkpoint.clone().unwrap_or_default();
                Err(Error::OfTraining(TrainError::OtherTraining { path, name: name.to_string(), expected, found }))
            }
        }
    }

    fn num_batches(&self) -> usize {
        self.train.len().div_ceil(self.config.batch_size).min(MAX_STEPS.load(Ordering::Relaxed))
    }

    fn start(&self) -> Start<'a> {
        Start {
            from: self.progress,
            resumed: self.resumed,
            checkpoint: self.config.checkpoint.as_deref(),
            save_every: self.config.save_every,
            num_batches: self.num_batches(),
            num_epochs: self.config.num_epochs,
        }
    }

    /// The rest of an epoch's steps. `false` where the observer stopped it: everything is then saved.
    fn train_epoch(&mut self, observer: &mut dyn Observer) -> Result<bool> {
        let order = shuffled_order(self.train.len(), self.config.seed, self.progress.epoch);
        let batches = order.chunks(self.config.batch_size).take(self.num_batches());
        for indices in batches.skip(self.progress.batch) {
            let step = self.train_step(indices)?;
            observer.stepped(&step);
            let stop = observer.wants_to_stop();
            if stop || self.progress.batch.is_multiple_of(self.config.save_every) {
                self.save()?;
            }
            if stop {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn train_step(&mut self, indices: &[u32]) -> Result<Step> {
        let Progress { epoch, batch } = self.progress;
        let TrainConfig { loss, label_smoothing, learning_rate, seed, .. } = *self.config;
        match &self.config.augment {
            Some(augment) => self.batch.refill_changed(self.train, indices, augment, seed, epoch),
            None => self.batch.refill(self.train, indices),
        }
        let num_batches = self.num_batches();
        let (step, steps) = (epoch * num_batches + batch, self.config.num_epochs * num_batches);
        let rate = self.config.schedule.rate(learning_rate, step, steps);
        let objective = Objective { loss, label_smoothing };
        let optimizer = &mut self.optimizer;
        let value = self.model.step(
            &self.batch,
            objective,
            step_seed(seed, epoch, batch),
            &mut |start, weights, gradient| {
                optimizer.update(start, weights, gradient, rate);
            },
        )?;
        if !value.is_finite() {
            return Err(Error::OfTraining(TrainError::LossNotFinite { epoch, batch, loss: value, learning_rate }));
        }
        self.history.losses.push(value);
        self.progress.batch += 1;
        Ok(Step { epoch, batch, loss: value })
    }

    /// Tests the network and turns to the next epoch.
    fn finish_epoch(&mut self, test: &Dataset) -> Result<EpochMetrics> {
        let accuracy = evaluate(self.model, test)?.accuracy();
        let losses = &self.history.losses[self.history.losses.len() - self.progress.batch..];
        let metrics = EpochMetrics {
            epoch: self.progress.epoch,
            train_loss: losses.iter().sum::<f32>() / losses.len() as f32,
            accuracy,
            evaluation: self.config.evaluation,
            seconds: self.seconds(),
        };
        self.history.epochs.push(metrics.clone());
        self.progress = Progress { epoch: self.progress.epoch + 1, batch: 0 };
        (self.epoch_started, self.earlier_seconds) = (Instant::now(), 0.0);
        self.save()?;
        Ok(metrics)
    }

    fn seconds(&self) -> f64 {
        self.earlier_seconds + self.epoch_started.elapsed().as_secs_f64()
    }

    /// Saves, where there is a place to; never a network that has gone wrong over one that had not.
    fn save(&self) -> Result<()> {
        let Some(path) = &self.config.checkpoint else { return Ok(()) };
        let checkpoint = Checkpoint {
            network: self.model.name().to_string(),
            parameters: self.model.parameters(),
            optimizer: self.optimizer.state(),
            config: self.config.clone(),
            num_images: self.train.len(),
            data: self.data.clone(),
            start: self.start.clone(),
            progress: self.progress,
            seconds: self.seconds(),
            history: self.history.clone(),
        };
        if checkpoint.parameters.iter().flat_map(|tensor| &tensor.values).any(|value| !value.is_finite()) {
            let Progress { epoch, batch } = self.progress;
            let learning_rate = self.config.learning_rate;
            return Err(Error::OfTraining(TrainError::LossNotFinite { epoch, batch, loss: f32::NAN, learning_rate }));
        }
        checkpoint.save(path)
    }
}

fn digest_of_weights(model: &Model) -> String {
    let values = model.parameters().into_iter().flat_map(|tensor| tensor.values);
    hex(Sha256::digest(values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>()))
}

/// As much of a digest, or of a name, as a message needs.
fn short(text: &str) -> &str {
    text.get(..12).filter(|_| text.len() == 64).unwrap_or(text)
}

/// A seed of its own for every step of a training.
fn step_seed(seed: u64, epoch: usize, batch: usize) -> u64 {
    mix(seed, (epoch as u64) << 32 | batch as u64)
}
