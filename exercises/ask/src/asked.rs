//! What `check!` gives: bare replies. A grader takes them out of the kernel; for a learner they go to a judge, which is
//! another program.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use words::{Language, text};

/// What a learner's own checks are drawn from.
pub const PUBLIC_SEED: u64 = 1;

/// The MIME type of replies.
pub const REPLIES: &str = "application/vnd.shuzi.replies+json";

/// Names the judge's program. It gets the word [`FOR_A_LEARNER`], `--lang` and a language, and on standard input
/// `{"task": …, "seed": …, "replies": […]}`; what it prints is shown.
pub const JUDGE: &str = "SHUZI_JUDGE";

/// Asks a judge for what a learner should see: hints too, and the attempt is noted.
pub const FOR_A_LEARNER: &str = "learner";

/// Holds a grader's seed. Without it a learner is checking.
const SEED: &str = "SHUZI_ASK";

/// An answer's replies.
#[derive(Clone, Debug)]
#[must_use = "as a cell's last line, without a semicolon, it is shown"]
pub struct Asked {
    /// The task's number.
    pub task: &'static str,
    /// What the questions were drawn from.
    pub seed: u64,
    /// One for each question.
    pub replies: Value,
    /// Whether a grader asks, who judges elsewhere.
    pub is_graded: bool,
}

impl Asked {
    /// Asks with the seed that is in force.
    pub(crate) fn of(task: &'static str, replies: impl FnOnce(u64) -> Value) -> Asked {
        let graders = variable(SEED).and_then(|seed| seed.to_str()?.parse().ok());
        let seed = graders.unwrap_or(PUBLIC_SEED);
        Asked { task, seed, replies: replies(seed), is_graded: graders.is_some() }
    }

    /// As it goes to a judge: `{"task": …, "seed": …, "replies": […]}`.
    pub fn to_json(&self) -> Value {
        json!({ "task": self.task, "seed": self.seed, "replies": self.replies })
    }

    /// Shows it in a notebook.
    pub fn evcxr_display(&self) {
        if self.is_graded {
            // The kernel looks for them at a line's beginning, and an answer may have printed half a line.
            println!();
            evcxr_runtime::mime_type(REPLIES).text(self.to_string());
        } else {
            evcxr_runtime::mime_type("text/plain").text(self.to_string());
        }
    }
}

impl fmt::Display for Asked {
    /// A grader's replies as they are; a learner's as the judge finds them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let asked = self.to_json();
        if self.is_graded {
            return write!(f, "{asked}");
        }
        f.write_str(&match variable(JUDGE) {
            Some(judge) => judged(judge, &asked).unwrap_or_else(|error| silent(&error)),
            None => silent(&text!("环境变量 {JUDGE} 没有设置", "the variable {JUDGE} is not set")),
        })
    }
}

/// What the judge's program says.
fn judged(judge: OsString, asked: &Value) -> Result<String, String> {
    let mut command = Command::new(&judge);
    command.args([FOR_A_LEARNER, "--lang", Language::current().code()]);
    let answer = converse(&mut command, &asked.to_string()).map_err(|error| format!("{}: {error}", judge.display()))?;
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if answer.status.success() { Ok(words(&answer.stdout)) } else { Err(words(&answer.stderr)) }
}

fn converse(command: &mut Command, question: &str) -> io::Result<std::process::Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // It reads all before it writes. If it ends without reading, its status tells.
        let _ = stdin.write_all(question.as_bytes());
    }
    child.wait_with_output()
}

fn silent(why: &str) -> String {
    text!(
        "评判的程序没有回答（{why}）。检查要在 cargo lab 打开的笔记本里做：请关闭这里，运行 cargo lab，再打开笔记本。不用笔记本时，可用 cargo run --release -- check。",
        "The program that judges gave no answer ({why}). Checks work in notebooks that cargo lab opens: close this one, run cargo lab, and open it there. Without notebooks there is cargo run --release -- check."
    )
}

/// One that is set to nothing counts as not set.
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: Asked = Asked { task: "3.1", seed: 7, replies: Value::Null, is_graded: true };

    #[test]
    fn a_grader_gets_bare_replies_and_nothing_is_judged() {
        let shown: Value = serde_json::from_str(&ASKED.to_string()).expect("JSON");
        assert_eq!(shown, json!({ "task": "3.1", "seed": 7, "replies": null }));
    }

    #[test]
    fn a_learner_without_a_judge_is_told_what_to_do() {
        for (language, words) in [(Language::Chinese, "运行 cargo lab"), (Language::English, "run cargo lab")] {
            let said = language.within(|| Asked { is_graded: false, ..ASKED }.to_string());
            assert!(said.contains(words) && said.contains(JUDGE), "{said}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_the_judge_prints_is_shown_and_its_failure_told() {
        let folder = std::env::temp_dir().join(format!("ask-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let script = |name: &str, text: &str| {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.join(name);
            std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("a file");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("permissions");
            path.into_os_string()
        };
        let echo = script("echo", r#"echo "$@"; cat"#);
        let said = Language::English.within(|| judged(echo, &ASKED.to_json()));
        assert_eq!(said, Ok(format!("learner --lang en\n{ASKED}")));
        assert_eq!(judged(script("fail", "echo no >&2; exit 1"), &Value::Null), Err("no".to_owned()));
        assert!(judged(folder.join("none").into(), &Value::Null).is_err_and(|why| why.contains("none")));
        std::fs::remove_dir_all(folder).expect("the folder goes");
    }
}
