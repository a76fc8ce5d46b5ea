//! What is wrong with a cell, and what to do.

use crate::problem::Problem;
use words::text;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The notebook's path in the repository.
    pub notebook: String,
    /// The cell's id, where it is one cell's affair.
    pub cell: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What should be there.
    pub expected: Option<String>,
    /// What is.
    pub found: Option<String>,
    /// What to do, where the sentence does not say it.
    pub remedy: Option<String>,
}

impl Finding {
    /// About a notebook as a whole.
    pub fn of_notebook(notebook: &str, what: String) -> Finding {
        Finding { notebook: notebook.to_owned(), cell: None, what, expected: None, found: None, remedy: None }
    }

    /// About one cell.
    pub fn of_cell(notebook: &str, cell: &str, what: String) -> Finding {
        Finding { cell: Some(cell.to_owned()), ..Finding::of_notebook(notebook, what) }
    }

    /// Adds what should be there and what is.
    pub fn with(mut self, expected: impl Into<String>, found: impl Into<String>) -> Finding {
        self.expected = Some(expected.into());
        self.found = Some(found.into());
        self
    }

    /// As it is printed.
    pub fn lines(&self) -> String {
        let Finding { notebook, cell, what, expected, found, remedy } = self.clone();
        let place = match cell {
            Some(cell) => text!("{notebook} 单元 {cell}", "{notebook} cell {cell}"),
            None => notebook,
        };
        Problem { place, what, expected, found, remedy }.to_string()
    }
}
