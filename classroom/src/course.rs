//! Where the course keeps its assignments, submissions and grades: nbgrader's folders, and ours beside them.

use lab::Layout;
use lab::files::about;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use words::{Language, Outcome, text};

/// A course: `classroom/` in the repository, or another folder that `SHUZI_CLASSROOM` names.
pub struct Classroom {
    /// Where `cargo lab` keeps the kernel, nbgrader and the logs.
    pub layout: Layout,
    /// The folder with the submissions and the gradebook.
    pub folder: PathBuf,
    /// The assignments as handed out, one folder a language.
    pub templates: PathBuf,
}

impl Classroom {
    /// That of the repository which this program was compiled in.
    pub fn of_this_repository() -> Outcome<Classroom> {
        let layout = Layout { command: "cargo lab --teacher", ..Layout::of_this_repository() };
        let named = std::env::var_os("SHUZI_CLASSROOM").filter(|name| !name.is_empty());
        let folder = named.map_or_else(|| layout.repository.join("classroom"), PathBuf::from);
        let folder = std::path::absolute(&folder).map_err(about(&folder))?;
        let templates = layout.repository.join("notebooks/exercises");
        Ok(Classroom { layout, folder, templates })
    }

    /// The template of an assignment, in one language.
    pub fn template(&self, assignment: &str, language: Language) -> PathBuf {
        self.templates.join(language.code()).join(file_name(assignment))
    }

    /// What nbgrader releases: the template in the language that the teacher chose.
    pub fn source(&self, assignment: &str) -> PathBuf {
        self.folder.join("source").join(assignment).join(file_name(assignment))
    }

    pub fn release(&self, assignment: &str) -> PathBuf {
        self.folder.join("release").join(assignment).join(file_name(assignment))
    }

    /// What nbgrader grades: the hand-in, once graded in the form in which it was run.
    pub fn submitted(&self, student: &Student, assignment: &str) -> PathBuf {
        self.of_student("submitted", student, assignment).join(file_name(assignment))
    }

    /// The hand-in as it came, byte by byte.
    pub fn original(&self, student: &Student, assignment: &str) -> PathBuf {
        self.of_student("originals", student, assignment).join(file_name(assignment))
    }

    /// The submission with its outputs and points.
    pub fn autograded(&self, student: &Student, assignment: &str) -> PathBuf {
        self.of_student("autograded", student, assignment).join(file_name(assignment))
    }

    /// The page for the student.
    pub fn feedback(&self, student: &Student, assignment: &str) -> PathBuf {
        self.of_student("feedback", student, assignment).join(format!("{assignment}.html"))
    }

    /// What the sandbox recorded of everybody.
    pub fn runs(&self, assignment: &str) -> PathBuf {
        self.folder.join("runs").join(assignment)
    }

    /// What the sandbox recorded of one, and how it was judged.
    pub fn run(&self, student: &Student, assignment: &str) -> PathBuf {
        self.runs(assignment).join(format!("{student}.json"))
    }

    /// The submission as graded before: tells whether a text that was graded by hand has changed since.
    pub fn former(&self, student: &Student, assignment: &str) -> PathBuf {
        self.runs(assignment).join(format!("{student}.former.ipynb"))
    }

    /// A file with everybody's results.
    pub fn results(&self, assignment: &str, extension: &str) -> PathBuf {
        self.folder.join("results").join(format!("{assignment}.{extension}"))
    }

    fn of_student(&self, step: &str, student: &Student, assignment: &str) -> PathBuf {
        self.folder.join(step).join(student.as_str()).join(assignment)
    }

    /// The names of the assignments that can be released.
    pub fn assignments(&self, language: Language) -> Vec<String> {
        let mut names: Vec<String> = entries(&self.templates.join(language.code()))
            .filter_map(|path| Some(path.file_name()?.to_str()?.strip_suffix(".ipynb")?.to_owned()))
            .collect();
        names.sort();
        names
    }

    /// The released notebook; an error says how to release it.
    pub fn released(&self, assignment: &str) -> Outcome<Value> {
        if !is_safe_name(assignment) || !self.source(assignment).exists() {
            let mut names: Vec<String> = entries(&self.folder.join("source"))
                .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
                .collect();
            names.sort();
            let names = listed(&names);
            return Err(text!(
                "作业 {assignment} 还没有发布；已发布的有：{names}。请先运行 cargo classroom release {assignment}。",
                "The assignment {assignment} has not been released; released are: {names}. First run cargo classroom release {assignment}."
            ));
        }
        notebook::read(&self.source(assignment))
    }

    /// Those who handed an assignment in, by any way, sorted.
    pub fn students(&self, assignment: &str) -> Vec<Student> {
        let folders = ["submitted", "originals"].map(|step| self.folder.join(step));
        let mut students: Vec<Student> = folders
            .iter()
            .flat_map(|folder| entries(folder))
            .filter(|folder| folder.join(assignment).join(file_name(assignment)).symlink_metadata().is_ok())
            .filter_map(|folder| Student::new(folder.file_name()?.to_str()?))
            .collect();
        students.sort();
        students.dedup();
        students
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn file_name(assignment: &str) -> String {
    format!("{assignment}.ipynb")
}

/// The language in which an assignment was released.
pub fn language_of(released: &Value) -> Language {
    if released["metadata"]["shuzi"]["language"] == "en" { Language::English } else { Language::Chinese }
}

/// Names one after the other, or a word that says there are none.
pub fn listed(names: &[String]) -> String {
    if names.is_empty() { text!("（没有）", "(none)") } else { names.join(&text!("、", ", ")) }
}

/// A student's name in the course: also the name of a folder, so nothing that means more to a file system or to nbgrader.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Student(String);

impl Student {
    /// Letters (of any script), digits, and `-`, `_`, `.`, `@` between them.
    pub fn new(name: &str) -> Option<Student> {
        is_safe_name(name).then(|| Student(name.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Student {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

const LONGEST_NAME: usize = 64;

fn is_safe_name(name: &str) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || "-_.@".contains(letter);
    name.starts_with(char::is_alphanumeric) && name.chars().all(allowed) && name.chars().count() <= LONGEST_NAME
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use lab::files::put;

    /// A course in a folder that goes with it, with this repository's nbgrader.
    pub struct TemporaryCourse {
        classroom: Classroom,
        _folder: tempfile::TempDir,
    }

    impl std::ops::Deref for TemporaryCourse {
        type Target = Classroom;
        fn deref(&self) -> &Classroom {
            &self.classroom
        }
    }

    pub fn temporary_course() -> TemporaryCourse {
        let guard = tempfile::tempdir().unwrap();
        let folder = guard.path().to_owned();
        let classroom =
            Classroom { templates: folder.join("templates"), folder, ..Classroom::of_this_repository().unwrap() };
        TemporaryCourse { classroom, _folder: guard }
    }

    pub fn student(name: &str) -> Student {
        Student::new(name).unwrap()
    }

    #[test]
    fn a_students_name_is_a_plain_folder_name() {
        for good in ["li", "张三", "2026-11_a.b", "li@example.org"] {
            assert!(Student::new(good).is_some(), "{good}");
        }
        for bad in ["", ".", "..", "../li", "a/b", "a b", "-rf", ".li", "a*", "a'b", "a\n", &"a".repeat(65)] {
            assert!(Student::new(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn who_handed_in_is_found_by_either_way() {
        let course = temporary_course();
        for path in [course.submitted(&student("wang"), "a"), course.original(&student("li"), "a")] {
            put(path, "{}").unwrap();
        }
        fs::create_dir_all(course.folder.join("submitted/zhao/other")).unwrap();
        assert_eq!(course.students("a"), [student("li"), student("wang")]);
    }

    #[test]
    fn an_assignment_that_was_not_released_is_named_with_what_was() {
        let course = temporary_course();
        put(course.source("a"), r#"{"cells": [], "metadata": {"shuzi": {"language": "en"}}}"#).unwrap();
        assert_eq!(language_of(&course.released("a").unwrap()), Language::English);
        let error = course.released("b").unwrap_err();
        assert!(error.contains("cargo classroom release b") && error.contains('a'), "{error}");
        assert!(course.released("../a").is_err());
    }
}
