//! The cells of one task, out of a learner's notebook.

use std::path::Path;

use files::FileError;
use serde_json::Value;

use super::{Error, Result};

/// The code of what a task stands on, in the notebook's order: the setup, what is given, the task's answer and its check.
pub fn cells(path: &Path, task: &str) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path).map_err(|source| FileError::Refused { path: path.to_owned(), source })?;
    let unusable = |found: String| Error::NotExerciseNotebook { path: path.to_owned(), found };
    let notebook: Value = serde_json::from_str(&text).map_err(|error| unusable(error.to_string()))?;
    let cells = of_task(&notebook, task);
    if cells.iter().any(|cell| cell.contains("check!(")) {
        Ok(cells)
    } else {
        Err(unusable(format!("check!({task}, …) ✗")))
    }
}

fn of_task(notebook: &Value, task: &str) -> Vec<String> {
    let mut taken = Vec::new();
    // A cell that the learner added belongs to the task that it stands in.
    let mut standing_in = None;
    for cell in notebook["cells"].as_array().into_iter().flatten() {
        let ours = &cell["metadata"]["shuzi"];
        if ours.is_object() {
            standing_in = ours["task"].as_str();
        }
        let wanted = standing_in.is_none_or(|standing_in| standing_in == task);
        if cell["cell_type"] == "code" && wanted {
            taken.push(source(cell));
        }
    }
    taken
}

fn source(cell: &Value) -> String {
    match &cell["source"] {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_task_gets_the_setup_what_is_given_and_its_own_cells() {
        let cell = |kind: &str, task: Option<&str>, source: &str| {
            let mut cell =
                json!({ "cell_type": "code", "source": [source], "metadata": { "shuzi": { "kind": kind } } });
            if let Some(task) = task {
                cell["metadata"]["shuzi"]["task"] = json!(task);
            }
            cell
        };
        let own = json!({ "cell_type": "code", "source": "fn help() {}", "metadata": {} });
        let text = json!({ "cell_type": "markdown", "source": "…", "metadata": { "shuzi": { "kind": "text", "task": "3.1" } } });
        let cells = [
            cell("setup", None, "use shuzi::prelude::*;"),
            text,
            own,
            cell("answer", Some("3.1"), "fn one() {}"),
            cell("check", Some("3.1"), "check!(3.1, one)"),
            cell("answer", Some("3.2"), "fn two() {}"),
        ];
        let notebook = json!({ "cells": cells });
        let expected = ["use shuzi::prelude::*;", "fn help() {}", "fn one() {}", "check!(3.1, one)"];
        assert_eq!(of_task(&notebook, "3.1"), expected);
        assert_eq!(of_task(&notebook, "3.2"), ["use shuzi::prelude::*;", "fn two() {}"]);
    }
}
