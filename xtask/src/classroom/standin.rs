//! STAND-IN until the sandbox is merged: records without running anything.
use super::course::{Classroom, Student};
use crate::Outcome;
use crate::notebook::{self, joined};
use serde_json::{Value, json};
use std::fs;

pub struct Options {
    pub jobs: Option<usize>,
    pub accept_risk: bool,
}

pub struct RunRecord {
    pub student: Student,
    pub digest: String,
    pub notebook: Value,
}

pub fn grade_all(
    classroom: &Classroom,
    assignment: &str,
    students: &[Student],
    _: &Options,
) -> Outcome<Vec<RunRecord>> {
    super::secret::seed(classroom, assignment)?;
    let source = notebook::read(&classroom.source(assignment))?;
    let mut records = vec![];
    for student in students {
        let mut nb = source.clone();
        let original = notebook::read(&classroom.original(student, assignment));
        let mut verdicts = json!({});
        let mut cells = vec![];
        let mut ok = false;
        for cell in nb["cells"].as_array_mut().unwrap() {
            let id = cell["metadata"]["nbgrader"]["grade_id"].as_str().unwrap_or("").to_owned();
            if cell["metadata"]["nbgrader"]["solution"] == true
                && let Ok(theirs) = &original
                && let Some(found) = theirs["cells"].as_array().unwrap().iter().find(|c| c["id"] == id.as_str())
            {
                cell["source"] = found["source"].clone();
                ok = joined(&cell["source"]).contains("right");
            }
            if cell["cell_type"] == "code" {
                cells.push(json!({"grade_id": id, "outputs": [], "reasons": []}));
            }
            if cell["metadata"]["nbgrader"]["grade"] == true && cell["cell_type"] == "code" {
                let task = cell["metadata"]["shuzi"]["task"].as_str().unwrap();
                let of = cell["metadata"]["nbgrader"]["points"].as_f64().unwrap();
                verdicts[task] = json!({"points": if ok {of} else {of/2.0}, "of": of, "findings": [if ok {"都对。"} else {"结果不对：第 2 个数应当在 0 和 1 之间，得到 1.25。"}]});
            }
        }
        let reasons = original.err().into_iter().collect::<Vec<_>>();
        let digest = super::originals::fingerprint(nb.to_string().as_bytes());
        let record = json!({"digest": digest, "student": student.as_str(), "seconds": 1.0, "reasons": reasons, "cells": cells, "verdicts": verdicts});
        let path = classroom.run(student, assignment);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, record.to_string()).unwrap();
        records.push(RunRecord { student: student.clone(), digest, notebook: nb });
    }
    Ok(records)
}
