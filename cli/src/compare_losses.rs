//! `shuzi compare-losses`: every loss, at every rate, with every seed, and what comes of it.

use std::path::Path;
use std::process::ExitCode;

use shuzi::dataset::Dataset;
use shuzi::loss::Loss;
use shuzi::metrics::evaluate;
use shuzi::model::{Init, Model};
use shuzi::train::{
    Conditions, EpochMetrics, Evaluation, LossComparison, LossRun, Observer, RATES, Start, Step, TrainConfig,
    TrainError, fit_with,
};
use words::text;

use crate::error::Result;
use crate::ledger::{Entry, Ledger};
use crate::options::CompareLossesOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::{INTERRUPTED, new_model};

impl Entry for LossRun {
    /// Seed, rate, place of the loss: whoever stops early has whole tables.
    type Key = (u64, f32, usize);

    fn key(&self) -> Self::Key {
        key(self.loss, self.learning_rate, self.seed)
    }
}

fn key(loss: Loss, learning_rate: f32, seed: u64) -> (u64, f32, usize) {
    (seed, learning_rate, Loss::ALL.iter().position(|one| *one == loss).unwrap_or(Loss::ALL.len()))
}

pub fn run(options: &CompareLossesOptions) -> Result<ExitCode> {
    let (train, test) = (options.images.prepare()?, options.images.test()?);
    let mut comparing = CompareLosses::open(&options.output, train, test, options.num_epochs)?;
    // What was done before is told first; then the rest, as it is done.
    comparing.ledger.runs().iter().try_for_each(|run| say(run.line()))?;
    listen_for_interrupts();
    let file = options.output.display();
    let plan = plan(options.seeds as u64);
    for (index, &(loss, rate, seed)) in plan.iter().enumerate() {
        if comparing.ledger.run(key(loss, rate, seed)).is_some() {
            continue;
        }
        let mut bar = Terminal::bar_only(format!("{}/{} {} {rate}", index + 1, plan.len(), loss.name()));
        let Some(run) = comparing.follow(loss, rate, seed, &mut bar)? else {
            drop(bar);
            say(text!(
                "已中断。做完的存在 {file}；再运行同样的命令，接着做剩下的。",
                "stopped. What is done is in {file}; run the same command again, and it goes on with the rest."
            ))?;
            return Ok(ExitCode::from(INTERRUPTED));
        };
        drop(bar);
        say(run.line())?;
    }
    let comparison = comparing.comparison();
    say(format!("\n{}\n\n{}", comparison.table(), comparison.best()))?;
    say(text!("每次训练的结果在 {file}。", "the results of each training: {file}."))?;
    Ok(ExitCode::SUCCESS)
}

/// All the runs, in their order.
fn plan(num_seeds: u64) -> Vec<(Loss, f32, u64)> {
    let of_seed = |seed| RATES.into_iter().flat_map(move |rate| Loss::ALL.map(|loss| (loss, rate, seed)));
    (1..=num_seeds).flat_map(of_seed).collect()
}

/// A comparison that is being made, saved after each run.
struct CompareLosses {
    train: Dataset,
    validation: Dataset,
    test: Dataset,
    ledger: Ledger<Conditions, LossRun>,
}

impl CompareLosses {
    /// Opens the results in a file, or begins ones that will be saved there. The last twelfth of the training images (of
    /// MNIST 5,000) is kept for validation.
    fn open(path: impl AsRef<Path>, train: Dataset, test: Dataset, num_epochs: usize) -> Result<CompareLosses> {
        let kept_out = train.len() / 12;
        let (train, validation) = train.hold_out(kept_out);
        if train.is_empty() || validation.is_empty() || test.is_empty() {
            let train = train.len().min(validation.len());
            return Err(shuzi::Error::from(TrainError::NothingToTrainOn { train, test: test.len() }).into());
        }
        let conditions = Conditions {
            num_images: train.len(),
            validation_images: validation.len(),
            test_images: test.len(),
            num_epochs,
            batch_size: TrainConfig::default().batch_size,
            init: Init::Paddle,
            data: train.digest(),
        };
        Ok(CompareLosses { ledger: Ledger::open(path, conditions)?, train, validation, test })
    }

    /// What is done so far, for tables.
    fn comparison(&self) -> LossComparison {
        LossComparison { conditions: self.ledger.conditions().clone(), runs: self.ledger.runs().to_vec() }
    }

    /// Trains once and saves what comes of it; `None` where the observer stopped it. A training that diverges is a result
    /// too.
    fn follow(&mut self, loss: Loss, rate: f32, seed: u64, observer: &mut dyn Observer) -> Result<Option<LossRun>> {
        let run = self.train(loss, rate, seed, observer)?;
        if let Some(run) = &run {
            self.ledger.add(run.clone())?;
        }
        Ok(run)
    }

    fn train(&self, loss: Loss, learning_rate: f32, seed: u64, observer: &mut dyn Observer) -> Result<Option<LossRun>> {
        let Conditions { num_epochs, batch_size, init, .. } = *self.ledger.conditions();
        let mut model = new_model(loss, init, seed);
        let evaluation = Evaluation::Validation;
        let config =
            TrainConfig { num_epochs, batch_size, learning_rate, seed, loss, evaluation, ..TrainConfig::default() };
        let mut measuring = Measuring { observer, test: &self.test, epochs: Vec::new(), test_accuracies: Vec::new() };
        let diverged = match fit_with(&mut model, &self.train, &self.validation, &config, &mut measuring) {
            Ok(history) if history.interrupted => return Ok(None),
            Ok(_) => false,
            Err(shuzi::Error::OfTraining(TrainError::LossNotFinite { .. })) => true,
            Err(error) => return Err(error.into()),
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

    fn saw_network(&mut self, model: &Model) -> shuzi::Result<()> {
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
    use shuzi::dataset::Split;

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
    fn a_run_that_is_interrupted_is_no_result_and_one_that_is_done_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("losses.json");
        let mut comparing = open(&path, 2).expect("begun");
        assert!(comparing.follow(Loss::Brier, 0.1, 1, &mut Counting(0, true)).expect("stopped").is_none());
        let mut steps = Counting(0, false);
        let run = comparing.follow(Loss::Brier, 0.1, 1, &mut steps).expect("trained").expect("not stopped");
        assert_eq!((steps.0, run.test_accuracies.len(), run.validation_accuracies.len()), (6, 2, 2));
        let again = open(&path, 2).expect("gone on");
        assert_eq!(again.ledger.run(key(Loss::Brier, 0.1, 1)), Some(&run), "done before");
        assert!(open(&path, 3).is_err_and(|error| error.to_string().contains("num_epochs")));
    }

    #[test]
    fn a_training_that_diverges_is_a_result() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("losses.json");
        let mut comparing = open(&path, 1).expect("begun");
        let run = comparing.follow(Loss::Regression, 1e20, 1, &mut Counting(0, false)).expect("told").expect("done");
        assert!(run.diverged && run.test_accuracies.is_empty(), "{run:?}");
        assert_eq!(open(&path, 1).expect("whole").ledger.runs().len(), 1);
    }

    #[test]
    fn the_plan_has_every_loss_rate_and_seed_once_in_the_order_of_the_file() {
        let plan = plan(3);
        assert_eq!(plan.len(), 75);
        let keys: Vec<_> = plan.iter().map(|&(loss, rate, seed)| key(loss, rate, seed)).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        let kept: Vec<_> = LossComparison::kept().runs.iter().map(LossRun::key).collect();
        assert_eq!(kept, keys, "as results/losses.json has them");
    }
}
