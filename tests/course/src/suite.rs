//! What the suites of the assignments call: it collects all that a check says otherwise than it should.

use shuzi::Language;
use shuzi::exercises::{Checked, Verdict, judge};

/// How an answer is checked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// By a learner, in Chinese: questions of the public seed, judged where they are asked.
    Learner,
    /// By a grader, in English: questions of another seed, judged afterwards.
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

    fn verdict(self, checked: &Checked) -> Result<Verdict, String> {
        match (self, checked) {
            (Way::Learner, Checked::Judged { verdict, .. }) => Ok(verdict.clone()),
            (Way::Grader, Checked::Asked(asked)) => {
                let task = asked["task"].as_str().unwrap_or_default();
                judge(task, SEED, &asked["replies"]).ok_or_else(|| format!("no task {task:?} for the judge"))
            }
            (way, _) => Err(format!("{way:?} got {checked}")),
        }
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
    pub fn take(&mut self, way: Way, checked: &Checked, task: &str, points: f32, of: f32, says: [&str; 2]) {
        let complaint = match way.verdict(checked) {
            Err(reason) => Some(reason),
            Ok(verdict) => {
                let words = if way == Way::Learner { says[0] } else { says[1] };
                complaint(&verdict, task, points, of, words)
            }
        };
        self.complaints.extend(complaint.map(|complaint| format!("{task}, {way:?}: {complaint}")));
    }

    /// Says all that was not as it should be.
    ///
    /// # Panics
    /// Where there is anything, and where nothing was checked.
    pub fn end(self) {
        let Suite { name, complaints } = self;
        assert!(complaints.is_empty(), "{name}\n{}", complaints.join("\n"));
    }
}

fn complaint(verdict: &Verdict, task: &str, points: f32, of: f32, words: &str) -> Option<String> {
    let findings = verdict.findings().join("\n");
    if verdict.task != task {
        return Some(format!("the check cell checks {}", verdict.task));
    }
    #[expect(clippy::float_cmp, reason = "points are halves, which are exact")]
    let scores = (verdict.of() == of, verdict.points() == points);
    match scores {
        (false, _) => {
            Some(format!("expected: points={of} in the check cell's line\nfound:    {} in the library", verdict.of()))
        }
        (_, false) => Some(format!("expected: {points} points\nfound:    {}\n{findings}", verdict.points())),
        _ if !findings.contains(words) => Some(format!("expected: findings that say {words:?}\nfound:    {findings}")),
        _ => None,
    }
}
