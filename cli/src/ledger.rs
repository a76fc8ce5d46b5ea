//! Results of trainings, kept in a JSON file that grows run by run: who is interrupted goes on without doing one twice.
//!
//! The comparison of losses, that of networks and the report on a recipe are such files: under which conditions everything
//! in it was trained, and a line for each run. `results/` has those that the chapters show.

use std::path::{Path, PathBuf};

use files::{refused, write_atomically};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shuzi::train::TrainError;
use words::text;

use crate::error::{CommandError, Result};

/// One result in a [`Ledger`].
pub trait Entry: Serialize + DeserializeOwned {
    /// What tells it from the others; they stand in this order.
    type Key: PartialOrd + Copy;

    /// Its key.
    fn key(&self) -> Self::Key;
}

/// The runs that are done under some conditions.
#[derive(Clone, Debug)]
pub struct Ledger<Conditions, Run> {
    path: PathBuf,
    file: File<Conditions, Run>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct File<Conditions, Run> {
    conditions: Conditions,
    runs: Vec<Run>,
}

impl<Conditions: Serialize + DeserializeOwned, Run: Entry> Ledger<Conditions, Run> {
    /// Opens the results in a file, or begins ones that will be saved there.
    ///
    /// # Errors
    /// When the file cannot be read, holds something else ([`CommandError::BadResults`]), or results under other conditions
    /// ([`TrainError::OtherTraining`]).
    pub fn open(path: impl AsRef<Path>, conditions: Conditions) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Ledger { path, file: File { conditions, runs: Vec::new() } });
            }
            read => read.map_err(refused(&path))?,
        };
        let broken = |message| CommandError::BadResults { path: path.clone(), message };
        let mut file: File<Conditions, Run> =
            serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
        if let Some((name, expected, found)) = difference(&conditions, &file.conditions) {
            return Err(shuzi::Error::from(TrainError::OtherTraining { path, name, expected, found }).into());
        }
        file.runs.sort_by(|one, other| one.key().partial_cmp(&other.key()).unwrap_or(std::cmp::Ordering::Equal));
        if file.runs.windows(2).any(|pair| pair[0].key() == pair[1].key()) {
            return Err(broken(text!("有一次训练有两份结果", "it has two results of one training")));
        }
        Ok(Ledger { path, file })
    }

    /// Under what all of them were trained.
    pub fn conditions(&self) -> &Conditions {
        &self.file.conditions
    }

    /// What is done, in order.
    pub fn runs(&self) -> &[Run] {
        &self.file.runs
    }

    /// The run of a key, if it is done.
    pub fn run(&self, key: Run::Key) -> Option<&Run> {
        self.file.runs.iter().find(|run| run.key() == key)
    }

    /// Adds a run in its place, and saves all of them.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn add(&mut self, run: Run) -> Result<()> {
        let place = self.file.runs.partition_point(|other| other.key() < run.key());
        self.file.runs.insert(place, run);
        let runs: Vec<String> = self.file.runs.iter().map(json).collect();
        let conditions = json(&self.file.conditions);
        let text = format!("{{\"conditions\": {conditions},\n\"runs\": [\n{}\n]}}\n", runs.join(",\n"));
        Ok(write_atomically(&self.path, text.as_bytes())?)
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain numbers and texts have a JSON form")
}

/// The first condition that differs, its value here and its value there.
fn difference(ours: &impl Serialize, theirs: &impl Serialize) -> Option<(String, String, String)> {
    // By way of the text, in which a number of 32 bits has as many digits as it needs, and names have an order.
    let text = json(ours);
    let fields = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let theirs = fields(&json(theirs));
    let differs = fields(&text).into_iter().filter(|(name, value)| theirs.get(name) != Some(value));
    let (name, value) = differs.min_by_key(|(name, _)| text.find(&format!("\"{name}\":")))?;
    let found = theirs.get(&name).map(written).unwrap_or_default();
    Some((name, written(&value), found))
}

/// A value as a message shows it: of a digest the beginning is enough.
fn written(value: &Value) -> String {
    match value.as_str() {
        Some(digest) if digest.len() == 64 => digest.chars().take(12).collect(),
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Run {
        seed: u64,
        accuracy: f64,
    }

    impl Entry for Run {
        type Key = u64;
        fn key(&self) -> u64 {
            self.seed
        }
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Conditions {
        learning_rate: f32,
        data: String,
    }

    fn conditions() -> Conditions {
        Conditions { learning_rate: 0.003, data: "ab".repeat(32) }
    }

    fn open(path: &Path, conditions: Conditions) -> Result<Ledger<Conditions, Run>> {
        Ledger::open(path, conditions)
    }

    #[test]
    fn runs_are_kept_in_order_and_found_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/runs.json");
        let mut ledger = open(&path, conditions()).expect("begun");
        assert!(!path.exists(), "nothing is no result");
        for seed in [2, 1, 3] {
            ledger.add(Run { seed, accuracy: 0.5 }).expect("saved");
        }
        let again = open(&path, conditions()).expect("gone on");
        assert_eq!(again.runs().iter().map(|run| run.seed).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((again.run(2), again.run(7)), (Some(&Run { seed: 2, accuracy: 0.5 }), None));
    }

    #[test]
    fn other_conditions_are_refused_and_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("runs.json");
        open(&path, conditions()).and_then(|mut ledger| ledger.add(Run { seed: 1, accuracy: 0.5 })).expect("saved");
        let said = |other| Language::English.within(|| open(&path, other).expect_err("other conditions").to_string());
        let rate = said(Conditions { learning_rate: 0.1, ..conditions() });
        assert!(rate.contains("learning_rate is 0.003, and 0.1 was"), "{rate}");
        let data = said(Conditions { data: "cd".repeat(32), ..conditions() });
        assert!(data.contains("data is abababababab, and cdcdcdcdcdcd was"), "{data}");
    }

    #[test]
    fn what_is_no_ledger_or_has_a_run_twice_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("runs.json");
        open(&path, conditions()).and_then(|mut ledger| ledger.add(Run { seed: 1, accuracy: 0.5 })).expect("saved");
        let whole = std::fs::read_to_string(&path).expect("saved");
        let run = r#"{"seed":1,"accuracy":0.5}"#;
        for broken in ["", "{}", &whole[..whole.len() / 2], &whole.replace(run, &format!("{run},{run}"))] {
            std::fs::write(&path, broken).expect("written");
            let error = open(&path, conditions()).expect_err("broken");
            assert!(
                matches!(error, CommandError::BadResults { .. }) && error.to_string().contains("runs.json"),
                "{error}"
            );
        }
    }
}
