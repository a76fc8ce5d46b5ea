//! Notebooks as files: reading, and writing the one way that JupyterLab writes them too.

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use words::{Outcome, text};

/// Reads a notebook's JSON.
pub fn read(path: &Path) -> Outcome<Value> {
    let shown = path.display();
    let content = fs::read_to_string(path)
        .map_err(|error| text!("读不了 {shown}：{error}。", "Cannot read {shown}: {error}."))?;
    let notebook: Value = serde_json::from_str(&content)
        .map_err(|error| text!("{shown} 不是笔记本：{error}。", "{shown} is no notebook: {error}."))?;
    if notebook["cells"].is_array() {
        return Ok(notebook);
    }
    Err(text!("{shown} 不是笔记本：没有 cells。", "{shown} is no notebook: it has no cells."))
}

/// Writes a notebook in its stable form.
pub fn write(path: &Path, notebook: Value) -> Outcome {
    let shown = path.display();
    fs::write(path, stable_text(notebook))
        .map_err(|error| text!("写不了 {shown}：{error}。", "Cannot write {shown}: {error}."))
}

/// What a notebook says of its kernel.
pub fn rust_metadata() -> [(&'static str, Value); 2] {
    let language = json!({
        "codemirror_mode": "rust",
        "file_extension": ".rs",
        "mimetype": "text/rust",
        "name": "Rust",
        "pygment_lexer": "rust",
        "version": "",
    });
    [("kernelspec", json!({"display_name": "Rust", "language": "rust", "name": "rust"})), ("language_info", language)]
}

/// Indented by one space, keys sorted, text in lines, other letters as they are: a re-run changes only what changed.
fn stable_text(mut notebook: Value) -> String {
    for (name, value) in rust_metadata() {
        notebook["metadata"][name] = value;
    }
    let mut count = 0;
    for cell in notebook["cells"].as_array_mut().into_iter().flatten() {
        split_into_lines(&mut cell["source"]);
        if let Some(metadata) = cell["metadata"].as_object_mut() {
            metadata.remove("execution");
            metadata.remove("ExecuteTime");
        }
        if cell["cell_type"] == "code" {
            count += 1;
            cell["execution_count"] = json!(count);
            cell["outputs"].as_array_mut().into_iter().flatten().for_each(|output| make_stable(output, count));
        }
    }
    text_without_runs(notebook)
}

/// The same layout for a notebook that nobody has run, whose cells therefore have no numbers.
pub fn text_without_runs(mut notebook: Value) -> String {
    notebook.sort_all_objects();
    // Two spaces become one; a line's leading spaces are never inside a string, where a line break is written \n.
    let mut text = String::new();
    for line in format!("{notebook:#}").lines() {
        let content = line.trim_start_matches(' ');
        text.extend(std::iter::repeat_n(' ', (line.len() - content.len()) / 2));
        text.push_str(content);
        text.push('\n');
    }
    text
}

fn make_stable(output: &mut Value, count: i32) {
    if output["output_type"] == "execute_result" {
        output["execution_count"] = json!(count);
    }
    if output["output_type"] == "stream" {
        split_into_lines(&mut output["text"]);
    }
    for (mime, data) in output.get_mut("data").and_then(Value::as_object_mut).into_iter().flatten() {
        if mime.starts_with("text/") || mime == "image/svg+xml" {
            split_into_lines(data);
        }
    }
}

/// `"a\nb"` becomes `["a\n", "b"]`, which differs line by line.
fn split_into_lines(value: &mut Value) {
    if let Some(text) = value.as_str() {
        *value = text.split_inclusive('\n').collect();
    }
}

/// Text that nbformat stores whole or in lines.
pub fn joined(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stable_form_is_sorted_in_lines_and_without_times() {
        let notebook = json!({"nbformat": 4, "cells": [{
            "source": "let a = 1;\na", "cell_type": "code", "execution_count": 7, "metadata": {"execution": {"x": 1}},
            "outputs": [{"output_type": "execute_result", "execution_count": 7, "data": {"text/plain": "一\n二"}}],
        }], "metadata": {}});
        let text = stable_text(notebook);
        assert!(text.starts_with(
            "{\n \"cells\": [\n  {\n   \"cell_type\": \"code\",\n   \"execution_count\": 1,\n   \"metadata\": {},"
        ));
        assert!(text.contains("\"一\\n\",\n"));
        assert!(text.ends_with("}\n"));
        let again = stable_text(serde_json::from_str(&text).unwrap());
        assert_eq!(text, again);
    }
}
