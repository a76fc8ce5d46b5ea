//! What every notebook keeps to, whatever its language.

use crate::chapter::{Cell, Notebook};
use crate::code::{around_difference, definitions};
use crate::outputs;
use crate::problem::Problem;
use std::collections::BTreeSet;
use words::text;

/// The first code cell of every notebook, whose id is `setup`.
pub const SETUP: &str = ":dep shuzi = { path = \"../..\", default-features = false }\nuse shuzi::prelude::*;";

/// Longer cells are no longer taken in at a glance.
const MOST_LINES: usize = 15;

/// All that is wrong with the cells of one notebook.
pub fn check(notebook: &Notebook) -> Vec<Problem> {
    let mut findings = repeated_ids(notebook);
    findings.extend(setup(notebook));
    for cell in notebook.cells.iter().filter(|cell| cell.is_code) {
        let of_cell = |what| Problem::in_cell(&notebook.path, &cell.id, what);
        let lines = cell.source.lines().count();
        if lines > MOST_LINES {
            findings.push(of_cell(text!("太长", "too long")).with(
                text!("至多 {MOST_LINES} 行", "at most {MOST_LINES} lines"),
                text!("{lines} 行", "{lines} lines"),
            ));
        }
        if let Some(word) = definitions(&cell.source).first() {
            findings.push(of_cell(text!("单元里定义了能重复使用的东西", "it defines something reusable")).with(
                text!(
                    "只有调用；定义放进 src，带文档和测试",
                    "calls only; definitions belong in src, with docs and tests"
                ),
                format!("`{word}`"),
            ));
        }
        if cell.fails().is_some()
            && let Some(letter) = cell.source.chars().find(|c| !c.is_ascii())
        {
            // The kernel draws where the mistake is for ASCII only.
            findings.push(of_cell(text!("应当编译不过的单元", "a cell that must not compile")).with(
                text!(
                    "只用 ASCII，否则内核不画箭头；说明写在文字单元里",
                    "ASCII only, else the kernel draws no arrows; prose belongs in prose cells"
                ),
                letter.to_string(),
            ));
        }
        findings.extend(stored_failure(cell).map(|(what, expected, found)| of_cell(what).with(expected, found)));
    }
    findings
}

fn repeated_ids(notebook: &Notebook) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let repeated = notebook.cells.iter().filter(|cell| !seen.insert(&cell.id));
    repeated
        .map(|cell| {
            Problem::in_cell(&notebook.path, &cell.id, text!("id 与另一个单元相同", "another cell has the same id"))
        })
        .collect()
}

/// The same two lines everywhere; only the title may stand before them.
fn setup(notebook: &Notebook) -> Option<Problem> {
    let Some(place) = notebook.cells.iter().position(|cell| cell.is_code) else {
        return Some(Problem::at(&notebook.path, text!("没有代码单元", "it has no code cell")));
    };
    let cell = &notebook.cells[place];
    let what = text!("第一个代码单元到处都一样", "the first code cell is the same everywhere");
    let finding = |expected: String, found: String| {
        Some(Problem::in_cell(&notebook.path, &cell.id, what.clone()).with(expected, found))
    };
    if cell.id != "setup" {
        return finding("id setup".to_owned(), format!("id {}", cell.id));
    }
    if cell.source.trim_end() != SETUP {
        let (expected, found) = around_difference(SETUP, cell.source.trim_end());
        return finding(format!("{expected:?}"), format!("{found:?}"));
    }
    if place > 1 {
        return finding(
            text!("它之前至多一个单元", "at most one cell before it"),
            text!("{place} 个", "{place} cells"),
        );
    }
    None
}

/// What is wrong with the stored output of a cell that should not compile.
fn stored_failure(cell: &Cell) -> Option<(String, String, String)> {
    let given = cell.shuzi.get("fails")?;
    let Some(words) = cell.fails().filter(|words| !words.trim().is_empty()) else {
        return Some((
            text!(
                "元数据 shuzi.fails 没有说出错误信息里的词",
                "the metadata shuzi.fails names no words of the message"
            ),
            text!("\"错误信息里的词\"", "\"words of the message\""),
            given.to_string(),
        ));
    };
    let errors = outputs::errors(&cell.outputs);
    if errors.iter().any(|error| outputs::says(error, words)) {
        return None;
    }
    let found = match errors.first() {
        Some(error) => error.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned(),
        None => text!("没有错误；运行 cargo lab --update 存下它", "no error; cargo lab --update stores it"),
    };
    Some((
        text!("保存的输出里没有应有的错误信息", "the stored output lacks the message it must fail with"),
        format!("{words:?}"),
        found,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn code(id: &str, source: &str) -> Value {
        json!({"cell_type": "code", "id": id, "metadata": {}, "source": source, "outputs": []})
    }

    fn findings(cells: &[Value]) -> Vec<Problem> {
        let mut all = vec![json!({"cell_type": "markdown", "id": "title", "source": "# 1"}), code("setup", SETUP)];
        all.extend_from_slice(cells);
        check(&Notebook::of("notebooks/zh/05-a.ipynb", &json!({"cells": all})))
    }

    #[test]
    fn a_good_notebook_has_no_findings() {
        assert_eq!(findings(&[code("a", "plot_log()"), code("b", &"f();\n".repeat(15))]), []);
    }

    #[test]
    fn too_long_a_cell_is_named() {
        let found = findings(&[code("long", &"f();\n".repeat(16))]);
        assert_eq!((found.len(), found[0].cell()), (1, Some("long")));
        assert!(found[0].to_string().contains("16"), "{}", found[0].to_string());
    }

    #[test]
    fn a_definition_and_a_repeated_id_are_named() {
        let found = findings(&[code("a", "fn f() {}"), code("a", "g()")]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|finding| finding.cell() == Some("a")));
    }

    #[test]
    fn another_first_cell_is_named() {
        let first = |cells: Value| check(&Notebook::of("a", &json!({ "cells": cells }))).len();
        assert_eq!(first(json!([code("setup", SETUP)])), 0);
        assert_eq!(first(json!([code("start", SETUP)])), 1);
        assert_eq!(first(json!([code("setup", "use shuzi::prelude::*;")])), 1);
        let prose = |id: &str| json!({"cell_type": "markdown", "id": id, "source": "."});
        assert_eq!(first(json!([prose("a"), prose("b"), code("setup", SETUP)])), 1);
        assert_eq!(first(json!([prose("a")])), 1);
    }

    #[test]
    fn the_stored_message_of_a_cell_that_fails_must_hold_the_words() {
        let broken = |fails: Value, outputs: Value| {
            let metadata = json!({"shuzi": {"fails": fails}});
            findings(&[
                json!({"cell_type": "code", "id": "b", "metadata": metadata, "source": "x", "outputs": outputs}),
            ])
            .len()
        };
        let error =
            json!([{"output_type": "error", "ename": "E", "evalue": "", "traceback": ["takes 979\n features"]}]);
        assert_eq!(broken(json!("takes 979 features"), error.clone()), 0);
        assert_eq!(broken(json!("takes 980"), error.clone()), 1);
        let chinese = json!({"cell_type": "code", "id": "b", "metadata": {"shuzi": {"fails": "979"}}, "source": "x // 注", "outputs": error});
        assert!(findings(&[chinese])[0].to_string().contains("ASCII"));
        assert_eq!(broken(json!("takes 979"), json!([])), 1);
        assert_eq!(broken(json!(true), error.clone()), 1);
        assert_eq!(broken(json!(" "), error), 1);
    }
}
