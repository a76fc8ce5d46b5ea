//! The exercises: what each task asks, what it thinks of the replies, and which hints it gives.
//!
//! A learner's answer is code. [`check!`](crate::check) calls it with questions that a seed draws, and a judge looks at
//! what it replied: values, shapes, gradients, accuracy, never the text of the code. For a learner both happen in the
//! notebook. A grader sets the variable `SHUZI_ASK` to a seed of its own, takes the replies out of the process in which
//! the answer ran, and judges them in another ([`judge`]): the answer's code never meets a judge.
//!
//! | module | what it does |
//! |---|---|
//! | `task` | questions → replies → a verdict |
//! | `chapter_01`, … | the tasks of a chapter: questions, judges, hints |
//! | `near`, `typical` | comparing numbers, and telling typical mistakes by theirs |
//! | `networks`, `trained` | judging a network by its summary, and by what it says of test images |
//! | `checked`, `progress` | what a learner sees, and what has been reached |

mod checked;
mod dice;
mod macros;
mod near;
mod networks;
mod progress;
mod reply;
mod task;
mod trained;
#[cfg(test)]
mod trial;
mod typical;
mod verdict;

pub mod chapter_01;
pub mod chapter_02;
pub mod chapter_03;
pub mod chapter_04;
pub mod chapter_05;
pub mod chapter_06;
pub mod chapter_07;
pub mod chapter_08;
pub mod homework_2_2;

pub use checked::{Checked, REPLIES};
pub use dice::Dice;
pub(crate) use macros::checks;
pub use progress::{Progress, Reached};
pub use reply::Reply;
pub use task::{AnyTask, PUBLIC_SEED, Part, Question, Task};
pub use verdict::{PartVerdict, Verdict};
pub use words::Text;

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

/// Judges what a grader took out of a notebook (see [`Checked::Asked`]): `replies` may be anything, since it was written
/// by a process in which somebody else's code ran.
pub fn judge(id: &str, seed: u64, replies: &Value) -> Option<Verdict> {
    task(id).map(|task| task.judge(seed, replies))
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
            let nothing = task.judge(PUBLIC_SEED, &Value::Null);
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
        use words::Language;
        for part in tasks().flat_map(AnyTask::parts) {
            for language in [Language::Chinese, Language::English] {
                let [first, second] = language.within(|| part.hints.map(Text::get));
                assert!(!first.is_empty() && !second.is_empty() && first != second, "{part:?}");
            }
        }
    }
}
