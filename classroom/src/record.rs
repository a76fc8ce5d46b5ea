//! What is kept of a graded submission: `classroom/runs/NAME/STUDENT.json`.

use super::judge::Verdict;
use serde_json::{Map, Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use words::{Outcome, text};

/// A graded submission.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRecord {
    /// Of all that decides the grade; a record of the same digest is not made again.
    pub digest: String,
    pub student: String,
    pub seconds: f64,
    /// Sentences about the submission as a whole.
    pub reasons: Vec<String>,
    /// One for each code cell of the notebook that was run, in order.
    pub cells: Vec<CellRecord>,
    /// The notebook that was run.
    pub notebook: Value,
    pub verdicts: Vec<Verdict>,
}

/// What one cell did.
#[derive(Clone, Debug, PartialEq)]
pub struct CellRecord {
    pub grade_id: String,
    /// As nbformat has them.
    pub outputs: Vec<Value>,
    /// Sentences about this cell.
    pub reasons: Vec<String>,
}

impl RunRecord {
    /// All points.
    pub fn points(&self) -> f64 {
        self.verdicts.iter().map(|verdict| verdict.points).sum()
    }

    /// All points that could be had.
    pub fn of(&self) -> f64 {
        self.verdicts.iter().map(|verdict| verdict.of).sum()
    }

    fn to_json(&self) -> Value {
        let cells: Vec<Value> = self.cells.iter().map(CellRecord::to_json).collect();
        let verdict =
            |it: &Verdict| (it.task.clone(), json!({ "points": it.points, "of": it.of, "findings": it.findings }));
        let verdicts: Map<String, Value> = self.verdicts.iter().map(verdict).collect();
        json!({
            "digest": self.digest,
            "student": self.student,
            "seconds": self.seconds,
            "reasons": self.reasons,
            "cells": cells,
            "verdicts": verdicts,
            "notebook": self.notebook,
        })
    }

    fn from_json(value: &Value) -> Option<RunRecord> {
        let verdict = |(task, it): (&String, &Value)| {
            let (points, of) = (it["points"].as_f64()?, it["of"].as_f64()?);
            Some(Verdict { task: task.clone(), points, of, findings: sentences(&it["findings"])? })
        };
        Some(RunRecord {
            digest: value["digest"].as_str()?.to_owned(),
            student: value["student"].as_str()?.to_owned(),
            seconds: value["seconds"].as_f64()?,
            reasons: sentences(&value["reasons"])?,
            cells: value["cells"].as_array()?.iter().map(CellRecord::from_json).collect::<Option<_>>()?,
            notebook: value["notebook"].clone(),
            verdicts: value["verdicts"].as_object()?.iter().map(verdict).collect::<Option<_>>()?,
        })
    }

    /// The record in this file; none if there is no whole one.
    pub fn read(path: &Path) -> Option<RunRecord> {
        RunRecord::from_json(&serde_json::from_slice(&fs::read(path).ok()?).ok()?)
    }

    /// Stores it whole or not at all, whenever this program is killed.
    pub fn write(&self, path: &Path) -> Outcome {
        let shown = path.display();
        let write = || {
            let mut new = path.as_os_str().to_owned();
            new.push(format!(".{}.new", std::process::id()));
            let mut file = fs::File::create(&new)?;
            file.write_all(self.to_json().to_string().as_bytes())?;
            file.sync_all()?;
            fs::rename(&new, path)
        };
        write().map_err(|error| text!("写不了 {shown}：{error}。", "Cannot write {shown}: {error}."))
    }
}

impl CellRecord {
    fn to_json(&self) -> Value {
        json!({ "grade_id": self.grade_id, "outputs": self.outputs, "reasons": self.reasons })
    }

    fn from_json(value: &Value) -> Option<CellRecord> {
        Some(CellRecord {
            grade_id: value["grade_id"].as_str()?.to_owned(),
            outputs: value["outputs"].as_array()?.clone(),
            reasons: sentences(&value["reasons"])?,
        })
    }
}

fn sentences(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);

        let whole = fs::read(&path).unwrap();
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert_eq!(RunRecord::read(&path), None);
    }
}
