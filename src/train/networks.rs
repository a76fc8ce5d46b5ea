//! The lesson's network beside two others, trained alike: what a larger or deeper network brings on digits.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::fit::{digest_of_data, short};
use super::{Evaluation, Observer, TrainConfig, fit_with};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::model::{Digit, Init, LeNet5, LessonCnn, Model, SmallResNet, Summary, summary};
use crate::train::TrainError;
use figures::Spread;
use figures::Table;
use files::write_atomically;
use words::text;
use words::written::thousands;

/// A network that takes part in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contender {
    /// The lesson's network.
    LessonCnn,
    /// LeNet-5 in its modern form.
    LeNet5,
    /// A small residual network.
    SmallResNet,
}

impl Contender {
    /// All of them, in the order of the table.
    pub const ALL: [Contender; 3] = [Contender::LessonCnn, Contender::LeNet5, Contender::SmallResNet];

    /// The name of its type.
    pub fn name(self) -> &'static str {
        match self {
            Contender::LessonCnn => "LessonCnn",
            Contender::LeNet5 => "LeNet5",
            Contender::SmallResNet => "SmallResNet",
        }
    }

    /// The network, as a training begins with it.
    pub fn model(self, seed: u64) -> Model {
        match self {
            Contender::LessonCnn => Model::lesson(Init::Paddle, seed),
            Contender::LeNet5 => Model::lenet5(Init::Paddle, seed),
            Contender::SmallResNet => Model::small_resnet(Init::Paddle, seed),
        }
    }

    /// Its layers, told from its type.
    pub fn summary(self) -> Summary {
        match self {
            Contender::LessonCnn => summary::<LessonCnn, Digit>(),
            Contender::LeNet5 => summary::<LeNet5, Digit>(),
            Contender::SmallResNet => summary::<SmallResNet, Digit>(),
        }
    }
}

/// How the networks are trained: all alike, but for the learning rate, which each has its own best of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonSettings {
    /// Passes over the training images.
    pub num_epochs: usize,
    /// Images a step.
    pub batch_size: usize,
    /// The learning rates that are tried.
    pub learning_rates: Vec<f32>,
    /// So many of the training images judge the rates (a sixth, where there are few): a trial does not train on them. The
    /// test set has no say in it.
    pub validation_images: usize,
}

impl Default for ComparisonSettings {
    fn default() -> ComparisonSettings {
        ComparisonSettings {
            num_epochs: 5,
            batch_size: 64,
            learning_rates: vec![0.01, 0.03, 0.1, 0.3],
            validation_images: 10_000,
        }
    }
}

/// What came of a learning rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateTrial {
    /// The network.
    pub network: Contender,
    /// The learning rate.
    pub learning_rate: f32,
    /// The accuracy on the validation images at the end, 0 to 1; `None` where the training diverged.
    pub validation_accuracy: Option<f64>,
}

/// What came of a training with all training images and the rate that was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkRun {
    /// The network.
    pub network: Contender,
    /// Decides the first weights and the order of the images.
    pub seed: u64,
    /// The learning rate.
    pub learning_rate: f32,
    /// The accuracy on the test images after each epoch, 0 to 1.
    pub test_accuracies: Vec<f64>,
    /// Seconds each epoch took, its test included.
    pub seconds: Vec<f64>,
}

/// The lesson's network, LeNet-5 and a small residual network, trained alike and kept in a JSON file: who is interrupted goes
/// on without doing anything twice.
///
/// ```
/// use shuzi::prelude::*;
///
/// println!("{}", NetworkComparison::kept());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkComparison {
    path: Option<PathBuf>,
    record: Record,
}

/// What is in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    settings: ComparisonSettings,
    num_images: usize,
    /// A digest of the training images, the validation images included.
    data: String,
    threads: usize,
    trials: Vec<RateTrial>,
    runs: Vec<NetworkRun>,
}

impl NetworkComparison {
    /// The comparison that the repository keeps in `results/networks.json`, made by `shuzi compare-networks`.
    pub fn kept() -> NetworkComparison {
        let record =
            serde_json::from_str(include_str!("../../results/networks.json")).expect("a file that a test reads");
        NetworkComparison { path: None, record }
    }

    /// Opens the comparison in a file, or begins one that will be saved there; `train` has the validation images in it.
    ///
    /// # Errors
    /// When the file cannot be read, is no comparison ([`TrainError::BadReport`]) or one with other settings or images
    /// ([`TrainError::OtherTraining`]).
    pub fn open(path: impl AsRef<Path>, settings: &ComparisonSettings, train: &Dataset) -> Result<NetworkComparison> {
        let path = path.as_ref().to_path_buf();
        let new = Record {
            settings: settings.clone(),
            num_images: train.len(),
            data: digest_of_data(train),
            threads: rayon::current_num_threads(),
            trials: Vec::new(),
            runs: Vec::new(),
        };
        let record = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => new,
            read => {
                let bytes = read.map_err(files::refused(&path))?;
                let broken = |error: serde_json::Error| {
                    Error::Train(TrainError::BadReport { path: path.clone(), message: error.to_string() })
                };
                new.gone_on_from(serde_json::from_slice(&bytes).map_err(broken)?, &path)?
            }
        };
        Ok(NetworkComparison { path: Some(path), record })
    }

    /// How the networks are trained.
    pub fn settings(&self) -> &ComparisonSettings {
        &self.record.settings
    }

    /// The trials of learning rates that are done.
    pub fn trials(&self) -> &[RateTrial] {
        &self.record.trials
    }

    /// The trainings that are done.
    pub fn runs(&self) -> &[NetworkRun] {
        &self.record.runs
    }

    /// Tries a learning rate, unless that is done, and saves what comes of it: trains on all but the last images of `train`,
    /// and judges by those. `None` where the observer stopped it, which leaves the file as it was.
    ///
    /// # Errors
    /// As [`super::fit`], but a training that diverges is a result; and when the file cannot be written.
    pub fn try_rate(
        &mut self,
        network: Contender,
        learning_rate: f32,
        train: &Dataset,
        observer: &mut dyn Observer,
    ) -> Result<Option<RateTrial>> {
        let is_it = |trial: &&RateTrial| trial.network == network && trial.learning_rate == learning_rate;
        if let Some(done) = self.record.trials.iter().find(is_it) {
            return Ok(Some(done.clone()));
        }
        let (rest, validation) = train.clone().hold_out(self.record.settings.validation_images.min(train.len() / 6));
        let config = TrainConfig { evaluation: Evaluation::Validation, ..self.config(learning_rate, 1) };
        let validation_accuracy = match fit_with(&mut network.model(1), &rest, &validation, &config, observer) {
            Ok(history) if history.interrupted => return Ok(None),
            Ok(history) => history.accuracy(),
            Err(Error::Train(TrainError::LossNotFinite { .. })) => None,
            Err(error) => return Err(error),
        };
        let trial = RateTrial { network, learning_rate, validation_accuracy };
        self.record.trials.push(trial.clone());
        self.save()?;
        Ok(Some(trial))
    }

    /// The learning rate whose trial came out best, or `None` before there is one.
    pub fn best_rate(&self, network: Contender) -> Option<f32> {
        let trials = self.record.trials.iter().filter(|trial| trial.network == network);
        let judged = trials.filter_map(|trial| Some((trial.learning_rate, trial.validation_accuracy?)));
        judged.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(rate, _)| rate)
    }

    /// Trains a network with the best of its rates and a seed, unless that is done, and saves what comes of it. `None` where
    /// no rate was tried yet, or where the observer stopped it.
    ///
    /// # Errors
    /// As [`super::fit`], and when the file cannot be written.
    pub fn train(
        &mut self,
        network: Contender,
        seed: u64,
        [train, test]: [&Dataset; 2],
        observer: &mut dyn Observer,
    ) -> Result<Option<NetworkRun>> {
        if let Some(done) = self.record.runs.iter().find(|run| run.network == network && run.seed == seed) {
            return Ok(Some(done.clone()));
        }
        let Some(learning_rate) = self.best_rate(network) else { return Ok(None) };
        let history = fit_with(&mut network.model(seed), train, test, &self.config(learning_rate, seed), observer)?;
        if history.interrupted {
            return Ok(None);
        }
        let run = NetworkRun {
            network,
            seed,
            learning_rate,
            test_accuracies: history.epochs.iter().map(|epoch| epoch.accuracy).collect(),
            seconds: history.epochs.iter().map(|epoch| epoch.seconds).collect(),
        };
        self.record.runs.push(run.clone());
        self.save()?;
        Ok(Some(run))
    }

    fn config(&self, learning_rate: f32, seed: u64) -> TrainConfig {
        let ComparisonSettings { num_epochs, batch_size, .. } = self.record.settings;
        TrainConfig { num_epochs, batch_size, learning_rate, seed, ..TrainConfig::default() }
    }

    fn save(&self) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        let json = serde_json::to_string_pretty(&self.record).expect("plain numbers and texts have a JSON form");
        Ok(write_atomically(path, format!("{json}\n").as_bytes())?)
    }

    /// The medians of a network's runs at their end, with the lowest and the highest: test accuracy, 0 to 1.
    fn accuracy(&self, network: Contender) -> Option<Spread> {
        let runs = self.record.runs.iter().filter(|run| run.network == network);
        Spread::of(runs.filter_map(|run| run.test_accuracies.last().copied()))
    }

    /// The shortest epoch of a network: what else the machine had to do only makes epochs longer.
    fn seconds(&self, network: Contender) -> Option<f64> {
        let runs = self.record.runs.iter().filter(|run| run.network == network);
        Spread::of(runs.flat_map(|run| run.seconds.iter().copied())).map(|spread| spread.lowest)
    }

    fn table(&self) -> Table {
        let head = [
            text!("网络", "network"),
            text!("参数个数", "parameters"),
            text!("乘加次数", "multiply-adds"),
            text!("学习率", "learning rate"),
            text!("轮数", "epochs"),
            text!("种子数", "seeds"),
            text!("每轮秒数", "seconds an epoch"),
            text!("测试准确率（最低–最高）", "test accuracy (lowest–highest)"),
        ];
        let mut table = Table { note: self.note(), ..Table::new(1, head) };
        for network in Contender::ALL {
            let summary = network.summary();
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
            table.row([
                network.name().to_string(),
                thousands(summary.parameters()),
                thousands(summary.multiply_adds()),
                or_dash(self.best_rate(network).map(|rate| rate.to_string())),
                self.record.settings.num_epochs.to_string(),
                self.seeds_of(network).to_string(),
                or_dash(self.seconds(network).map(|seconds| format!("{seconds:.1}"))),
                or_dash(self.accuracy(network).map(percent)),
            ]);
        }
        table
    }

    /// The test accuracies after each epoch of one training, 0 to 1; none where it was not made.
    pub fn test_accuracies(&self, network: Contender, seed: u64) -> Vec<f64> {
        let mut runs = self.record.runs.iter().filter(|run| run.network == network && run.seed == seed);
        runs.next().map(|run| run.test_accuracies.clone()).unwrap_or_default()
    }

    /// How many seeds each network has, at least.
    pub fn seeds(&self) -> usize {
        Contender::ALL.into_iter().map(|network| self.seeds_of(network)).min().unwrap_or(0)
    }

    fn seeds_of(&self, network: Contender) -> usize {
        self.record.runs.iter().filter(|run| run.network == network).count()
    }

    fn note(&self) -> String {
        let threads = self.record.threads;
        text!(
            "准确率是各个种子的中位数；每轮秒数是最快的一轮，{threads} 个线程。",
            "The accuracy is the median of the seeds; the seconds are the fastest epoch's, with {threads} threads."
        )
    }

    /// Shows the table in a notebook.
    pub fn evcxr_display(&self) {
        self.table().evcxr_display();
    }
}

/// `99.01 % (98.95–99.10)`.
fn percent(Spread { lowest, median, highest }: Spread) -> String {
    let [lowest, median, highest] = [lowest, median, highest].map(|share| format!("{:.2}", share * 100.0));
    format!("{median} % ({lowest}–{highest})")
}

impl Record {
    /// The old record, where it is of this very comparison.
    fn gone_on_from(self, old: Record, path: &Path) -> Result<Record> {
        let (ours, theirs) = (&self.settings, &old.settings);
        let pair = |name, ours: String, theirs: String| (ours != theirs).then_some((name, ours, theirs));
        let difference = pair("num_epochs", ours.num_epochs.to_string(), theirs.num_epochs.to_string())
            .or_else(|| pair("batch_size", ours.batch_size.to_string(), theirs.batch_size.to_string()))
            .or_else(|| {
                pair("learning_rates", format!("{:?}", ours.learning_rates), format!("{:?}", theirs.learning_rates))
            })
            .or_else(|| pair("validation", ours.validation_images.to_string(), theirs.validation_images.to_string()))
            .or_else(|| pair("num_images", self.num_images.to_string(), old.num_images.to_string()))
            .or_else(|| pair("data", short(&self.data).to_string(), short(&old.data).to_string()))
            .or_else(|| pair("threads", self.threads.to_string(), old.threads.to_string()));
        match difference {
            None => Ok(old),
            Some((name, expected, found)) => {
                Err(Error::Train(TrainError::OtherTraining { path: path.to_path_buf(), name, expected, found }))
            }
        }
    }
}

impl std::fmt::Display for NetworkComparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;
    use crate::train::Printer;

    fn few() -> ComparisonSettings {
        ComparisonSettings {
            num_epochs: 1,
            learning_rates: vec![0.001, 0.05],
            validation_images: 50,
            ..Default::default()
        }
    }

    #[test]
    fn the_kept_comparison_has_three_networks_with_as_many_seeds_and_rates_of_their_own() {
        let kept = NetworkComparison::kept();
        assert!(kept.seeds() >= 2, "{kept}");
        for network in Contender::ALL {
            let rate = kept.best_rate(network).expect("rates were tried");
            let runs: Vec<_> = kept.runs().iter().filter(|run| run.network == network).collect();
            assert!(runs.iter().all(|run| run.learning_rate == rate), "{network:?} trained with its best rate");
            assert!(runs.iter().all(|run| run.test_accuracies.len() == kept.settings().num_epochs));
        }
    }

    #[test]
    fn what_is_done_is_not_done_again_and_other_settings_do_not_mix() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("networks.json");
        let (train, test) =
            (Dataset::load(Split::Train).expect("data").take(370), Dataset::load(Split::Test).expect("data").take(20));
        let mut comparison = NetworkComparison::open(&path, &few(), &train).expect("new");
        assert_eq!(comparison.best_rate(Contender::LeNet5), None);
        assert_eq!(comparison.train(Contender::LeNet5, 1, [&train, &test], &mut Printer).expect("nothing to do"), None);
        for rate in few().learning_rates {
            comparison.try_rate(Contender::LeNet5, rate, &train, &mut Printer).expect("tried").expect("not stopped");
        }
        assert_eq!(comparison.best_rate(Contender::LeNet5), Some(0.05), "{:?}", comparison.trials());
        let run = comparison.train(Contender::LeNet5, 2, [&train, &test], &mut Printer).expect("trained");

        let mut again = NetworkComparison::open(&path, &few(), &train).expect("the same settings");
        assert_eq!(again, comparison);
        // Without images nothing could be trained.
        let none = Dataset::default();
        assert_eq!(again.train(Contender::LeNet5, 2, [&none, &none], &mut Printer).expect("kept"), run);
        let other = ComparisonSettings { num_epochs: 2, ..few() };
        let error = NetworkComparison::open(&path, &other, &train).expect_err("another comparison");
        assert!(error.to_string().contains("num_epochs"), "{error}");
        std::fs::write(&path, "{}").expect("written");
        assert!(matches!(
            NetworkComparison::open(&path, &few(), &train),
            Err(Error::Train(TrainError::BadReport { .. }))
        ));
    }

    #[test]
    fn the_table_has_a_dash_where_nothing_is_known_yet() {
        let folder = tempfile::tempdir().expect("a folder");
        let comparison =
            NetworkComparison::open(folder.path().join("new.json"), &few(), &Dataset::default()).expect("new");
        let text = comparison.to_string();
        assert!(text.contains("61,706") && text.contains("416,520") && text.contains('–'), "{text}");
    }
}
