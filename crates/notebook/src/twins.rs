//! Whether the two languages of a chapter are the same chapter.

use crate::chapter::{Cell, Chapter, Notebook};
use crate::code::{around_difference, normal_form};
use crate::problem::Problem;
use serde_json::Value;
use sha2::{Digest, Sha256};
use words::text;
use words::written::hex;

/// What an English prose cell records of the Chinese one that it says the same as: the first 12 digits of SHA-256.
pub fn digest(chinese: &str) -> String {
    hex(&Sha256::digest(chinese)[..6])
}

/// The digest that a cell records.
pub fn recorded(cell: &Cell) -> Option<&str> {
    cell.shuzi.get("twin")?.as_str()
}

/// All in which the English notebook is not the twin of the Chinese one.
pub fn check(chapter: &Chapter, chinese: &Notebook, english: &Notebook) -> Vec<Problem> {
    let mut findings = missing(english, chinese);
    findings.extend(missing(chinese, english));
    if findings.is_empty() {
        findings.extend(order(chinese, english));
    }
    for theirs in &english.cells {
        let Some(ours) = chinese.cell(&theirs.id) else { continue };
        let of_cell = |what| Problem::in_cell(&english.path, &theirs.id, what);
        if ours.is_code != theirs.is_code {
            let kind = |cell: &Cell| if cell.is_code { text!("代码", "code") } else { text!("文字", "prose") };
            let what = text!("与中文单元的种类不同", "not of the Chinese cell's type");
            findings.push(of_cell(what).with(kind(ours), kind(theirs)));
            continue;
        }
        findings.extend(metadata(ours, theirs).map(|(expected, found)| {
            of_cell(text!("元数据 shuzi 与中文单元不同", "metadata shuzi differs from the Chinese cell's"))
                .with(expected, found)
        }));
        findings.extend(if ours.is_code { code(ours, theirs, of_cell) } else { prose(chapter, ours, theirs, of_cell) });
    }
    findings
}

/// The cells of `there` that `here` lacks.
fn missing(here: &Notebook, there: &Notebook) -> Vec<Problem> {
    let lacking = there.cells.iter().filter(|cell| here.cell(&cell.id).is_none());
    lacking
        .map(|cell| {
            let other = &there.path;
            Problem::in_cell(
                &here.path,
                &cell.id,
                text!("没有这个单元，{other} 里有", "no such cell here; {other} has it"),
            )
        })
        .collect()
}

fn order(chinese: &Notebook, english: &Notebook) -> Option<Problem> {
    let (ours, theirs) = chinese.cells.iter().zip(&english.cells).find(|(ours, theirs)| ours.id != theirs.id)?;
    let what = text!("单元的顺序与中文笔记本不同", "cells stand in another order than in the Chinese notebook");
    Some(Problem::in_cell(&english.path, &theirs.id, what).with(&ours.id, &theirs.id))
}

/// Both metadata, where they differ.
fn metadata(ours: &Cell, theirs: &Cell) -> Option<(String, String)> {
    let without_twin =
        |cell: &Cell| Value::from_iter(cell.shuzi.clone().into_iter().filter(|(name, _)| name != "twin"));
    let (ours, theirs) = (without_twin(ours), without_twin(theirs));
    (ours != theirs).then(|| (ours.to_string(), theirs.to_string()))
}

fn code(ours: &Cell, theirs: &Cell, of_cell: impl Fn(String) -> Problem) -> Option<Problem> {
    let (ours, theirs) = (normal_form(&ours.source), normal_form(&theirs.source));
    if ours == theirs {
        return None;
    }
    let (expected, found) = around_difference(&ours, &theirs);
    let what = text!("代码与中文单元不同", "code differs from the Chinese cell's");
    Some(of_cell(what).with(expected, found))
}

fn prose(chapter: &Chapter, ours: &Cell, theirs: &Cell, of_cell: impl Fn(String) -> Problem) -> Option<Problem> {
    let expected = digest(&ours.source);
    let found = recorded(theirs);
    if found == Some(&expected) {
        return None;
    }
    let (number, id) = (chapter.number(), &theirs.id);
    let what = match found {
        Some(_) => text!("中文改过了，英文还没有对照", "the Chinese has changed since this was last read beside it"),
        None => text!("没有记下它所对照的中文", "it records no Chinese cell that it says the same as"),
    };
    let command = format!("cargo xtask notebooks accept {number}/{id}");
    let found = found.map_or_else(|| text!("没有 twin", "no twin"), |twin| format!("twin {twin}"));
    let remedy =
        text!("对照两边，让它们说同样的话，然后 {command}", "read both, make them say the same, then {command}");
    Some(of_cell(what).with(format!("twin {expected}"), found).remedy(remedy))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CHINESE: &str = "## 得分变成概率";

    fn chinese() -> Value {
        json!({"cells": [
            {"cell_type": "markdown", "id": "title", "metadata": {}, "source": [CHINESE]},
            {"cell_type": "code", "id": "run", "metadata": {"shuzi": {"compare": "exact"}}, "source": "f(\"损失 {a}\") // 一"},
            {"cell_type": "code", "id": "more", "metadata": {}, "source": "g()"},
        ]})
    }

    fn english() -> Value {
        json!({"cells": [
            {"cell_type": "markdown", "id": "title", "metadata": {"shuzi": {"twin": digest(CHINESE)}}, "source": "## Scores"},
            {"cell_type": "code", "id": "run", "metadata": {"shuzi": {"compare": "exact"}}, "source": "f(\"loss {a}\") // one"},
            {"cell_type": "code", "id": "more", "metadata": {}, "source": "g()"},
        ]})
    }

    fn findings(change: impl Fn(&mut Value)) -> Vec<Problem> {
        let mut english = english();
        change(&mut english);
        let chapter = Chapter("05-a".to_owned());
        check(&chapter, &Notebook::of("zh", &chinese()), &Notebook::of("en", &english))
    }

    #[test]
    fn the_digest_is_the_first_twelve_digits_of_sha_256() {
        assert_eq!(digest("abc"), "ba7816bf8f01");
    }

    #[test]
    fn twins_have_no_findings() {
        assert_eq!(findings(|_| ()), []);
    }

    #[test]
    fn a_drifted_cell_is_named_with_the_command_that_accepts_it() {
        for twin in [json!({"twin": digest("## 从得分到概率")}), json!({})] {
            let found = findings(|english| english["cells"][0]["metadata"]["shuzi"] = twin.clone());
            assert_eq!((found.len(), found[0].cell()), (1, Some("title")));
            assert!(found[0].to_string().contains("cargo xtask notebooks accept 05/title"), "{}", found[0].to_string());
            assert!(found[0].to_string().contains(&digest(CHINESE)));
        }
    }

    #[test]
    fn a_missing_cell_is_named_where_it_is_missing() {
        let found = findings(|english| english["cells"][1]["id"] = json!("other"));
        let places: Vec<_> = found.iter().map(|found| (found.path.as_str(), found.cell().unwrap())).collect();
        assert_eq!(places, [("en", "run"), ("zh", "other")]);
    }

    #[test]
    fn another_order_type_code_or_metadata_is_named() {
        let swapped = findings(|english| english["cells"].as_array_mut().unwrap().swap(1, 2));
        assert_eq!((swapped.len(), swapped[0].cell()), (1, Some("more")));
        for (pointer, value) in [
            ("/cells/1/cell_type", json!("markdown")),
            ("/cells/1/source", json!("f(\"loss {b}\")")),
            ("/cells/1/metadata/shuzi/compare", json!("shape")),
        ] {
            let found = findings(|english| *english.pointer_mut(pointer).unwrap() = value.clone());
            assert_eq!((found.len(), found[0].cell()), (1, Some("run")), "{pointer}");
        }
    }
}
