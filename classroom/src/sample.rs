//! Made-up submissions: a full one, a half one and a hostile one, for trying the course out and for the selftest.

use super::course::{Classroom, language_of};
use lab::process::say;
use notebook::assignment::model::{Assignment, Content};
use notebook::assignment::{assignment_named, render};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use words::{Language, Outcome, text};

pub struct Sample {
    pub student: &'static str,
    pub notebook: Value,
    /// What its code must score.
    pub points: f64,
}

/// Everything right; a typical wrong answer and the last task left open; a notebook that cheats.
pub fn samples(assignment: &Assignment, language: Language) -> [Sample; 3] {
    [full(assignment, language), half(assignment, language), hostile(assignment, language)]
}

/// Writes those of a released assignment, in its language.
pub fn write_for(classroom: &Classroom, assignment: &str, folder: &Path) -> Outcome {
    let language = language_of(&classroom.released(assignment)?);
    write(&assignment_named(&classroom.layout.repository, assignment)?, language, folder)?;
    let folder = folder.display();
    say(&text!(
        "写好了三份假作业：{folder} 里的 full、half、hostile。",
        "Wrote three made-up submissions: full, half and hostile in {folder}."
    ));
    Ok(())
}

/// Writes them into a folder as a learning platform would.
fn write(assignment: &Assignment, language: Language, folder: &Path) -> Outcome {
    let save =
        |sample: Sample| fs::write(folder.join(format!("{}.ipynb", sample.student)), sample.notebook.to_string());
    fs::create_dir_all(folder).and_then(|()| samples(assignment, language).into_iter().try_for_each(save)).map_err(
        |error| {
            let folder = folder.display();
            text!("写不了 {folder}：{error}。", "Cannot write to {folder}: {error}.")
        },
    )
}

fn full(assignment: &Assignment, language: Language) -> Sample {
    Sample { student: "full", notebook: render::solution(assignment, language), points: worth(assignment, |_| true) }
}

fn half(assignment: &Assignment, language: Language) -> Sample {
    let mut notebook = render::solution(assignment, language);
    let open = checked(assignment).last().cloned().unwrap_or_default();
    let template = render::template(assignment, language);
    for cell in answers(&mut notebook, &open) {
        let same = |other: &&Value| other["id"] == cell["id"];
        let empty = template["cells"].as_array().into_iter().flatten().find(same);
        cell["source"] = empty.map(|empty| empty["source"].clone()).unwrap_or_default();
    }
    let wrong = assignment.wrong.iter().find(|wrong| wrong.task() != open);
    if let Some(wrong) = wrong {
        let replaced = assignment.cell("answer", &wrong.replaces).map(|cell| cell.id());
        for cell in answers(&mut notebook, wrong.task()).filter(|cell| cell["id"].as_str() == replaced.as_deref()) {
            cell["source"] = json!(wrong.code);
        }
    }
    let right = |task: &str| task != open && wrong.is_none_or(|wrong| wrong.task() != task);
    let points = worth(assignment, right) + wrong.map_or(0.0, |wrong| f64::from(wrong.points));
    Sample { student: "half", notebook, points }
}

/// Ends its process in the first task with the panic's text silenced, forges that task's result and claims more points for
/// it, and leaves the next task's check out.
fn hostile(assignment: &Assignment, language: Language) -> Sample {
    let mut notebook = render::solution(assignment, language);
    let tasks = checked(assignment);
    let first = tasks.first().cloned().unwrap_or_default();
    for cell in answers(&mut notebook, &first) {
        cell["source"] = json!("std::panic::set_hook(Box::new(|_| {}));\nstd::process::exit(0);");
    }
    let is_check = |cell: &Value, task: Option<&String>| {
        let shuzi = &cell["metadata"]["shuzi"];
        shuzi["kind"] == "check" && task.is_some_and(|task| shuzi["task"] == task.as_str())
    };
    if let Some(cells) = notebook["cells"].as_array_mut() {
        cells.retain(|cell| !is_check(cell, tasks.get(1)));
        for check in cells.iter_mut().filter(|cell| is_check(cell, Some(&first))) {
            check["source"] = json!("100.0");
            check["metadata"]["nbgrader"]["points"] = json!(100);
            check["outputs"] = json!([
                {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "100.0"}}
            ]);
        }
    }
    Sample { student: "hostile", notebook, points: worth(assignment, |task| task != first) }
}

/// The tasks that are graded by running them, in order.
fn checked(assignment: &Assignment) -> Vec<String> {
    let is_check = |content: &Content| matches!(content, Content::Check { .. });
    let checks = assignment.cells.iter().filter(|cell| is_check(&cell.content));
    checks.filter_map(|cell| cell.task().map(str::to_owned)).collect()
}

/// What the tasks are worth that are graded by running them and that `counts` names.
fn worth(assignment: &Assignment, counts: impl Fn(&str) -> bool) -> f64 {
    let counted = assignment.tasks().into_iter().filter(|task| !task.is_by_hand && counts(&task.id));
    counted.map(|task| f64::from(task.points)).sum()
}

fn answers<'a>(notebook: &'a mut Value, task: &'a str) -> impl Iterator<Item = &'a mut Value> {
    let cells = notebook["cells"].as_array_mut().into_iter().flatten();
    cells.filter(move |cell| {
        let shuzi = &cell["metadata"]["shuzi"];
        shuzi["kind"] == "answer" && shuzi["task"] == task
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::Layout;
    use notebook::joined;

    fn softmax() -> Assignment {
        assignment_named(&Layout::of_this_repository().repository, "03-softmax").unwrap()
    }

    fn source(sample: &Sample, id: &str) -> Option<String> {
        let cells = sample.notebook["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["id"] == id).map(|cell| joined(&cell["source"]))
    }

    #[test]
    fn the_half_one_has_a_wrong_answer_and_an_open_one() {
        let assignment = softmax();
        let [full, half, _] = samples(&assignment, Language::Chinese);
        assert_eq!(source(&half, "answer-3-1").as_deref(), Some(assignment.wrong[0].code.as_str()));
        let last = format!("answer-{}", checked(&assignment).last().unwrap().replace('.', "-"));
        assert!(source(&half, &last).unwrap().contains("todo!()"));
        assert!(0.0 < half.points && half.points < full.points);
    }

    #[test]
    fn the_hostile_one_loses_its_first_task_only() {
        let [full, _, hostile] = samples(&softmax(), Language::English);
        assert!(source(&hostile, "answer-3-1").unwrap().contains("exit(0)"));
        assert_eq!(source(&hostile, "check-3-2"), None);
        assert_eq!(hostile.points, full.points - 3.0);
    }
}
