//! What every assignment keeps to.

use super::answer::{Side, comment_language, in_language};
use super::model::{Assignment, Cell, Content, Task};
use super::secrets;
use crate::problem::Problem;
use std::collections::BTreeSet;
use words::{Language, text};

/// Wrong answers that every assignment has at least.
const FEWEST_WRONG: usize = 3;

/// All in which an assignment breaks a rule.
pub fn check(assignment: &Assignment) -> Vec<Problem> {
    let mut problems = repeated(assignment);
    problems.extend(setup(assignment));
    problems.extend(title(assignment));
    let tasks = assignment.tasks();
    if tasks.is_empty() {
        problems.push(Problem::at(assignment.path(), text!("没有任务", "it has no tasks")));
    }
    for task in &tasks {
        problems.extend(whole(assignment, task));
    }
    for cell in &assignment.cells {
        problems.extend(stray(assignment, &tasks, cell));
        problems.extend(call(assignment, cell));
        problems.extend(comments(assignment, cell));
    }
    problems.extend(wrong_answers(assignment, &tasks));
    problems.extend(secrets::given_away(assignment));
    problems
}

fn of_cell(assignment: &Assignment, cell: &Cell, what: String) -> Problem {
    Problem::in_line(&assignment.path(), cell.line, what)
}

fn repeated(assignment: &Assignment) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let cells = assignment.cells.iter().map(|cell| (cell.line, cell.id()));
    let wrong = assignment.wrong.iter().map(|wrong| (wrong.line, format!("wrong {}", wrong.name)));
    let repeated = cells.chain(wrong).filter(|(_, id)| !seen.insert(id.clone()));
    repeated
        .map(|(line, id)| {
            let what = text!("{id} 出现了两次", "{id} is there twice");
            let remedy = text!(
                "换一个名字；任务的第二个同类单元叫 3.1-more",
                "rename one; a task's second cell of a kind is 3.1-more"
            );
            Problem::in_line(&assignment.path(), line, what).remedy(remedy)
        })
        .collect()
}

/// One setup cell, before all other code.
fn setup(assignment: &Assignment) -> Option<Problem> {
    let code: Vec<&Cell> = assignment.cells.iter().filter(|cell| cell.code(Side::Template).is_some()).collect();
    let count = code.iter().filter(|cell| cell.kind() == "setup").count();
    let first = code.first().map_or_else(|| text!("没有代码", "no code"), |cell| cell.id());
    (count != 1 || first != "setup").then(|| {
        let what = text!("第一个代码单元是唯一的 setup 单元", "the first code cell is the only setup cell");
        Problem::at(assignment.path(), what).with("setup × 1", format!("setup × {count}, {first}"))
    })
}

/// A heading in both languages, which names the assignment elsewhere too.
fn title(assignment: &Assignment) -> Option<Problem> {
    let untitled = Language::BOTH.into_iter().find(|language| assignment.title(*language).is_none())?;
    let what = text!("没有标题", "it has no title");
    let found = text!("没有", "none");
    Some(Problem::at(assignment.path(), what).with("# …", format!("{} {found}", untitled.code())))
}

/// A task has its text before it, which names the points, and its answer and check cells.
fn whole(assignment: &Assignment, task: &Task) -> Vec<Problem> {
    let id = &task.id;
    let of_kind = |kind: &str| {
        let of_task = |cell: &Cell| cell.kind() == kind && cell.task() == Some(id);
        assignment.cells.iter().position(of_task)
    };
    let order = if task.is_by_hand { vec!["text", "written"] } else { vec!["text", "answer", "check"] };
    let places: Vec<Option<usize>> = order.iter().map(|kind| of_kind(kind)).collect();
    let line = places.last().copied().flatten().map_or(0, |place| assignment.cells[place].line);
    let wrong = |what| Problem::in_line(&assignment.path(), line, what);
    let none = || text!("没有", "none");
    let mut problems = Vec::new();
    if places.contains(&None) || !places.is_sorted() {
        let what = text!("任务 {id} 不完整，或者顺序不对", "task {id} is incomplete or out of order");
        let shown = |kinds: Vec<&str>| kinds.iter().map(|kind| format!("{kind} {id}")).collect::<Vec<_>>().join(", ");
        let mut found: Vec<_> = places.iter().zip(&order).filter(|(place, _)| place.is_some()).collect();
        found.sort_unstable();
        let found = shown(found.into_iter().map(|(_, kind)| *kind).collect());
        problems.push(wrong(what).with(shown(order.clone()), found));
    }
    if let Some(Content::Text(text)) = places[0].map(|place| &assignment.cells[place].content) {
        let points = task.points;
        let plural = if points == 1.0 { "" } else { "s" };
        let names = [format!("（{points} 分）"), format!("({points} point{plural})")];
        for (language, expected) in Language::BOTH.into_iter().zip(names) {
            if !text.of(language).contains(&expected) {
                let code = language.code();
                let what = text!(
                    "任务 {id} 的文字（{code}）没有写出它的分数",
                    "the text of task {id} ({code}) does not name its points"
                );
                let first = text.of(language).lines().next().unwrap_or_default();
                problems.push(wrong(what).with(expected, first));
            }
        }
    }
    if !task.is_by_hand && task.points == 0.0 {
        let what = text!("任务 {id} 没有评分的部分", "the task {id} has no parts that are marked");
        problems.push(wrong(what).with(format!("=== part {id} points=…"), none()));
    }
    if let Some(Content::Written { model: None, .. }) = of_kind("written").map(|place| &assignment.cells[place].content)
    {
        let what = text!("书面题 {id} 没有参考答案", "the written task {id} has no model answer");
        problems.push(wrong(what).with(format!("=== solution {id}"), none()));
    }
    problems
}

/// A cell named after a task that is not there, or is not this assignment's.
fn stray(assignment: &Assignment, tasks: &[Task], cell: &Cell) -> Option<Problem> {
    let task = cell.task()?;
    let known = tasks.iter().map(|task| task.id.as_str()).collect::<Vec<_>>();
    if !known.contains(&task) {
        let what = text!(
            "没有任务 {task}：它没有 check 也没有 written 单元",
            "no task {task}: it has neither a check nor a written cell"
        );
        return Some(of_cell(assignment, cell, what).with(format!("=== check {task} title=…"), known.join(", ")));
    }
    // 03-softmax has the tasks 3.1, 3.2, …; other names have hw.1, hw.2, …
    let number = assignment.name.split('-').next().and_then(|number| number.parse::<u32>().ok());
    let chapter = number.map_or_else(|| "hw".to_owned(), |number| number.to_string());
    (!task.starts_with(&format!("{chapter}."))).then(|| {
        let what = text!("任务的编号与作业的名字不合", "the task's number does not fit the assignment's name");
        of_cell(assignment, cell, what).with(format!("{chapter}.…"), task)
    })
}

/// A check cell is one call, of its own task: whatever else it held, `shuzi check` and grading would not expect.
fn call(assignment: &Assignment, cell: &Cell) -> Option<Problem> {
    let Content::Check { code, .. } = &cell.content else { return None };
    let task = cell.task()?;
    let is_call = code.starts_with(&format!("check!({task},"))
        && code.ends_with(')')
        && code.matches("check!").count() == 1
        && !code.contains(';');
    (!is_call).then(|| {
        let what =
            text!("check 单元只有一个调用，检查自己的任务", "a check cell is one call, which checks its own task");
        of_cell(assignment, cell, what).with(format!("check!({task}, …)"), code)
    })
}

/// Comments are in both languages, and no Chinese stands in the English code.
fn comments(assignment: &Assignment, cell: &Cell) -> Vec<Problem> {
    let is_chinese = |c: &char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let mut problems = Vec::new();
    for side in [Side::Template, Side::Solution] {
        let Some(code) = cell.code(side) else { continue };
        let english = in_language(&code, Language::English);
        if let Some(line) = english.lines().find(|line| line.chars().any(|c| is_chinese(&c))) {
            let what = text!("英文的代码里有中文", "Chinese in the English code");
            problems.push(of_cell(assignment, cell, what).with("//zh …, //en …", line.trim()));
        }
        let spoken = code.lines().filter_map(comment_language).collect::<Vec<_>>();
        if let [only, ..] = spoken[..]
            && spoken.iter().all(|language| *language == only)
        {
            let what = text!("注释只有一种语言", "comments in one language only");
            problems.push(of_cell(assignment, cell, what).with("//zh …, //en …", format!("//{} …", only.code())));
        }
    }
    problems.dedup();
    problems
}

fn wrong_answers(assignment: &Assignment, tasks: &[Task]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let count = assignment.wrong.len();
    let is_checked = tasks.iter().any(|task| !task.is_by_hand);
    if is_checked && count < FEWEST_WRONG {
        let what = text!("典型的错误答案太少", "too few typical wrong answers");
        problems.push(
            Problem::at(assignment.path(), what)
                .with(text!("至少 {FEWEST_WRONG} 个", "at least {FEWEST_WRONG}"), text!("{count} 个", "{count}"))
                .remedy("=== wrong name task=… points=… says=…|…"),
        );
    }
    for wrong in &assignment.wrong {
        let name = &wrong.name;
        let in_line = |what| Problem::in_line(&assignment.path(), wrong.line, what);
        if assignment.cell("answer", &wrong.replaces).is_none() {
            let answers = assignment.cells.iter().filter(|cell| cell.kind() == "answer");
            let known = answers.map(|cell| cell.name.as_str()).collect::<Vec<_>>().join(", ");
            let what = text!("{name} 要替换的答案单元不存在", "no answer cell for {name} to replace");
            problems.push(in_line(what).with(known, &wrong.replaces));
        }
        let of = tasks.iter().find(|task| task.id == wrong.task()).map(|task| task.points);
        if let Some(of) = of.filter(|of| wrong.points >= *of) {
            let what = text!("错误答案 {name} 不能得满分", "the wrong answer {name} may not score full marks");
            problems.push(in_line(what).with(format!("points < {of}"), format!("points={}", wrong.points)));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assignment::example::{SOURCE, assignment};
    use crate::assignment::parse::parse;

    /// What is wrong after a change of the good source.
    fn after(old: &str, new: &str) -> Vec<Problem> {
        assert!(SOURCE.contains(old), "{old}");
        check(&parse("03-softmax", &SOURCE.replace(old, new)).unwrap_or_else(|problem| panic!("{problem}")))
    }

    #[test]
    fn a_good_assignment_has_no_problems() {
        assert_eq!(check(&assignment()), []);
    }

    #[test]
    fn each_broken_rule_is_named() {
        let start = SOURCE.find("=== check 3.1").unwrap();
        let whole_check = &SOURCE[start..SOURCE.find("=== text 3.2").unwrap()];
        let parts = &whole_check[whole_check.find("=== part").unwrap()..];
        let cases = [
            // What stands twice, or nowhere.
            ("=== given data", "=== text intro\n--- zh\nx\n--- en\nx\n=== given data", "text-intro"),
            ("wrong three", "wrong two", "wrong two"),
            ("=== setup", "=== given other", "setup × 0"),
            ("=== given data\nlet scores = [1.0];", "=== setup\nlet scores = [1.0];", "setup × 2"),
            ("=== text 3.1", "=== text more", "text 3.1, answer 3.1, check 3.1"),
            (whole_check, "", "=== check 3.1"),
            (parts, "", "=== part 3.1"),
            ("# 练习 3", "练习 3", "# …"),
            // Points.
            ("（2.5 分）", "", "（2.5 分）"),
            ("(10 points)", "(9 points)", "(10 points)"),
            // Tasks.
            ("check!(3.1, f)", "check!(3.10, f)", "check!(3.1, …)"),
            ("check!(3.1, f)", "check!(3.1, f);\ncheck!(3.1, f)", "check!(3.1, …)"),
            ("check!(3.1, f)", "let g = f;\ncheck!(3.1, g)", "check!(3.1, …)"),
            ("check!(3.1, f)", "check!(3.1, f);", "check!(3.1, …)"),
            ("=== solution 3.2\n--- zh\n因为梯度消失了。\n--- en\nBecause gradients vanish.\n", "", "=== solution 3.2"),
            // Languages.
            ("//zh 这里", "// 这里", "// 这里"),
            ("//en here\n", "", "//zh …"),
            // Wrong answers.
            ("=== wrong three task=3.1 points=1.5 says=太大|too large\nfn f() -> u8 { 3 }", "", "3"),
            ("three task=3.1", "three task=3.2", "3.1"),
            ("three task=3.1 points=1.5", "three task=3.1 points=2.5", "points < 2.5"),
        ];
        for (old, new, words) in cases {
            let problems = after(old, new);
            assert!(problems.iter().any(|problem| problem.to_string().contains(words)), "{new:?}: {problems:#?}");
        }
    }

    #[test]
    fn tasks_are_numbered_by_the_assignments_name() {
        let source = SOURCE.replace("3.1", "4.1");
        let problems = check(&parse("03-softmax", &source).unwrap());
        assert!(problems.iter().any(|problem| problem.expected.as_deref() == Some("3.…")), "{problems:?}");
        let homework = SOURCE.replace("3.1", "hw.1").replace("3.2", "hw.2");
        assert_eq!(check(&parse("homework-2-2", &homework).unwrap()), []);
    }

    #[test]
    fn a_task_out_of_order_is_named() {
        let (before, after) = SOURCE.split_once("=== text 3.1").unwrap();
        let (text, after) = after.split_once("=== answer 3.1").unwrap();
        let source = format!("{before}=== answer 3.1{after}\n=== text 3.1{text}");
        let problems = check(&parse("03-softmax", &source).unwrap());
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert_eq!(problem.found.as_deref(), Some("answer 3.1, check 3.1, text 3.1"));
    }
}
