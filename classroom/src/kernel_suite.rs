//! Every assignment through the real kernel and sandbox: the solution has full marks, and what is handed out has none.
//!
//! The doctests of `tests/course` say the same of the code. What only the kernel does, they cannot see: it asks for types
//! where a program needs none, and keeps what a cell leaves behind.

use super::runs::{self, Options, Plan, Student};
use super::{judge::Judge, limits::Limits, sample};
use lab::Layout;
use lab::files::{about, put};
use lab::process::say;
use notebook::assignment::Assignment;
use notebook::assignment::{assignments, render};
use serde_json::Value;
use std::path::{Path, PathBuf};
use words::{Language, Outcome, text};

/// The questions differ from a learner's own.
const SEED: u64 = 2026;

/// Grades them in a folder; what is not as it should be comes back, a sentence each.
pub fn run(layout: &Layout, folder: &Path, judge: &Judge) -> Outcome<Vec<String>> {
    let mut wrong = Vec::new();
    for assignment in assignments(&layout.repository)? {
        let name = &assignment.name;
        say(&text!("{name}：解答和发下去的模板……", "{name}: the solution, and the template as handed out …"));
        wrong.extend(grade(layout, &folder.join(name), judge, &assignment)?);
    }
    Ok(wrong)
}

fn grade(layout: &Layout, folder: &Path, judge: &Judge, assignment: &Assignment) -> Outcome<Vec<String>> {
    let template = render::template(assignment, Language::Chinese);
    let source = write(folder, "source", &template)?;
    let [full, ..] = sample::samples(assignment, Language::Chinese);
    let hand_ins = [("solution", &full.notebook, full.points), ("template", &template, 0.0)];
    let mut students = Vec::new();
    for (name, notebook, _) in &hand_ins {
        students.push(Student { name: (*name).to_owned(), submission: write(folder, name, notebook)? });
    }
    let plan = Plan { layout: Layout::of(&layout.repository), source, records: folder.join("records"), seed: SEED };
    let options = Options {
        language: Language::Chinese,
        jobs: None,
        accept_risk: false,
        limits: Limits::default(),
        judge: judge.clone(),
    };
    let records = runs::grade_all(&plan, &students, &options)?;
    let unlike = |((name, _, expected), record): (&(&str, &Value, f64), &super::record::RunRecord)| {
        let found = record.points();
        let findings: Vec<_> = record.verdicts.iter().flat_map(|verdict| verdict.findings.clone()).collect();
        let assignment = &assignment.name;
        (found != *expected)
            .then(|| format!("{assignment}, {name}: {found}, expected {expected}\n{}", findings.join("\n")))
    };
    Ok(hand_ins.iter().zip(&records).filter_map(unlike).collect())
}

fn write(folder: &Path, name: &str, notebook: &Value) -> Outcome<PathBuf> {
    let path = folder.join(format!("{name}.ipynb"));
    put(&path, notebook.to_string()).map_err(about(&path)).map(|()| path)
}
