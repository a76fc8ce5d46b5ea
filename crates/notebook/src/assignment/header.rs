//! The line that begins a cell of the source: `=== kind name key=value …`.

use super::model::{Bilingual, task_of};
use crate::problem::Problem;
use words::text;

/// A header.
#[derive(Debug)]
pub struct Header<'a> {
    /// The file's path in the repository.
    pub path: &'a str,
    /// The line's number.
    pub line: usize,
    /// `text`, `answer`, …
    pub kind: &'a str,
    /// What follows the kind; empty for the setup cell.
    pub name: &'a str,
    options: Vec<(&'a str, &'a str)>,
}

/// What a kind's name must be.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    No,
    Yes,
    ByTask,
}

/// Every kind: its name and the options that it takes.
const KINDS: [(&str, Named, &[&str]); 9] = [
    ("text", Named::Yes, &[]),
    ("setup", Named::No, &[]),
    ("given", Named::Yes, &[]),
    ("answer", Named::ByTask, &[]),
    ("check", Named::ByTask, &["title"]),
    ("part", Named::ByTask, &["points"]),
    ("written", Named::ByTask, &["points"]),
    ("solution", Named::ByTask, &[]),
    ("wrong", Named::Yes, &["task", "points", "says"]),
];

/// Whether a line begins a cell, or was meant to.
pub fn is_header(line: &str) -> bool {
    // A line of nothing but `=` underlines a heading.
    line.starts_with("===") && !line.trim_end().bytes().all(|byte| byte == b'=')
}

impl<'a> Header<'a> {
    /// Reads a header.
    pub fn parse(path: &'a str, line: usize, text: &'a str) -> Result<Header<'a>, Problem> {
        let wrong = |what, expected: String| Problem::in_line(path, line, what).with(expected, text.trim());
        let rest = text.strip_prefix("=== ").ok_or_else(|| {
            wrong(text!("单元的开头写错了", "a cell does not begin like this"), "=== kind name key=value …".to_owned())
        })?;
        let (kind, rest) = word(rest);
        let Some((_, named, known)) = KINDS.iter().find(|(name, ..)| *name == kind) else {
            let kinds = KINDS.map(|(name, ..)| name).join(", ");
            return Err(wrong(text!("不认识这种单元", "an unknown kind of cell"), kinds));
        };
        let (name, rest) = match word(rest) {
            (name, after) if !name.contains('=') => (name, after),
            _ => ("", rest),
        };
        match named {
            Named::No if !name.is_empty() => {
                return Err(wrong(text!("{kind} 单元没有名字", "a {kind} cell has no name"), format!("=== {kind}")));
            }
            Named::Yes | Named::ByTask if !is_name(name) => {
                return Err(wrong(
                    text!(
                        "{kind} 单元要有名字，只用小写英文字母、数字、- 和 .",
                        "a {kind} cell needs a name of small letters, digits, - and ."
                    ),
                    format!("=== {kind} name"),
                ));
            }
            Named::ByTask if task_of(name).is_none() => {
                return Err(wrong(
                    text!("{kind} 单元的名字是任务的编号", "a {kind} cell is named after its task"),
                    text!("如 3.2、3.2-more、hw.1", "such as 3.2, 3.2-more, hw.1"),
                ));
            }
            _ => {}
        }
        let options = options(rest).filter(|options| options.iter().all(|(key, _)| known.contains(key)));
        let Some(options) = options else {
            let expected = known.iter().map(|key| format!("{key}=…")).collect::<Vec<_>>().join(" ");
            let expected = if known.is_empty() { text!("没有选项", "no options") } else { expected };
            return Err(wrong(text!("{kind} 单元的选项不对", "options that a {kind} cell does not take"), expected));
        };
        Ok(Header { path, line, kind, name, options })
    }

    /// The value of an option that must be there.
    pub fn option(&self, key: &str) -> Result<&'a str, Problem> {
        let kind = self.kind;
        let given = self.options.iter().find(|(name, _)| *name == key).map(|(_, value)| *value);
        given.filter(|value| !value.is_empty()).ok_or_else(|| {
            self.problem(text!("{kind} 单元缺少 {key}", "a {kind} cell without {key}"))
                .with(format!("{key}=…"), text!("没有", "none"))
        })
    }

    /// Points: not negative, in halves at the finest.
    pub fn points(&self) -> Result<f32, Problem> {
        let given = self.option("points")?;
        let points =
            given.parse::<f32>().ok().filter(|points| (0.0..=1000.0).contains(points) && points * 2.0 % 1.0 == 0.0);
        points.ok_or_else(|| {
            self.problem(text!("分数写错了", "these are no points"))
                .with(text!("不小于 0 的数，最细到 0.5", "a number, 0 or more, in halves at the finest"), given)
        })
    }

    /// `says` or `title`: `zh words|en words`.
    pub fn words(&self, key: &str) -> Result<Bilingual, Problem> {
        let given = self.option(key)?;
        let both = given.split_once('|').map(|(chinese, english)| (chinese.trim(), english.trim()));
        match both.filter(|(chinese, english)| !chinese.is_empty() && !english.is_empty()) {
            Some((chinese, english)) => Ok(Bilingual { chinese: chinese.to_owned(), english: english.to_owned() }),
            None => Err(self
                .problem(text!("{key} 要有两种语言的词", "{key} needs words in both languages"))
                .with(format!("{key}=中文的词|English words"), given)),
        }
    }

    /// Something wrong in this line.
    pub fn problem(&self, what: String) -> Problem {
        Problem::in_line(self.path, self.line, what)
    }
}

/// The first word, and what follows.
fn word(text: &str) -> (&str, &str) {
    text.trim_start().split_once(' ').unwrap_or((text.trim(), ""))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
}

/// `key=value` pairs; words in both languages take the rest of the line, since they have spaces.
fn options(mut rest: &str) -> Option<Vec<(&str, &str)>> {
    let mut options = Vec::new();
    while !rest.trim().is_empty() {
        let (key, after) = rest.trim().split_once('=')?;
        let (value, after) = if ["says", "title"].contains(&key) { (after.trim(), "") } else { word(after) };
        options.push((key, value));
        rest = after;
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    fn header(line: &str) -> Result<Header<'_>, Problem> {
        Header::parse("a.txt", 7, line)
    }

    #[test]
    fn a_header_has_a_kind_a_name_and_options() {
        let wrong = header("=== wrong overflow task=3.1 points=2.5 says=之和 不是 1|do not sum | to 1").unwrap();
        assert_eq!((wrong.kind, wrong.name, wrong.option("task").unwrap()), ("wrong", "overflow", "3.1"));
        assert_eq!(wrong.points().unwrap(), 2.5);
        let says = wrong.words("says").unwrap();
        assert_eq!((says.chinese.as_str(), says.english.as_str()), ("之和 不是 1", "do not sum | to 1"));
        assert_eq!(header("=== setup").unwrap().name, "");
        assert_eq!(header("=== written  3.1-more  points=0").unwrap().name, "3.1-more");
    }

    #[test]
    fn a_header_is_told_from_a_headings_underline() {
        assert!(is_header("=== text a") && is_header("===text a"));
        assert!(!is_header("===") && !is_header("======") && !is_header("# ==="));
    }

    #[test]
    fn a_wrong_header_is_named_with_what_is_expected() {
        for (line, expected) in [
            ("===text a", "=== kind name"),
            ("=== txet a", "text, setup, given"),
            ("=== setup a", "=== setup"),
            ("=== text", "=== text name"),
            ("=== text Ä", "=== text name"),
            ("=== given points=3", "=== given name"),
            ("=== answer softmax", "3.2"),
            ("=== answer 3.1 points=3", "expected: no options"),
            ("=== written 3.1 points=3 says=a|b", "points=…"),
            ("=== part 3.1 points", "points=…"),
        ] {
            let problem = header(line).unwrap_err();
            assert_eq!(problem.found.as_deref(), Some(line), "{problem}");
            let expected = if expected.starts_with("expected") {
                text!("没有选项", "no options")
            } else {
                expected.to_owned()
            };
            assert!(problem.expected.clone().unwrap().contains(&expected), "{problem}");
            assert_eq!(problem.place, Place::Line(7), "{problem}");
        }
    }

    #[test]
    fn a_missing_or_impossible_option_is_named() {
        assert!(header("=== part 3.1").unwrap().points().unwrap_err().to_string().contains("points=…"));
        for points in ["-1", "x", "0.3", "NaN", "inf", "5000"] {
            let line = format!("=== part 3.1 points={points}");
            assert_eq!(header(&line).unwrap().points().unwrap_err().found.as_deref(), Some(points));
        }
        for says in ["溢出", "|overflow", "溢出| "] {
            let line = format!("=== wrong a task=3.1 points=1 says={says}");
            assert_eq!(header(&line).unwrap().words("says").unwrap_err().found.as_deref(), Some(says.trim()), "{says}");
        }
    }
}
