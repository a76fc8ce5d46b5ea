//! Trains with every loss, at every rate, with every seed, and keeps what comes of it.

use std::path::{Path, PathBuf};

use super::fit::digest_of_data;
use super::{
    Conditions, EpochMetrics, Evaluation, LossComparison, LossRun, Observer, RATES, Start, Step, TrainConfig, fit_with,
};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::loss::Loss;
use crate::metrics::evaluate;
use crate::model::{Init, Model};
use crate::train::TrainError;

/// A [`LossComparison`] that is being made, saved after each run: who is interrupted goes on without doing a run twice.
///
/// ```no_run
/// use shuzi::dataset::{Dataset, Split};
/// use shuzi::train::{CompareLosses, Printer};
///
/// let (train, test) = (Dataset::load(Split::Train)?, Dataset::load(Split::Test)?);
/// let mut comparing = CompareLosses::open("out/losses.json", train, test, 5)?;
/// for (loss, rate, seed) in CompareLosses::plan(3) {
///     comparing.follow(loss, rate, seed, &mut Printer)?;
/// }
/// println!("{}", comparing.comparison().table());
/// # Ok::<(), shuzi::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct CompareLosses {
    path: PathBuf,
    train: Dataset,
    validation: Dataset,
    test: Dataset,
    comparison: LossComparison,
}

impl CompareLosses {
    /// Opens the results in a file, or begins ones that will be saved there. The last twelfth of the training images (of
    /// MNIST 5,000) is kept for validation.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else, or results under other conditions.
    pub fn open(path: impl AsRef<Path>, train: Dataset, test: Dataset, num_epochs: usize) -> Result<CompareLosses> {
        let path = path.as_ref().to_path_buf();
        let kept_out = train.len() / 12;
        let (train, validation) = train.hold_out(kept_out);
        if train.is_empty() || validation.is_empty() || test.is_empty() {
            return Err(Error::Train(TrainError::NothingToTrainOn {
                train: train.len().min(validation.len()),
                test: test.len(),
            }));
        }
        let conditions = Conditions {
            num_images: train.len(),
            validation_images: validation.len(),
            test_images: test.len(),
            num_epochs,
            batch_size: TrainConfig::default().batch_size,
            init: Init::Paddle,
            data: digest_of_data(&train),
        };
        let comparison = match LossComparison::load(&path)? {
            Some(old) => conditions.gone_on_from(old, &path)?,
            None => LossComparison { conditions, runs: Vec::new() },
        };
        Ok(CompareLosses { path, train, validation, test, comparison })
    }

    /// All the runs: seed by seed, so that whoever stops early has whole tables.
    pub fn plan(num_seeds: u64) -> Vec<(Loss, f32, u64)> {
        let of_seed = |seed| RATES.into_iter().flat_map(move |rate| Loss::ALL.map(|loss| (loss, rate, seed)));
        (1..=num_seeds).flat_map(of_seed).collect()
    }

    /// Trains once and saves what comes of it, unless that is done; `None` where the observer stopped it. A training that
    /// diverges is a result too.
    ///
    /// # Errors
    /// As [`fit_with`], and when the file cannot be written.
    pub fn follow(
        &mut self,
        loss: Loss,
        learning_rate: f32,
        seed: u64,
        observer: &mut dyn Observer,
    ) -> Result<Option<&LossRun>> {
        if self.comparison.run(loss, learning_rate, seed).is_none() {
            let Some(run) = self.train(loss, learning_rate, seed, observer)? else { return Ok(None) };
            self.comparison.runs.push(run);
            self.comparison.save(&self.path)?;
        }
        Ok(self.comparison.run(loss, learning_rate, seed))
    }

    /// What is done so far.
    pub fn comparison(&self) -> &LossComparison {
        &self.comparison
    }

    fn train(&self, loss: Loss, learning_rate: f32, seed: u64, observer: &mut dyn Observer) -> Result<Option<LossRun>> {
        let Conditions { num_epochs, batch_size, init, .. } = self.comparison.conditions;
        let mut model = match loss {
            Loss::Regression => Model::regression(init, seed),
            _ => Model::lesson(init, seed),
        };
        let evaluation = Evaluation::Validation;
        let config =
            TrainConfig { num_epochs, batch_size, learning_rate, seed, loss, evaluation, ..TrainConfig::default() };
        let mut measuring = Measuring { observer, test: &self.test, epochs: Vec::new(), test_accuracies: Vec::new() };
        let diverged = match fit_with(&mut model, &self.train, &self.validation, &config, &mut measuring) {
            Ok(history) if history.interrupted => return Ok(None),
            Ok(_) => false,
            Err(Error::Train(TrainError::LossNotFinite { .. })) => true,
            Err(error) => return Err(error),
        };
        let Measuring { epochs, test_accuracies, .. } = measuring;
        Ok(Some(LossRun {
            loss,
            learning_rate,
            seed,
            diverged,
            // JSON knows no infinity, which a sum of huge losses may reach.
            train_losses: epochs.iter().map(|epoch| epoch.train_loss.min(f32::MAX)).collect(),
            validation_accuracies: epochs.iter().map(|epoch| epoch.accuracy).collect(),
            test_accuracies,
        }))
    }
}

impl Conditions {
    /// The old results, where they were made under these conditions.
    fn gone_on_from(self, old: LossComparison, path: &Path) -> Result<LossComparison> {
        let pair = |name, ours: &dyn ToString, theirs: &dyn ToString| (name, ours.to_string(), theirs.to_string());
        let found = &old.conditions;
        let differs = [
            pair("num_images", &self.num_images, &found.num_images),
            pair("validation", &self.validation_images, &found.validation_images),
            pair("test", &self.test_images, &found.test_images),
            pair("num_epochs", &self.num_epochs, &found.num_epochs),
            pair("batch_size", &self.batch_size, &found.batch_size),
            pair("init", &format!("{:?}", self.init), &format!("{:?}", found.init)),
            pair("data", &self.data, &found.data),
        ];
        match differs.into_iter().find(|(_, ours, theirs)| ours != theirs) {
            None => Ok(old),
            Some((name, expected, found)) => {
                Err(Error::Train(TrainError::OtherTraining { path: path.to_path_buf(), name, expected, found }))
            }
        }
    }
}

/// Passes on what happens, and reads the test set after each epoch besides.
struct Measuring<'a> {
    observer: &'a mut dyn Observer,
    test: &'a Dataset,
    epochs: Vec<EpochMetrics>,
    test_accuracies: Vec<f64>,
}

impl Observer for Measuring<'_> {
    fn started(&mut self, start: &Start<'_>) {
        self.observer.started(start);
    }

    fn stepped(&mut self, step: &Step) {
        self.observer.stepped(step);
    }

    fn saw_network(&mut self, model: &Model) -> Result<()> {
        self.test_accuracies.push(evaluate(model, self.test)?.accuracy());
        self.observer.saw_network(model)
    }

    fn finished_epoch(&mut self, metrics: &EpochMetrics) {
        self.epochs.push(metrics.clone());
        self.observer.finished_epoch(metrics);
    }

    fn wants_to_stop(&self) -> bool {
        self.observer.wants_to_stop()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;

    /// Stops when told so, and counts the steps.
    struct Counting(usize, bool);

    impl Observer for Counting {
        fn started(&mut self, _: &Start<'_>) {}
        fn stepped(&mut self, _: &Step) {
            self.0 += 1;
        }
        fn finished_epoch(&mut self, _: &EpochMetrics) {}
        fn wants_to_stop(&self) -> bool {
            self.1
        }
    }

    fn open(path: &Path, num_epochs: usize) -> Result<CompareLosses> {
        let load = |split, count| Dataset::load(split).expect("the repository has MNIST").take(count);
        CompareLosses::open(path, load(Split::Train, 144), load(Split::Test, 50), num_epochs)
    }

    #[test]
    fn a_run_is_done_once_also_across_an_interruption() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("losses.json");
        let mut steps = Counting(0, true);
        let mut comparing = open(&path, 2).expect("begun");
        assert!(comparing.follow(Loss::Brier, 0.1, 1, &mut steps).expect("stopped").is_none());
        steps = Counting(0, false);
        let run = comparing.follow(Loss::Brier, 0.1, 1, &mut steps).expect("trained").expect("not stopped").clone();
        assert_eq!((steps.0, run.test_accuracies.len(), run.validation_accuracies.len()), (6, 2, 2));
        let mut again = open(&path, 2).expect("gone on");
        assert_eq!(again.follow(Loss::Brier, 0.1, 1, &mut steps).expect("done before"), Some(&run));
        assert_eq!(steps.0, 6, "nothing was trained again");
        assert!(matches!(open(&path, 3), Err(Error::Train(TrainError::OtherTraining { name: "num_epochs", .. }))));
    }

    #[test]
    fn a_training_that_diverges_is_a_result() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("losses.json");
        let mut comparing = open(&path, 1).expect("begun");
        let run = comparing.follow(Loss::Regression, 1e20, 1, &mut Counting(0, false)).expect("told").expect("done");
        assert!(run.diverged && run.test_accuracies.is_empty(), "{run:?}");
        assert_eq!(LossComparison::load(&path).expect("whole").expect("there").runs.len(), 1);
    }

    #[test]
    fn the_plan_has_every_loss_rate_and_seed_once() {
        let plan = CompareLosses::plan(3);
        assert_eq!(plan.len(), 75);
        assert!(plan.iter().all(|one| plan.iter().filter(|other| one == *other).count() == 1));
        assert!(plan[..25].iter().all(|run| run.2 == 1), "seed by seed");
    }
}
