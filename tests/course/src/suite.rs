//! What the suites of the assignments call: it collects all that a check says otherwise than it should.

use ask::{Asked, PUBLIC_SEED};
use judge::{Verdict, judge};
use std::fmt;
use words::Language;

/// How an answer is checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// By a learner, in Chinese: questions of the public seed.
    Learner,
    /// By a grader, in English: questions of another seed, and bare replies.
    Grader,
}

/// Both ways, each in one of the languages.
pub const WAYS: [Way; 2] = [Way::Learner, Way::Grader];

/// The grader's seed; any but the learners'.
const SEED: u64 = 20_261;

impl Way {
    /// Chooses the language; what the variable `SHUZI_ASK` must be, which a doctest may set and this crate may not.
    pub fn begin(self) -> Option<String> {
        match self {
            Way::Learner => {
                Language::set_current(Language::Chinese);
                None
            }
            Way::Grader => {
                Language::set_current(Language::English);
                Some(SEED.to_string())
            }
        }
    }

    fn verdict(self, asked: &Asked) -> Result<Verdict, String> {
        let (is_graded, seed) = match self {
            Way::Learner => (false, PUBLIC_SEED),
            Way::Grader => (true, SEED),
        };
        if (asked.is_graded, asked.seed) != (is_graded, seed) {
            return Err(format!("{self:?} got {asked:?}"));
        }
        judge(asked.task, seed, &asked.replies).ok_or_else(|| format!("no task {:?} for the judge", asked.task))
    }
}

/// The checks of one template, solution or wrong answer.
#[derive(Debug)]
pub struct Suite {
    name: &'static str,
    complaints: Vec<String>,
}

impl Suite {
    /// Begins one.
    pub fn new(name: &'static str) -> Suite {
        Suite { name, complaints: Vec::new() }
    }

    /// Takes what a check gave: its points, the points that can be had, and words in Chinese and in English.
    pub fn take(&mut self, way: Way, asked: &Asked, task: &str, points: f32, of: f32, says: [&str; 2]) {
        let complaint = match way.verdict(asked) {
            Err(reason) => Some(reason),
            Ok(verdict) => {
                let words = if way == Way::Learner { says[0] } else { says[1] };
                complaint(&verdict, task, points, of, words)
            }
        };
        self.complaints.extend(complaint.map(|complaint| format!("{task}, {way:?}: {complaint}")));
    }

    /// All that was not as it should be.
    ///
    /// # Errors
    /// Where there is anything.
    pub fn end(self) -> Result<(), Complaints> {
        if self.complaints.is_empty() { Ok(()) } else { Err(Complaints(self)) }
    }
}

/// What was not as it should be; a doctest that ends with it fails and shows it.
pub struct Complaints(Suite);

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.0.name, self.0.complaints.join("\n"))
    }
}

impl fmt::Debug for Complaints {
    /// The runtime shows a program's error this way.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Complaints {}

fn complaint(verdict: &Verdict, task: &str, points: f32, of: f32, words: &str) -> Option<String> {
    let findings = verdict.findings().join("\n");
    if verdict.task.id != task {
        return Some(format!("the check cell checks {}", verdict.task.id));
    }
    #[expect(clippy::float_cmp, reason = "points are halves, which are exact")]
    let scores = (verdict.task.points() == of, verdict.points() == points);
    match scores {
        (false, _) => {
            Some(format!("expected: {of} points in the assignment\nfound:    {} by the judge", verdict.task.points()))
        }
        (_, false) => Some(format!("expected: {points} points\nfound:    {}\n{findings}", verdict.points())),
        _ if !findings.contains(words) => Some(format!("expected: findings that say {words:?}\nfound:    {findings}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What a kernel shows a grader of an answer to 3.3 that gives this for each of its questions.
    fn asked(task: &'static str, value: f32) -> Asked {
        Asked { task, seed: SEED, replies: vec![json!({ "value": value }); 8].into(), is_graded: true }
    }

    fn complaints(asked: &Asked, task: &str, points: f32, of: f32, words: &str) -> String {
        let mut suite = Suite::new("name");
        suite.take(Way::Grader, asked, task, points, of, ["", words]);
        suite.end().err().map(|complaints| format!("{complaints:?}")).unwrap_or_default()
    }

    #[test]
    fn what_is_as_it_should_be_gives_no_complaints() {
        Language::set_current(Language::English);
        assert_eq!(complaints(&asked("3.3", 7.0), "3.3", 0.0, 2.0, "gives 7.0"), "");
    }

    #[test]
    fn other_points_totals_words_and_tasks_are_complained_of_with_the_suites_name() {
        Language::set_current(Language::English);
        let wrong = asked("3.3", 7.0);
        for (found, says) in [
            (complaints(&wrong, "3.3", 1.0, 2.0, ""), "expected: 1 points"),
            (complaints(&wrong, "3.3", 0.0, 3.0, ""), "expected: 3 points in the assignment"),
            (complaints(&wrong, "3.3", 0.0, 2.0, "overflow"), "\"overflow\""),
            (complaints(&wrong, "3.4", 0.0, 2.0, ""), "checks 3.3"),
            (complaints(&asked("99.1", 7.0), "99.1", 0.0, 2.0, ""), "99.1"),
        ] {
            assert!(found.starts_with("name\n") && found.contains(says), "{says}: {found}");
        }
    }

    #[test]
    fn a_learner_gets_no_bare_replies() {
        let mut suite = Suite::new("name");
        suite.take(Way::Learner, &asked("3.3", 7.0), "3.3", 0.0, 2.0, ["", ""]);
        assert!(suite.end().is_err());
    }
}
