//! What `check!` shows: a verdict with a hint to a learner, bare replies to a grader.

use std::fmt;

use serde_json::{Value, json};

use super::progress::Progress;
use super::task::Part;
use super::verdict::Verdict;
use crate::paths;
use words::text;

/// The MIME type of replies.
pub const REPLIES: &str = "application/vnd.shuzi.replies+json";

/// What came of a check.
#[derive(Clone, Debug)]
#[must_use = "as a cell's last line, without a semicolon, it is shown"]
pub enum Checked {
    /// A learner checks: what was found, and hints.
    Judged {
        /// What was found.
        verdict: Verdict,
        /// None where all is right.
        hints: Vec<&'static str>,
    },
    /// A grader asks: `{"task": …, "seed": …, "replies": […]}`, to be judged in another process.
    Asked(Value),
}

impl Checked {
    /// The seed of a grader's questions: the variable `SHUZI_ASK`. Without it a learner is checking.
    pub(super) fn seed() -> Option<u64> {
        paths::variable("SHUZI_ASK")?.to_str()?.parse().ok()
    }

    pub(super) fn asked(task: &str, seed: u64, replies: &Value) -> Checked {
        Checked::Asked(json!({ "task": task, "seed": seed, "replies": replies }))
    }

    /// Notes the attempt, and gives one more hint each time the same part is still wrong.
    pub(super) fn judged(verdict: Verdict, parts: &[Part]) -> Checked {
        let first_wrong = verdict.parts.iter().position(|part| part.finding.is_some());
        let attempts = Progress::note(&verdict, first_wrong);
        let hints = first_wrong.map(|part| parts[part].hints).into_iter().flatten();
        let hints = hints.take(attempts).map(|hint| hint.get()).collect();
        Checked::Judged { verdict, hints }
    }

    /// What was found; none where a grader asked.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Checked::Judged { verdict, .. } => Some(verdict),
            Checked::Asked(_) => None,
        }
    }

    /// Shows it in a notebook.
    pub fn evcxr_display(&self) {
        match self {
            Checked::Judged { .. } => evcxr_runtime::mime_type("text/plain").text(self.to_string()),
            Checked::Asked(replies) => {
                // The kernel looks for them at a line's beginning, and an answer may have printed half a line.
                println!();
                evcxr_runtime::mime_type(REPLIES).text(replies.to_string());
            }
        }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Checked::Asked(replies) => write!(f, "{replies}"),
            Checked::Judged { verdict, hints } => {
                write!(f, "{verdict}")?;
                for hint in hints {
                    write!(f, "\n{}", text!("提示：{hint}", "Hint: {hint}"))?;
                }
                if hints.len() == 1 {
                    let more = text!(
                        "（改一改，再检查一次；还不对，会多给一条提示。）",
                        "(Change something and check again; if it is still wrong, there is a further hint.)"
                    );
                    write!(f, "\n{more}")?;
                }
                Ok(())
            }
        }
    }
}
