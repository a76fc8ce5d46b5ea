//! The code of an answer cell: what is shown to everybody, and what is the solution's alone.
//!
//! ```text
//! fn my_softmax(scores: &[f32]) -> Vec<f32> {
//!     // BEGIN SOLUTION
//!     softmax(scores)
//!     // STUB
//!     // todo!()
//!     // END SOLUTION
//! }
//! ```

use crate::problem::Problem;
use words::{Language, text};

/// What a region without a stub becomes.
const EMPTY: &str = "todo!()";

/// Some lines of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// In the template and in the solution.
    Both(String),
    /// Between `// BEGIN SOLUTION` and `// END SOLUTION`.
    Region {
        /// In the solution only.
        solution: Vec<String>,
        /// In the template only.
        stub: Vec<String>,
    },
}

/// Which lines of an answer are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is handed out.
    Template,
    /// What scores full marks.
    Solution,
}

/// The marks of a region.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// The solution begins.
    Begin,
    /// The stub begins.
    Stub,
    /// The region ends.
    End,
}

/// The mark that a line is.
pub fn mark(line: &str) -> Option<Mark> {
    match line.trim() {
        "// BEGIN SOLUTION" => Some(Mark::Begin),
        "// STUB" => Some(Mark::Stub),
        "// END SOLUTION" => Some(Mark::End),
        _ => None,
    }
}

/// The region that is being read.
struct Open {
    line: usize,
    indentation: String,
    solution: Vec<String>,
    stub: Option<Vec<String>>,
}

impl Open {
    fn close(self) -> Part {
        let stub = self.stub.unwrap_or_else(|| vec![format!("{}{EMPTY}", self.indentation)]);
        Part::Region { solution: self.solution, stub }
    }
}

/// Cuts the lines of an answer cell, each with its number, into parts.
pub fn parse(path: &str, lines: &[(usize, &str)]) -> Result<Vec<Part>, Problem> {
    let (mut parts, mut open) = (Vec::new(), None::<Open>);
    for &(number, line) in lines {
        let wrong = |what, expected: &str| Problem::in_line(path, number, what).with(expected, line.trim());
        match (mark(line), &mut open) {
            (Some(Mark::Begin), None) => {
                let indentation = line[..line.len() - line.trim_start().len()].to_owned();
                open = Some(Open { line: number, indentation, solution: Vec::new(), stub: None });
            }
            (Some(Mark::Begin), Some(region)) => {
                let begun = region.line;
                return Err(wrong(
                    text!("上一个区域（第 {begun} 行）还没有结束", "the region of line {begun} has not ended yet"),
                    "// END SOLUTION",
                ));
            }
            (Some(Mark::Stub), Some(Open { stub: stub @ None, .. })) => *stub = Some(Vec::new()),
            (Some(Mark::End), Some(_)) => parts.extend(open.take().map(Open::close)),
            (Some(Mark::Stub | Mark::End), _) => {
                return Err(wrong(
                    text!("这里没有等着它的区域", "no region waits for it here"),
                    "// BEGIN SOLUTION … // STUB … // END SOLUTION",
                ));
            }
            (None, Some(Open { stub: Some(stub), .. })) => {
                stub.push(uncommented(line).ok_or_else(|| {
                    wrong(text!("// STUB 以下的行是注释", "lines below // STUB are comments"), "// …")
                })?)
            }
            (None, Some(region)) => region.solution.push(line.to_owned()),
            (None, None) => parts.push(Part::Both(line.to_owned())),
        }
    }
    if let Some(region) = open {
        return Err(Problem::in_line(path, region.line, text!("区域没有结束", "the region never ends"))
            .with("// END SOLUTION", text!("单元到此为止", "the end of the cell")));
    }
    if !parts.iter().any(|part| matches!(part, Part::Region { .. })) {
        let line = lines.first().map_or(0, |(number, _)| *number);
        return Err(Problem::in_line(
            path,
            line,
            text!(
                "答案单元没有标出解答，解答会原样发下去",
                "no solution is marked: it would be handed out as it stands"
            ),
        )
        .with("// BEGIN SOLUTION … // END SOLUTION", text!("没有", "none")));
    }
    Ok(parts)
}

/// A stub's line without the `// ` before it.
fn uncommented(line: &str) -> Option<String> {
    let code = line.trim_start();
    let indentation = &line[..line.len() - code.len()];
    let code = code.strip_prefix("//")?;
    let code = code.strip_prefix(' ').unwrap_or(code);
    Some(if code.is_empty() { String::new() } else { format!("{indentation}{code}") })
}

/// An answer's text, comments of both languages still in it.
pub fn side(parts: &[Part], side: Side) -> String {
    let mut lines = Vec::new();
    for part in parts {
        match part {
            Part::Both(line) => lines.push(line.as_str()),
            Part::Region { solution, stub } => {
                let wanted = if side == Side::Template { stub } else { solution };
                lines.extend(wanted.iter().map(String::as_str));
            }
        }
    }
    lines.join("\n")
}

/// Code with the comments of one language: `//zh …` and `//en …` become `// …` there, and go from the other.
pub fn in_language(code: &str, language: Language) -> String {
    let lines = code.lines().filter_map(|line| match comment_language(line) {
        None => Some(line.to_owned()),
        Some(spoken) => (spoken == language).then(|| line.replacen(&format!("//{}", spoken.code()), "//", 1)),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The language whose comment a line is.
pub fn comment_language(line: &str) -> Option<Language> {
    let comment = line.trim_start().strip_prefix("//")?;
    Language::BOTH.into_iter().find(|language| {
        comment.strip_prefix(language.code()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(code: &str) -> Result<Vec<Part>, Problem> {
        let lines: Vec<_> = code.lines().enumerate().map(|(index, line)| (index + 1, line)).collect();
        parse("a.txt", &lines)
    }

    #[test]
    fn a_region_is_the_stub_in_the_template_and_the_solution_in_the_solution() {
        let code = "fn f() {\n    // BEGIN SOLUTION\n    1\n    // STUB\n    // //zh 写\n    // if a {\n    //     todo!()\n    //\n    // }\n    // END SOLUTION\n}";
        let parts = parsed(code).unwrap();
        assert_eq!(side(&parts, Side::Solution), "fn f() {\n    1\n}");
        let template = side(&parts, Side::Template);
        assert_eq!(template, "fn f() {\n    //zh 写\n    if a {\n        todo!()\n\n    }\n}");
        assert_eq!(in_language(&template, Language::English), "fn f() {\n    if a {\n        todo!()\n\n    }\n}");
    }

    #[test]
    fn a_region_without_a_stub_is_left_to_do() {
        let parts =
            parsed("  // BEGIN SOLUTION\n  1\n  // END SOLUTION\n// BEGIN SOLUTION\nx\n// STUB\n// END SOLUTION")
                .unwrap();
        assert_eq!(side(&parts, Side::Template), "  todo!()");
        assert_eq!(side(&parts, Side::Solution), "  1\nx");
    }

    #[test]
    fn marks_out_of_order_are_named_with_their_line() {
        for (code, line, words) in [
            ("// BEGIN SOLUTION\n// BEGIN SOLUTION", 2, "1"),
            ("a\n// END SOLUTION", 2, "BEGIN"),
            ("// STUB", 1, "BEGIN"),
            ("// BEGIN SOLUTION\n// STUB\n// STUB\n// END SOLUTION", 3, "STUB"),
            ("// BEGIN SOLUTION\n// STUB\ntodo!()\n// END SOLUTION", 3, "todo!()"),
            ("a\n// BEGIN SOLUTION\nb", 2, "END"),
            ("fn f() {}", 1, "BEGIN"),
        ] {
            let problem = parsed(code).unwrap_err();
            assert_eq!(problem.place, Problem::in_line("a.txt", line, String::new()).place, "{code}");
            assert!(problem.to_string().contains(words), "{problem}");
        }
    }

    #[test]
    fn only_marked_comments_have_a_language() {
        let code = "//zh 一\n//en one\n//zhuyi\n// zh\n  //en";
        assert_eq!(in_language(code, Language::Chinese), "// 一\n//zhuyi\n// zh");
        assert_eq!(in_language(code, Language::English), "// one\n//zhuyi\n// zh\n  //");
    }
}
