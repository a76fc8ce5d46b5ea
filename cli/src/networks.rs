//! `shuzi compare-networks`: each network with the best of some learning rates, and several seeds.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shuzi::dataset::Dataset;
use shuzi::train::{
    Contender, Evaluation, History, NetworkComparison, NetworkConditions, NetworkResult, NetworkRun, Observer,
    RateTrial, TrainConfig, TrainError, fit_with,
};
use words::text;

use crate::error::Result;
use crate::ledger::{Entry, Ledger};
use crate::options::CompareNetworksOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::INTERRUPTED;

impl Entry for NetworkResult {
    /// Place of the network; then its trials by their rates, before its runs by their seeds.
    type Key = (usize, Option<u64>, f32);

    fn key(&self) -> Self::Key {
        match self {
            NetworkResult::Trial(trial) => trial_key(trial.network, trial.learning_rate),
            NetworkResult::Run(run) => run_key(run.network, run.seed),
        }
    }
}

fn trial_key(network: Contender, learning_rate: f32) -> (usize, Option<u64>, f32) {
    (network as usize, None, learning_rate)
}

fn run_key(network: Contender, seed: u64) -> (usize, Option<u64>, f32) {
    (network as usize, Some(seed), 0.0)
}

pub fn run(options: &CompareNetworksOptions) -> Result<ExitCode> {
    let path = options.file.clone().unwrap_or_else(|| PathBuf::from("out").join("networks.json"));
    let (train, test) = (options.images.prepare()?, options.images.test()?);
    let conditions = NetworkConditions { num_epochs: options.num_epochs, ..NetworkConditions::on(&train) };
    let mut comparing = CompareNetworks { ledger: Ledger::open(&path, conditions)?, train, test };
    listen_for_interrupts();
    for network in Contender::ALL {
        let name = network.name();
        for rate in comparing.ledger.conditions().learning_rates.clone() {
            let mut bar = Terminal::bar_only(format!("{name}, learning rate {rate}"));
            let Some(trial) = comparing.try_rate(network, rate, &mut bar)? else { return stopped(&path) };
            drop(bar);
            say(trial_line(&trial))?;
        }
        let Some(rate) = comparing.comparison().best_rate(network) else { return diverged(network) };
        for seed in 1..=options.seeds as u64 {
            let mut bar = Terminal::bar_only(format!("{name}, seed {seed}"));
            let Some(run) = comparing.train(network, rate, seed, &mut bar)? else { return stopped(&path) };
            drop(bar);
            say(run_line(&run))?;
        }
    }
    let path = path.display();
    say(format!("\n{}\n", comparing.comparison()))?;
    say(text!("每次训练的结果在 {path}。", "The results of each training: {path}."))?;
    Ok(ExitCode::SUCCESS)
}

/// A comparison that is being made, saved after each training.
struct CompareNetworks {
    ledger: Ledger<NetworkConditions, NetworkResult>,
    train: Dataset,
    test: Dataset,
}

impl CompareNetworks {
    /// What is done so far, for tables.
    fn comparison(&self) -> NetworkComparison {
        NetworkComparison { conditions: self.ledger.conditions().clone(), results: self.ledger.runs().to_vec() }
    }

    /// Tries a learning rate, unless that is done: trains on all but the last images, and judges by those. `None` where the
    /// observer stopped it; a training that diverges is a result.
    fn try_rate(&mut self, network: Contender, rate: f32, observer: &mut dyn Observer) -> Result<Option<RateTrial>> {
        if let Some(NetworkResult::Trial(done)) = self.ledger.run(trial_key(network, rate)) {
            return Ok(Some(done.clone()));
        }
        let held_out = self.ledger.conditions().validation_images.min(self.train.len() / 6);
        let (rest, validation) = self.train.clone().hold_out(held_out);
        let config = TrainConfig { evaluation: Evaluation::Validation, ..self.config(rate, 1) };
        let validation_accuracy = match fit_with(&mut network.model(1), &rest, &validation, &config, observer) {
            Ok(history) if history.interrupted => return Ok(None),
            Ok(history) => history.accuracy(),
            Err(shuzi::Error::OfTraining(TrainError::LossNotFinite { .. })) => None,
            Err(error) => return Err(error.into()),
        };
        let trial = RateTrial { network, learning_rate: rate, validation_accuracy };
        self.ledger.add(NetworkResult::Trial(trial.clone()))?;
        Ok(Some(trial))
    }

    /// Trains a network with a rate and a seed, unless that is done. `None` where the observer stopped it.
    fn train(
        &mut self,
        network: Contender,
        learning_rate: f32,
        seed: u64,
        observer: &mut dyn Observer,
    ) -> Result<Option<NetworkRun>> {
        if let Some(NetworkResult::Run(done)) = self.ledger.run(run_key(network, seed)) {
            return Ok(Some(done.clone()));
        }
        let config = self.config(learning_rate, seed);
        let history = fit_with(&mut network.model(seed), &self.train, &self.test, &config, observer)?;
        if history.interrupted {
            return Ok(None);
        }
        let History { epochs, .. } = &history;
        let run = NetworkRun {
            network,
            seed,
            learning_rate,
            test_accuracies: epochs.iter().map(|epoch| epoch.accuracy).collect(),
            seconds: epochs.iter().map(|epoch| epoch.seconds).collect(),
        };
        self.ledger.add(NetworkResult::Run(run.clone()))?;
        Ok(Some(run))
    }

    fn config(&self, learning_rate: f32, seed: u64) -> TrainConfig {
        let NetworkConditions { num_epochs, batch_size, .. } = *self.ledger.conditions();
        TrainConfig { num_epochs, batch_size, learning_rate, seed, ..TrainConfig::default() }
    }
}

/// `LeNet5, learning rate: 0.03, validation accuracy: 0.9871`.
fn trial_line(trial: &RateTrial) -> String {
    let RateTrial { network, learning_rate, validation_accuracy } = trial;
    let accuracy = match validation_accuracy {
        Some(accuracy) => format!("validation accuracy: {accuracy:.4}"),
        None => text!("发散了", "diverged"),
    };
    format!("{}, learning rate: {learning_rate}, {accuracy}", network.name())
}

/// `LeNet5, learning rate: 0.03, seed: 1, test accuracy: 0.9880, seconds: 9.1`.
fn run_line(run: &NetworkRun) -> String {
    let accuracy = run.test_accuracies.last().copied().unwrap_or(0.0);
    let seconds: f64 = run.seconds.iter().sum();
    let NetworkRun { network, seed, learning_rate, .. } = run;
    let name = network.name();
    format!("{name}, learning rate: {learning_rate}, seed: {seed}, test accuracy: {accuracy:.4}, seconds: {seconds:.1}")
}

fn diverged(network: Contender) -> Result<ExitCode> {
    let name = network.name();
    say(text!("{name} 用每个学习率训练都发散了。", "{name} diverged with every learning rate."))?;
    Ok(ExitCode::FAILURE)
}

fn stopped(path: &Path) -> Result<ExitCode> {
    let path = path.display();
    say(text!(
        "已中断。做完的训练存在 {path}；再运行同样的命令，从没做完的接着做。",
        "stopped. The trainings that are done are in {path}; run the same command again, and it goes on with the next one."
    ))?;
    Ok(ExitCode::from(INTERRUPTED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shuzi::dataset::Split;
    use shuzi::train::Printer;

    fn open(path: &Path, num_epochs: usize) -> Result<CompareNetworks> {
        let load = |split, count| Dataset::load(split).expect("the repository has MNIST").take(count);
        let (train, test) = (load(Split::Train, 370), load(Split::Test, 20));
        let conditions = NetworkConditions {
            num_epochs,
            learning_rates: vec![0.001, 0.05],
            validation_images: 50,
            ..NetworkConditions::on(&train)
        };
        Ok(CompareNetworks { ledger: Ledger::open(path, conditions)?, train, test })
    }

    #[test]
    fn what_is_done_is_not_done_again_and_other_settings_do_not_mix() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("networks.json");
        let mut comparing = open(&path, 1).expect("new");
        assert_eq!(comparing.comparison().best_rate(Contender::LeNet5), None);
        for rate in [0.001, 0.05] {
            comparing.try_rate(Contender::LeNet5, rate, &mut Printer).expect("tried").expect("not stopped");
        }
        let best = comparing.comparison().best_rate(Contender::LeNet5);
        assert_eq!(best, Some(0.05), "{:?}", comparing.ledger.runs());
        let run = comparing.train(Contender::LeNet5, 0.05, 2, &mut Printer).expect("trained");

        let mut again = open(&path, 1).expect("the same settings");
        assert_eq!(again.comparison(), comparing.comparison());
        // Without images nothing could be trained.
        (again.train, again.test) = (Dataset::default(), Dataset::default());
        assert_eq!(again.train(Contender::LeNet5, 0.05, 2, &mut Printer).expect("kept"), run);
        assert!(open(&path, 2).is_err_and(|error| error.to_string().contains("num_epochs")));
    }

    #[test]
    fn the_kept_results_stand_in_the_order_of_a_ledger() {
        let keys: Vec<_> = NetworkComparison::kept().results.iter().map(NetworkResult::key).collect();
        assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
    }
}
