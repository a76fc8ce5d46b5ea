//! What can go wrong, said so that a reader can mend it: where, what was found, what was expected, what to do.

use std::fmt;
use std::path::Path;
use words::text;

/// The answer of everything here.
pub type Result<T> = std::result::Result<T, Error>;

/// Where something stands: a file of the repository, and a cell in it if it is a notebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as seen from the repository's root.
    pub file: String,
    /// The cell's id.
    pub cell: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), cell: None }
    }

    /// A cell of the same file.
    pub fn cell(&self, id: &str) -> Place {
        Place { file: self.file.clone(), cell: Some(id.to_owned()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { file, cell } = self;
        match cell {
            None => f.write_str(file),
            Some(cell) => f.write_str(&text!("{file}，单元 {cell}", "{file}, cell {cell}")),
        }
    }
}

/// One sentence in the reader's language.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// Something in the course's source is not as it must be.
    Source {
        /// Where.
        place: Place,
        /// What is there.
        found: String,
        /// What should be there.
        expected: String,
        /// What to do.
        advice: String,
    },
    /// A file could not be read or written.
    File {
        /// Which.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The command was not understood, or a program that it needs is missing.
    Plain(String),
}

impl Error {
    /// A file that could not be read or written.
    pub fn file(path: &Path, error: impl fmt::Display) -> Error {
        Error::File { path: path.display().to_string(), reason: error.to_string() }
    }

    /// Something wrong in the source.
    pub fn source(place: &Place, found: String, expected: String, advice: String) -> Error {
        Error::Source { place: place.clone(), found, expected, advice }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = match self {
            Error::Source { place, found, expected, advice } => {
                text!("{place}：{found}；应为{expected}。{advice}", "{place}: {found}; expected {expected}. {advice}")
            }
            Error::File { path, reason } => {
                text!(
                    "读写 {path} 失败：{reason}。请检查路径和权限。",
                    "{path} cannot be read or written: {reason}. Check the path and its permissions."
                )
            }
            Error::Plain(sentence) => sentence.clone(),
        };
        f.write_str(&sentence)
    }
}
