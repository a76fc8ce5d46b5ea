//! `shuzi recipe-report`: a recipe with several seeds, since one seed says little.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use figures::{Curve, Figure, Spread, plot_accuracy_by_time};
use serde::{Deserialize, Serialize};
use shuzi::dataset::Dataset;
use shuzi::train::{Following, Observer, Recipe, TrainConfig, Trained, fit_recipe_with};
use words::text;

use crate::error::Result;
use crate::ledger::{Entry, Ledger};
use crate::options::ReportOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::{INTERRUPTED, following, load_for, name_of};

pub fn run(options: &ReportOptions) -> Result<ExitCode> {
    let folder =
        options.folder.clone().unwrap_or_else(|| Path::new("out").join(name_of(options.recipe, &options.trial)));
    let (train, test) = load_for(&options.trial, &options.images)?;
    let following = following(&options.trial, &options.device);
    let mut report = RecipeReport::open(folder.join("runs.json"), options.recipe, &following, train, test)?;
    // What was done before is told first; then the rest, as it is done.
    report.ledger.runs().iter().try_for_each(|run| say(run.line()))?;
    listen_for_interrupts();
    for seed in 1..=options.seeds {
        if !follow(&mut report, seed, options.seeds)? {
            return stopped(&folder);
        }
    }
    let figure = folder.join("accuracy.svg");
    report.figure().save(&figure)?;
    say(format!("\n{}\n\n{}\n", report.summary(), report.figure()))?;
    let (figure, folder) = (figure.display(), folder.display());
    say(text!(
        "图：{figure}；每个种子的结果在 {folder}/runs.json。",
        "figure: {figure}; the results of each seed: {folder}/runs.json."
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Does one seed, unless it is done, and prints its line; `false` where Ctrl-C stopped it.
fn follow(report: &mut RecipeReport, seed: usize, seeds: usize) -> Result<bool> {
    let seed = seed as u64;
    if report.ledger.run(seed).is_some() {
        return Ok(true);
    }
    let mut bar = Terminal::bar_only(text!("种子 {seed}/{seeds}", "seed {seed}/{seeds}"));
    let Some(run) = report.follow(seed, &mut bar)? else { return Ok(false) };
    drop(bar);
    say(run.line())?;
    Ok(true)
}

fn stopped(folder: &Path) -> Result<ExitCode> {
    let file: PathBuf = folder.join("runs.json");
    let file = file.display();
    say(text!(
        "已中断。做完的种子存在 {file}；再运行同样的命令，从没做完的种子接着做。",
        "stopped. The seeds that are done are in {file}; run the same command again, and it goes on with the next one."
    ))?;
    Ok(ExitCode::from(INTERRUPTED))
}

/// What comes of a recipe with several seeds.
#[derive(Debug)]
struct RecipeReport {
    following: Following,
    train: Dataset,
    test: Option<Dataset>,
    ledger: Ledger<Conditions, RecipeRun>,
}

/// Under what all seeds are trained.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Conditions {
    recipe: Recipe,
    /// With the first seed in it, so that two can be compared.
    #[serde(flatten)]
    config: TrainConfig,
    num_images: usize,
    validation_images: usize,
    test_images: usize,
    /// A digest of the training and validation images.
    data: String,
    /// Where it computed, and with how many threads: seconds are compared with seconds of the same.
    device: String,
    threads: usize,
}

/// What came of one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct RecipeRun {
    /// The seed.
    seed: u64,
    /// The accuracy on the test images at the end, 0 to 1, or `None` where they were not read.
    test_accuracy: Option<f64>,
    /// Seconds for all of it, the test included, with the data in memory before.
    seconds: f64,
    /// One an epoch.
    points: Vec<RecipePoint>,
}

/// How far a run was after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct RecipePoint {
    /// The epoch, from 0.
    epoch: usize,
    /// Seconds since the training began.
    seconds: f64,
    /// The accuracy on the validation images, 0 to 1.
    validation_accuracy: f64,
}

impl RecipeReport {
    /// Opens the report in a file, or begins one that will be saved there. The seed, the checkpoint and what is resumed are
    /// the report's own business, whatever `following` says of them; `train` has the validation images in it, as in
    /// [`fit_recipe_with`].
    fn open(
        path: impl AsRef<Path>,
        recipe: Recipe,
        following: &Following,
        train: Dataset,
        test: Option<Dataset>,
    ) -> Result<RecipeReport> {
        let following = Following { seed: 1, checkpoint: None, ..following.clone() };
        let conditions = Conditions {
            recipe,
            config: following.config(recipe)?,
            num_images: train.len(),
            validation_images: following.validation,
            test_images: test.as_ref().map_or(0, Dataset::len),
            data: train.digest(),
            device: following.device.name().to_string(),
            threads: rayon::current_num_threads(),
        };
        Ok(RecipeReport { ledger: Ledger::open(path, conditions)?, following, train, test })
    }

    /// Follows the recipe with a seed and saves what comes of it, where that seed is not done yet; `None` where the observer
    /// stopped it, which leaves the file as it was.
    fn follow(&mut self, seed: u64, observer: &mut dyn Observer) -> Result<Option<RecipeRun>> {
        if let Some(done) = self.ledger.run(seed) {
            return Ok(Some(done.clone()));
        }
        let following = Following { seed, ..self.following.clone() };
        let recipe = self.ledger.conditions().recipe;
        let trained = fit_recipe_with(recipe, self.train.clone(), self.test.as_ref(), &following, observer)?;
        if trained.history.interrupted {
            return Ok(None);
        }
        let run = RecipeRun::new(seed, &trained);
        self.ledger.add(run.clone())?;
        Ok(Some(run))
    }

    /// The medians of all seeds, with the lowest and the highest: a line each for the validation accuracy at the end, the test
    /// accuracy (where it was read) and the seconds.
    fn summary(&self) -> String {
        let runs = self.ledger.runs();
        let count = runs.len();
        let title = match count {
            1 => text!("一个种子：", "One seed:"),
            _ => text!("{count} 个种子的中位数（最低–最高）：", "Median of {count} seeds (lowest–highest):"),
        };
        let accuracies = |of: fn(&RecipeRun) -> Option<f64>| spread(runs, of).map(|spread| written(spread, 4));
        let lines = [
            ("validation accuracy", accuracies(RecipeRun::validation_accuracy)),
            ("test accuracy", accuracies(|run| run.test_accuracy)),
            ("seconds", spread(runs, |run| Some(run.seconds)).map(|spread| written(spread, 1))),
        ];
        let lines = lines.into_iter().filter_map(|(name, spread)| Some(format!("\n  {name}: {}", spread?)));
        title + &lines.collect::<String>()
    }

    /// Accuracy against seconds, over all seeds that are done.
    fn figure(&self) -> Figure {
        let curves: Vec<Curve> = self.ledger.runs().iter().map(RecipeRun::curve).collect();
        let test_accuracies: Vec<f64> = self.ledger.runs().iter().filter_map(|run| run.test_accuracy).collect();
        plot_accuracy_by_time(&curves, &test_accuracies)
    }
}

fn spread(runs: &[RecipeRun], of: impl Fn(&RecipeRun) -> Option<f64>) -> Option<Spread> {
    Spread::of(runs.iter().filter_map(of))
}

/// `0.9940 (0.9935–0.9950)`, or `0.9940` where all are one.
fn written(Spread { lowest, median, highest }: Spread, decimals: usize) -> String {
    if lowest == highest {
        return format!("{median:.decimals$}");
    }
    format!("{median:.decimals$} ({lowest:.decimals$}–{highest:.decimals$})")
}

impl Entry for RecipeRun {
    type Key = u64;

    fn key(&self) -> u64 {
        self.seed
    }
}

impl RecipeRun {
    fn new(seed: u64, trained: &Trained) -> RecipeRun {
        let after = trained.history.accuracy_by_time().into_iter().enumerate();
        let points =
            after.map(|(epoch, (seconds, accuracy))| RecipePoint { epoch, seconds, validation_accuracy: accuracy });
        RecipeRun {
            seed,
            test_accuracy: trained.test.as_ref().map(|test| test.accuracy()),
            seconds: trained.seconds,
            points: points.collect(),
        }
    }

    /// The accuracy on the validation images after the last epoch, 0 to 1.
    fn validation_accuracy(&self) -> Option<f64> {
        self.points.last().map(|point| point.validation_accuracy)
    }

    /// `seed: 1, validation accuracy: 0.9940, test accuracy: 0.9955, seconds: 51.2`.
    fn line(&self) -> String {
        let accuracy = |of: &str, accuracy: Option<f64>| {
            accuracy.map(|accuracy| format!(", {of} accuracy: {accuracy:.4}")).unwrap_or_default()
        };
        let validation = accuracy("validation", self.validation_accuracy());
        let test = accuracy("test", self.test_accuracy);
        format!("seed: {}{validation}{test}, seconds: {:.1}", self.seed, self.seconds)
    }

    fn curve(&self) -> Curve {
        let points = self.points.iter().map(|point| (point.seconds, point.validation_accuracy));
        Curve::new(self.seed.to_string(), points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::CommandError;
    use shuzi::dataset::Split;
    use shuzi::train::{InterruptAfter, Printer};

    /// With 56 held out, an epoch is four batches of 128 and one of 32.
    fn data() -> (Dataset, Dataset) {
        let load = |split| Dataset::load(split).expect("the repository has MNIST");
        (load(Split::Train).take(600), load(Split::Test).take(100))
    }

    fn following(seed: u64, changes: &[&str]) -> Following {
        let changes = [&["num_epochs=2"], changes].concat();
        let changes = changes.into_iter().map(String::from).collect();
        Following { seed, validation: 56, changes, ..Following::default() }
    }

    fn report(path: &Path, recipe: Recipe, following: &Following) -> Result<RecipeReport> {
        let (train, test) = data();
        RecipeReport::open(path, recipe, following, train, Some(test))
    }

    #[test]
    fn a_report_goes_on_after_an_interrupt_and_does_no_seed_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/runs.json");
        let open = || report(&path, Recipe::Minute, &following(1, &[])).expect("opened");
        let mut first = open();
        assert_eq!(first.follow(2, &mut InterruptAfter::steps(7)).expect("stopped"), None);
        assert!(!path.exists(), "half a seed is no result");
        let second = first.follow(2, &mut Printer).expect("trained").expect("a result");

        let mut reopened = open();
        assert_eq!(reopened.ledger.runs().len(), 1);
        // A training that is stopped at once would be no result.
        let again = reopened.follow(2, &mut InterruptAfter::steps(0)).expect("there").expect("a result");
        assert_eq!((again.seed, again.points.len(), again.line()), (2, 2, second.line()));
        reopened.follow(1, &mut Printer).expect("trained");
        let runs = open().ledger.runs().to_vec();
        assert_eq!(runs.iter().map(|run| run.seed).collect::<Vec<_>>(), [1, 2], "in the order of the seeds");

        // A seed of a report is the very training of that seed.
        let alone = following(2, &[]);
        let trained = fit_recipe_with(Recipe::Minute, data().0, None, &alone, &mut Printer).expect("trained");
        assert_eq!(second.validation_accuracy(), trained.history.accuracy());
        assert!(second.points[0].seconds < second.points[1].seconds && second.points[1].seconds <= second.seconds);
        let summary = open().summary();
        assert!(
            summary.contains("\n  validation accuracy: 0.") && summary.contains("\n  test accuracy: 0."),
            "{summary}"
        );
        assert!(open().figure().svg.contains("<polygon"), "a band between two seeds");
    }

    #[test]
    fn a_report_of_another_training_or_of_none_is_not_gone_on_with() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("runs.json");
        report(&path, Recipe::Minute, &following(1, &[]))
            .and_then(|mut report| report.follow(1, &mut Printer).map(drop))
            .expect("trained");
        let refused = |recipe, following: &Following| report(&path, recipe, following).expect_err("another training");
        let other = |name: &str, error: CommandError| {
            assert!(error.to_string().contains(&format!(" {name} ")), "{name}: {error}");
        };
        other("recipe", refused(Recipe::Best, &following(1, &[])));
        other("learning_rate", refused(Recipe::Minute, &following(1, &["learning_rate=0.2"])));
        other("num_epochs", refused(Recipe::Minute, &following(1, &["num_epochs=3"])));
        other("validation_images", refused(Recipe::Minute, &Following { validation: 57, ..following(1, &[]) }));
        let open = |train: Dataset, test| RecipeReport::open(&path, Recipe::Minute, &following(1, &[]), train, test);
        let (train, test) = data();
        other("test_images", open(train.clone(), None).expect_err("untested"));
        other("num_images", open(train.take(599), Some(test.clone())).expect_err("fewer images"));
        let mut changed = train.clone();
        changed.images[0] ^= 1;
        other("data", open(changed, Some(test)).expect_err("other images"));

        let whole = std::fs::read_to_string(&path).expect("saved");
        let run = whole.split("\"runs\": [").nth(1).and_then(|rest| rest.rsplit_once(']')).expect("its runs").0;
        let twice = whole.replace(run, &format!("{run},{run}"));
        for broken in ["", "{}", &whole[..whole.len() / 2], &twice] {
            std::fs::write(&path, broken).expect("written");
            let error = refused(Recipe::Minute, &following(1, &[]));
            assert!(
                matches!(error, CommandError::BadResults { .. }) && error.to_string().contains("runs.json"),
                "{error}"
            );
        }
    }
}
