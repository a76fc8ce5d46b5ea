//! Submissions as students and editors make them.

use super::*;

fn cell(kind: &str, id: &str, task: Option<&str>, (grade, solution): (bool, bool), source: &str) -> Value {
    let mut metadata = json!({ "nbgrader": { "grade_id": id, "grade": grade, "solution": solution, "locked": !solution, "points": 3 } });
    if let Some(task) = task {
        metadata["shuzi"] = json!({ "task": task });
    }
    json!({ "cell_type": kind, "id": id, "metadata": metadata, "source": source })
}

/// Two tasks and a written one.
fn template_notebook() -> Value {
    json!({ "nbformat": 4, "nbformat_minor": 5, "metadata": { "kernelspec": { "name": "rust" } }, "cells": [
        cell("markdown", "intro", None, (false, false), "# Exercises"),
        cell("code", "setup", None, (false, false), "use shuzi::prelude::*;"),
        cell("markdown", "text-3-1", Some("3.1"), (false, false), "## 3.1"),
        cell("code", "answer-3-1", Some("3.1"), (false, true), "todo!()"),
        cell("code", "check-3-1", Some("3.1"), (true, false), "check!(3.1, my_softmax)"),
        cell("code", "answer-3-2", Some("3.2"), (false, true), "todo!()"),
        cell("code", "check-3-2", Some("3.2"), (true, false), "check!(3.2, warmer)"),
        cell("markdown", "written-hw-5", Some("hw.5"), (true, true), "Write here"),
    ]})
}

fn normalised(submitted: &Value) -> Normalised {
    normalise(&Template::of(&template_notebook()), Ok(submitted.to_string().into_bytes()))
}

/// The submission with the template's cells, changed by `change`.
fn changed(change: impl FnOnce(&mut Vec<Value>)) -> Normalised {
    let mut notebook = template_notebook();
    change(notebook["cells"].as_array_mut().unwrap());
    normalised(&notebook)
}

fn run_of(normalised: &Normalised) -> Vec<(&str, &str)> {
    normalised.cells.iter().map(|cell| (cell.grade_id.as_str(), cell.source.as_str())).collect()
}

fn reasons<'a>(normalised: &'a Normalised, grade_id: &str) -> &'a [Reason] {
    &normalised.cells.iter().find(|cell| cell.grade_id == grade_id).unwrap().reasons
}

fn own(source: &str) -> Value {
    json!({ "cell_type": "code", "id": "a1b2", "metadata": {}, "outputs": [], "source": source })
}

const UNTOUCHED: [(&str, &str); 5] = [
    ("setup", "use shuzi::prelude::*;"),
    ("answer-3-1", "todo!()"),
    ("check-3-1", "check!(3.1, my_softmax)"),
    ("answer-3-2", "todo!()"),
    ("check-3-2", "check!(3.2, warmer)"),
];

#[test]
fn answers_are_taken_and_nothing_else() {
    let normalised = changed(|cells| {
        cells[3]["source"] = json!(["fn my_softmax() {\n", "}"]);
        cells[3]["outputs"] = json!([{ "output_type": "stream", "name": "stdout", "text": "old" }]);
        cells[3]["metadata"]["nbgrader"]["points"] = json!(1000);
        cells[3]["metadata"]["collapsed"] = json!(true);
        cells[1]["source"] = json!("use std::*;");
        cells[2]["source"] = json!("## what I think");
        cells[7]["source"] = json!("AlexNet is …");
    });
    assert_eq!(run_of(&normalised)[1], ("answer-3-1", "fn my_softmax() {\n}"));
    assert_eq!(run_of(&normalised)[0], UNTOUCHED[0]);
    let cells = &normalised.notebook["cells"];
    assert_eq!(cells[2]["source"], "## 3.1");
    assert_eq!(cells[7]["source"], "AlexNet is …");
    assert_eq!(cells[3]["outputs"], json!([]));
    assert_eq!(cells[3]["metadata"], template_notebook()["cells"][3]["metadata"]);
    assert!(normalised.reasons.is_empty() && normalised.cells.iter().all(|cell| cell.reasons.is_empty()));
}

#[test]
fn deleted_altered_and_repeated_checks_are_the_teachers_once() {
    let deleted = changed(|cells| drop(cells.remove(4)));
    assert_eq!(run_of(&deleted), UNTOUCHED);
    assert_eq!(reasons(&deleted, "check-3-1"), [Reason::CheckMissing]);

    let altered = changed(|cells| cells[4]["source"] = json!("println!(\"3 points\")"));
    assert_eq!(run_of(&altered), UNTOUCHED);
    assert_eq!(reasons(&altered, "check-3-1"), [Reason::CheckAltered]);

    let repeated = changed(|cells| cells.insert(5, cells[4].clone()));
    assert_eq!(run_of(&repeated), UNTOUCHED);
    assert_eq!(reasons(&repeated, "check-3-1"), [Reason::CheckRepeated(2)]);

    // White space at the end is an editor's.
    let same = changed(|cells| cells[4]["source"] = json!("check!(3.1, my_softmax)\n"));
    assert_eq!(reasons(&same, "check-3-1"), []);
}

#[test]
fn repeated_answers_are_all_run_in_their_order() {
    let normalised = changed(|cells| {
        cells[3]["source"] = json!("first");
        let mut copy = cells[3].clone();
        copy["id"] = json!("zz");
        copy["source"] = json!("second");
        cells.insert(4, copy);
    });
    assert_eq!(run_of(&normalised)[1..4], [("answer-3-1", "first"), ("extra-1", "second"), UNTOUCHED[2]]);
    assert_eq!(reasons(&normalised, "answer-3-1"), [Reason::AnswersJoined(2)]);
}

#[test]
fn a_missing_answer_is_the_templates() {
    let normalised = changed(|cells| drop(cells.remove(3)));
    assert_eq!(run_of(&normalised), UNTOUCHED);
    assert_eq!(reasons(&normalised, "answer-3-1"), [Reason::AnswerMissing]);
}

#[test]
fn own_cells_run_where_they_stood_for_the_task_they_prepare() {
    let normalised = changed(|cells| {
        cells.insert(5, own("between"));
        cells.insert(4, own("after the answer"));
        cells.insert(3, own("before the answer"));
        cells.insert(0, own("at the top"));
        cells.push(own("at the end"));
        cells.push(own("  "));
        cells.push(json!({ "cell_type": "markdown", "metadata": {}, "source": "notes" }));
    });
    let extras: Vec<_> = normalised
        .cells
        .iter()
        .filter(|cell| cell.kind == Kind::Extra)
        .map(|cell| (cell.source.as_str(), cell.task.as_deref().unwrap()))
        .collect();
    assert_eq!(
        extras,
        [
            ("at the top", "3.1"),
            ("before the answer", "3.1"),
            ("after the answer", "3.1"),
            ("between", "3.2"),
            ("at the end", "hw.5")
        ]
    );
    // The setup runs before anything of a student's.
    assert_eq!(normalised.cells[0].grade_id, "setup");
    assert_eq!(normalised.notebook["cells"].as_array().unwrap().len(), 8 + 5);
}

#[test]
fn the_templates_order_holds() {
    let normalised = changed(|cells| cells.reverse());
    assert_eq!(run_of(&normalised), UNTOUCHED);
}

#[test]
fn a_cell_is_known_by_its_id_when_an_editor_dropped_the_metadata() {
    let normalised = changed(|cells| {
        for cell in cells.iter_mut() {
            cell["metadata"] = json!({ "vscode": { "languageId": "rust" } });
        }
        cells[3]["source"] = json!("mine");
    });
    assert_eq!(run_of(&normalised)[1], ("answer-3-1", "mine"));
    assert!(normalised.cells.iter().all(|cell| cell.reasons.is_empty()));
}

#[test]
fn a_cell_is_known_by_its_metadata_when_an_editor_gave_it_another_id() {
    let normalised = changed(|cells| {
        cells[3]["id"] = json!("5f3c");
        cells[3]["source"] = json!("mine");
        cells[4].as_object_mut().unwrap().remove("id");
    });
    assert_eq!(run_of(&normalised)[1], ("answer-3-1", "mine"));
    assert_eq!(reasons(&normalised, "check-3-1"), []);
}

#[test]
fn an_answer_of_numbers_and_cells_of_nonsense_do_no_harm() {
    let normalised = changed(|cells| {
        cells[3]["source"] = json!([1, 2]);
        cells[5]["source"] = json!({ "a": 1 });
        cells.push(json!(null));
        cells.push(json!("text"));
        cells.push(json!({ "cell_type": "code", "id": 7, "metadata": [], "source": null }));
    });
    assert_eq!(run_of(&normalised), UNTOUCHED);
    assert_eq!(reasons(&normalised, "answer-3-1"), [Reason::AnswerNoText]);
}

#[test]
fn files_that_are_no_notebook_become_the_template_with_a_reason() {
    let template = Template::of(&template_notebook());
    let deep = "[".repeat(100_000);
    type IsRight = fn(&Reason) -> bool;
    let files: [(&[u8], IsRight); 7] = [
        (b"{\"cells\": [\"\xff\xfe\"]}", |reason| *reason == Reason::NotUtf8(13)),
        (b"", |reason| matches!(reason, Reason::NotJson(_))),
        (b"fn main() {}", |reason| matches!(reason, Reason::NotJson(_))),
        (deep.as_bytes(), |reason| matches!(reason, Reason::NotJson(_))),
        (br#"{"cells": [{"source": "\ud800"}]}"#, |reason| matches!(reason, Reason::NotJson(_))),
        (b"[1, 2]", |reason| *reason == Reason::NoNotebook),
        (br#"{"worksheets": []}"#, |reason| *reason == Reason::NoNotebook),
    ];
    for (bytes, is_right) in files {
        let normalised = normalise(&template, Ok(bytes.to_vec()));
        assert_eq!(run_of(&normalised), UNTOUCHED);
        let [reason] = normalised.reasons.as_slice() else { panic!("{:?}", normalised.reasons) };
        assert!(is_right(reason), "{reason:?}");
        assert!(normalised.cells.iter().all(|cell| cell.reasons.is_empty()));
    }
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    let text = format!("\u{feff}{}", template_notebook());
    let normalised = normalise(&Template::of(&template_notebook()), Ok(text.into_bytes()));
    assert!(normalised.reasons.is_empty());
}

#[test]
fn missing_linked_and_huge_files_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(read(&folder.join("none.ipynb")), Err(Reason::Missing));
    assert_eq!(read(folder), Err(Reason::NoFile));
    let huge = fs::File::create(folder.join("huge.ipynb")).unwrap();
    huge.set_len(super::super::limits::NOTEBOOK + 1).unwrap();
    assert_eq!(read(&folder.join("huge.ipynb")), Err(Reason::TooLarge(super::super::limits::NOTEBOOK + 1)));
    fs::write(folder.join("good.ipynb"), "{}").unwrap();
    assert_eq!(read(&folder.join("good.ipynb")), Ok(b"{}".to_vec()));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.join("good.ipynb"), folder.join("link.ipynb")).unwrap();
        assert_eq!(read(&folder.join("link.ipynb")), Err(Reason::IsLink));
    }
}
