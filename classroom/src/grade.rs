//! Grading: every submission runs in its sandbox and is judged, then nbgrader takes the records over, in one call for all.

use super::course::{Classroom, Student, language_of, listed};
use super::judge::Judge;
use super::limits::Limits;
use super::record::RunRecord;
use super::{originals, results, runs, secret, table, teacher};
use lab::Layout;
use lab::process::say;
use serde_json::{Value, json};
use std::fs;
use words::{Outcome, text};

#[derive(Default)]
pub struct Choice {
    /// One student only.
    pub student: Option<Student>,
    /// How many submissions run at a time.
    pub jobs: Option<usize>,
    /// Whether to run also where there is no sandbox.
    pub accept_risk: bool,
}

/// Grades an assignment: everybody, or one student.
pub fn grade(classroom: &Classroom, assignment: &str, choice: &Choice) -> Outcome {
    let released = classroom.released(assignment)?;
    teacher::ensure_ready(classroom)?;
    let only = choice.student.as_ref();
    let students = chosen(classroom, assignment, only)?;
    for student in &students {
        originals::adopt(classroom, student, assignment)?;
    }
    let options = runs::Options {
        language: language_of(&released),
        jobs: choice.jobs,
        accept_risk: choice.accept_risk,
        limits: Limits::default(),
        judge: Judge::of_this_repository(),
    };
    let hand_in = |student: &Student| runs::Student {
        name: student.to_string(),
        submission: classroom.original(student, assignment),
    };
    let hand_ins: Vec<runs::Student> = students.iter().map(hand_in).collect();
    let plan = runs::Plan {
        layout: Layout::of(&classroom.layout.repository),
        source: classroom.source(assignment),
        records: classroom.runs(assignment),
        seed: secret::seed(&classroom.folder, assignment)?,
    };
    let records = runs::grade_all(&plan, &hand_ins, &options)?;
    for (student, record) in students.iter().zip(&records) {
        hand_over(classroom, assignment, student, record)?;
    }
    autograde(classroom, assignment, only, &students)?;
    let results = results::read(classroom, assignment)?;
    println!("{}", table::table(&results, &students));
    say(&text!(
        "写的题用 cargo classroom formgrader 评分；然后 cargo classroom feedback {assignment}、cargo classroom results {assignment}。",
        "Grade what is written with cargo classroom formgrader; then cargo classroom feedback {assignment} and cargo classroom results {assignment}."
    ));
    Ok(())
}

fn chosen(classroom: &Classroom, assignment: &str, only: Option<&Student>) -> Outcome<Vec<Student>> {
    let all = classroom.students(assignment);
    if all.is_empty() {
        return Err(text!(
            "还没有人交 {assignment}：请先运行 cargo classroom collect {assignment} 文件夹。",
            "Nobody has handed in {assignment} yet: first run cargo classroom collect {assignment} FOLDER."
        ));
    }
    match only {
        None => Ok(all),
        Some(student) if all.contains(student) => Ok(vec![student.clone()]),
        Some(student) => {
            let names = listed(&all.iter().map(Student::to_string).collect::<Vec<_>>());
            Err(text!(
                "{student} 没有交 {assignment}；交了的有：{names}。",
                "{student} has not handed in {assignment}; those who have: {names}."
            ))
        }
    }
}

/// Puts the notebook that was run where nbgrader grades it, and makes nbgrader grade it again where the run is another.
fn hand_over(classroom: &Classroom, assignment: &str, student: &Student, record: &RunRecord) -> Outcome {
    let mut notebook = record.notebook.clone();
    notebook["metadata"]["shuzi"]["digest"] = json!(record.digest);
    let content = format!("{notebook:#}\n");
    originals::write_submitted(classroom, student, assignment, content.as_bytes())?;
    if !is_taken_over(classroom, student, assignment) {
        put_aside(classroom, student, assignment)?;
    }
    Ok(())
}

/// Whether what nbgrader graded is the run as recorded.
fn is_taken_over(classroom: &Classroom, student: &Student, assignment: &str) -> bool {
    let Ok(record) = fs::read(classroom.run(student, assignment)) else { return false };
    let graded = fs::read(classroom.autograded(student, assignment)).unwrap_or_default();
    let graded: Value = serde_json::from_slice(&graded).unwrap_or_default();
    graded["metadata"]["shuzi"]["record"] == originals::fingerprint(&record)
}

/// nbgrader grades what is not there; the former text tells the plugin whether a grade given by hand still stands.
fn put_aside(classroom: &Classroom, student: &Student, assignment: &str) -> Outcome {
    let graded = classroom.autograded(student, assignment);
    let Some(folder) = graded.parent().filter(|folder| folder.exists()) else { return Ok(()) };
    let move_away = || {
        if graded.exists() {
            fs::rename(&graded, classroom.former(student, assignment))?;
        }
        fs::remove_dir_all(folder)
    };
    move_away().map_err(|error| {
        let folder = folder.display();
        text!("移不走 {folder}：{error}。", "Cannot put {folder} aside: {error}.")
    })
}

/// One call of nbgrader for all; it fails for a student without stopping for the others.
fn autograde(classroom: &Classroom, assignment: &str, only: Option<&Student>, students: &[Student]) -> Outcome {
    let outcome = teacher::autograde(classroom, assignment, only);
    let left = students.iter().filter(|student| !is_taken_over(classroom, student, assignment));
    let left: Vec<String> = left.map(Student::to_string).collect();
    if left.is_empty() {
        return Ok(());
    }
    let doing = text!("nbgrader 评分", "Grading with nbgrader");
    let why = outcome.err().map(|failure| failure.sentence(&doing)).unwrap_or_default();
    let names = listed(&left);
    Err(text!(
        "这些学生的作业没有记入成绩册：{names}。{why}",
        "The submissions of these students did not get into the gradebook: {names}. {why}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::{student, temporary_course};
    use lab::files::put;

    #[test]
    fn only_a_changed_run_is_graded_again_and_the_former_text_is_kept() {
        let course = temporary_course();
        let (li, graded) = (student("li"), course.autograded(&student("li"), "a"));
        for path in [&graded, &course.run(&li, "a")] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
        }
        fs::write(course.run(&li, "a"), "{}").unwrap();
        let mark = originals::fingerprint(b"{}");
        fs::write(&graded, json!({"metadata": {"shuzi": {"record": mark}}}).to_string()).unwrap();
        let notebook = json!({"metadata": {}});
        let record = RunRecord { digest: "d".to_owned(), notebook, ..RunRecord::default() };
        hand_over(&course, "a", &li, &record).unwrap();
        assert!(graded.exists());
        let submitted = fs::read_to_string(course.submitted(&li, "a")).unwrap();
        assert!(submitted.contains("\"digest\": \"d\""), "{submitted}");
        fs::write(course.run(&li, "a"), r#"{"digest": "e"}"#).unwrap();
        hand_over(&course, "a", &li, &record).unwrap();
        assert!(!graded.parent().unwrap().exists());
        assert!(course.former(&li, "a").exists());
    }

    #[test]
    fn a_student_who_has_not_handed_in_is_told_with_those_who_have() {
        let course = temporary_course();
        assert!(chosen(&course, "a", None).unwrap_err().contains("cargo classroom collect a"));
        let path = course.submitted(&student("li"), "a");
        put(path, "{}").unwrap();
        assert_eq!(chosen(&course, "a", Some(&student("li"))).unwrap(), [student("li")]);
        assert!(chosen(&course, "a", Some(&student("wang"))).unwrap_err().contains("li"));
    }
}
