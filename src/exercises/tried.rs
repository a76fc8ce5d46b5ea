//! For the tests of tasks: what is said of an answer.

use super::reply::Reply;
use super::task::{AnyTask, Task};
use crate::language::Language;

/// The points of an answer and what is found, in English; the same with questions of two seeds.
pub fn tried<I, O: Reply>(task: &Task<I, O>, answer: &dyn Fn(&I) -> O) -> (f32, String) {
    let with_seed = |seed| {
        let verdict = Language::English.within(|| task.judge(seed, &task.answer_all(seed, answer)));
        (verdict.points(), Language::English.within(|| verdict.findings().join("\n")))
    };
    let (ours, another) = (with_seed(super::PUBLIC_SEED), with_seed(2026));
    assert!((ours.0 - another.0).abs() < f32::EPSILON, "{ours:?} {another:?}");
    ours
}

/// Asserts that an answer is all right.
pub fn passes<I, O: Reply>(task: &Task<I, O>, answer: &dyn Fn(&I) -> O) {
    let (points, findings) = tried(task, answer);
    assert!(findings.is_empty(), "{points} points\n{findings}");
}

/// Asserts what a mistake costs, and that its finding has these words.
pub fn fails<I, O: Reply>(task: &Task<I, O>, answer: &dyn Fn(&I) -> O, points: f32, words: &str) {
    let found = tried(task, answer);
    assert!((found.0 - points).abs() < f32::EPSILON && found.1.contains(words), "{points} {words:?}: {found:?}");
}
