//! Everybody's results of one assignment: from the gradebook, which knows the grades given by hand, and from the runs,
//! which know the reasons.

use super::course::{Classroom, Student};
use super::judge::Verdict;
use super::record::RunRecord;
use super::teacher;
use lab::files::about;
use notebook::joined;
use serde_json::Value;
use std::fs;
use words::{Outcome, text};

/// One graded cell of the assignment.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The task as students know it: `3.1`.
    pub name: String,
    /// Its heading, where it has one.
    pub title: String,
    pub of: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub student: Student,
    /// For each task; none where nothing was handed in.
    pub points: Vec<Option<f64>>,
    /// Tasks whose grade is still to be given by hand.
    pub waits: Vec<String>,
    /// What lateness costs, where the teacher set a due date.
    pub late_penalty: f64,
    /// Why, in sentences.
    pub reasons: Vec<String>,
}

impl Row {
    /// All points; none where nothing was handed in.
    pub fn total(&self) -> Option<f64> {
        let points: f64 = self.points.iter().copied().collect::<Option<Vec<f64>>>()?.iter().sum();
        Some((points - self.late_penalty).max(0.0))
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    pub assignment: String,
    /// In the notebook's order.
    pub tasks: Vec<Task>,
    /// By the students' names.
    pub rows: Vec<Row>,
}

impl Results {
    /// What the assignment is worth.
    pub fn of(&self) -> f64 {
        self.tasks.iter().map(|task| task.of).sum()
    }

    /// The totals of those who handed in.
    pub fn totals(&self) -> Vec<f64> {
        self.rows.iter().filter_map(Row::total).collect()
    }

    /// For each task the mean share of its points, over those who handed in and whose grade is given.
    pub fn shares(&self) -> Vec<Option<f64>> {
        let share = |(index, task): (usize, &Task)| {
            let graded = self.rows.iter().filter(|row| !row.waits.contains(&task.name));
            let points: Vec<f64> = graded.filter_map(|row| row.points[index]).collect();
            (task.of > 0.0).then(|| mean(&points)).flatten().map(|points| points / task.of)
        };
        self.tasks.iter().enumerate().map(share).collect()
    }

    /// The task with the smallest share; the first of several.
    pub fn hardest(&self) -> Option<(&Task, f64)> {
        let shares = self.tasks.iter().zip(self.shares()).filter_map(|(task, share)| Some((task, share?)));
        shares.reduce(|hardest, other| if other.1 < hardest.1 { other } else { hardest })
    }
}

/// The mean, where there is something.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The middle value, where there is one.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    Some(if sorted.len() % 2 == 1 { upper } else { (upper + sorted[sorted.len() / 2 - 1]) / 2.0 })
}

/// Points as people write them: at most two decimals, no needless noughts.
pub fn number(value: f64) -> String {
    // A sum of nothing is -0.0.
    let text = format!("{:.2}", value + 0.0);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads the results of a released assignment.
pub fn read(classroom: &Classroom, assignment: &str) -> Outcome<Results> {
    let released = classroom.released(assignment)?;
    let grades = gradebook(classroom, assignment)?;
    let cells = grades["cells"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ids: Vec<&str> = cells.iter().filter_map(|cell| cell["grade_id"].as_str()).collect();
    let tasks: Vec<Task> = cells.iter().map(|cell| task(cell, &released)).collect();
    let graded = grades["students"].as_array().into_iter().flatten().filter_map(|entry| {
        let student = Student::new(entry["student"].as_str()?)?;
        let grade = |id: &&str| &entry["grades"][*id];
        let waits = |(id, task): (&&str, &Task)| (grade(id)["waits"] == true).then(|| task.name.clone());
        Some(Row {
            points: ids.iter().map(|id| Some(grade(id)["points"].as_f64().unwrap_or(0.0))).collect(),
            waits: ids.iter().zip(&tasks).filter_map(waits).collect(),
            late_penalty: entry["late_penalty"].as_f64().unwrap_or(0.0),
            reasons: RunRecord::read(&classroom.run(&student, assignment)).map(reasons).unwrap_or_default(),
            student,
        })
    });
    let absent = grades["absent"].as_array().into_iter().flatten().filter_map(|name| {
        let nothing = text!("没有交。", "Nothing was handed in.");
        let student = Student::new(name.as_str()?)?;
        Some(Row { student, points: vec![None; ids.len()], waits: vec![], late_penalty: 0.0, reasons: vec![nothing] })
    });
    let mut rows: Vec<Row> = graded.chain(absent).collect();
    rows.sort_by(|one, other| one.student.cmp(&other.student));
    Ok(Results { assignment: assignment.to_owned(), tasks, rows })
}

/// What nbgrader's gradebook holds, through the plugin's exporter.
fn gradebook(classroom: &Classroom, assignment: &str) -> Outcome<Value> {
    teacher::ensure_ready(classroom)?;
    let folder = classroom.folder.join("results");
    fs::create_dir_all(&folder).map_err(about(&folder))?;
    let file = folder.join(format!("{assignment}.{}.json", std::process::id()));
    let (to, only) = (format!("--to={}", file.display()), format!("--ExportPlugin.assignment={assignment}"));
    let exported = teacher::nbgrader(classroom, "export", &[&to, &only])
        .map_err(|failure| failure.sentence(&text!("读成绩册", "Reading the gradebook")));
    let content = fs::read(&file);
    let _ = fs::remove_file(&file);
    exported?;
    let grades: Value = content
        .map_err(|error| error.to_string())
        .and_then(|content| serde_json::from_slice(&content).map_err(|error| error.to_string()))
        .map_err(|error| text!("读不了成绩册：{error}。", "Cannot read the gradebook: {error}."))?;
    Ok(grades[assignment].clone())
}

/// A graded cell's task: its name from the cell's metadata, its title from the first heading of the same task.
fn task(cell: &Value, released: &Value) -> Task {
    let id = cell["grade_id"].as_str().unwrap_or_default();
    let cells = released["cells"].as_array().map(Vec::as_slice).unwrap_or_default();
    let named = cells.iter().find(|cell| cell["metadata"]["nbgrader"]["grade_id"] == id);
    let name = named.and_then(|cell| cell["metadata"]["shuzi"]["task"].as_str());
    let heading = |cell: &Value| {
        let about = cell["cell_type"] == "markdown" && cell["metadata"]["shuzi"]["task"].as_str() == name;
        let source = joined(&cell["source"]);
        let line = source.lines().find(|line| line.starts_with('#'))?;
        about.then(|| line.trim_start_matches('#').trim().to_owned())
    };
    Task {
        name: name.unwrap_or(id).to_owned(),
        title: name.and_then(|_| cells.iter().find_map(heading)).unwrap_or_default(),
        of: cell["of"].as_f64().unwrap_or(0.0),
    }
}

/// Of the submission as a whole, then of each cell, then what was found in tasks that are not wholly right.
fn reasons(run: RunRecord) -> Vec<String> {
    let mut all = run.reasons;
    for cell in run.cells {
        let place = place(&cell.grade_id);
        all.extend(cell.reasons.iter().map(|reason| format!("{place}: {reason}")));
    }
    for Verdict { task, findings, .. } in run.verdicts.iter().filter(|verdict| verdict.points < verdict.of) {
        all.extend(findings.iter().map(|finding| format!("{task}: {finding}")));
    }
    all
}

/// `answer-3-1` is 3.1 to people; a cell of the student's own has its number.
fn place(id: &str) -> String {
    let task = ["answer-", "check-", "written-"].iter().find_map(|kind| id.strip_prefix(kind));
    task.map_or_else(|| id.to_owned(), |task| task.replacen('-', ".", 1))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::course::tests::student;
    use serde_json::json;

    pub fn row(name: &str, points: &[Option<f64>], waits: &[&str], reasons: &[&str]) -> Row {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let (waits, reasons) = (words(waits), words(reasons));
        Row { student: student(name), points: points.to_vec(), waits, late_penalty: 0.0, reasons }
    }

    pub fn sample() -> Results {
        let task = |name: &str, title: &str, of| Task { name: name.to_owned(), title: title.to_owned(), of };
        Results {
            assignment: "03-softmax".to_owned(),
            tasks: vec![task("3.1", "softmax", 3.0), task("3.2", "交叉熵", 3.0), task("3.3", "写一写", 4.0)],
            rows: vec![
                row("li", &[Some(3.0), Some(1.5), Some(0.0)], &["3.3"], &["3.2: 溢出。"]),
                row("wang", &[Some(3.0), Some(0.0), Some(4.0)], &[], &["=1+1, \"x\""]),
                row("zhao", &[None, None, None], &[], &["没有交。"]),
            ],
        }
    }

    #[test]
    fn the_hardest_task_is_judged_by_those_who_have_a_grade() {
        let results = sample();
        assert_eq!(results.shares(), [Some(1.0), Some(0.25), Some(1.0)]);
        assert_eq!(results.hardest().unwrap().0.name, "3.2");
        assert_eq!(results.totals(), [4.5, 7.0]);
        assert_eq!(median(&results.totals()), Some(5.75));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn lateness_never_makes_a_total_negative() {
        let late = Row { late_penalty: 9.0, ..row("li", &[Some(3.0)], &[], &[]) };
        assert_eq!(late.total(), Some(0.0));
    }

    #[test]
    fn reasons_come_from_the_whole_the_cells_and_tasks_that_lost_points() {
        let run = json!({
            "digest": "", "student": "li", "seconds": 1.0, "notebook": {}, "reasons": ["whole"],
            "cells": [
                {"grade_id": "answer-3-1", "outputs": [], "reasons": ["cell"]},
                {"grade_id": "extra-1", "outputs": [], "reasons": ["own"]},
            ],
            "verdicts": {
                "3.1": {"points": 3.0, "of": 3.0, "findings": ["fine"]},
                "3.2": {"points": 1.0, "of": 3.0, "findings": ["lost"]},
            },
        });
        let run = serde_json::from_value(run).unwrap();
        assert_eq!(reasons(run), ["whole", "3.1: cell", "extra-1: own", "3.2: lost"]);
    }

    #[test]
    fn a_task_is_named_and_titled_from_the_notebook() {
        let released = json!({"cells": [
            {"cell_type": "markdown", "source": "## 3.1 softmax（3 分）\n文", "metadata": {"shuzi": {"task": "3.1"}}},
            {"cell_type": "code", "source": "check!(3.1, f)", "metadata": {"shuzi": {"task": "3.1"}, "nbgrader": {"grade_id": "check-3-1"}}},
        ]});
        let found = task(&json!({"grade_id": "check-3-1", "of": 3.0}), &released);
        assert_eq!((found.name.as_str(), found.title.as_str()), ("3.1", "3.1 softmax（3 分）"));
        assert_eq!(task(&json!({"grade_id": "other"}), &released).name, "other");
    }

    #[test]
    fn points_are_written_without_needless_noughts() {
        assert_eq!([0.0, -0.0, 10.0, 1.5, 1.0 / 3.0].map(number), ["0", "0", "10", "1.5", "0.33"]);
    }
}
