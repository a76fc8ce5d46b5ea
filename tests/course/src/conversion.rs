//! A notebook's cells as one doctest: the cells' text is kept, only what evcxr understands and rustc does not is changed.
//!
//! - lines of commands to the kernel (`:dep …`) go;
//! - a cell's last expression, which the kernel would show, becomes `let _ = &(…);` (evcxr does not move it either);
//! - each cell opens a block that ends with the notebook, so that a later cell may define a name anew, as in the kernel;
//! - cells that should fail (`expect_error`) are left out: the kernel's check and the compile-fail tests have them.

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

/// The doctest of a notebook, fence included.
pub fn doctest(notebook: &str, settings: &Settings) -> Result<String, String> {
    let notebook: Value = serde_json::from_str(notebook).map_err(|error| error.to_string())?;
    let cells = notebook["cells"].as_array().ok_or("a notebook has cells")?;
    let Settings { language, cache, .. } = settings;
    let mut text = String::from("```rust\n# #![allow(unused, redundant_semicolons)]\n");
    text += "# fn main() -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {\n";
    text += &format!("# let cache_of_this_test = std::path::Path::new({cache:?});\n");
    text += "# let _ = std::fs::remove_dir_all(cache_of_this_test);\n";
    text += "# unsafe { std::env::set_var(\"SHUZI_CACHE\", cache_of_this_test) };\n";
    text += &format!("# shuzi::Language::set_current(shuzi::Language::{language});\n");
    text += SHORTEN;
    let mut open_blocks = String::new();
    for cell in cells.iter().filter(|cell| cell["cell_type"] == "code" && !expects_error(cell)) {
        text += &format!("# {{\n{}", statements(&source(cell)));
        open_blocks += "}";
    }
    text += &format!("# {open_blocks}\n# let _ = std::fs::remove_dir_all(cache_of_this_test);\n# Ok(())\n# }}\n```\n");
    Ok(text)
}

fn expects_error(cell: &Value) -> bool {
    cell["metadata"]["shuzi"]["expect_error"] == true
}

fn source(cell: &Value) -> String {
    match &cell["source"] {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

/// A cell as statements, whose lines rustdoc takes as they are.
fn statements(cell: &str) -> String {
    let code: String = cell.lines().filter(|line| !is_command(line)).map(|line| format!("{line}\n")).collect();
    let end = code_end(&code);
    let start = last_statement(&code[..end]);
    let last = code[start..end].trim();
    let code = if last.is_empty() || last.ends_with(';') || is_declaration(last) {
        code
    } else {
        format!("{}let _ = &({last});{}", &code[..start], &code[end..])
    };
    // rustdoc hides a line that begins with `# ` and takes `##` as an escaped `#`.
    code.lines()
        .map(|line| if line.trim_start().starts_with("##") { format!("#{line}\n") } else { format!("{line}\n") })
        .collect()
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
    const WORDS: [&str; 16] = [
        "for",
        "while",
        "loop",
        "if",
        "match",
        "unsafe",
        "fn",
        "struct",
        "enum",
        "impl",
        "trait",
        "mod",
        "pub",
        "macro_rules",
        "union",
        "extern",
    ];
    let statement = without_leading_comments(statement);
    statement.starts_with(['{', '#']) || WORDS.contains(&first_word(statement))
}

/// After a closing brace: `else`, a method call or `?` belong to the same statement.
fn goes_on(rest: &str) -> bool {
    first_word(rest) == "else" || rest.starts_with(['.', '?'])
}

/// Whether the last statement declares something, and so shows nothing.
fn is_declaration(statement: &str) -> bool {
    const WORDS: [&str; 14] = [
        "let",
        "use",
        "fn",
        "struct",
        "enum",
        "impl",
        "trait",
        "mod",
        "pub",
        "macro_rules",
        "const",
        "static",
        "type",
        "union",
    ];
    let statement = without_leading_comments(statement);
    statement.starts_with("#[") || WORDS.contains(&first_word(statement))
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
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(c) = code[at..].chars().next() {
        let skipped = skipped_length(&code[at..], code[..at].chars().next_back());
        if skipped > 0 {
            if !code[at..].starts_with('/') {
                // The literal's end counts as code.
                visit(at + skipped - 1, '"', depth);
            }
            at += skipped;
            continue;
        }
        depth = depth.saturating_sub(usize::from(matches!(c, ')' | ']' | '}')));
        visit(at, c, depth);
        depth += usize::from(matches!(c, '(' | '[' | '{'));
        at += c.len_utf8();
    }
}

/// The length of a comment or a literal at the beginning of the text, else 0.
fn skipped_length(text: &str, before: Option<char>) -> usize {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let until = |from: usize, end: &str| text[from..].find(end).map_or(text.len(), |found| from + found + end.len());
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return until(2, "*/");
    }
    let hashes = text.strip_prefix('r').map_or(0, |rest| rest.len() - rest.trim_start_matches('#').len());
    if !in_word && text.starts_with('r') && text[1 + hashes..].starts_with('"') {
        return until(2 + hashes, &format!("\"{}", "#".repeat(hashes)));
    }
    match text.chars().next() {
        Some('"') => escaped_length(text, '"'),
        // A lifetime has no closing mark two characters on.
        Some('\'') if text[1..].starts_with('\\') || text.chars().nth(2) == Some('\'') => escaped_length(text, '\''),
        _ => 0,
    }
}

fn escaped_length(text: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == end && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
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

    #[test]
    fn a_notebook_is_one_program_without_the_cells_that_should_fail() {
        let notebook = r#"{"cells": [
            {"cell_type": "markdown", "source": "no code"},
            {"cell_type": "code", "metadata": {}, "source": ["let a = 1;\n", "a"]},
            {"cell_type": "code", "metadata": {"shuzi": {"expect_error": true}}, "source": "let b: u8 = \"x\";"},
            {"cell_type": "code", "metadata": {}, "source": "a + 1"}
        ]}"#;
        let settings = Settings { language: "English", cache: "somewhere" };
        let text = doctest(notebook, &settings).unwrap();
        assert!(text.contains("# {\nlet a = 1;let _ = &(a);\n# {\nlet _ = &(a + 1);\n# }}\n"), "{text}");
        assert!(!text.contains("\"x\"") && !text.contains("no code"));
        assert!(text.contains(SHORTEN) && text.contains("Language::English"));
        assert!(doctest("{}", &settings).is_err());
    }
}
