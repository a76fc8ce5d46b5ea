//! Which tasks are done, kept in a file: in the notebook and in the terminal it is the same.

use std::collections::BTreeMap;
use std::path::PathBuf;

use files::write_atomically;
use serde::{Deserialize, Serialize};
use shuzi::paths::cache_folders;

use crate::verdict::Verdict;

/// What a learner has reached so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Progress(BTreeMap<String, Reached>);

/// What has been reached in a task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reached {
    /// The most points that an attempt had.
    pub best: f32,
    /// Whether an attempt had them all.
    pub done: bool,
    /// The part that was wrong last, and how often one after the other.
    wrong: Option<(usize, usize)>,
}

impl Progress {
    /// What the file says; nothing where there is none, or one that cannot be read.
    pub fn load() -> Progress {
        let text = std::fs::read_to_string(file()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// What has been reached in a task; none where it was never checked.
    pub fn of(&self, task: &str) -> Option<&Reached> {
        self.0.get(task)
    }

    /// Notes an attempt, and tells how often in a row its first wrong part has been wrong now, from 1.
    pub(crate) fn note(verdict: &Verdict) -> usize {
        let mut progress = Progress::load();
        let attempts = progress.0.entry(verdict.task.id.clone()).or_default().attempt(verdict);
        // Progress that cannot be kept must not keep a learner from checking.
        let _ = write_atomically(&file(), serde_json::to_string_pretty(&progress).unwrap_or_default().as_bytes());
        attempts
    }
}

impl Reached {
    fn attempt(&mut self, verdict: &Verdict) -> usize {
        self.best = self.best.max(verdict.points());
        self.done |= verdict.is_done();
        self.wrong = verdict.first_wrong().map(|part| match self.wrong {
            Some((former, attempts)) if former == part => (part, attempts + 1),
            _ => (part, 1),
        });
        self.wrong.map_or(0, |(_, attempts)| attempts)
    }
}

fn file() -> PathBuf {
    cache_folders().swap_remove(0).join("exercises.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(right: [bool; 2]) -> Verdict {
        let task = crate::task::task("3.1").expect("there is such a task");
        Verdict { task, parts: right.map(|right| (!right).then(|| "wrong".to_owned())).to_vec() }
    }

    #[test]
    fn hints_grow_while_the_same_part_stays_wrong() {
        let mut reached = Reached::default();
        assert_eq!(reached.attempt(&verdict([false, false])), 1);
        assert_eq!(reached.attempt(&verdict([false, true])), 2);
        assert_eq!(reached.attempt(&verdict([true, false])), 1);
        assert!(!reached.done);
        assert_eq!(reached.attempt(&verdict([true, true])), 0);
        assert_eq!((reached.done, reached.best), (true, 3.0));
    }

    #[test]
    fn a_task_that_was_done_stays_done() {
        let mut reached = Reached::default();
        reached.attempt(&verdict([true, true]));
        reached.attempt(&verdict([false, true]));
        assert_eq!((reached.done, reached.best), (true, 3.0));
    }
}
