//! Handing out: the template in one language goes into nbgrader's source folder, and from there to the file to hand out.

use super::course::{Classroom, listed};
use super::teacher;
use lab::files::{about, put};
use lab::process::{Failure, say};
use serde_json::json;
use words::{Language, Outcome, text};

pub fn release(classroom: &Classroom, assignment: &str, language: Language) -> Outcome {
    let names = classroom.assignments(language);
    if !names.iter().any(|name| name == assignment) {
        let names = listed(&names);
        return Err(text!(
            "没有叫 {assignment} 的作业。现有的作业：{names}。",
            "There is no assignment called {assignment}. The assignments are: {names}."
        ));
    }
    teacher::ensure_ready(classroom)?;
    let mut template = notebook::read(&classroom.template(assignment, language))?;
    template["metadata"]["shuzi"] = json!({"assignment": assignment, "language": language.code()});
    let source = classroom.source(assignment);
    put(&source, notebook::text_without_runs(template)).map_err(about(&source))?;
    teacher::nbgrader(classroom, "generate_assignment", &[assignment, "--force"])
        .map_err(|failure| explain(&failure, assignment))?;
    let file = classroom.release(assignment);
    let file = file.display();
    say(&text!(
        "要发给学生的文件：{file}\n收齐以后：cargo classroom collect {assignment} 文件夹",
        "The file to hand out: {file}\nOnce handed in: cargo classroom collect {assignment} FOLDER"
    ));
    Ok(())
}

fn explain(failure: &Failure, assignment: &str) -> String {
    if failure.words.contains("submissions associated") {
        return text!(
            "{assignment} 的题目变了（多了或少了单元格），而成绩册里已经有按旧题目交来的作业，所以不能再发布。请先批改完；确实要换题目时，删去 classroom/gradebook.db（成绩会丢失）再发布。",
            "The tasks of {assignment} have changed (cells more or fewer), and the gradebook already has submissions of the old tasks, so it cannot be released again. Finish grading first; if the tasks must change, remove classroom/gradebook.db (grades are lost) and release again."
        );
    }
    failure.sentence(&text!("发布 {assignment} ", "Releasing {assignment}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::temporary_course;

    #[test]
    fn an_unknown_assignment_is_answered_with_those_that_exist() {
        let course = temporary_course();
        for name in ["b", "a"] {
            let path = course.template(name, Language::English);
            put(path, "{}").unwrap();
        }
        let error = release(&course, "c", Language::English).unwrap_err();
        assert!(error.contains("a, b") || error.contains("a、b"), "{error}");
    }
}
