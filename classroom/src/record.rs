//! What is kept of a graded submission: `classroom/runs/NAME/STUDENT.json`.

use super::judge::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs;
use std::path::Path;
use words::Outcome;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Of all that decides the grade; a record of the same digest is not made again.
    pub digest: String,
    pub student: String,
    pub seconds: f64,
    /// Sentences about the submission as a whole.
    pub reasons: Vec<String>,
    /// One for each code cell of the notebook that was run, in order.
    pub cells: Vec<CellRecord>,
    pub notebook: Value,
    #[serde(with = "by_task")]
    pub verdicts: Vec<Verdict>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    pub grade_id: String,
    /// As nbformat has them.
    pub outputs: Vec<Value>,
    /// Sentences about this cell.
    pub reasons: Vec<String>,
}

impl RunRecord {
    pub fn points(&self) -> f64 {
        self.verdicts.iter().map(|verdict| verdict.points).sum()
    }

    /// All points that could be had.
    pub fn of(&self) -> f64 {
        self.verdicts.iter().map(|verdict| verdict.of).sum()
    }

    /// The record in this file; none if there is no whole one.
    pub fn read(path: &Path) -> Option<RunRecord> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Stores it whole or not at all, whenever this program is killed.
    pub fn write(&self, path: &Path) -> Outcome {
        let content = serde_json::to_vec(self).map_err(|error| error.to_string())?;
        files::write_atomically(path, &content).map_err(|error| error.to_string())
    }
}

/// In the file verdicts are a table, by their tasks, in the assignment's order, in which 3.2 stands before 3.10.
mod by_task {
    use super::Verdict;
    use indexmap::IndexMap;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(verdicts: &[Verdict], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(verdicts.iter().map(|verdict| (&verdict.task, verdict)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Verdict>, D::Error> {
        let verdicts = IndexMap::<String, Verdict>::deserialize(deserializer)?;
        Ok(verdicts.into_iter().map(|(task, verdict)| Verdict { task, ..verdict }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_record_comes_back_as_it_was_and_half_a_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let path = folder.join("李明.json");
        let verdict =
            |task: &str, points| Verdict { task: task.to_owned(), points, of: 3.0, findings: vec!["差".to_owned()] };
        let record = RunRecord {
            digest: "ab".to_owned(),
            student: "李明".to_owned(),
            seconds: 1.5,
            reasons: vec!["慢".to_owned()],
            cells: vec![CellRecord { grade_id: "check-3-1".to_owned(), outputs: vec![json!({})], reasons: vec![] }],
            notebook: json!({ "cells": [] }),
            verdicts: vec![verdict("3.2", 1.5), verdict("3.10", 0.0)],
        };
        record.write(&path).unwrap();
        assert_eq!(RunRecord::read(&path), Some(record.clone()));
        assert_eq!((record.points(), record.of()), (1.5, 6.0));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);

        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(RunRecord::read(&path), None);
    }
}
