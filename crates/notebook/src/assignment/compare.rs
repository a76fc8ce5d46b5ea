//! Whether the notebooks that are there are those that the sources make.

use crate::file::joined;
use crate::problem::Problem;
use serde_json::Value;
use words::text;

/// What makes the notebooks anew.
const REMEDY: &str = "cargo xtask exercises";

/// All in which a notebook's text differs from what its source makes.
pub fn compare(path: &str, expected: &str, found: Option<&str>) -> Vec<Problem> {
    let Some(found) = found else {
        return vec![Problem::at(path, text!("还没有生成", "it has not been made yet")).remedy(REMEDY)];
    };
    if expected == found {
        return Vec::new();
    }
    let (Ok(expected), Ok(found)) = (serde_json::from_str::<Value>(expected), serde_json::from_str::<Value>(found))
    else {
        return vec![Problem::at(path, text!("不是 JSON", "it is no JSON")).remedy(REMEDY)];
    };
    let problems = cells(path, &expected, &found);
    if problems.is_empty() {
        let what = text!("单元都一样，但元数据或排版不同", "the cells are the same, but metadata or layout is not");
        return vec![Problem::at(path, what).remedy(REMEDY)];
    }
    problems
}

fn cells(path: &str, expected: &Value, found: &Value) -> Vec<Problem> {
    let [expected, found] =
        [expected, found].map(|notebook| notebook["cells"].as_array().map_or(&[][..], Vec::as_slice));
    let twin = |cell: &Value, others: &[Value]| others.iter().find(|other| other["id"] == cell["id"]).cloned();
    let in_cell = |cell: &Value, what| Problem::in_cell(path, &joined(&cell["id"]), what).remedy(REMEDY);
    let mut problems = Vec::new();
    for ours in expected {
        match twin(ours, found) {
            None => problems.push(in_cell(ours, text!("没有这个单元", "no such cell"))),
            Some(theirs) if theirs != *ours => problems.push(difference(ours, &theirs, &in_cell)),
            Some(_) => {}
        }
    }
    for theirs in found.iter().filter(|theirs| twin(theirs, expected).is_none()) {
        problems.push(in_cell(theirs, text!("作业里没有这个单元", "the assignment has no such cell")));
    }
    let ids = |cells: &[Value]| cells.iter().map(|cell| joined(&cell["id"])).collect::<Vec<_>>().join(", ");
    if problems.is_empty() && ids(expected) != ids(found) {
        let what = text!("单元的顺序不同", "cells stand in another order");
        problems.push(Problem::at(path, what).with(ids(expected), ids(found)).remedy(REMEDY));
    }
    problems
}

fn difference(ours: &Value, theirs: &Value, in_cell: &impl Fn(&Value, String) -> Problem) -> Problem {
    let (expected, found) = (joined(&ours["source"]), joined(&theirs["source"]));
    if expected == found {
        let changed =
            ["metadata", "outputs", "cell_type", "execution_count"].iter().find(|key| ours[**key] != theirs[**key]);
        let key = changed.unwrap_or(&"metadata");
        let what = text!("{key} 与作业的不同", "its {key} differs from the assignment's");
        return in_cell(ours, what).with(ours[*key].to_string(), theirs[*key].to_string());
    }
    let what = text!("内容与作业的不同", "its text differs from the assignment's");
    let (expected, found) = first_different_lines(&expected, &found);
    in_cell(ours, what).with(expected, found)
}

fn first_different_lines(expected: &str, found: &str) -> (String, String) {
    let (mut ours, mut theirs) = (expected.lines(), found.lines());
    loop {
        match (ours.next(), theirs.next()) {
            (Some(a), Some(b)) if a == b => {}
            (a, b) => {
                let shown = |line: Option<&str>| line.map_or_else(|| text!("（到此为止）", "(the end)"), str::to_owned);
                return (shown(a), shown(b));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PATH: &str = "notebooks/exercises/zh/a.ipynb";

    fn cell(id: &str, source: &str) -> Value {
        json!({"id": id, "source": source, "metadata": {}, "outputs": []})
    }

    fn compared(found: Value) -> Vec<Problem> {
        let expected = json!({"cells": [cell("a", "1\n2\n3"), cell("b", "x")]});
        compare(PATH, &expected.to_string(), Some(&found.to_string()))
    }

    #[test]
    fn what_is_equal_has_no_problems_and_what_is_missing_one() {
        assert_eq!(compared(json!({"cells": [cell("a", "1\n2\n3"), cell("b", "x")]})), []);
        assert_eq!(compare(PATH, "{}", None)[0].remedy.as_deref(), Some(REMEDY));
        assert_eq!(compare(PATH, "{}", Some("<html>")).len(), 1);
    }

    #[test]
    fn each_differing_cell_is_named_with_the_command_that_mends_it() {
        let place = |id: &str| Problem::in_cell(PATH, id, String::new()).place;
        for (found, id, expected) in [
            (json!([cell("a", "1\n5\n3"), cell("b", "x")]), "a", Some("2")),
            (json!([cell("a", "1\n2\n3")]), "b", None),
            (json!([cell("a", "1\n2\n3"), cell("c", ""), cell("b", "x")]), "c", None),
        ] {
            let problems = compared(json!({ "cells": found }));
            let [problem] = problems.as_slice() else { panic!("{problems:?}") };
            assert_eq!((&problem.place, problem.expected.as_deref()), (&place(id), expected));
            assert_eq!(problem.remedy.as_deref(), Some("cargo xtask exercises"));
        }
        let mut run = cell("b", "x");
        run["outputs"] = json!([{"output_type": "stream"}]);
        let problems = compared(json!({"cells": [cell("a", "1\n2\n3"), run]}));
        assert!(problems[0].what.contains("outputs"), "{problems:?}");
    }

    #[test]
    fn another_order_and_another_layout_are_named() {
        let swapped = compared(json!({"cells": [cell("b", "x"), cell("a", "1\n2\n3")]}));
        assert_eq!(swapped[0].found.as_deref(), Some("b, a"));
        let more = compared(json!({"cells": [cell("a", "1\n2\n3"), cell("b", "x")], "metadata": {"x": 1}}));
        assert_eq!(more.len(), 1);
    }
}
