//! A notebook as the pages need it: cells with their outputs, each checked on its way in.

use crate::error::{self, Place};
use notebook::joined;
use notebook::outputs::error_text;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;
use std::path::Path;
use words::{Outcome, text};

/// Ids that the pages themselves use: a cell of that name would clash with them.
const RESERVED: [&str; 8] =
    ["content", "theme", "search", "search-button", "search-input", "search-results", "search-status", "contents"];

#[derive(Debug)]
pub struct Notebook {
    pub place: Place,
    pub cells: Vec<Cell>,
}

#[derive(Debug)]
pub struct Cell {
    pub id: String,
    pub body: Body,
    /// The widget that the cell's outputs stand in for.
    pub widget: Option<String>,
}

#[derive(Debug)]
pub enum Body {
    Prose(String),
    Code(String, Vec<Output>),
}

#[derive(Debug, PartialEq, Eq)]
pub enum Output {
    /// Printed, or a value's text.
    Text(String),
    Figure(String),
    Html(String),
    Failure(String),
}

impl Notebook {
    pub fn read(repository: &Path, file: &str) -> Outcome<Notebook> {
        let path = repository.join(file);
        let content = fs::read_to_string(&path).map_err(|error| error::file(&path, error))?;
        Notebook::parse(file, &content)
    }

    /// Reads a notebook's JSON; `file` is what errors call it.
    pub fn parse(file: &str, content: &str) -> Outcome<Notebook> {
        let place = Place::file(file);
        let stored: Value = serde_json::from_str(content).map_err(|error| no_notebook(&place, &error))?;
        let stored = stored["cells"].as_array().ok_or_else(|| no_notebook(&place, &"cells"))?;
        let mut seen = BTreeSet::new();
        let cells = stored.iter().enumerate().map(|(index, cell)| checked(cell, index, &place, &mut seen));
        Ok(Notebook { cells: cells.collect::<Outcome<_>>()?, place })
    }

    /// The first cell's Markdown, which holds the title.
    pub fn opening(&self) -> Outcome<&str> {
        match self.cells.first().map(|cell| &cell.body) {
            Some(Body::Prose(markdown)) if markdown.trim_start().starts_with("# ") => Ok(markdown),
            _ => Err(error::source(
                &self.place,
                text!("第一个单元没有标题", "the first cell has no title"),
                text!("一个以“# 标题”开头的 Markdown 单元", "a Markdown cell that begins with \"# title\""),
                text!("请在最前面加上它。", "Put one first."),
            )),
        }
    }
}

fn no_notebook(place: &Place, error: &dyn Display) -> String {
    error::source(
        place,
        text!("不是笔记本（{error}）", "no notebook ({error})"),
        text!("nbformat 4.5 的 JSON", "JSON of nbformat 4.5"),
        text!("用 JupyterLab 打开并另存，再试一次。", "Open it in JupyterLab, save it, and try again."),
    )
}

fn checked(stored: &Value, index: usize, place: &Place, seen: &mut BTreeSet<String>) -> Outcome<Cell> {
    let id = checked_id(stored["id"].as_str(), index, place, seen)?;
    let widget = stored["metadata"]["shuzi"]["widget"].as_str().map(str::to_owned);
    let source = joined(&stored["source"]);
    let body = match stored["cell_type"].as_str().unwrap_or_default() {
        "markdown" => Body::Prose(source),
        "code" => Body::Code(source, outputs(&stored["outputs"])),
        other => {
            return Err(error::source(
                &place.cell(&id),
                text!("单元类型 {other}", "cell type {other}"),
                text!("markdown 或 code", "markdown or code"),
                text!("改掉单元的类型，或删去它。", "Change the cell's type, or delete it."),
            ));
        }
    };
    Ok(Cell { id, body, widget })
}

fn checked_id(id: Option<&str>, index: usize, place: &Place, seen: &mut BTreeSet<String>) -> Outcome<String> {
    let number = index + 1;
    let wrong = |found: String| {
        error::source(
            place,
            found,
            text!(
                "每个单元一个不重复的 id：小写字母、数字和连字符",
                "an id for each cell, unlike all others: lower-case letters, digits and hyphens"
            ),
            text!("给单元改个 id，两种语言里用同一个。", "Give the cell another id, the same in both languages."),
        )
    };
    let Some(id) = id else {
        return Err(wrong(text!("第 {number} 个单元没有 id", "cell number {number} has no id")));
    };
    if id.is_empty()
        || !id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
    {
        return Err(wrong(text!("第 {number} 个单元的 id 是 {id:?}", "cell number {number} has the id {id:?}")));
    }
    if RESERVED.contains(&id) {
        return Err(wrong(text!(
            "第 {number} 个单元的 id {id:?} 是网页自己用的",
            "the pages themselves use {id:?}, the id of cell number {number}"
        )));
    }
    if !seen.insert(id.to_owned()) {
        return Err(wrong(text!("id {id:?} 出现了两次", "the id {id:?} is there twice")));
    }
    Ok(id.to_owned())
}

/// Outputs in order; what was printed in several parts is one text.
fn outputs(stored: &Value) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for output in stored.as_array().into_iter().flatten() {
        match output["output_type"].as_str() {
            Some("stream") => match outputs.last_mut() {
                Some(Output::Text(before)) => before.push_str(&joined(&output["text"])),
                _ => outputs.push(Output::Text(joined(&output["text"]))),
            },
            Some("error") => outputs.push(Output::Failure(error_text(output))),
            _ => outputs.extend(richest(&output["data"])),
        }
    }
    outputs
}

/// Of the forms that one value has, the one that shows most.
fn richest(data: &Value) -> Option<Output> {
    type Form = fn(String) -> Output;
    const FORMS: [(&str, Form); 3] =
        [("image/svg+xml", Output::Figure), ("text/html", Output::Html), ("text/plain", Output::Text)];
    FORMS.iter().find_map(|(mime, output)| data.get(mime).map(|content| output(joined(content))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cell(id: &str) -> String {
        format!(r##"{{"cell_type": "markdown", "id": "{id}", "metadata": {{}}, "source": ["# a\n", "b"]}}"##)
    }

    fn parse(cells: &[String]) -> Outcome<Notebook> {
        Notebook::parse("zh/00.ipynb", &format!(r#"{{"cells": [{}]}}"#, cells.join(",")))
    }

    #[test]
    fn each_mistake_names_its_place() {
        let message = |cells: &[String]| parse(cells).expect_err("a mistake").to_string();
        assert!(message(&[cell("a"), cell("a")]).starts_with("zh/00.ipynb"));
        assert!(message(&[cell("A b")]).contains("A b"));
        assert!(message(&[cell("search")]).contains("search"));
        let raw = cell("a").replace("markdown", "raw");
        assert!(message(&[raw]).contains("raw"));
        assert!(Notebook::parse("x", "{").expect_err("no JSON").to_string().contains('x'));
        let untitled = parse(&[cell("a").replace("# a", "a")]).expect("a notebook");
        assert!(untitled.opening().is_err());
    }

    #[test]
    fn printed_parts_are_one_text() {
        let stream = |text: &str| json!({ "output_type": "stream", "text": text });
        assert_eq!(outputs(&json!([stream("a\n"), stream("b\n")])), [Output::Text("a\nb\n".into())]);
    }
}
