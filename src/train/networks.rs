//! The lesson's network beside two others, trained alike: what a larger or deeper network brings on digits.

use figures::{Spread, Table};
use serde::{Deserialize, Serialize};
use words::text;
use words::written::thousands;

use crate::dataset::Dataset;
use crate::model::{Digit, Init, LeNet5, LessonCnn, Model, SmallResNet, Summary, summary};

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
pub struct NetworkConditions {
    /// Passes over the training images.
    pub num_epochs: usize,
    /// Images a step.
    pub batch_size: usize,
    /// The learning rates that are tried.
    pub learning_rates: Vec<f32>,
    /// So many of the training images judge the rates (a sixth, where there are few): a trial does not train on them. The
    /// test set has no say in it.
    pub validation_images: usize,
    /// How many training images there are, the validation images included.
    pub num_images: usize,
    /// A digest of them.
    pub data: String,
    /// How many threads computed: seconds are compared with seconds of as many.
    pub threads: usize,
}

impl NetworkConditions {
    /// Four rates, five epochs, on these images.
    pub fn on(train: &Dataset) -> NetworkConditions {
        NetworkConditions {
            num_epochs: 5,
            batch_size: 64,
            learning_rates: vec![0.01, 0.03, 0.1, 0.3],
            validation_images: 10_000,
            num_images: train.len(),
            data: train.digest(),
            threads: rayon::current_num_threads(),
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

/// A trial of a rate, or a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NetworkResult {
    /// How good a rate is.
    Trial(RateTrial),
    /// How good a network is.
    Run(NetworkRun),
}

/// The results of `shuzi compare-networks`: the lesson's network, LeNet-5 and a small residual network, trained alike.
///
/// ```
/// use shuzi::prelude::*;
///
/// println!("{}", NetworkComparison::kept());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkComparison {
    /// How they were trained.
    pub conditions: NetworkConditions,
    /// What is done.
    #[serde(rename = "runs")]
    pub results: Vec<NetworkResult>,
}

impl NetworkComparison {
    /// The comparison that the repository keeps in `results/networks.json`.
    pub fn kept() -> NetworkComparison {
        serde_json::from_str(include_str!("../../results/networks.json")).expect("a file that a test reads")
    }

    /// The trials of a network's learning rates.
    pub fn trials(&self, network: Contender) -> impl Iterator<Item = &RateTrial> {
        self.results.iter().filter_map(move |result| match result {
            NetworkResult::Trial(trial) if trial.network == network => Some(trial),
            _ => None,
        })
    }

    /// The trainings of a network with the best of its rates, one a seed.
    pub fn runs(&self, network: Contender) -> impl Iterator<Item = &NetworkRun> {
        self.results.iter().filter_map(move |result| match result {
            NetworkResult::Run(run) if run.network == network => Some(run),
            _ => None,
        })
    }

    /// The learning rate whose trial came out best, or `None` before there is one.
    pub fn best_rate(&self, network: Contender) -> Option<f32> {
        let judged = self.trials(network).filter_map(|trial| Some((trial.learning_rate, trial.validation_accuracy?)));
        judged.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(rate, _)| rate)
    }

    /// The medians of a network's runs at their end, with the lowest and the highest: test accuracy, 0 to 1.
    fn accuracy(&self, network: Contender) -> Option<Spread> {
        Spread::of(self.runs(network).filter_map(|run| run.test_accuracies.last().copied()))
    }

    /// The shortest epoch of a network: what else the machine had to do only makes epochs longer.
    fn seconds(&self, network: Contender) -> Option<f64> {
        Spread::of(self.runs(network).flat_map(|run| run.seconds.iter().copied())).map(|spread| spread.lowest)
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
                self.conditions.num_epochs.to_string(),
                self.seeds_of(network).to_string(),
                or_dash(self.seconds(network).map(|seconds| format!("{seconds:.1}"))),
                or_dash(self.accuracy(network).map(percent)),
            ]);
        }
        table
    }

    /// The test accuracies after each epoch of one training, 0 to 1; none where it was not made.
    pub fn test_accuracies(&self, network: Contender, seed: u64) -> Vec<f64> {
        self.runs(network).find(|run| run.seed == seed).map(|run| run.test_accuracies.clone()).unwrap_or_default()
    }

    /// How many seeds each network has, at least.
    pub fn seeds(&self) -> usize {
        Contender::ALL.into_iter().map(|network| self.seeds_of(network)).min().unwrap_or(0)
    }

    fn seeds_of(&self, network: Contender) -> usize {
        self.runs(network).count()
    }

    fn note(&self) -> String {
        let threads = self.conditions.threads;
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

impl std::fmt::Display for NetworkComparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kept_comparison_has_three_networks_with_as_many_seeds_and_rates_of_their_own() {
        let kept = NetworkComparison::kept();
        assert!(kept.seeds() >= 2, "{kept}");
        for network in Contender::ALL {
            let rate = kept.best_rate(network).expect("rates were tried");
            for run in kept.runs(network) {
                assert_eq!(run.learning_rate, rate, "{network:?} trained with its best rate");
                assert_eq!(run.test_accuracies.len(), kept.conditions.num_epochs);
            }
        }
    }

    #[test]
    fn the_table_has_a_dash_where_nothing_is_known_yet() {
        let conditions = NetworkConditions::on(&Dataset::default());
        let text = NetworkComparison { conditions, results: Vec::new() }.to_string();
        assert!(text.contains("61,706") && text.contains("416,520") && text.contains('–'), "{text}");
    }
}
