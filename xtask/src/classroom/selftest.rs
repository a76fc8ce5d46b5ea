//! `cargo classroom selftest`: the plugin's tests, then what the guide promises, done as it says with made-up submissions.
//!
//! With the real kernel, sandbox and nbgrader, in a course of its own inside `.lab`, so it takes minutes.

use super::course::{Classroom, Student};
use super::grade::{self, Choice};
use super::results::{self, Results, Row};
use super::{collect, feedback, release, teacher, write_results};
use crate::Outcome;
use crate::exercises::model::{Assignment, Language};
use crate::exercises::{assignment_named, render};
use crate::language::text;
use crate::process::say;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

const NAME: &str = "03-softmax";

/// The made-up students.
const FULL: &str = "李明";
const HALF: &str = "2026002";
const HOSTILE: &str = "hostile";
const GARBAGE: &str = "garbage";

/// Runs all of it.
pub fn run(classroom: Classroom) -> Outcome {
    teacher::test_plugin(&classroom)?;
    let folder = classroom.layout.inside("selftest");
    let _ = fs::remove_dir_all(&folder);
    let course = Classroom { folder: folder.clone(), ..classroom };
    let assignment = assignment_named(&course.layout.repository, NAME)?;
    let mut class = Class { incoming: folder.join("incoming"), assignment, course, wrong: Vec::new() };
    class.go()?;
    if !class.wrong.is_empty() {
        return Err(class.wrong.join("\n"));
    }
    say(&text!("从发布到反馈，一切如说明所写。", "From release to feedback, all is as the guide says."));
    fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))
}

struct Class {
    course: Classroom,
    assignment: Assignment,
    incoming: PathBuf,
    /// What is not as it should be.
    wrong: Vec<String>,
}

impl Class {
    fn go(&mut self) -> Outcome {
        release::release(&self.course, NAME, false)?;
        let (half, points) = self.half();
        self.hand_in(FULL, &self.solution())?;
        self.hand_in(HALF, &half)?;
        self.hand_in(HOSTILE, &self.hostile())?;
        write(&self.incoming.join(format!("{GARBAGE}.ipynb")), &[0xff, 0xfe])?;
        collect::collect(&self.course, NAME, &self.incoming)?;
        let first = self.grade()?;
        let all = self.worth();
        for (student, expected) in [(FULL, all), (HALF, points), (HOSTILE, all - self.worth_of("3.1")), (GARBAGE, 0.0)]
        {
            self.expect_points(&first, student, expected);
        }
        let told = row(&first, GARBAGE).is_some_and(|row| row.reasons.iter().any(|reason| reason.contains("UTF-8")));
        self.expect(told, "garbage: no reason that speaks of UTF-8");

        // One hands in again: nobody else is graded again.
        let before = self.times();
        self.hand_in(HALF, &self.solution())?;
        collect::collect(&self.course, NAME, &self.incoming)?;
        let second = self.grade()?;
        self.expect_points(&second, HALF, all);
        let untouched = self.times() == before;
        self.expect(untouched, "who did not hand in again was graded again");

        feedback(&self.course, NAME)?;
        write_results(&self.course, NAME)?;
        self.expect_words(&self.course.feedback(&student(GARBAGE)?, NAME), "UTF-8");
        self.expect_words(&self.course.results(NAME, "csv"), FULL);
        self.expect_words(&self.course.results(NAME, "html"), &format!("../feedback/{FULL}/"));
        Ok(())
    }

    fn solution(&self) -> Value {
        render::solution(&self.assignment, Language::Chinese)
    }

    /// The solution with the first wrong answer in it, and the points of that.
    fn half(&self) -> (Value, f64) {
        let Some(wrong) = self.assignment.wrong.first() else { return (self.solution(), self.worth()) };
        let mut notebook = self.solution();
        set_source(&mut notebook, &format!("answer-{}", wrong.replaces.replace('.', "-")), &wrong.code);
        (notebook, self.worth() - self.worth_of(wrong.task()) + f64::from(wrong.points))
    }

    /// Ends its process in one task, forges that task's output, deletes another's check, and claims more points.
    fn hostile(&self) -> Value {
        let mut notebook = self.solution();
        let answer =
            "fn my_softmax(_: &[f32]) -> Vec<f32> { std::panic::set_hook(Box::new(|_| {})); std::process::exit(0) }";
        set_source(&mut notebook, "answer-3-1", answer);
        set_source(&mut notebook, "check-3-1", "3.0");
        if let Some(check) = cell(&mut notebook, "check-3-1") {
            check["metadata"]["nbgrader"]["points"] = json!(100);
            let forged = json!({"text/plain": "3.0"});
            check["outputs"] =
                json!([{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": forged}]);
        }
        if let Some(cells) = notebook["cells"].as_array_mut() {
            cells.retain(|cell| cell["id"] != "check-3-2");
        }
        notebook
    }

    fn worth(&self) -> f64 {
        self.assignment.tasks().iter().map(|task| f64::from(task.points)).sum()
    }

    fn worth_of(&self, id: &str) -> f64 {
        self.assignment.tasks().iter().filter(|task| task.id == id).map(|task| f64::from(task.points)).sum()
    }

    fn hand_in(&self, student: &str, notebook: &Value) -> Outcome {
        write(&self.incoming.join(format!("{student}.ipynb")), notebook.to_string().as_bytes())
    }

    fn grade(&self) -> Outcome<Results> {
        grade::grade(&self.course, NAME, &Choice::default())?;
        results::read(&self.course, NAME)
    }

    /// When the submissions that stay the same were graded.
    fn times(&self) -> Vec<Option<std::time::SystemTime>> {
        let graded = |name: &&str| Some(self.course.autograded(&Student::new(name)?, NAME));
        let time = |name: &&str| graded(name)?.metadata().ok()?.modified().ok();
        [FULL, HOSTILE, GARBAGE].iter().map(time).collect()
    }

    fn expect(&mut self, is_so: bool, else_what: &str) {
        if !is_so {
            self.wrong.push(else_what.to_owned());
        }
    }

    fn expect_points(&mut self, results: &Results, student: &str, expected: f64) {
        let found = row(results, student).and_then(Row::total);
        self.expect(found == Some(expected), &format!("{student}: {found:?}, expected {expected}"));
    }

    fn expect_words(&mut self, path: &Path, words: &str) {
        let found = fs::read_to_string(path).is_ok_and(|content| content.contains(words));
        self.expect(found, &format!("{}: no {words}", path.display()));
    }
}

fn student(name: &str) -> Outcome<Student> {
    Student::new(name).ok_or_else(|| name.to_owned())
}

fn row<'a>(results: &'a Results, student: &str) -> Option<&'a Row> {
    results.rows.iter().find(|row| row.student.as_str() == student)
}

fn cell<'a>(notebook: &'a mut Value, id: &str) -> Option<&'a mut Value> {
    notebook["cells"].as_array_mut()?.iter_mut().find(|cell| cell["id"] == id)
}

fn set_source(notebook: &mut Value, id: &str, source: &str) {
    if let Some(cell) = cell(notebook, id) {
        cell["source"] = json!(source);
    }
}

fn write(path: &Path, content: &[u8]) -> Outcome {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| format!("{}: {error}", path.display()))
}
