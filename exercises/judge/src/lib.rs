//! Judge: what is thought of the answers to the exercises.
//!
//! A kernel asks an answer the questions of [`ask`] and holds nothing else. Its replies come here, to another process
//! (the program `shuzi-judge`): for a learner at once, with hints; for a grader out of a sandbox, with points.
//!
//! | module | what it does |
//! |---|---|
//! | [`task`](mod@task) | what the assignments say of each task: parts, points, hints |
//! | `judge` | questions, replies → what is wrong with them |
//! | `chapter_01`, … | what each task takes for right, and its typical mistakes |
//! | `near`, `typical` | comparing numbers, and telling typical mistakes by theirs |
//! | `networks`, `trained` | judging a network by its summary, and by what it says of test images |
//! | [`checked`], [`progress`] | what a learner sees, and what has been reached |
//! | [`program`] | what `shuzi-judge` reads and prints |
//!
//! ```
//! use ask::check;
//!
//! let asked = check!(3.3, |z: f32| 1.0 / (1.0 + (-z).exp()));
//! let verdict = judge::judge(asked.task, asked.seed, &asked.replies).expect("there is such a task");
//! assert!(verdict.is_done());
//! ```

pub mod checked;
mod judge;
mod near;
mod networks;
pub mod program;
pub mod progress;
pub mod task;
mod trained;
#[cfg(test)]
mod trial;
mod typical;
pub mod verdict;

/// What the judges of the chapters are written with.
mod prelude {
    pub use crate::judge::{Judge, shown};
    pub use crate::near::{all_near, near, one_of, same_length};
    pub use crate::networks::as_described;
    pub use crate::trained::accurate;
    #[cfg(test)]
    pub use crate::trial::{fails, passes, right_of};
    pub(crate) use crate::typical::{judged, judged_near, mistakes, typical, wrong};
    pub use words::{Text, text};
}

mod chapter_01;
mod chapter_02;
mod chapter_03;
mod chapter_04;
mod chapter_05;
mod chapter_06;
mod chapter_07;
mod chapter_08;
mod homework_2_2;

pub use checked::Checked;
pub use progress::{Progress, Reached};
pub use task::{Task, task, tasks};
pub use verdict::Verdict;

use judge::AnyJudge;
use serde_json::Value;

fn judges() -> impl Iterator<Item = &'static dyn AnyJudge> {
    let chapters = [
        chapter_01::JUDGES,
        chapter_02::JUDGES,
        chapter_03::JUDGES,
        chapter_04::JUDGES,
        chapter_05::JUDGES,
        chapter_06::JUDGES,
        chapter_07::JUDGES,
        chapter_08::JUDGES,
        homework_2_2::JUDGES,
    ];
    chapters.into_iter().flatten().copied()
}

/// Judges what a grader took out of a notebook: `replies` may be anything, since it was written by a process in which
/// somebody else's code ran. None where there is no such task.
pub fn judge(id: &str, seed: u64, replies: &Value) -> Option<Verdict> {
    let (task, judge) = task(id).zip(judges().find(|judge| judge.id() == id))?;
    Some(Verdict { task, parts: judge.findings(seed, replies, task.parts.len()) })
}

/// Judges a learner's check, notes the attempt, and adds hints.
pub fn check(id: &str, seed: u64, replies: &Value) -> Option<Checked> {
    judge(id, seed, replies).map(Checked::note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_task_has_one_judge_parts_with_points_and_a_question_for_each_part() {
        let ids = |ids: &mut dyn Iterator<Item = &'static str>| {
            let mut ids: Vec<_> = ids.collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(ids(&mut judges().map(AnyJudge::id)), ids(&mut tasks().iter().map(|task| task.id.as_str())));
        for task in tasks() {
            assert!(task.parts.iter().all(|part| part.points > 0.0), "{}", task.id);
            // Without replies no part may be right: a part without questions would be.
            let nothing = judge(&task.id, ask::PUBLIC_SEED, &Value::Null).expect("it has a judge");
            assert!((nothing.points(), nothing.parts.len()) == (0.0, task.parts.len()), "{}", task.id);
        }
    }

    #[test]
    fn replies_that_are_anything_get_no_points_and_do_no_harm() {
        let odd = [
            json!([]),
            json!(3),
            json!([{ "value": "many" }]),
            json!({ "0": 1 }),
            json!([null, [], { "panicked": 3 }]),
        ];
        for task in tasks() {
            for replies in &odd {
                assert!(
                    judge(&task.id, 7, replies).is_some_and(|verdict| verdict.points() == 0.0),
                    "{} {replies}",
                    task.id
                );
            }
        }
    }
}
