//! Judge: what is thought of the answers to the exercises.
//!
//! A kernel asks an answer the questions of [`ask`] and holds nothing else. Its replies come here, to another process
//! (the program `shuzi-judge`): for a learner at once, with hints; for a grader out of a sandbox, with points.
//!
//! | module | what it does |
//! |---|---|
//! | [`task`] | questions, replies → a [`Verdict`] |
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
pub use task::AnyTask;
pub use verdict::{PartVerdict, Verdict};

use serde_json::Value;

/// All tasks, in the order of the course.
pub fn tasks() -> impl Iterator<Item = &'static dyn AnyTask> {
    let chapters = [
        chapter_01::TASKS,
        chapter_02::TASKS,
        chapter_03::TASKS,
        chapter_04::TASKS,
        chapter_05::TASKS,
        chapter_06::TASKS,
        chapter_07::TASKS,
        chapter_08::TASKS,
        homework_2_2::TASKS,
    ];
    chapters.into_iter().flatten().copied()
}

/// The task of this id.
pub fn task(id: &str) -> Option<&'static dyn AnyTask> {
    tasks().find(|task| task.id() == id)
}

/// The ids of all tasks, in order.
pub fn ids() -> Vec<&'static str> {
    tasks().map(AnyTask::id).collect()
}

/// Judges what a grader took out of a notebook: `replies` may be anything, since it was written by a process in which
/// somebody else's code ran.
pub fn judge(id: &str, seed: u64, replies: &Value) -> Option<Verdict> {
    task(id).map(|task| task.judge(seed, replies))
}

/// Judges a learner's check, notes the attempt, and adds hints.
pub fn check(id: &str, seed: u64, replies: &Value) -> Option<Checked> {
    task(id).map(|task| Checked::note(task.judge(seed, replies), task.parts()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_task_has_an_id_of_its_own_parts_with_points_and_a_question_for_each_part() {
        let mut ids = ids();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), tasks().count());
        for task in tasks() {
            assert!(task.parts().iter().all(|part| part.points > 0.0), "{}", task.id());
            // Without replies no part may be right: a part without questions would be.
            let nothing = task.judge(ask::PUBLIC_SEED, &Value::Null);
            assert!((nothing.points(), nothing.parts.len()) == (0.0, task.parts().len()), "{}", task.id());
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
                assert!(task.judge(7, replies).points() == 0.0, "{} {replies}", task.id());
            }
        }
    }

    #[test]
    fn hints_are_two_sentences_in_both_languages() {
        use words::{Language, Text};
        for part in tasks().flat_map(AnyTask::parts) {
            for language in [Language::Chinese, Language::English] {
                let [first, second] = language.within(|| part.hints.map(Text::get));
                assert!(!first.is_empty() && !second.is_empty() && first != second, "{part:?}");
            }
        }
    }
}
