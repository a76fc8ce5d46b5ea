//! What graders give back: a page of feedback for each student, and everybody's results.

use crate::course::{Classroom, Student, language_of};
use crate::{csv, page, results, teacher};
use lab::files::about;
use lab::process::say;
use std::fs;
use words::{Outcome, text};

/// Writes a page of feedback for each student.
pub fn feedback(classroom: &Classroom, assignment: &str) -> Outcome {
    let released = classroom.released(assignment)?;
    teacher::ensure_ready(classroom)?;
    teacher::feedback(classroom, assignment, language_of(&released)).map_err(|failure| {
        failure.sentence(&text!("写 {assignment} 的反馈", "Writing the feedback of {assignment}"))
    })?;
    let has_page = |student: &&Student| classroom.feedback(student, assignment).exists();
    let count = classroom.students(assignment).iter().filter(has_page).count();
    let folder = classroom.folder.join("feedback");
    let folder = folder.display();
    say(&text!(
        "写好了 {count} 份反馈，每个学生一页：{folder}/学号/{assignment}/{assignment}.html",
        "Wrote {count} pages of feedback, one a student: {folder}/STUDENT/{assignment}/{assignment}.html"
    ));
    Ok(())
}

/// Writes the table and the page of an assignment.
pub fn write_results(classroom: &Classroom, assignment: &str) -> Outcome {
    let results = results::read(classroom, assignment)?;
    for (extension, content) in [("csv", csv::csv(&results)), ("html", page::page(classroom, &results))] {
        let path = classroom.results(assignment, extension);
        fs::write(&path, content).map_err(about(&path))?;
        say(&path.display().to_string());
    }
    Ok(())
}
