//! What losses are worth, compared by what counts: the accuracy, at several learning rates and with several seeds.
//!
//! Losses of different kinds are on different scales, so their numbers say nothing about each other. And one learning
//! rate for all is no fair race either: the gradient of one loss may be ten times another's. So each loss is trained
//! with all rates, and its best is chosen by images that were kept out of the training, not by the test set.

use figures::{Curve, Figure, RunGroup, Spread, Table, plot_accuracy_by_epoch, plot_accuracy_by_rate};
use serde::{Deserialize, Serialize};
use words::text;

use crate::loss::Loss;
use crate::model::Init;

/// The learning rates that are compared: about half a power of ten apart.
pub const RATES: [f32; 5] = [0.003, 0.01, 0.03, 0.1, 0.3];

/// The results of `shuzi compare-losses`: every loss, at every rate, with every seed.
///
/// ```
/// use shuzi::loss::Loss;
/// use shuzi::train::LossComparison;
///
/// let kept = LossComparison::kept();
/// println!("{}", kept.table());
/// println!("{}", kept.by_epoch(0.01));
/// assert!(kept.run(Loss::CrossEntropy, 0.01, 1).is_some());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossComparison {
    /// What all the runs have in common.
    pub conditions: Conditions,
    /// One for each loss, rate and seed that is done.
    pub runs: Vec<LossRun>,
}

/// What all the runs of a [`LossComparison`] have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Conditions {
    /// Images that were trained on.
    pub num_images: usize,
    /// Images kept out of the training, by which the best rates are chosen.
    pub validation_images: usize,
    /// Images of the test set.
    pub test_images: usize,
    /// Passes over the training images.
    pub num_epochs: usize,
    /// Images a step.
    pub batch_size: usize,
    /// How the weights started.
    pub init: Init,
    /// A digest of the training images.
    pub data: String,
}

/// One training of a [`LossComparison`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LossRun {
    /// The loss.
    pub loss: Loss,
    /// The learning rate.
    pub learning_rate: f32,
    /// Decides the first weights and the order of the images.
    pub seed: u64,
    /// Whether the loss became infinite or no number; the lists then end with the epoch before.
    pub diverged: bool,
    /// The mean loss of each epoch's steps, on the loss's own scale.
    pub train_losses: Vec<f32>,
    /// The share of the validation images read right after each epoch, 0 to 1.
    pub validation_accuracies: Vec<f64>,
    /// The share of the test images read right after each epoch, 0 to 1.
    pub test_accuracies: Vec<f64>,
}

impl LossRun {
    /// `cross-entropy, learning rate: 0.01, seed: 1, validation accuracy: 0.9760, test accuracy: 0.9781`.
    pub fn line(&self) -> String {
        let LossRun { loss, learning_rate, seed, .. } = self;
        let name = loss.name();
        let end = match (self.diverged, self.validation_accuracies.last(), self.test_accuracies.last()) {
            (false, Some(validation), Some(test)) => {
                format!("validation accuracy: {validation:.4}, test accuracy: {test:.4}")
            }
            _ => text!("发散了", "diverged"),
        };
        format!("{name}, learning rate: {learning_rate}, seed: {seed}, {end}")
    }

    fn is(&self, loss: Loss, learning_rate: f32) -> bool {
        self.loss == loss && self.learning_rate == learning_rate
    }

    /// The test accuracy at the end; not a number where the training diverged.
    fn final_test(&self) -> f64 {
        if self.diverged { f64::NAN } else { self.test_accuracies.last().copied().unwrap_or(f64::NAN) }
    }

    /// The validation accuracy at the end, 0 where the training diverged: nobody would choose such a rate.
    fn final_validation(&self) -> f64 {
        if self.diverged { 0.0 } else { self.validation_accuracies.last().copied().unwrap_or(0.0) }
    }
}

impl LossComparison {
    /// The results that come with the library, `results/losses.json`.
    pub fn kept() -> LossComparison {
        serde_json::from_str(include_str!("../../results/losses.json")).expect("a file that a test reads")
    }

    /// The run of a loss with a rate and a seed, if it is done.
    pub fn run(&self, loss: Loss, learning_rate: f32, seed: u64) -> Option<&LossRun> {
        self.runs.iter().find(|run| run.is(loss, learning_rate) && run.seed == seed)
    }

    /// The learning rate at which a loss did best on the validation images, by the median of its seeds; of equal ones the
    /// smallest. `None` where no run of it is done.
    pub fn best_rate(&self, loss: Loss) -> Option<f32> {
        let median = |rate: f32| {
            let accuracies = self.of(loss, rate).map(LossRun::final_validation);
            Spread::of(accuracies).map(|spread| (spread.median, rate))
        };
        let of_rates = self.rates().into_iter().filter_map(median);
        of_rates.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, rate)| rate)
    }

    /// The test accuracies at the end: a row a loss, a column a rate, in percent. A star marks each loss's best rate.
    pub fn table(&self) -> Table {
        let rates = self.rates();
        let head = [text!("损失＼学习率", "loss＼learning rate")].into_iter().chain(rates.iter().map(f32::to_string));
        let rows = self.losses().into_iter().map(|loss| {
            let best = self.best_rate(loss);
            let cells = rates.iter().map(|&rate| {
                let star = if Some(rate) == best { "*" } else { "" };
                format!("{}{star}", self.written(loss, rate))
            });
            [loss.title()].into_iter().chain(cells).collect()
        });
        let Conditions { num_epochs, validation_images, .. } = self.conditions;
        Table {
            title: text!("训练 {num_epochs} 轮后的测试准确率（%）", "Test accuracy after {num_epochs} epochs (%)"),
            head: head.collect(),
            rows: rows.collect(),
            note: self.seeds_note()
                + &text!(
                    "* 是这种损失最好的学习率，由没有用来训练的 {validation_images} 张验证图片选出。",
                    " * marks a loss's best rate, chosen by {validation_images} validation images that were not trained on."
                ),
            ..Table::default()
        }
    }

    /// Each loss at its own best rate: the rate, and the accuracies in percent.
    pub fn best(&self) -> Table {
        let head = [
            text!("损失", "loss"),
            text!("最好的学习率", "best rate"),
            text!("验证准确率（%）", "validation accuracy (%)"),
            text!("测试准确率（%）", "test accuracy (%)"),
        ];
        let rows = self.losses().into_iter().filter_map(|loss| {
            let rate = self.best_rate(loss)?;
            let validation = Spread::of(self.of(loss, rate).map(LossRun::final_validation)).map(percent);
            Some(vec![loss.title(), rate.to_string(), validation.unwrap_or_default(), self.written(loss, rate)])
        });
        let num_epochs = self.conditions.num_epochs;
        Table {
            title: text!(
                "各用自己最好的学习率，训练 {num_epochs} 轮",
                "Each loss at its own best rate, {num_epochs} epochs"
            ),
            head: head.to_vec(),
            rows: rows.collect(),
            note: self.seeds_note(),
            ..Table::default()
        }
    }

    /// Test accuracy after each epoch, all losses at one learning rate.
    pub fn by_epoch(&self, learning_rate: f32) -> Figure {
        let title =
            text!("学习率都是 {learning_rate} 时的准确率", "Accuracy with learning rate {learning_rate} for all");
        self.plot_by_epoch(&title, |_| Some(learning_rate))
    }

    /// Test accuracy after each epoch, each loss at its own best rate.
    pub fn by_epoch_at_best(&self) -> Figure {
        let title = text!("各用自己最好的学习率时的准确率", "Accuracy with each loss's own best learning rate");
        self.plot_by_epoch(&title, |loss| self.best_rate(loss))
    }

    /// Test accuracy at the end against the learning rate.
    pub fn by_rate(&self) -> Figure {
        let groups = self.losses().into_iter().map(|loss| {
            let of_seed = |seed: u64| {
                let points = self.runs.iter().filter(|run| run.loss == loss && run.seed == seed);
                Curve::new("", points.map(|run| (f64::from(run.learning_rate), run.final_test())))
            };
            RunGroup { label: loss.title(), runs: self.seeds().into_iter().map(of_seed).collect() }
        });
        let num_epochs = self.conditions.num_epochs;
        let title =
            text!("训练 {num_epochs} 轮后的准确率与学习率", "Accuracy after {num_epochs} epochs against learning rate");
        plot_accuracy_by_rate(&title, &groups.collect::<Vec<_>>())
    }

    fn plot_by_epoch(&self, title: &str, rate_of: impl Fn(Loss) -> Option<f32>) -> Figure {
        let groups = self.losses().into_iter().filter_map(|loss| {
            let rate = rate_of(loss)?;
            let curve = |run: &LossRun| Curve::new("", (1..).map(f64::from).zip(run.test_accuracies.iter().copied()));
            let runs: Vec<Curve> = self.of(loss, rate).map(curve).collect();
            let diverged = self.of(loss, rate).filter(|run| run.diverged).count();
            let count = runs.len();
            let note = match diverged {
                0 => String::new(),
                _ => text!("（{diverged}/{count} 发散）", " ({diverged} of {count} diverged)"),
            };
            Some(RunGroup { label: loss.title() + &note, runs })
        });
        plot_accuracy_by_epoch(title, &groups.collect::<Vec<_>>())
    }

    fn of(&self, loss: Loss, learning_rate: f32) -> impl Iterator<Item = &LossRun> {
        self.runs.iter().filter(move |run| run.is(loss, learning_rate))
    }

    /// `97.81 (97.70–97.92)`, of the runs that did not diverge; how many did.
    fn written(&self, loss: Loss, learning_rate: f32) -> String {
        let count = self.of(loss, learning_rate).count();
        let finished: Vec<f64> =
            self.of(loss, learning_rate).map(LossRun::final_test).filter(|accuracy| accuracy.is_finite()).collect();
        let diverged = count - finished.len();
        let spread = Spread::of(finished).map(percent);
        match (spread, diverged) {
            (None, 0) => "–".into(),
            (None, _) => text!("发散", "diverged"),
            (Some(spread), 0) => spread,
            (Some(spread), _) => text!("{spread}，{diverged} 次发散", "{spread}, {diverged} diverged"),
        }
    }

    fn seeds_note(&self) -> String {
        let count = self.seeds().len();
        text!("{count} 个种子的中位数（最低–最高）。", "Median of {count} seeds (lowest–highest).")
    }

    fn losses(&self) -> Vec<Loss> {
        Loss::ALL.into_iter().filter(|&loss| self.runs.iter().any(|run| run.loss == loss)).collect()
    }

    fn rates(&self) -> Vec<f32> {
        let mut rates: Vec<f32> = self.runs.iter().map(|run| run.learning_rate).collect();
        rates.sort_by(f32::total_cmp);
        rates.dedup();
        rates
    }

    fn seeds(&self) -> Vec<u64> {
        let mut seeds: Vec<u64> = self.runs.iter().map(|run| run.seed).collect();
        seeds.sort_unstable();
        seeds.dedup();
        seeds
    }
}

fn percent(Spread { lowest, median, highest }: Spread) -> String {
    let [lowest, median, highest] = [lowest, median, highest].map(|share| share * 100.0);
    if lowest == highest { format!("{median:.2}") } else { format!("{median:.2} ({lowest:.2}–{highest:.2})") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn run(loss: Loss, learning_rate: f32, seed: u64, validation: f64, test: f64) -> LossRun {
        LossRun {
            loss,
            learning_rate,
            seed,
            diverged: false,
            train_losses: vec![0.5, 0.25],
            validation_accuracies: vec![0.5, validation],
            test_accuracies: vec![0.5, test],
        }
    }

    fn comparison() -> LossComparison {
        let conditions = Conditions {
            num_images: 500,
            validation_images: 100,
            test_images: 200,
            num_epochs: 2,
            batch_size: 64,
            init: Init::Paddle,
            data: "a digest".into(),
        };
        let diverged = LossRun { diverged: true, ..run(Loss::CrossEntropy, 0.3, 2, 0.99, 0.99) };
        let runs = vec![
            run(Loss::CrossEntropy, 0.1, 1, 0.97, 0.96),
            run(Loss::CrossEntropy, 0.1, 2, 0.95, 0.98),
            run(Loss::CrossEntropy, 0.3, 1, 0.98, 0.99),
            diverged,
            run(Loss::Mse, 0.1, 1, 0.5, 0.75),
            run(Loss::Mse, 0.1, 2, 0.5, 0.75),
        ];
        LossComparison { conditions, runs }
    }

    #[test]
    fn the_best_rate_is_chosen_by_validation_and_a_diverged_run_counts_against_it() {
        let comparison = comparison();
        // On the test set 0.3 looks better; the medians on the validation images are 0.96 and (0 + 0.98) / 2.
        assert_eq!(comparison.best_rate(Loss::CrossEntropy), Some(0.1));
        assert_eq!(comparison.best_rate(Loss::Brier), None);
    }

    #[test]
    fn the_table_tells_medians_ends_and_what_diverged() {
        let table = Language::English.within(|| comparison().table());
        assert_eq!(table.head, ["loss＼learning rate", "0.1", "0.3"]);
        assert_eq!(table.rows[0], ["squared error, mean", "75.00*", "–"]);
        assert_eq!(table.rows[1], ["cross-entropy", "97.00 (96.00–98.00)*", "99.00, 1 diverged"]);
        let best = Language::English.within(|| comparison().best());
        assert_eq!(best.rows[1], ["cross-entropy", "0.1", "96.00 (95.00–97.00)", "97.00 (96.00–98.00)"]);
    }

    #[test]
    fn the_kept_results_are_whole() {
        let kept = LossComparison::kept();
        assert_eq!(kept.runs.len(), Loss::ALL.len() * RATES.len() * 3);
        for run in kept.runs.iter().filter(|run| !run.diverged) {
            let epochs = kept.conditions.num_epochs;
            assert_eq!((run.test_accuracies.len(), run.validation_accuracies.len()), (epochs, epochs), "{run:?}");
        }
    }
}
