//! An assignment: one text, in both languages, with its solution, marks and typical wrong answers.
//!
//! docs/exercises.en.md tells its form; nothing but what [`answer`] leaves of it gets into a template.

pub mod answer;
pub mod compare;
pub mod example;
mod header;
pub mod model;
mod parse;
pub mod render;
pub mod rules;
mod secrets;
pub mod suites;

pub use model::Assignment;
pub use parse::parse;

use model::source_path;
use std::fs;
use std::path::{Path, PathBuf};
use words::{Outcome, text};

/// Where the sources are, in the repository.
pub const SOURCES: &str = "classroom/assignments";

/// The names of all assignments, in order.
pub fn names(repository: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(repository.join(SOURCES)).into_iter().flatten().flatten().map(|entry| entry.path());
    let paths = entries.filter(|path| path.extension().is_some_and(|end| end == "txt"));
    let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    let mut names: Vec<String> = paths.filter_map(stem).collect();
    names.sort();
    if names.is_empty() {
        // A check of nothing must not look like a success.
        return Err(text!("{SOURCES} 里没有作业。", "No assignment in {SOURCES}."));
    }
    Ok(names)
}

/// All assignments, in the order of their names.
pub fn assignments(repository: &Path) -> Outcome<Vec<Assignment>> {
    names(repository)?.iter().map(|name| read(repository, name)).collect()
}

/// The assignment that a teacher names: `03-softmax`, or `03`.
pub fn assignment_named(repository: &Path, name: &str) -> Outcome<Assignment> {
    let all = names(repository)?;
    let start = format!("{name}-");
    match all.iter().find(|known| *known == name || known.starts_with(&start)) {
        Some(found) => read(repository, found),
        None => {
            let known = all.join(", ");
            Err(text!("没有作业 {name}；有的是：{known}。", "There is no assignment {name}; there are: {known}."))
        }
    }
}

fn read(repository: &Path, name: &str) -> Outcome<Assignment> {
    let path = source_path(name);
    let source = fs::read_to_string(repository.join(&path))
        .map_err(|error| text!("读不了 {path}：{error}。", "Cannot read {path}: {error}."))?;
    parse(name, &source).map_err(|problem| problem.to_string())
}
