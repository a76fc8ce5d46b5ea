//! An assignment as a notebook, with the marks that nbgrader reads.

use super::answer::{Side, in_language};
use super::model::{Assignment, Cell, Content, Wrong};
use crate::file::rust_metadata;
use serde_json::{Value, json};
use words::Language;

/// What is handed out.
pub fn template(assignment: &Assignment, language: Language) -> Value {
    notebook(assignment, language, Side::Template, None)
}

/// What scores full marks.
pub fn solution(assignment: &Assignment, language: Language) -> Value {
    notebook(assignment, language, Side::Solution, None)
}

/// The solution with one answer wrong: what tests of grading submit.
pub fn with_wrong(assignment: &Assignment, wrong: &Wrong, language: Language) -> Value {
    notebook(assignment, language, Side::Solution, Some(wrong))
}

fn notebook(assignment: &Assignment, language: Language, side: Side, wrong: Option<&Wrong>) -> Value {
    let cells: Vec<Value> = assignment.cells.iter().map(|cell| in_notebook(cell, language, side, wrong)).collect();
    json!({
        "cells": cells,
        "metadata": Value::from_iter(rust_metadata()),
        "nbformat": 4,
        "nbformat_minor": 5,
    })
}

fn in_notebook(cell: &Cell, language: Language, side: Side, wrong: Option<&Wrong>) -> Value {
    let metadata = json!({"nbgrader": marks(cell), "shuzi": place(cell)});
    let replacing = wrong.filter(|wrong| cell.kind() == "answer" && wrong.replaces == cell.name);
    let code = replacing.map(|wrong| wrong.code.clone()).or_else(|| cell.code(side));
    if let Some(code) = code {
        return json!({
            "cell_type": "code",
            "execution_count": null,
            "id": cell.id(),
            "metadata": metadata,
            "outputs": [],
            "source": lines(&in_language(&code, language)),
        });
    }
    let prose = match &cell.content {
        Content::Written { model: Some(model), .. } if side == Side::Solution => model.of(language),
        Content::Written { prompt: text, .. } | Content::Text(text) => text.of(language),
        // These have code.
        Content::Setup(_) | Content::Given(_) | Content::Answer(_) | Content::Check { .. } => "",
    };
    json!({"cell_type": "markdown", "id": cell.id(), "metadata": metadata, "source": lines(prose)})
}

/// As nbformat stores text.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// nbgrader's metadata: what is graded, what is the learner's, what nobody may change.
fn marks(cell: &Cell) -> Value {
    let (grade, solution) = match cell.content {
        Content::Answer(_) => (false, true),
        Content::Check { .. } => (true, false),
        Content::Written { .. } => (true, true),
        Content::Text(_) | Content::Setup(_) | Content::Given(_) => (false, false),
    };
    let mut marks = json!({
        "grade": grade,
        "grade_id": cell.id(),
        "locked": !solution,
        "schema_version": 3,
        "solution": solution,
        "task": false,
    });
    if let Some(points) = cell.points() {
        // 3, not 3.0.
        marks["points"] = if points.fract() == 0.0 { json!(points as u32) } else { json!(points) };
    }
    marks
}

/// The course's own metadata.
fn place(cell: &Cell) -> Value {
    match cell.task() {
        Some(task) => json!({"kind": cell.kind(), "task": task}),
        None => json!({"kind": cell.kind()}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::example::assignment;
    use crate::file::joined;

    fn cell(notebook: &Value, id: &str) -> Value {
        let cells = notebook["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["id"] == id).unwrap_or_else(|| panic!("no cell {id}")).clone()
    }

    #[test]
    fn a_template_has_the_stubs_and_prompts_and_a_solution_the_answers() {
        let assignment = assignment();
        let source = |notebook: &Value, id: &str| joined(&cell(notebook, id)["source"]);
        let english = template(&assignment, Language::English);
        assert_eq!(source(&english, "answer-3-1"), "// here\nfn f() -> u8 {\n    todo!()\n}");
        assert_eq!(source(&english, "written-3-2"), "Write here");
        let chinese = solution(&assignment, Language::Chinese);
        assert_eq!(source(&chinese, "answer-3-1"), "// 这里\nfn f() -> u8 {\n    the_answer_is(1)\n}");
        assert_eq!(source(&chinese, "written-3-2"), "因为梯度消失了。");
        let wrong = with_wrong(&assignment, &assignment.wrong[1], Language::Chinese);
        assert_eq!(source(&wrong, "answer-3-1"), "fn f() -> u8 { 2 }");
        assert_eq!(source(&wrong, "written-3-2"), "因为梯度消失了。");
    }

    #[test]
    fn each_kind_of_cell_carries_nbgraders_marks_and_the_courses() {
        let template = template(&assignment(), Language::Chinese);
        let marks = |grade: bool, solution: bool, id: &str| json!({"grade": grade, "solution": solution, "locked": !solution, "grade_id": id, "schema_version": 3, "task": false});
        for (id, grade, solution) in [
            ("text-intro", false, false),
            ("setup", false, false),
            ("given-data", false, false),
            ("answer-3-1", false, true),
        ] {
            assert_eq!(cell(&template, id)["metadata"]["nbgrader"], marks(grade, solution, id), "{id}");
        }
        let check = cell(&template, "check-3-1");
        assert_eq!(check["metadata"]["nbgrader"]["points"], json!(2.5));
        assert_eq!(check["metadata"]["nbgrader"]["locked"], json!(true));
        assert_eq!(check["metadata"]["shuzi"], json!({"kind": "check", "task": "3.1"}));
        let written = cell(&template, "written-3-2");
        assert_eq!(written["cell_type"], "markdown");
        assert_eq!(written["metadata"]["nbgrader"]["points"].to_string(), "10");
        assert_eq!(written["metadata"]["nbgrader"]["solution"], json!(true));
        assert_eq!(cell(&template, "setup")["metadata"]["shuzi"], json!({"kind": "setup"}));
        assert_eq!(cell(&template, "setup")["outputs"], json!([]));
    }
}
