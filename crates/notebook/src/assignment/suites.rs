//! The suites of an assignment as doctests: the template, the solution, and each wrong answer are checked as a learner
//! checks them, and then as a grader does.
//!
//! Each task stands in a block of its own, with the setup cell, the given cells before its check, and its own answer
//! cells: grading may restart the kernel between tasks, so a task may lean on nothing else.

use super::answer::Side;
use super::model::{Assignment, Cell, Content, Wrong};
use crate::doctests::{show, statements, with_last};

/// One doctest.
pub struct Suite {
    /// What it is about: `template`, `solution`, `wrong_overflow`.
    pub name: String,
    /// Its text, fence included.
    pub text: String,
}

/// All suites of an assignment; each keeps its checkpoints in a folder of its own inside `cache`.
pub fn suites(assignment: &Assignment, cache: &str) -> Vec<Suite> {
    let suite = |what: String, blocks: Vec<String>| {
        let name = what.replace(|c: char| !c.is_alphanumeric(), "_");
        let text = program(&format!("{}, {what}", assignment.name), &format!("{cache}_{name}"), &blocks);
        Suite { name, text }
    };
    let all = |side, full: bool| {
        let tasks = checks(assignment).map(|(task, points, _)| {
            let expected = Expected { points: if full { points } else { 0.0 }, of: points, says: ["", ""] };
            block(assignment, task, side, None, &expected)
        });
        tasks.collect::<Vec<_>>()
    };
    let mut suites = vec![
        suite("template".to_owned(), all(Side::Template, false)),
        suite("solution".to_owned(), all(Side::Solution, true)),
    ];
    for wrong in &assignment.wrong {
        let task = checks(assignment).filter(|(task, ..)| *task == wrong.task());
        let blocks = task.map(|(task, of, _)| {
            let expected = Expected { points: wrong.points, of, says: [&wrong.says.chinese, &wrong.says.english] };
            block(assignment, task, Side::Solution, Some(wrong), &expected)
        });
        suites.push(suite(format!("wrong {}", wrong.name), blocks.collect()));
    }
    suites
}

/// What a check must say.
struct Expected<'a> {
    points: f32,
    of: f32,
    says: [&'a str; 2],
}

/// The tasks that `check!` marks: each with its points and its call.
fn checks(assignment: &Assignment) -> impl Iterator<Item = (&str, f32, &str)> {
    assignment.cells.iter().filter_map(|cell| match &cell.content {
        Content::Check { code, .. } => Some((cell.task()?, cell.points()?, code.as_str())),
        _ => None,
    })
}

/// A task: what runs before its check, and the check.
fn block(assignment: &Assignment, task: &str, side: Side, wrong: Option<&Wrong>, expected: &Expected) -> String {
    let is_check = |cell: &&Cell| cell.kind() == "check" && cell.task() == Some(task);
    let mut text = String::new();
    let mut open = 0;
    for cell in assignment.cells.iter().take_while(|cell| !is_check(cell)) {
        let stands_here = match cell.content {
            Content::Setup(_) | Content::Given(_) => true,
            Content::Answer(_) => cell.task() == Some(task),
            _ => false,
        };
        let Some(code) = cell.code(side).filter(|_| stands_here) else { continue };
        let replacing = wrong.filter(|wrong| cell.kind() == "answer" && wrong.replaces == cell.name);
        let code = replacing.map_or(code, |wrong| wrong.code.clone());
        text += &format!("{{\n{}", show(&statements(&code)));
        open += 1;
    }
    let call = checks(assignment).find(|(id, ..)| *id == task).map_or("", |(.., call)| call);
    let Expected { points, of, says } = expected;
    let call = with_last(call, |call| {
        format!("suite_of_this_test.take(way_of_this_test, &({call}), {task:?}, {points:?}, {of:?}, {says:?});")
    });
    text += "for way_of_this_test in course_tests::suite::WAYS {\n";
    text += "unsafe { match way_of_this_test.begin() {\n";
    text +=
        "Some(seed) => std::env::set_var(\"SHUZI_ASK\", seed),\nNone => std::env::remove_var(\"SHUZI_ASK\"),\n} }\n";
    text += &show(&call);
    text += &format!("}}\n{}\n", "}".repeat(open));
    text
}

fn program(name: &str, cache: &str, blocks: &[String]) -> String {
    let mut text = "```rust\n#![allow(unused, redundant_semicolons)]\n".to_owned();
    text += "fn main() -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {\n";
    text += &format!("let cache_of_this_test = std::path::Path::new({cache:?});\n");
    text += "let _ = std::fs::remove_dir_all(cache_of_this_test);\n";
    text += "unsafe { std::env::set_var(\"SHUZI_CACHE\", cache_of_this_test) };\n";
    text += &format!("let mut suite_of_this_test = course_tests::suite::Suite::new({name:?});\n");
    text.extend(blocks.iter().map(String::as_str));
    text += "let _ = std::fs::remove_dir_all(cache_of_this_test);\nsuite_of_this_test.end()?;\nOk(())\n}\n```\n";
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::example::{SOURCE, assignment};
    use crate::assignment::parse;

    fn texts(assignment: &Assignment) -> Vec<(String, String)> {
        suites(assignment, "somewhere").into_iter().map(|suite| (suite.name, suite.text)).collect()
    }

    #[test]
    fn template_solution_and_wrong_answers_are_suites_of_their_own() {
        let texts = texts(&assignment());
        let names: Vec<_> = texts.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["template", "solution", "wrong_zero", "wrong_two", "wrong_three"]);
        let [template, solution, zero, ..] = texts.as_slice() else { panic!("{names:?}") };
        assert!(template.1.contains("todo!()") && !template.1.contains("the_answer_is"));
        assert!(template.1.contains("&(check!(3.1, f)), \"3.1\", 0.0, 2.5, [\"\", \"\"]);"), "{}", template.1);
        assert!(solution.1.contains("the_answer_is(1)") && solution.1.contains("\"3.1\", 2.5, 2.5,"));
        assert!(zero.1.contains("fn f() -> u8 { 0 }") && !zero.1.contains("the_answer_is"));
        assert!(zero.1.contains("\"3.1\", 0.0, 2.5, [\"太 小\", \"too small\"]);"), "{}", zero.1);
        assert!(texts.iter().all(|(_, text)| text.matches('{').count() == text.matches('}').count()));
    }

    #[test]
    fn a_task_has_the_given_cells_before_it_and_no_other_tasks_answers() {
        let other = "=== answer 3.3\n// BEGIN SOLUTION\nfn g() {}\n// END SOLUTION\n=== given late\nlet late = 1;\n=== check 3.3 title=三|three\ncheck!(3.3, g)\n=== wrong zero";
        let assignment = parse("03-softmax", &SOURCE.replace("=== wrong zero", other)).unwrap();
        let texts = texts(&assignment);
        let (first, second) = texts[1].1.split_once("fn g()").expect("both tasks");
        assert!(first.contains("fn f()") && !first.contains("late"));
        assert!(second.contains("late") && !second.contains("fn f()"));
        assert!(first.matches("let scores = [1.0];").count() == 2, "given to both");
    }
}
