//! Whether a notebook that was just run shows what is stored in it.

use crate::code::around_difference;
use crate::file::joined;
use crate::numbers::{close, mask_times, skeleton};
use serde_json::Value;
use std::collections::BTreeMap;
use words::text;
use words::written::without_colours;

/// How a cell's outputs are compared: its metadata's `{"shuzi": {"compare": …}}`.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    /// Every letter.
    Exact,
    /// Every letter, and numbers within a tolerance: instruction sets round differently.
    Numbers { tolerance: f64 },
    /// The kinds of output and, for figures, their elements: what training makes differs from machine to machine.
    Shape,
    /// Not at all, but errors, panics and text on stderr still count.
    Skip,
}

/// What one cell showed, in one order: the kernel sends printed text and results by different ways.
#[derive(Debug, Default)]
struct Shown {
    stdout: String,
    stderr: String,
    errors: Vec<String>,
    /// One map, from kind to content, for each result.
    results: Vec<BTreeMap<String, String>>,
}

/// A complaint about one cell.
#[derive(Debug)]
pub struct Complaint {
    /// Place among the code cells and text cells together, from 1.
    pub number: usize,
    /// The cell's id.
    pub id: String,
    /// What is wrong.
    pub what: String,
    /// Whether storing the new output would settle it.
    pub is_mere_difference: bool,
}

/// Compares the stored notebook with the one that was run.
pub fn compare(stored: &Value, run: &Value) -> Vec<Complaint> {
    let (stored, run) = (cells(stored), cells(run));
    let pairs = stored.iter().zip(run).enumerate().filter(|(_, (cell, _))| cell["cell_type"] == "code");
    pairs
        .filter_map(|(index, (stored, run))| {
            let (what, is_mere_difference) = complain(stored, run)?;
            Some(Complaint { number: index + 1, id: joined(&stored["id"]), what, is_mere_difference })
        })
        .collect()
}

/// Takes the new outputs where they differ; what compares equal stays as it is, so that nothing changes without reason.
pub fn update(stored: &mut Value, run: &Value, complaints: &[Complaint]) {
    let Some(cells) = stored["cells"].as_array_mut() else { return };
    for complaint in complaints.iter().filter(|complaint| complaint.is_mere_difference) {
        cells[complaint.number - 1]["outputs"] = in_order(&run["cells"][complaint.number - 1]["outputs"]);
    }
}

/// Printed text first, then results and errors: the order of arrival depends on chance.
fn in_order(outputs: &Value) -> Value {
    let mut outputs = outputs.as_array().cloned().unwrap_or_default();
    outputs.sort_by_key(|output| output["output_type"] != "stream");
    Value::Array(outputs)
}

fn cells(notebook: &Value) -> &[Value] {
    notebook["cells"].as_array().map_or(&[], Vec::as_slice)
}

fn complain(stored: &Value, run: &Value) -> Option<(String, bool)> {
    let Settings { comparison, fails } = match settings(&stored["metadata"]["shuzi"]) {
        Ok(settings) => settings,
        Err(what) => return Some((what, false)),
    };
    let (expected, found) = (shown(&stored["outputs"]), shown(&run["outputs"]));
    if let Some(what) = failure(&found, fails.as_deref()) {
        return Some((what, false));
    }
    if let Some(words) = fails.filter(|words| !expected.errors.iter().any(|error| says(error, words))) {
        let what = text!("保存的输出里没有错误信息“{words}”", "the stored output lacks the message {words:?}");
        return Some((what, true));
    }
    difference(&expected, &found, comparison).map(|what| (what, true))
}

/// What a cell's metadata asks for.
struct Settings {
    comparison: Comparison,
    /// The cell must not compile, with a message that holds these words.
    fails: Option<String>,
}

fn settings(metadata: &Value) -> Result<Settings, String> {
    let comparison = match metadata["compare"].as_str() {
        None if metadata["compare"].is_null() => Comparison::Exact,
        Some("exact") => Comparison::Exact,
        Some("numbers") => Comparison::Numbers { tolerance: metadata["tolerance"].as_f64().unwrap_or(1e-3) },
        Some("shape") => Comparison::Shape,
        Some("skip") => Comparison::Skip,
        _ => {
            let given = &metadata["compare"];
            return Err(text!(
                "元数据 shuzi.compare 是 {given}，应为 exact、numbers、shape 或 skip",
                "the metadata shuzi.compare is {given}; it must be exact, numbers, shape or skip"
            ));
        }
    };
    let fails = match &metadata["fails"] {
        Value::Null => None,
        Value::String(words) if !words.trim().is_empty() => Some(words.clone()),
        given => {
            return Err(text!(
                "元数据 shuzi.fails 是 {given}，应为错误信息里的词",
                "the metadata shuzi.fails is {given}; it must be words of the message"
            ));
        }
    };
    Ok(Settings { comparison, fails })
}

/// The error messages among a cell's outputs.
pub fn errors(outputs: &Value) -> Vec<String> {
    shown(outputs).errors
}

/// Whether a message holds words, wherever its lines break.
pub fn says(message: &str, words: &str) -> bool {
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    in_one_line(message).contains(&in_one_line(words))
}

fn shown(outputs: &Value) -> Shown {
    let mut shown = Shown::default();
    for output in outputs.as_array().into_iter().flatten() {
        match output["output_type"].as_str() {
            Some("stream") if output["name"] == "stderr" => shown.stderr.push_str(&joined(&output["text"])),
            Some("stream") => shown.stdout.push_str(&joined(&output["text"])),
            Some("error") => shown.errors.push(error_text(output)),
            _ => {
                let data = output["data"].as_object().into_iter().flatten();
                shown.results.push(data.map(|(kind, content)| (kind.clone(), joined(content))).collect());
            }
        }
    }
    shown
}

/// The message that a learner reads, without the terminal's colours.
pub fn error_text(output: &Value) -> String {
    let lines = output["traceback"].as_array().into_iter().flatten().map(joined).collect::<Vec<_>>();
    without_colours(&if lines.is_empty() { joined(&output["evalue"]) } else { lines.join("\n") })
}

/// What no cell may do, however it is compared: fail, panic (which the kernel calls success), write to stderr.
fn failure(found: &Shown, fails: Option<&str>) -> Option<String> {
    if found.stderr.contains("panicked at") {
        return Some(text!("恐慌（panic）：\n", "a panic:\n") + &indented(&found.stderr));
    }
    if !found.stderr.trim().is_empty() {
        return Some(text!("写到了 stderr：\n", "text on stderr:\n") + &indented(&found.stderr));
    }
    match (found.errors.first(), fails) {
        (Some(error), None) => Some(text!("出错：\n", "an error:\n") + &indented(error)),
        (None, Some(_)) => Some(text!("应当编译不过（fails），却成功了", "should not compile (fails) but succeeded")),
        (Some(error), Some(words)) if !found.errors.iter().any(|error| says(error, words)) => {
            Some(text!("错误信息里没有“{words}”：\n", "the message does not say {words:?}:\n") + &indented(error))
        }
        _ => None,
    }
}

fn indented(text: &str) -> String {
    const MOST_LINES: usize = 20;
    text.lines().take(MOST_LINES).map(|line| format!("      {line}\n")).collect::<String>().trim_end().to_owned()
}

fn difference(expected: &Shown, found: &Shown, comparison: Comparison) -> Option<String> {
    if comparison == Comparison::Skip {
        return None;
    }
    let kinds =
        |shown: &Shown| shown.results.iter().map(|result| result.keys().cloned().collect()).collect::<Vec<Vec<_>>>();
    let (expected_kinds, found_kinds) = (kinds(expected), kinds(found));
    if expected_kinds != found_kinds {
        return Some(text!(
            "输出的种类：保存的是 {expected_kinds:?}，得到的是 {found_kinds:?}",
            "kinds of output: stored {expected_kinds:?}, found {found_kinds:?}"
        ));
    }
    let errors = [expected, found].map(|shown| shown.errors.join("\n"));
    let own = [("stdout", &expected.stdout, &found.stdout), ("error", &errors[0], &errors[1])];
    let results =
        expected.results.iter().zip(&found.results).flat_map(|(expected, found)| {
            expected.iter().map(|(kind, content)| (kind.as_str(), content, &found[kind]))
        });
    own.into_iter().chain(results).find_map(|(kind, expected, found)| differs(kind, expected, found, comparison))
}

fn differs(kind: &str, expected: &str, found: &str, comparison: Comparison) -> Option<String> {
    let (expected, found) = (tidy(expected), tidy(found));
    let (expected, found) = match comparison {
        Comparison::Skip => return None,
        // A result's text form would only repeat the figure's numbers; printed lines must still be there.
        Comparison::Shape if kind == "text/plain" => return None,
        Comparison::Shape => (skeleton(&expected), skeleton(&found)),
        Comparison::Numbers { tolerance } if close(&expected, &found, tolerance) => return None,
        _ => (expected, found),
    };
    (expected != found).then(|| format!("{kind}\n{}", short_diff(&expected, &found)))
}

fn tidy(text: &str) -> String {
    mask_times(text.trim_end())
}

/// The first lines that differ, with what was stored and what was found.
fn short_diff(expected: &str, found: &str) -> String {
    const MOST_LINES: usize = 5;
    let (expected, found): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let mut diff = String::new();
    let mut shown = 0;
    for index in 0..expected.len().max(found.len()) {
        let (stored, now) = (expected.get(index), found.get(index));
        if stored == now {
            continue;
        }
        if shown == MOST_LINES {
            diff += "      …\n";
            break;
        }
        shown += 1;
        // Long lines (a figure may be one) are cut to the neighbourhood of the first difference.
        let (stored_part, now_part) = around_difference(stored.unwrap_or(&""), now.unwrap_or(&""));
        diff += &format!("      {}:\n", index + 1);
        diff += &stored.map(|_| format!("      - {stored_part}\n")).unwrap_or_default();
        diff += &now.map(|_| format!("      + {now_part}\n")).unwrap_or_default();
    }
    diff.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn notebook(metadata: Value, outputs: Value) -> Value {
        json!({"cells": [
            {"cell_type": "markdown", "id": "title", "source": "#"},
            {"cell_type": "code", "id": "cell-1", "metadata": {"shuzi": metadata}, "outputs": outputs},
        ]})
    }

    fn complaints(metadata: Value, stored: Value, run: Value) -> Vec<Complaint> {
        compare(&notebook(metadata.clone(), stored), &notebook(metadata, run))
    }

    fn stream(name: &str, text: &str) -> Value {
        json!({"output_type": "stream", "name": name, "text": text})
    }

    fn printed(text: &str) -> Value {
        stream("stdout", text)
    }

    fn result(kind: &str, content: &str) -> Value {
        json!({"output_type": "execute_result", "data": {kind: content}})
    }

    fn error(text: &str) -> Value {
        json!({"output_type": "error", "ename": "Error", "evalue": text, "traceback": []})
    }

    #[test]
    fn equal_outputs_pass_however_they_are_cut() {
        let stored =
            json!([{"output_type": "stream", "name": "stdout", "text": ["a\n", "b\n"]}, result("text/plain", "1")]);
        let run = json!([result("text/plain", "1"), printed("a\n"), printed("b\n")]);
        assert!(complaints(json!({}), stored, run).is_empty());
    }

    #[test]
    fn doctored_output_is_found_and_named() {
        let found = complaints(json!({}), json!([result("text/plain", "0.88")]), json!([result("text/plain", "0.89")]));
        assert_eq!((found.len(), found[0].number, found[0].id.as_str()), (1, 2, "cell-1"));
        assert!(found[0].what.contains("- 0.88") && found[0].what.contains("+ 0.89"), "{}", found[0].what);
        assert!(found[0].is_mere_difference);
        assert_eq!(complaints(json!({}), json!([printed("a")]), json!([])).len(), 1);
        assert_eq!(complaints(json!({}), json!([]), json!([result("text/plain", "1")])).len(), 1);
    }

    #[test]
    fn errors_panics_and_stderr_fail_even_where_outputs_are_skipped() {
        for output in
            [error("E0308"), stream("stderr", "thread 'main' panicked at src/lib.rs"), stream("stderr", "warning")]
        {
            let stored = json!([output.clone()]);
            let found = complaints(json!({"compare": "skip"}), stored, json!([output]));
            assert_eq!(found.len(), 1);
            assert!(!found[0].is_mere_difference, "storing it must not be offered");
        }
    }

    #[test]
    fn a_cell_that_fails_must_fail_with_its_words_and_the_stored_message() {
        let expected = json!({"fails": "found 980"});
        let stored = json!([error("expected 979, found 980")]);
        let coloured = json!([error("expected \u{1b}[31m979\u{1b}[0m, found 980")]);
        assert!(complaints(expected.clone(), stored.clone(), coloured).is_empty());
        let longer = json!([error("expected 979,\n   found 980")]);
        assert!(complaints(expected.clone(), stored.clone(), longer.clone())[0].is_mere_difference);
        assert!(complaints(expected.clone(), json!([]), longer.clone())[0].is_mere_difference);
        let skipped = json!({"fails": "found 980", "compare": "skip"});
        assert!(complaints(skipped.clone(), stored.clone(), longer).is_empty());
        assert!(complaints(skipped, json!([error("another")]), stored.clone())[0].is_mere_difference);
        assert!(!complaints(expected.clone(), stored.clone(), json!([error("another")]))[0].is_mere_difference);
        assert!(!complaints(expected, stored.clone(), json!([]))[0].is_mere_difference);
        assert!(!complaints(json!({"fails": true}), stored.clone(), stored)[0].is_mere_difference);
    }

    #[test]
    fn numbers_have_a_tolerance_and_times_none_at_all() {
        let numbers = json!({"compare": "numbers", "tolerance": 0.01});
        let stored = json!([printed("loss is: 0.2881, seconds: 12.3")]);
        assert!(
            complaints(numbers.clone(), stored.clone(), json!([printed("loss is: 0.2889, seconds: 1.0")])).is_empty()
        );
        assert_eq!(complaints(numbers, stored.clone(), json!([printed("loss is: 0.3881, seconds: 12.3")])).len(), 1);
        assert_eq!(complaints(json!({}), stored, json!([printed("loss is: 0.2889, seconds: 12.3")])).len(), 1);
    }

    #[test]
    fn shape_compares_a_figures_elements() {
        let shape = json!({"compare": "shape"});
        let stored = json!([result("image/svg+xml", "<svg><path d=\"M1,2 3,4\"/></svg>")]);
        let moved = json!([result("image/svg+xml", "<svg><path d=\"M7,2 9,4\"/></svg>")]);
        let another = json!([result("image/svg+xml", "<svg><rect x=\"1\"/></svg>")]);
        assert!(complaints(shape.clone(), stored.clone(), moved).is_empty());
        assert_eq!(complaints(shape.clone(), stored.clone(), another).len(), 1);
        assert_eq!(complaints(shape, stored, json!([result("text/html", "<b>")])).len(), 1);
    }

    #[test]
    fn a_misspelt_comparison_is_no_comparison() {
        assert_eq!(complaints(json!({"compare": "exactly"}), json!([]), json!([])).len(), 1);
    }

    #[test]
    fn an_update_takes_only_what_differs() {
        let mut stored = notebook(json!({}), json!([printed("seconds: 1")]));
        let run = notebook(json!({}), json!([printed("seconds: 2")]));
        let found = compare(&stored, &run);
        update(&mut stored, &run, &found);
        assert_eq!(stored["cells"][1]["outputs"][0]["text"], "seconds: 1");
        let run = notebook(json!({}), json!([result("text/plain", "1"), printed("new")]));
        let found = compare(&stored, &run);
        update(&mut stored, &run, &found);
        assert_eq!(stored["cells"][1]["outputs"], json!([printed("new"), result("text/plain", "1")]));
        assert!(compare(&stored, &run).is_empty());
    }

    #[test]
    fn a_long_line_is_cut_around_its_first_difference() {
        let (a, b) = ("x".repeat(500) + "a", "x".repeat(500) + "b");
        let diff = short_diff(&a, &b);
        assert!(diff.contains("xa") && diff.contains("xb") && diff.len() < 200, "{diff}");
    }
}
