//! What a learner sees of a check: the verdict, and hints.

use std::fmt;

use words::text;

use crate::progress::Progress;
use crate::verdict::Verdict;

/// A learner's check: what was found, and hints.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was found.
    pub verdict: Verdict,
    /// None where all is right.
    pub hints: Vec<&'static str>,
}

impl Checked {
    /// Notes the attempt, and gives one more hint each time the same part is still wrong.
    pub(crate) fn note(verdict: Verdict) -> Checked {
        let attempts = Progress::note(&verdict);
        let hints = verdict.first_wrong().map(|part| &verdict.task.parts[part].hints).into_iter().flatten();
        let hints = hints.take(attempts).map(|hint| hint.get()).collect();
        Checked { verdict, hints }
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.verdict)?;
        for hint in &self.hints {
            write!(f, "\n{}", text!("提示：{hint}", "Hint: {hint}"))?;
        }
        if self.hints.len() == 1 {
            let more = text!(
                "（改一改，再检查一次；还不对，会多给一条提示。）",
                "(Change something and check again; if it is still wrong, there is a further hint.)"
            );
            write!(f, "\n{more}")?;
        }
        Ok(())
    }
}
