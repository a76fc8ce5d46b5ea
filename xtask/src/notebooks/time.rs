//! `cargo xtask notebooks time`: how long each cell takes in the real kernel.

use crate::bench::statistics::Spread;
use crate::kernel::{self, execute};
use lab::Layout;
use lab::process::say;
use notebook::chapter::Chapter;
use notebook::{joined, outputs};
use serde_json::Value;
use words::{Outcome, text};

/// How often a chapter's kernel is started, unless the reader says otherwise.
pub const STARTS: usize = 3;

/// From the kernel's start until a cell first shows something.
const FIRST_RESULT_SECONDS: f64 = 10.0;
const PLOT_SECONDS: f64 = 1.0;
const PLAIN_SECONDS: f64 = 0.5;

/// What a cell is, and so how long it may take.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// The first cell; it counts towards the first result.
    Setup,
    /// It draws.
    Plot,
    /// It trains (metadata `long`): reported only.
    Long,
    Fails,
    Plain,
}

impl Kind {
    fn limit(self) -> Option<f64> {
        match self {
            Kind::Setup | Kind::Long => None,
            Kind::Plot => Some(PLOT_SECONDS),
            Kind::Fails | Kind::Plain => Some(PLAIN_SECONDS),
        }
    }

    fn name(self) -> String {
        match self {
            Kind::Setup => text!("开始", "setup"),
            Kind::Plot => text!("图", "plot"),
            Kind::Long => text!("训练", "long"),
            Kind::Fails => text!("报错", "fails"),
            Kind::Plain => text!("普通", "plain"),
        }
    }
}

#[derive(Debug, PartialEq)]
struct Row {
    id: String,
    kind: Option<Kind>,
    seconds: f64,
    limit: Option<f64>,
}

impl Row {
    fn exceeds(&self) -> bool {
        self.limit.is_some_and(|limit| self.seconds > limit)
    }
}

/// Measures the Chinese notebooks (the English have the same code) and prints a table for each.
pub fn run(layout: &Layout, chapters: &[Chapter], starts: usize) -> Outcome {
    kernel::set_up(layout)?;
    let mut exceeded = 0;
    for chapter in chapters {
        let path = chapter.chinese();
        let mut runs = Vec::new();
        for start in 1..=starts {
            say(&format!("{path} {start}/{starts}"));
            let run = execute::execute(layout, &layout.repository.join(&path))?;
            if let Some(id) = broken(&run) {
                return Err(text!(
                    "{path} 的单元 {id} 没有正常运行；先运行 cargo lab --check {path}。",
                    "Cell {id} of {path} did not run as it should; first run cargo lab --check {path}."
                ));
            }
            runs.push(run);
        }
        let rows = rows(&runs);
        println!("{}", table(&path, starts, &rows));
        exceeded += rows.iter().filter(|row| row.exceeds()).count();
    }
    println!("{}", text!("超过限度的：{exceeded} 个。", "Beyond their limit: {exceeded}."));
    Ok(())
}

/// A cell whose time would mean nothing.
fn broken(run: &Value) -> Option<String> {
    let cells = code_cells(run);
    let broken = cells.into_iter().find(|cell| {
        let fails = cell["metadata"]["shuzi"]["fails"].is_string();
        seconds(cell).is_none() || outputs::errors(&cell["outputs"]).is_empty() == fails
    })?;
    Some(joined(&broken["id"]))
}

fn rows(runs: &[Value]) -> Vec<Row> {
    let Some(first) = runs.first() else { return Vec::new() };
    let about_start = |id, seconds: fn(&Value) -> f64, limit| Row {
        id,
        kind: None,
        seconds: median(runs.iter().map(seconds).collect()),
        limit,
    };
    let (start, first_result) =
        (text!("（内核启动）", "(kernel's start)"), text!("（启动到第一个结果）", "(start to first result)"));
    let mut rows = vec![
        about_start(start, start_seconds, None),
        about_start(first_result, until_first_result, Some(FIRST_RESULT_SECONDS)),
    ];
    for (index, cell) in code_cells(first).into_iter().enumerate() {
        let kind = kind(cell, index);
        let times = runs.iter().filter_map(|run| seconds(code_cells(run)[index])).collect();
        // The cell of the first result has its limit above.
        let limit = kind.limit().filter(|_| Some(index) != first_result_index(first));
        rows.push(Row { id: joined(&cell["id"]), kind: Some(kind), seconds: median(times), limit });
    }
    rows
}

fn code_cells(run: &Value) -> Vec<&Value> {
    run["cells"].as_array().into_iter().flatten().filter(|cell| cell["cell_type"] == "code").collect()
}

/// What `run_notebook.py` measured; nothing for a cell that it did not come to.
fn seconds(cell: &Value) -> Option<f64> {
    cell["metadata"]["seconds"].as_f64()
}

fn kind(cell: &Value, index: usize) -> Kind {
    let shuzi = &cell["metadata"]["shuzi"];
    let draws = |output: &Value| {
        output["data"]["image/svg+xml"].is_array() || output["data"]["image/svg+xml"].is_string() || {
            let html = joined(&output["data"]["text/html"]);
            html.contains("<svg") || html.contains("data:image/svg+xml")
        }
    };
    if index == 0 {
        Kind::Setup
    } else if shuzi["fails"].is_string() {
        Kind::Fails
    } else if shuzi["long"] == true {
        Kind::Long
    } else if cell["outputs"].as_array().into_iter().flatten().any(draws) {
        Kind::Plot
    } else {
        Kind::Plain
    }
}

fn first_result_index(run: &Value) -> Option<usize> {
    code_cells(run).iter().position(|cell| cell["outputs"].as_array().is_some_and(|outputs| !outputs.is_empty()))
}

fn start_seconds(run: &Value) -> f64 {
    run["metadata"]["start_seconds"].as_f64().unwrap_or(f64::NAN)
}

/// The kernel's start and all cells up to the first that shows something.
fn until_first_result(run: &Value) -> f64 {
    let cells = code_cells(run);
    let last = first_result_index(run).unwrap_or(0);
    start_seconds(run) + cells.iter().take(last + 1).filter_map(|cell| seconds(cell)).sum::<f64>()
}

fn median(values: Vec<f64>) -> f64 {
    Spread::of(&values).map_or(f64::NAN, |spread| spread.median)
}

fn table(path: &str, starts: usize, rows: &[Row]) -> String {
    let title = text!("{path}（{starts} 次启动的中位数，秒）", "{path} (median of {starts} starts, seconds)");
    let header = text!("| 单元 | 种类 | 秒 | 限度 | 超过 |", "| cell | kind | seconds | limit | exceeded |");
    let mut table = format!("{title}\n\n{header}\n|---|---|---:|---:|---|\n");
    for row in rows {
        let Row { id, seconds, .. } = row;
        let kind = row.kind.map(Kind::name).unwrap_or_default();
        let limit = row.limit.map(|limit| format!("{limit:.1}")).unwrap_or_default();
        let verdict = match row.limit {
            Some(_) if row.exceeds() => text!("超过", "yes"),
            Some(_) => text!("没有", "no"),
            None => String::new(),
        };
        table += &format!("| {id} | {kind} | {seconds:.2} | {limit} | {verdict} |\n");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cell(id: &str, shuzi: Value, outputs: Value, seconds: f64) -> Value {
        json!({"cell_type": "code", "id": id, "metadata": {"shuzi": shuzi, "seconds": seconds}, "outputs": outputs})
    }

    fn run(factor: f64) -> Value {
        let svg = json!([{"output_type": "execute_result", "data": {"image/svg+xml": "<svg/>"}}]);
        let printed = json!([{"output_type": "stream", "name": "stdout", "text": "1"}]);
        json!({"metadata": {"start_seconds": 3.0 * factor}, "cells": [
            cell("setup", json!({}), json!([]), 4.0 * factor),
            {"cell_type": "markdown", "id": "title", "metadata": {}},
            cell("first", json!({}), printed.clone(), 2.0 * factor),
            cell("draw", json!({}), svg, 0.8 * factor),
            cell("print", json!({}), printed.clone(), 0.8 * factor),
            cell("train", json!({"long": true}), printed, 40.0 * factor),
        ]})
    }

    #[test]
    fn each_kind_of_cell_has_its_own_limit() {
        let rows = rows(&[run(1.0), run(5.0), run(0.9)]);
        let exceeding: Vec<_> = rows.iter().map(|row| (row.kind, row.exceeds())).collect();
        assert_eq!(
            exceeding,
            [
                (None, false),
                (None, false),
                (Some(Kind::Setup), false),
                (Some(Kind::Plain), false),
                (Some(Kind::Plot), false),
                (Some(Kind::Plain), true),
                (Some(Kind::Long), false),
            ]
        );
        assert_eq!(
            (rows[0].seconds, rows[1].seconds, rows[4].seconds),
            (3.0, 9.0, 0.8),
            "the median, and the start counts"
        );
        assert!(self::rows(&[run(2.0)])[1].exceeds());
    }

    #[test]
    fn a_cell_that_did_not_run_is_no_measurement() {
        assert_eq!(broken(&run(1.0)), None);
        let mut run = run(1.0);
        run["cells"][2]["outputs"] = json!([{"output_type": "error", "evalue": "E0308", "traceback": []}]);
        assert_eq!(broken(&run).as_deref(), Some("first"));
        run["cells"][2]["metadata"]["shuzi"] = json!({"fails": "E0308"});
        assert_eq!(broken(&run), None);
        run["cells"][5]["metadata"].as_object_mut().unwrap().remove("seconds");
        assert_eq!(broken(&run).as_deref(), Some("train"));
    }
}
