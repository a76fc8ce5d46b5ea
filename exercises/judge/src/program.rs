//! What the program `shuzi-judge` does: replies on standard input, what is thought of them on standard output.

use std::io::{Read, Write};
use std::process::ExitCode;

use ask::asked::FOR_A_LEARNER;
use serde_json::{Value, json};
use words::{Language, errors, text};

use crate::task::tasks;
use crate::{Checked, Verdict};

/// Asks for verdicts on a list of replies, as numbers and words for a grader.
pub const FOR_A_GRADER: &str = "grader";

errors! {
    /// Why nothing was judged.
    pub enum Error {
        /// Another call than `shuzi-judge grader|learner [--lang zh|en]`.
        Usage { found: String } => text!(
            "看不懂：{found}。写法是 shuzi-judge {FOR_A_GRADER}|{FOR_A_LEARNER} [--lang zh|en]。",
            "not understood: {found}. It is shuzi-judge {FOR_A_GRADER}|{FOR_A_LEARNER} [--lang zh|en]."
        );
        /// Standard input or output failed.
        Io { source: std::io::Error } caused by source => text!("读写失败：{source}", "reading or writing failed: {source}");
        /// What should be replies taken out of a notebook, and is not.
        NotReplies { found: String } => text!(
            "这不是练习的回答：{found}。要一个 JSON 列表，每一项形如 {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}。",
            "these are no replies to exercises: {found}. Expected a JSON list of {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}."
        );
        /// A task's number that no task has.
        NoSuchTask { task: String } => {
            let tasks = tasks().iter().map(|task| task.id.as_str()).collect::<Vec<_>>().join(", ");
            text!("没有题号为 {task} 的题。有这些：{tasks}。", "there is no task {task}. There are: {tasks}.")
        };
    }
}

/// `shuzi-judge grader`: for a JSON list of replies as many verdicts. `shuzi-judge learner`: for one learner's replies what
/// the learner should see; the attempt is noted.
pub fn run(arguments: &[String]) -> ExitCode {
    match answer(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let prefix = text!("错误：", "error: ");
            eprintln!("{prefix}{error}");
            ExitCode::FAILURE
        }
    }
}

fn answer(arguments: &[String]) -> Result<(), Error> {
    let usage = || Error::Usage { found: arguments.join(" ") };
    let (way, language) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [way] => (way, None),
        [way, "--lang", code] => {
            (way, Some(Language::BOTH.into_iter().find(|it| it.code() == code).ok_or_else(usage)?))
        }
        _ => return Err(usage()),
    };
    if let Some(language) = language {
        Language::set_current(language);
    }
    let judge = match way {
        FOR_A_GRADER => verdicts,
        FOR_A_LEARNER => what_a_learner_sees,
        _ => return Err(usage()),
    };
    let mut asked = String::new();
    std::io::stdin().read_to_string(&mut asked).map_err(|source| Error::Io { source })?;
    let asked = serde_json::from_str(&asked).map_err(|error| Error::NotReplies { found: error.to_string() })?;
    let said = judge(&asked)?;
    std::io::stdout().write_all(format!("{said}\n").as_bytes()).map_err(|source| Error::Io { source })
}

/// `[{"task": …, "points": …, "of": …, "done": …, "findings": […]}, …]`.
fn verdicts(asked: &Value) -> Result<String, Error> {
    let all = asked.as_array().ok_or_else(|| not_replies(asked))?;
    let verdicts: Vec<Value> = all.iter().map(verdict).collect::<Result<_, _>>()?;
    Ok(Value::from(verdicts).to_string())
}

fn verdict(asked: &Value) -> Result<Value, Error> {
    let (task, seed) = task_and_seed(asked)?;
    let verdict: Verdict = crate::judge(task, seed, &asked["replies"]).ok_or_else(|| no_such(task))?;
    let (points, of, done, findings) = (verdict.points(), verdict.task.points(), verdict.is_done(), verdict.findings());
    Ok(json!({ "task": task, "points": points, "of": of, "done": done, "findings": findings }))
}

fn what_a_learner_sees(asked: &Value) -> Result<String, Error> {
    let (task, seed) = task_and_seed(asked)?;
    let checked: Checked = crate::check(task, seed, &asked["replies"]).ok_or_else(|| no_such(task))?;
    Ok(checked.to_string())
}

fn task_and_seed(asked: &Value) -> Result<(&str, u64), Error> {
    asked["task"].as_str().zip(asked["seed"].as_u64()).ok_or_else(|| not_replies(asked))
}

fn not_replies(found: &Value) -> Error {
    Error::NotReplies { found: found.to_string().chars().take(80).collect() }
}

/// That there is no such task.
pub fn no_such(task: &str) -> Error {
    Error::NoSuchTask { task: task.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reply_gets_its_verdict_in_order() {
        let right = vec![json!({ "value": 0.7 }); 3];
        let asked =
            json!([{ "task": "3.4", "seed": 7, "replies": right }, { "task": "3.3", "seed": 7, "replies": null }]);
        let said: Value = serde_json::from_str(&verdicts(&asked).expect("replies")).expect("JSON");
        assert_eq!(
            (&said[0]["task"], &said[1]["task"], &said[1]["points"]),
            (&json!("3.4"), &json!("3.3"), &json!(0.0))
        );
        assert_eq!((&said[0]["of"], &said[0]["done"]), (&json!(2.0), &json!(false)));
    }

    #[test]
    fn what_cannot_be_judged_is_named() {
        Language::English.within(|| {
            for (asked, words) in [
                (json!({}), "no replies"),
                (json!([{ "task": "3.1" }]), "no replies"),
                (json!([{ "task": "9.9", "seed": 1, "replies": [] }]), "no task 9.9. There are: 1.1, 1.2"),
            ] {
                let error = verdicts(&asked).expect_err("nothing to judge").to_string();
                assert!(error.contains(words), "{error}");
            }
            let call = |words: &str| answer(&words.split(' ').map(str::to_owned).collect::<Vec<_>>());
            for call in [call("grader --lang de"), call("marks"), call("")] {
                assert!(call.is_err_and(|error| error.to_string().contains("shuzi-judge grader|learner")));
            }
        });
    }
}
