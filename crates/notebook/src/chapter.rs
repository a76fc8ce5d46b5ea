//! The chapters: a notebook in each language, as far as their checks look at them.

use crate::file::{self, joined};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use words::{Outcome, text};

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its id, equal in both languages.
    pub id: String,
    /// Whether it is code; else it is prose.
    pub is_code: bool,
    /// Its text.
    pub source: String,
    /// The course's own metadata.
    pub shuzi: Map<String, Value>,
    /// What it showed when it was last run.
    pub outputs: Value,
}

impl Cell {
    /// The words that the error message of a cell that should not compile must hold.
    pub fn fails(&self) -> Option<&str> {
        self.shuzi.get("fails")?.as_str()
    }
}

/// One notebook.
#[derive(Clone, Debug)]
pub struct Notebook {
    /// Its path in the repository, with `/`.
    pub path: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl Notebook {
    /// Reads one.
    pub fn read(repository: &Path, path: &str) -> Outcome<Notebook> {
        let content = file::read(&repository.join(path))?;
        Ok(Notebook::of(path, &content))
    }

    /// What the checks look at in a notebook's JSON.
    pub fn of(path: &str, content: &Value) -> Notebook {
        let cells = content["cells"].as_array().into_iter().flatten().map(|cell| Cell {
            id: joined(&cell["id"]),
            is_code: cell["cell_type"] == "code",
            source: joined(&cell["source"]),
            shuzi: cell["metadata"]["shuzi"].as_object().cloned().unwrap_or_default(),
            outputs: cell["outputs"].clone(),
        });
        Notebook { path: path.to_owned(), cells: cells.collect() }
    }

    /// The cell of an id.
    pub fn cell(&self, id: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.id == id)
    }
}

/// A chapter's name: its file's, without the ending.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chapter(pub String);

impl Chapter {
    /// The Chinese notebook's path in the repository.
    pub fn chinese(&self) -> String {
        format!("notebooks/zh/{}.ipynb", self.0)
    }

    /// The English notebook's path in the repository.
    pub fn english(&self) -> String {
        format!("notebooks/en/{}.ipynb", self.0)
    }

    /// What comes before the name's first hyphen: `05`.
    pub fn number(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

/// All chapters that have a notebook in either language, in order.
pub fn chapters(repository: &Path) -> Outcome<Vec<Chapter>> {
    let mut found = BTreeSet::new();
    for folder in ["notebooks/zh", "notebooks/en"] {
        for path in notebooks_inside(&repository.join(folder)) {
            found.extend(path.file_stem().map(|name| Chapter(name.to_string_lossy().into_owned())));
        }
    }
    if found.is_empty() {
        // A check of nothing must not look like a success.
        return Err(text!("没有找到笔记本。", "No notebook was found."));
    }
    Ok(found.into_iter().collect())
}

/// The chapter that a reader names by its number or its whole name.
pub fn chapter_named(repository: &Path, name: &str) -> Outcome<Chapter> {
    let all = chapters(repository)?;
    let found = all.iter().find(|chapter| chapter.0 == name || chapter.number() == name);
    found.cloned().ok_or_else(|| {
        let known = all.iter().map(|chapter| chapter.0.as_str()).collect::<Vec<_>>().join(", ");
        text!("没有第 {name} 章；有的是：{known}。", "There is no chapter {name}; there are: {known}.")
    })
}

/// The notebooks in a folder, in order; none where it does not exist.
pub fn notebooks_inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut notebooks: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "ipynb")).collect();
    notebooks.sort();
    notebooks
}
