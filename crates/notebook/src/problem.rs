//! What is wrong with a notebook or an assignment, and what to do.

use std::fmt;
use words::text;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file's path in the repository.
    pub path: String,
    /// Where in it.
    pub place: Place,
    /// What is wrong.
    pub what: String,
    /// What should be there.
    pub expected: Option<String>,
    /// What is.
    pub found: Option<String>,
    /// What to do, where the rest does not say it.
    pub remedy: Option<String>,
}

/// Where in a file something is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// Nowhere more than elsewhere.
    Whole,
    /// In this line.
    Line(usize),
    /// In the cell of this id.
    Cell(String),
}

impl Problem {
    fn new(path: impl Into<String>, place: Place, what: String) -> Problem {
        Problem { path: path.into(), place, what, expected: None, found: None, remedy: None }
    }

    /// In a file as a whole.
    pub fn at(path: impl Into<String>, what: String) -> Problem {
        Problem::new(path, Place::Whole, what)
    }

    /// In a line of a file.
    pub fn in_line(path: &str, line: usize, what: String) -> Problem {
        Problem::new(path, Place::Line(line), what)
    }

    /// In a notebook's cell.
    pub fn in_cell(path: &str, id: &str, what: String) -> Problem {
        Problem::new(path, Place::Cell(id.to_owned()), what)
    }

    /// The id of the cell that it is in.
    pub fn cell(&self) -> Option<&str> {
        if let Place::Cell(id) = &self.place { Some(id) } else { None }
    }

    /// Adds what should be there and what is.
    pub fn with(mut self, expected: impl Into<String>, found: impl Into<String>) -> Problem {
        self.expected = Some(expected.into());
        self.found = Some(found.into());
        self
    }

    /// Adds what to do.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Problem {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { path, what, .. } = self;
        let place = match &self.place {
            Place::Whole => path.clone(),
            Place::Line(line) => text!("{path} 第 {line} 行", "{path}, line {line}"),
            Place::Cell(id) => text!("{path} 单元 {id}", "{path}, cell {id}"),
        };
        formatter.write_str(&text!("{place}：{what}", "{place}: {what}"))?;
        let details = [
            (text!("应为：", "expected: "), &self.expected),
            (text!("现为：", "found:    "), &self.found),
            (text!("办法：", "remedy:   "), &self.remedy),
        ];
        for (name, content) in details {
            if let Some(content) = content {
                write!(formatter, "\n    {name}{content}")?;
            }
        }
        Ok(())
    }
}
