//! What can go wrong, said so that a reader can mend it: where, what was found, what was expected, what to do.

use std::fmt;
use std::path::Path;
use words::text;

/// Where something stands: a file of the repository, and a cell in it if it is a notebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as seen from the repository's root.
    pub file: String,
    pub cell: Option<String>,
}

impl Place {
    pub fn file(file: impl Into<String>) -> Place {
        Place { file: file.into(), cell: None }
    }

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

/// A file that could not be read or written.
pub fn file(path: &Path, reason: impl fmt::Display) -> String {
    let path = path.display();
    text!(
        "读写 {path} 失败：{reason}。请检查路径和权限。",
        "{path} cannot be read or written: {reason}. Check the path and its permissions."
    )
}

/// Something in the course's source that is not as it must be.
pub fn source(place: &Place, found: String, expected: String, advice: String) -> String {
    text!("{place}：{found}；应为{expected}。{advice}", "{place}: {found}; expected {expected}. {advice}")
}
