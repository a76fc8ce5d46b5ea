//! `cargo classroom selftest`: the plugin's tests, then what the guide promises, done as it says with made-up submissions.
//!
//! With the real kernel, sandbox and nbgrader, in a course of its own inside `.lab`, so it takes minutes.

use super::course::{Classroom, Student};
use super::grade::{self, Choice};
use super::judge::Judge;
use super::report::{feedback, write_results};
use super::results::{self, Results, Row};
use super::sample::{self, Sample};
use super::{collect, kernel_suite, release, teacher};
use lab::files::{about, put};
use lab::process::say;
use notebook::assignment::assignment_named;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use words::{Language, Outcome, text};

const NAME: &str = "03-softmax";

/// A student whose file is no notebook.
const GARBAGE: &str = "李明";

pub fn run(classroom: Classroom) -> Outcome {
    teacher::test_plugin(&classroom)?;
    let folder = classroom.layout.inside("selftest");
    let _ = fs::remove_dir_all(&folder);
    let assignment = assignment_named(&classroom.layout.repository, NAME)?;
    let samples = sample::samples(&assignment, Language::Chinese);
    let course = Classroom { folder: folder.clone(), ..classroom };
    let mut class = Class { incoming: folder.join("incoming"), samples, course, wrong: Vec::new() };
    class.go()?;
    let layout = &class.course.layout;
    class.wrong.extend(kernel_suite::run(layout, &folder.join("assignments"), &Judge::of_this_repository())?);
    if !class.wrong.is_empty() {
        return Err(class.wrong.join("\n"));
    }
    say(&text!("从发布到反馈，一切如说明所写。", "From release to feedback, all is as the guide says."));
    fs::remove_dir_all(&folder).map_err(about(&folder))
}

struct Class {
    course: Classroom,
    incoming: PathBuf,
    samples: [Sample; 3],
    /// What is not as it should be.
    wrong: Vec<String>,
}

impl Class {
    fn go(&mut self) -> Outcome {
        release::release(&self.course, NAME, Language::Chinese)?;
        for sample in &self.samples {
            self.hand_in(sample.student, sample.notebook.to_string().as_bytes())?;
        }
        self.hand_in(GARBAGE, &[0xff, 0xfe])?;
        collect::collect(&self.course, NAME, &self.incoming)?;
        let first = self.grade()?;
        let expected: Vec<(&str, f64)> = self.samples.iter().map(|sample| (sample.student, sample.points)).collect();
        for (student, points) in expected.into_iter().chain([(GARBAGE, 0.0)]) {
            self.expect_points(&first, student, points);
        }
        let told = row(&first, GARBAGE).is_some_and(|row| row.reasons.iter().any(|reason| reason.contains("UTF-8")));
        self.expect(told, &format!("{GARBAGE}: no reason that speaks of UTF-8"));
        self.hand_in_again()?;
        feedback(&self.course, NAME)?;
        write_results(&self.course, NAME)?;
        let named = |name: &str| Student::new(name).ok_or_else(|| name.to_owned());
        self.expect_words(&self.course.feedback(&named(GARBAGE)?, NAME), "UTF-8");
        self.expect_words(&self.course.results(NAME, "csv"), GARBAGE);
        self.expect_words(&self.course.results(NAME, "html"), &format!("../feedback/{GARBAGE}/"));
        Ok(())
    }

    /// The half one becomes a full one: nobody else is graded again.
    fn hand_in_again(&mut self) -> Outcome {
        let before = self.times();
        let [full, half, _] = &self.samples;
        let (student, points) = (half.student, full.points);
        self.hand_in(student, full.notebook.to_string().as_bytes())?;
        collect::collect(&self.course, NAME, &self.incoming)?;
        let again = self.grade()?;
        self.expect_points(&again, student, points);
        let untouched = self.times() == before;
        self.expect(untouched, "who did not hand in again was graded again");
        Ok(())
    }

    fn hand_in(&self, student: &str, content: &[u8]) -> Outcome {
        let path = self.incoming.join(format!("{student}.ipynb"));
        put(&path, content).map_err(about(&path))
    }

    fn grade(&self) -> Outcome<Results> {
        grade::grade(&self.course, NAME, &Choice::default())?;
        results::read(&self.course, NAME)
    }

    /// When the submissions that stay the same were graded.
    fn times(&self) -> Vec<Option<SystemTime>> {
        let [full, _, hostile] = &self.samples;
        let time = |name: &str| {
            let path = self.course.autograded(&Student::new(name)?, NAME);
            path.metadata().ok()?.modified().ok()
        };
        [full.student, hostile.student, GARBAGE].into_iter().map(time).collect()
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

fn row<'a>(results: &'a Results, student: &str) -> Option<&'a Row> {
    results.rows.iter().find(|row| row.student.as_str() == student)
}
