//! A notebook's cells as doctests: the cells' text is kept, only what evcxr understands and rustc does not is changed.
//!
//! - lines of commands to the kernel (`:dep …`) go;
//! - a cell's last expression, which the kernel would show, becomes `let _ = &(…);` (evcxr does not move it either);
//! - each cell opens a block that ends with the notebook, so that a later cell may define a name anew, as in the kernel;
//! - a cell that should not compile (metadata `fails`) is left out; a doctest of its own, with all cells before it as
//!   hidden lines, must not compile. Whether the message is the right one is the kernel's check's affair.

use crate::file::joined;
use crate::scanner::{Kind, pieces};
use serde_json::Value;

/// What differs between doctests.
pub struct Settings<'a> {
    /// The variant of `shuzi::Language` that the notebook is written in.
    pub language: &'a str,
    /// A folder for unpacked data and checkpoints: a test must neither resume a learner's training nor leave its own.
    pub cache: &'a str,
}

/// The hidden line that makes training short.
const SHORTEN: &str = "# shuzi::train::shorten_for_tests(20);\n";

/// One doctest.
#[derive(Debug)]
pub struct Doctest {
    /// The id of the cell that should not compile; none for the notebook as a whole.
    pub cell: Option<String>,
    /// Its text, fence included.
    pub text: String,
}

/// The doctests of a notebook: all cells that run, then each cell that should not compile.
pub fn doctests(notebook: &str, settings: &Settings) -> Result<Vec<Doctest>, String> {
    let notebook: Value = serde_json::from_str(notebook).map_err(|error| error.to_string())?;
    let cells = notebook["cells"].as_array().ok_or("a notebook has cells")?;
    let (mut running, mut failing) = (Vec::new(), Vec::new());
    for cell in cells.iter().filter(|cell| cell["cell_type"] == "code") {
        let code = statements(&joined(&cell["source"]));
        if should_not_compile(cell) {
            let id = cell["id"].as_str().unwrap_or_default().to_owned();
            failing.push(Doctest { cell: Some(id), text: program("compile_fail", &running, &[code], settings) });
        } else {
            running.push(code);
        }
    }
    let whole = Doctest { cell: None, text: program("rust", &[], &running, settings) };
    Ok(std::iter::once(whole).chain(failing).collect())
}

fn should_not_compile(cell: &Value) -> bool {
    cell["metadata"]["shuzi"]["fails"].is_string()
}

/// A program of cells, whose first ones are hidden.
fn program(fence: &str, hidden: &[String], shown: &[String], settings: &Settings) -> String {
    let Settings { language, cache, .. } = settings;
    let mut text = format!("```{fence}\n# #![allow(unused, redundant_semicolons)]\n");
    text += "# fn main() -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {\n";
    text += &format!("# let cache_of_this_test = std::path::Path::new({cache:?});\n");
    text += "# let _ = std::fs::remove_dir_all(cache_of_this_test);\n";
    text += "# unsafe { std::env::set_var(\"SHUZI_CACHE\", cache_of_this_test) };\n";
    text += &format!("# shuzi::Language::set_current(shuzi::Language::{language});\n");
    text += SHORTEN;
    for cell in hidden.iter().map(|code| hide(code)).chain(shown.iter().map(|code| show(code))) {
        text += "# {\n";
        text += &cell;
    }
    let close_blocks = "}".repeat(hidden.len() + shown.len());
    text += &format!("# {close_blocks}\n# let _ = std::fs::remove_dir_all(cache_of_this_test);\n# Ok(())\n# }}\n```\n");
    text
}

/// rustdoc hides a line that begins with `# `.
fn hide(code: &str) -> String {
    code.lines().map(|line| format!("# {line}\n")).collect()
}

/// rustdoc takes `##` as an escaped `#`.
pub fn show(code: &str) -> String {
    code.lines()
        .map(|line| if line.trim_start().starts_with("##") { format!("#{line}\n") } else { format!("{line}\n") })
        .collect()
}

/// A cell as statements.
pub fn statements(cell: &str) -> String {
    with_last(cell, |last| format!("let _ = &({last});"))
}

/// A cell as statements, the last of which is made of the expression that the kernel would show.
pub fn with_last(cell: &str, statement: impl Fn(&str) -> String) -> String {
    let code: String = cell.lines().filter(|line| !is_command(line)).map(|line| format!("{line}\n")).collect();
    let end = code_end(&code);
    let start = last_statement(&code[..end]);
    let last = code[start..end].trim();
    if last.is_empty() || last.ends_with(';') || is_declaration(last) {
        code
    } else {
        format!("{}{}{}", &code[..start], statement(last), &code[end..])
    }
}

/// `:dep …`, `:timing`, but not a line that goes on with `::path`.
fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(':') && !line.starts_with("::")
}

/// Where the code ends and only comments and spaces follow.
fn code_end(code: &str) -> usize {
    let mut end = 0;
    scan(code, |at, c, _| {
        if !c.is_whitespace() {
            end = at + c.len_utf8();
        }
    });
    end
}

/// Where the last statement at the outermost level begins.
fn last_statement(code: &str) -> usize {
    let mut start = 0;
    scan(code, |at, c, depth| {
        let next = at + c.len_utf8();
        let rest = code[next..].trim_start();
        let ends = match c {
            ';' => depth == 0,
            '}' => depth == 0 && !rest.is_empty() && ends_with_block(&code[start..]) && !goes_on(rest),
            _ => false,
        };
        if ends {
            start = next;
        }
    });
    start
}

/// Statements that need no semicolon after their closing brace.
fn ends_with_block(statement: &str) -> bool {
    const WORDS: &str = "for while loop if match unsafe fn struct enum impl trait mod pub macro_rules union extern";
    let statement = without_leading_comments(statement);
    statement.starts_with(['{', '#']) || is_one_of(first_word(statement), WORDS)
}

/// After a closing brace: `else`, a method call or `?` belong to the same statement.
fn goes_on(rest: &str) -> bool {
    first_word(rest) == "else" || rest.starts_with(['.', '?'])
}

/// Whether the last statement declares something, and so shows nothing.
fn is_declaration(statement: &str) -> bool {
    const WORDS: &str = "let use fn struct enum impl trait mod pub macro_rules const static type union";
    let statement = without_leading_comments(statement);
    statement.starts_with("#[") || is_one_of(first_word(statement), WORDS)
}

fn is_one_of(word: &str, words: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default()
}

fn without_leading_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

/// Calls `visit(position, character, depth)` for what is neither comment nor inside a literal; a closing bracket has the
/// depth around it. Text literals are visited as one quotation mark.
fn scan(code: &str, mut visit: impl FnMut(usize, char, usize)) {
    let mut depth = 0_usize;
    for piece in pieces(code) {
        match piece.kind {
            Kind::Comment => {}
            // The literal's end counts as code.
            Kind::Text | Kind::Character => visit(piece.at + piece.text.len() - 1, '"', depth),
            Kind::Code => {
                for (at, c) in piece.text.char_indices() {
                    depth = depth.saturating_sub(usize::from(matches!(c, ')' | ']' | '}')));
                    visit(piece.at + at, c, depth);
                    depth += usize::from(matches!(c, '(' | '[' | '{'));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_expression_is_borrowed_and_not_moved() {
        assert_eq!(statements("let a = vec![1];\na"), "let a = vec![1];let _ = &(a);\n");
        assert_eq!(statements("history // the losses"), "let _ = &(history); // the losses\n");
        assert_eq!(statements("plot(\n    1;2\n)"), "let _ = &(plot(\n    1;2\n));\n");
        assert_eq!(
            statements("for i in 0..3 { f(i); }\nx.iter().sum::<f32>()"),
            "for i in 0..3 { f(i); }let _ = &(x.iter().sum::<f32>());\n"
        );
        assert_eq!(statements("\"a;b\""), "let _ = &(\"a;b\");\n");
        assert_eq!(statements("println!(\"{}\", ';')"), "let _ = &(println!(\"{}\", ';'));\n");
    }

    #[test]
    fn declarations_and_finished_statements_stay_as_they_are() {
        for cell in [
            "let a = 1;",
            "use shuzi::prelude::*;",
            "fn f() -> u8 {\n    1\n}",
            "#[derive(Debug)]\nstruct A;",
            "// only a comment",
        ] {
            assert_eq!(statements(cell), format!("{cell}\n"));
        }
        assert_eq!(statements("let a = if b { 1 } else { 2 };\n"), "let a = if b { 1 } else { 2 };\n");
    }

    #[test]
    fn a_last_block_may_have_a_value() {
        assert_eq!(statements("if a { 1 } else { 2 }"), "let _ = &(if a { 1 } else { 2 });\n");
        assert_eq!(statements("match a { 1 => 2, _ => 3 }.max(4)"), "let _ = &(match a { 1 => 2, _ => 3 }.max(4));\n");
        assert_eq!(
            statements("fn f<'a>(x: &'a str) {}\nf(r#\"}\"\"#)"),
            "fn f<'a>(x: &'a str) {}let _ = &(f(r#\"}\"\"#));\n"
        );
    }

    #[test]
    fn commands_to_the_kernel_go() {
        assert_eq!(statements(":dep shuzi = { path = \"../..\" }\nuse shuzi::softmax;"), "use shuzi::softmax;\n");
        assert_eq!(statements(":dep x"), "");
        assert_eq!(statements("f\n    ::<u8>();"), "f\n    ::<u8>();\n");
    }

    const NOTEBOOK: &str = r##"{"cells": [
        {"cell_type": "markdown", "source": "no code"},
        {"cell_type": "code", "metadata": {}, "source": ["let a = 1;\n", "a"]},
        {"cell_type": "code", "id": "broken", "metadata": {"shuzi": {"fails": "mismatched"}}, "source": "let b: u8 = \"x\";"},
        {"cell_type": "code", "metadata": {}, "source": "a + 1"}
    ]}"##;
    const SETTINGS: Settings = Settings { language: "English", cache: "somewhere" };

    #[test]
    fn a_notebook_is_one_program_without_the_cells_that_should_fail() {
        let tests = doctests(NOTEBOOK, &SETTINGS).unwrap();
        let text = &tests[0].text;
        assert!(tests[0].cell.is_none() && text.starts_with("```rust\n"));
        assert!(text.contains("# {\nlet a = 1;let _ = &(a);\n# {\nlet _ = &(a + 1);\n# }}\n"), "{text}");
        assert!(!text.contains("\"x\"") && !text.contains("no code"));
        assert!(text.contains(SHORTEN) && text.contains("Language::English"));
        assert!(doctests("{}", &SETTINGS).is_err());
    }

    #[test]
    fn a_cell_that_should_fail_is_a_program_with_the_cells_before_it() {
        let tests = doctests(NOTEBOOK, &SETTINGS).unwrap();
        let [_, broken] = tests.as_slice() else { panic!("{tests:?}") };
        assert_eq!(broken.cell.as_deref(), Some("broken"));
        assert!(broken.text.starts_with("```compile_fail\n"));
        let cells = "# {\n# let a = 1;let _ = &(a);\n# {\nlet b: u8 = \"x\";\n# }}\n";
        assert!(broken.text.contains(cells) && !broken.text.contains("a + 1"), "{}", broken.text);
    }

    #[test]
    fn lines_that_rustdoc_would_read_otherwise_are_escaped() {
        assert_eq!(show("## a\n#[b]\n"), "### a\n#[b]\n");
        assert_eq!(hide("## a\n\n"), "# ## a\n# \n");
    }
}
