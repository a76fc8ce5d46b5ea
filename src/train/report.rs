//! A recipe with several seeds, since one seed says little.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::fit::{digest_of_data, short};
use super::{Following, Observer, Recipe, TrainConfig, Trained, fit_recipe_with};
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::train::TrainError;
use figures::Spread;
use figures::{Curve, Figure, plot_accuracy_by_time};
use files::write_atomically;
use words::text;

/// What comes of a [`Recipe`] with several seeds, kept in a JSON file: who is interrupted goes on without doing a seed twice.
///
/// ```no_run
/// use shuzi::dataset::{Dataset, Split};
/// use shuzi::train::{Following, Printer, Recipe, RecipeReport};
///
/// let (train, test) = (Dataset::load(Split::Train)?, Dataset::load(Split::Test)?);
/// let following = Following::default();
/// let mut report = RecipeReport::open("out/minute/runs.json", Recipe::Minute, &following, train, Some(test))?;
/// for seed in 1..=5 {
///     report.follow(seed, &mut Printer)?;
/// }
/// println!("{}\n{}", report.summary(), report.figure());
/// # Ok::<(), shuzi::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RecipeReport {
    path: PathBuf,
    following: Following,
    train: Dataset,
    test: Option<Dataset>,
    record: Record,
}

/// What is in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    recipe: Recipe,
    /// With the first seed in it, so that two can be compared.
    config: TrainConfig,
    num_images: usize,
    validation_images: usize,
    test_images: usize,
    /// A digest of the training and validation images.
    data: String,
    /// Where it computed, and with how many threads: seconds are compared with seconds of the same.
    device: String,
    threads: usize,
    runs: Vec<RecipeRun>,
}

/// What came of one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipeRun {
    /// The seed.
    pub seed: u64,
    /// The accuracy on the test images at the end, 0 to 1, or `None` where they were not read.
    pub test_accuracy: Option<f64>,
    /// Seconds for all of it, the test included, with the data in memory before.
    pub seconds: f64,
    /// One an epoch.
    pub points: Vec<RecipePoint>,
}

/// How far a run was after an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecipePoint {
    /// The epoch, from 0.
    pub epoch: usize,
    /// Seconds since the training began.
    pub seconds: f64,
    /// The accuracy on the validation images, 0 to 1.
    pub validation_accuracy: f64,
}

impl RecipeReport {
    /// Opens the report in a file, or begins one that will be saved there. The seed, the checkpoint and what is resumed are
    /// the report's own business, whatever `following` says of them; `train` has the validation images in it, as in
    /// [`fit_recipe_with`].
    ///
    /// # Errors
    /// When the file cannot be read, is no such report ([`TrainError::BadReport`]) or one of another training
    /// ([`TrainError::OtherTraining`]), or a change in `following` is none of a setting.
    pub fn open(
        path: impl AsRef<Path>,
        recipe: Recipe,
        following: &Following,
        train: Dataset,
        test: Option<Dataset>,
    ) -> Result<RecipeReport> {
        let path = path.as_ref().to_path_buf();
        let following = Following { seed: 1, checkpoint: None, ..following.clone() };
        let new = Record {
            recipe,
            config: following.config(recipe)?,
            num_images: train.len(),
            validation_images: following.validation,
            test_images: test.as_ref().map_or(0, Dataset::len),
            data: digest_of_data(&train),
            device: following.device.name().to_string(),
            threads: rayon::current_num_threads(),
            runs: Vec::new(),
        };
        let record = match Record::load(&path)? {
            Some(old) => new.gone_on_from(old, &path)?,
            None => new,
        };
        Ok(RecipeReport { path, following, train, test, record })
    }

    /// Follows the recipe with a seed and saves what comes of it, where that seed is not done yet; `None` where the observer
    /// stopped it, which leaves the file as it was.
    ///
    /// # Errors
    /// As [`fit_recipe_with`], and when the file cannot be written.
    pub fn follow(&mut self, seed: u64, observer: &mut dyn Observer) -> Result<Option<&RecipeRun>> {
        if let Some(done) = self.record.runs.iter().position(|run| run.seed == seed) {
            return Ok(Some(&self.record.runs[done]));
        }
        let following = Following { seed, ..self.following.clone() };
        let trained =
            fit_recipe_with(self.record.recipe, self.train.clone(), self.test.as_ref(), &following, observer)?;
        if trained.history.interrupted {
            return Ok(None);
        }
        let place = self.record.runs.partition_point(|run| run.seed < seed);
        self.record.runs.insert(place, RecipeRun::new(seed, &trained));
        self.record.save(&self.path)?;
        Ok(Some(&self.record.runs[place]))
    }

    /// What came of the seeds that are done, in the order of the seeds.
    pub fn runs(&self) -> &[RecipeRun] {
        &self.record.runs
    }

    /// The medians of all seeds, with the lowest and the highest: a line each for the validation accuracy at the end, the test
    /// accuracy (where it was read) and the seconds.
    pub fn summary(&self) -> String {
        let runs = self.runs();
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
    pub fn figure(&self) -> Figure {
        let curves: Vec<Curve> = self.runs().iter().map(RecipeRun::curve).collect();
        let test_accuracies: Vec<f64> = self.runs().iter().filter_map(|run| run.test_accuracy).collect();
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
    pub fn validation_accuracy(&self) -> Option<f64> {
        self.points.last().map(|point| point.validation_accuracy)
    }

    /// `seed: 1, validation accuracy: 0.9940, test accuracy: 0.9955, seconds: 51.2`.
    pub fn line(&self) -> String {
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

impl Record {
    /// What is in a file, or `None` where there is no file.
    fn load(path: &Path) -> Result<Option<Record>> {
        let text = match std::fs::read(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(files::refused(path))?,
        };
        let broken = |message: String| Error::Train(TrainError::BadReport { path: path.to_path_buf(), message });
        let mut record: Record = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
        record.runs.sort_by_key(|run| run.seed);
        let of_one_seed = record.runs.chunk_by(|one, other| one.seed == other.seed).find(|runs| runs.len() > 1);
        match of_one_seed {
            None => Ok(Some(record)),
            Some(twice) => {
                let seed = twice[0].seed;
                Err(broken(text!("种子 {seed} 有两份结果", "it has two results of seed {seed}")))
            }
        }
    }

    fn save(&self, path: &Path) -> Result<()> {
        let json = serde_json::to_string_pretty(self).expect("plain numbers and texts have a JSON form");
        Ok(write_atomically(path, format!("{json}\n").as_bytes())?)
    }

    /// The old record, where it is of this very training.
    fn gone_on_from(&self, old: Record, path: &Path) -> Result<Record> {
        let pair = |name, ours: &dyn ToString, theirs: &dyn ToString| {
            let (ours, theirs) = (ours.to_string(), theirs.to_string());
            (ours != theirs).then(|| (name, short(&ours).to_string(), short(&theirs).to_string()))
        };
        let difference = pair("recipe", &self.recipe.name(), &old.recipe.name())
            .or_else(|| self.config.difference(&old.config))
            .or_else(|| pair("num_images", &self.num_images, &old.num_images))
            .or_else(|| pair("validation", &self.validation_images, &old.validation_images))
            .or_else(|| pair("test", &self.test_images, &old.test_images))
            .or_else(|| pair("data", &self.data, &old.data))
            .or_else(|| pair("device", &self.device, &old.device))
            .or_else(|| pair("threads", &self.threads, &old.threads));
        match difference {
            None => Ok(old),
            Some((name, expected, found)) => {
                Err(Error::Train(TrainError::OtherTraining { path: path.to_path_buf(), name, expected, found }))
            }
        }
    }
}
