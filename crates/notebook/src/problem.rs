//! What is wrong with an assignment, and what to do.

use std::fmt;
use words::text;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file's path in the repository, and where in it.
    pub place: String,
    /// What is wrong.
    pub what: String,
    /// What should be there.
    pub expected: Option<String>,
    /// What is.
    pub found: Option<String>,
    /// What to do, where the rest does not say it.
    pub remedy: Option<String>,
}

impl Problem {
    /// At a place in words.
    pub fn at(place: impl Into<String>, what: String) -> Problem {
        Problem { place: place.into(), what, expected: None, found: None, remedy: None }
    }

    /// In a line of a file.
    pub fn in_line(path: &str, line: usize, what: String) -> Problem {
        Problem::at(text!("{path} 第 {line} 行", "{path}, line {line}"), what)
    }

    /// In a notebook's cell.
    pub fn in_cell(path: &str, id: &str, what: String) -> Problem {
        Problem::at(text!("{path} 单元 {id}", "{path}, cell {id}"), what)
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
        let Problem { place, what, .. } = self;
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
