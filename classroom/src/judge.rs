//! Asks `shuzi-judge`, outside the sandbox, what replies are worth.

use super::reason::Reason;
use lab::Layout;
use lab::files::about;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::Write;
use std::process::{Command, Stdio};
use words::{Language, Outcome};

/// The program that judges: a command, to which `--lang` is added.
#[derive(Clone, Debug)]
pub struct Judge {
    pub command: Vec<OsString>,
}

/// What came out of a check cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub task: String,
    pub seed: u64,
    /// The points that the assignment gives.
    pub of: f64,
    /// None is worth nothing.
    pub replies: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    #[serde(skip)]
    pub task: String,
    pub points: f64,
    pub of: f64,
    pub findings: Vec<String>,
}

impl Judge {
    /// That of this repository, which `cargo xtask prepare` builds.
    pub fn of_this_repository() -> Judge {
        Judge { command: vec![Layout::of_this_repository().judge().into(), "grader".into()] }
    }

    /// A verdict for each, in order. Replies on which the judge fails are worth nothing, with a reason.
    pub fn judge(&self, asked: &[Asked], language: Language) -> Vec<(Verdict, Option<Reason>)> {
        if let Ok(verdicts) = self.ask(asked, language) {
            return verdicts.into_iter().map(|verdict| (verdict, None)).collect();
        }
        // One of them is to blame; the others keep their points.
        let one = |asked: &Asked| match self.ask(std::slice::from_ref(asked), language) {
            Ok(mut verdicts) => (verdicts.remove(0), None),
            Err(error) => (asked.nothing(), Some(Reason::JudgeFailed(error))),
        };
        asked.iter().map(one).collect()
    }

    fn ask(&self, asked: &[Asked], language: Language) -> Outcome<Vec<Verdict>> {
        let question = |Asked { task, seed, replies, .. }: &Asked| json!({ "task": task, "seed": seed, "replies": replies.as_ref().map(|replies| &replies["replies"]) });
        let questions: Value = asked.iter().map(question).collect();
        let said = self.call(&questions.to_string(), language)?;
        let said: Vec<Value> = serde_json::from_str(&said).map_err(|error| error.to_string())?;
        if said.len() != asked.len() {
            return Err(format!("{} verdicts for {} tasks", said.len(), asked.len()));
        }
        asked.iter().zip(&said).map(|(asked, said)| asked.verdict(said)).collect()
    }

    fn call(&self, questions: &str, language: Language) -> Outcome<String> {
        let (program, arguments) = self.command.split_first().ok_or("no judge")?;
        let mut command = Command::new(program);
        command.args(arguments).args(["--lang", language.code()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(about(&program))?;
        let mut stdin = child.stdin.take().ok_or("stdin")?;
        let output = std::thread::scope(|scope| {
            // A judge that fails at once reads nothing: its status tells.
            scope.spawn(move || drop(stdin.write_all(questions.as_bytes())));
            child.wait_with_output()
        });
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() {
            return String::from_utf8(output.stdout).map_err(|error| error.to_string());
        }
        let words = String::from_utf8_lossy(&output.stderr);
        Err(words.trim().lines().last().unwrap_or("?").to_owned())
    }
}

impl Asked {
    fn verdict(&self, said: &Value) -> Outcome<Verdict> {
        let points = said["points"].as_f64().ok_or("a verdict without points")?;
        // The sum of no numbers is −0.
        let points = points + 0.0;
        let of = said["of"].as_f64().unwrap_or(self.of);
        let findings = said["findings"].as_array().into_iter().flatten();
        let findings = findings.filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Verdict { task: self.task.clone(), points, of, findings })
    }

    fn nothing(&self) -> Verdict {
        Verdict { task: self.task.clone(), points: 0.0, of: self.of, findings: Vec::new() }
    }
}

#[cfg(test)]
#[cfg(unix)]
pub mod tests {
    use super::*;

    fn script(text: &str) -> Judge {
        Judge { command: ["sh", "-c", text].map(OsString::from).to_vec() }
    }

    fn asked(tasks: &[&str]) -> Vec<Asked> {
        let one = |task: &&str| Asked {
            task: task.to_string(),
            seed: u64::MAX,
            of: 3.0,
            replies: Some(json!({ "replies": [task] })),
        };
        tasks.iter().map(one).collect()
    }

    #[test]
    fn verdicts_come_in_order() {
        let judge = script(
            r#"grep -q '^\[{"replies":\["3.1"\],"seed":18446744073709551615,"task":"3.1"},' || exit 1
               echo '[{"task":"3.1","points":1.5,"of":3,"findings":["a","b"]},{"task":"3.2","points":-0.0,"of":2,"findings":[]}]'"#,
        );
        let verdicts = judge.judge(&asked(&["3.1", "3.2"]), Language::Chinese);
        assert_eq!(verdicts[0].0.points, 1.5);
        assert_eq!(verdicts[0].0.findings, ["a", "b"]);
        assert_eq!((verdicts[1].0.of, &verdicts[1].1), (2.0, &None));
        assert!(verdicts[1].0.points.is_sign_positive());
    }

    #[test]
    fn replies_on_which_the_judge_fails_cost_their_own_task_only() {
        let judge = script(
            r#"questions=$(cat)
               case "$questions" in *bad*) echo "cannot judge this" >&2; exit 101;; esac
               echo '[{"points":2,"of":3,"findings":[]}]'"#,
        );
        let verdicts = judge.judge(&asked(&["bad", "3.2"]), Language::English);
        assert_eq!(
            verdicts[0],
            (asked(&["bad"])[0].nothing(), Some(Reason::JudgeFailed("cannot judge this".to_owned())))
        );
        assert_eq!((verdicts[1].0.points, &verdicts[1].1), (2.0, &None));
    }

    #[test]
    fn a_judge_that_is_not_there_gives_nothing_and_says_so() {
        let judge = Judge { command: vec!["no-such-judge".into()] };
        let verdicts = judge.judge(&asked(&["3.1"]), Language::English);
        assert!(verdicts[0].0.points == 0.0);
        assert!(matches!(&verdicts[0].1, Some(Reason::JudgeFailed(why)) if why.contains("no-such-judge")));
    }
}
