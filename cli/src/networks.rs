//! `shuzi compare-networks`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shuzi::Result;
use shuzi::dataset::Split;
use shuzi::train::{ComparisonSettings, Contender, NetworkComparison, NetworkRun, RateTrial};
use words::text;

use crate::options::CompareNetworksOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::{INTERRUPTED, load_train, use_threads};

pub fn run(options: &CompareNetworksOptions) -> Result<ExitCode> {
    use_threads(options.threads)?;
    let path = options.file.clone().unwrap_or_else(|| PathBuf::from("out").join("networks.json"));
    let settings = ComparisonSettings { num_epochs: options.num_epochs, ..ComparisonSettings::default() };
    let (train, test) = (load_train(&options.data, options.limit)?, options.data.load(Split::Test)?);
    let mut comparison = NetworkComparison::open(&path, &settings, &train)?;
    listen_for_interrupts();
    for network in Contender::ALL {
        let name = network.name();
        for &rate in &settings.learning_rates {
            let mut bar = Terminal::bar_only(format!("{name}, learning rate {rate}"));
            let Some(trial) = comparison.try_rate(network, rate, &train, &mut bar)? else { return stopped(&path) };
            drop(bar);
            say(trial_line(&trial))?;
        }
        for seed in 1..=options.seeds as u64 {
            let mut bar = Terminal::bar_only(format!("{name}, seed {seed}"));
            let Some(run) = comparison.train(network, seed, [&train, &test], &mut bar)? else {
                return if comparison.best_rate(network).is_some() { stopped(&path) } else { diverged(network) };
            };
            drop(bar);
            say(run_line(&run))?;
        }
    }
    let path = path.display();
    say(format!("\n{comparison}\n"))?;
    say(text!("每次训练的结果在 {path}。", "The results of each training: {path}."))?;
    Ok(ExitCode::SUCCESS)
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
