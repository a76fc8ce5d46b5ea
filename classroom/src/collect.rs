//! Collecting: a folder of hand-ins, as a learning platform or a shared drive gives it, becomes the course's submissions.

use super::course::{Classroom, Student};
use super::originals::{self, Taken};
use lab::process::say;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use words::{Outcome, text};

/// Who handed in what, and what in the folder is nobody's hand-in.
#[derive(Debug, Default, PartialEq)]
struct Plan {
    take: BTreeMap<Student, PathBuf>,
    problems: Vec<String>,
}

/// Collects one assignment from a folder with `STUDENT.ipynb`, or `STUDENT/ASSIGNMENT.ipynb`.
pub fn collect(classroom: &Classroom, assignment: &str, folder: &Path) -> Outcome {
    classroom.released(assignment)?;
    let plan = plan(assignment, folder)?;
    let mut counts = [0; 3];
    for (student, from) in &plan.take {
        // What came by nbgrader's own ways before is kept too.
        originals::adopt(classroom, student, assignment)?;
        let taken = originals::take(classroom, student, assignment, from)?;
        if taken != Taken::Same {
            show_in_submitted(classroom, student, assignment)?;
        }
        counts[taken as usize] += 1;
    }
    for problem in &plan.problems {
        say(problem);
    }
    let [new, again, same] = counts;
    say(&text!(
        "收了 {new} 份新作业；{again} 份替换了以前交的（旧的还留着），{same} 份和以前相同。接下来：cargo classroom grade {assignment}",
        "Collected {new} new submissions; {again} replaced earlier ones (which are kept), {same} were the same as before. Next: cargo classroom grade {assignment}"
    ));
    if plan.take.is_empty() {
        let folder = folder.display();
        return Err(text!(
            "{folder} 里没有作业：应当是 学号.ipynb，或者 学号/{assignment}.ipynb。",
            "There are no submissions in {folder}: there should be STUDENT.ipynb, or STUDENT/{assignment}.ipynb."
        ));
    }
    Ok(())
}

/// The hand-in also lies where nbgrader looks, so that formgrader lists it before grading; a link does not.
fn show_in_submitted(classroom: &Classroom, student: &Student, assignment: &str) -> Outcome {
    let (original, submitted) = (classroom.original(student, assignment), classroom.submitted(student, assignment));
    let copy = || {
        fs::create_dir_all(submitted.parent().unwrap_or(&submitted))?;
        let _ = fs::remove_file(&submitted);
        if original.symlink_metadata()?.is_file() {
            fs::copy(&original, &submitted)?;
        }
        Ok::<(), std::io::Error>(())
    };
    copy().map_err(|error| originals::cannot_write(&submitted, &error))
}

fn plan(assignment: &str, folder: &Path) -> Outcome<Plan> {
    let entries = fs::read_dir(folder).map_err(|error| {
        let folder = folder.display();
        text!("读不了文件夹 {folder}：{error}。", "Cannot read the folder {folder}: {error}.")
    })?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut plan = Plan::default();
    for path in paths {
        match hand_in(assignment, &path) {
            Ok(None) => {}
            Ok(Some((student, _))) if plan.take.contains_key(&student) => plan.problems.push(text!(
                "跳过：{student} 交了两份（文件和文件夹各一份），只收了其中一份：请删去一份再收。",
                "Left out: {student} handed in twice (a file and a folder); only one was taken: remove one and collect again."
            )),
            Ok(Some((student, from))) => {
                plan.take.insert(student, from);
            }
            Err(problem) => plan.problems.push(problem),
        }
    }
    Ok(plan)
}

/// The hand-in that an entry of the folder is; `None` for what is plainly none.
fn hand_in(assignment: &str, path: &Path) -> Outcome<Option<(Student, PathBuf)>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // A link to a folder is not looked into.
    let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let (student, from) = match name.strip_suffix(".ipynb") {
        _ if name.starts_with('.') => return Ok(None),
        Some(stem) if !is_folder => (stem, path.to_owned()),
        None if is_folder => (name.as_str(), notebook_in(assignment, path)?),
        _ => return Ok(None),
    };
    if student == assignment {
        return Err(text!(
            "跳过 {name}：文件名应当是学号，不是作业的名字。",
            "Left out {name}: a file's name should be the student's, not the assignment's."
        ));
    }
    let student = Student::new(student).ok_or_else(|| {
        text!(
            "跳过 {name}：学号只能有字母、汉字、数字和 - _ . @，以字母、汉字或数字开头，不超过 64 个字。请改名再收。",
            "Left out {name}: a student's name has letters, digits and - _ . @ only, begins with a letter or digit, and is no longer than 64 letters. Rename it and collect again."
        )
    })?;
    Ok(Some((student, from)))
}

/// `ASSIGNMENT.ipynb`, or the only notebook there is.
fn notebook_in(assignment: &str, folder: &Path) -> Outcome<PathBuf> {
    let exact = folder.join(format!("{assignment}.ipynb"));
    if exact.symlink_metadata().is_ok() {
        return Ok(exact);
    }
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let notebooks: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "ipynb")).collect();
    match notebooks.as_slice() {
        [only] => Ok(only.clone()),
        found => {
            let (name, count) = (folder.file_name().unwrap_or_default().to_string_lossy(), found.len());
            Err(text!(
                "跳过文件夹 {name}：里面没有 {assignment}.ipynb，却有 {count} 个别的笔记本。",
                "Left out the folder {name}: it has no {assignment}.ipynb, but {count} other notebooks."
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::{student, temporary_course};
    use lab::files::put;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            put(folder.path().join(file), "{}").unwrap();
        }
        folder
    }

    #[test]
    fn both_shapes_of_a_folder_are_understood() {
        let folder =
            folder_with(&["li.ipynb", "wang/a.ipynb", "wang/b.ipynb", "zhao/a (1).ipynb", "notes.txt", ".DS_Store"]);
        let plan = plan("a", folder.path()).unwrap();
        let expected = [("li", "li.ipynb"), ("wang", "wang/a.ipynb"), ("zhao", "zhao/a (1).ipynb")];
        let expected = expected.map(|(name, path)| (student(name), folder.path().join(path)));
        assert_eq!(plan, Plan { take: expected.into(), problems: vec![] });
    }

    #[test]
    fn what_cannot_be_a_hand_in_is_told() {
        let folder = folder_with(&["a.ipynb", "-rf.ipynb", "qian/b.ipynb", "qian/c.ipynb"]);
        let plan = plan("a", folder.path()).unwrap();
        assert!(plan.take.is_empty());
        for word in ["a.ipynb", "-rf.ipynb", "qian"] {
            assert!(plan.problems.iter().any(|problem| problem.contains(word)), "{word}: {:?}", plan.problems);
        }
    }

    #[test]
    fn who_handed_in_twice_is_told() {
        let folder = folder_with(&["li.ipynb", "li/a.ipynb"]);
        let plan = plan("a", folder.path()).unwrap();
        assert_eq!((plan.take.len(), plan.problems.len()), (1, 1));
    }

    #[test]
    fn collecting_again_shows_the_newest_to_nbgrader() {
        let course = temporary_course();
        put(course.source("a"), r#"{"cells": [], "metadata": {}}"#).unwrap();
        let folder = course.folder.join("incoming");
        for content in ["first", "second"] {
            put(folder.join("li.ipynb"), content).unwrap();
            collect(&course, "a", &folder).unwrap();
            assert_eq!(fs::read_to_string(course.submitted(&student("li"), "a")).unwrap(), content);
        }
        let former = course.original(&student("li"), "a").with_file_name("former").join("1.ipynb");
        assert_eq!(fs::read_to_string(former).unwrap(), "first");
    }

    #[test]
    fn a_folder_without_hand_ins_is_an_error() {
        let course = temporary_course();
        put(course.source("a"), r#"{"cells": [], "metadata": {}}"#).unwrap();
        let error = collect(&course, "a", &course.folder.join("source")).unwrap_err();
        assert!(error.contains("a.ipynb"), "{error}");
    }
}
