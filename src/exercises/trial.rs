//! Trying answers on a task, in its tests: what holds, holds whatever the seed.

use super::{AnyTask, Reply, Task, Verdict};
use crate::Language;

const SEEDS: std::ops::Range<u64> = 0..30;

/// A right answer has all points.
pub fn passes<Input, Output: Reply>(task: &Task<Input, Output>, answer: impl Fn(&Input) -> Output) {
    for seed in SEEDS {
        let verdict = judged(task, seed, &answer);
        assert!(verdict.is_done(), "{} with seed {seed}: {verdict}", task.id);
    }
}

/// A typical mistake has these points, and a finding in each language has the words.
pub fn fails<Input, Output: Reply>(
    task: &Task<Input, Output>,
    answer: impl Fn(&Input) -> Output,
    points: f32,
    [chinese, english]: [&str; 2],
) {
    for seed in SEEDS {
        for (language, words) in [(Language::Chinese, chinese), (Language::English, english)] {
            let verdict = language.within(|| judged(task, seed, &answer));
            let said = language.within(|| verdict.findings());
            assert!(verdict.points() == points, "{} with seed {seed}: {said:?}", task.id);
            assert!(said.iter().any(|finding| finding.contains(words)), "{} with seed {seed}: {said:?}", task.id);
        }
    }
}

fn judged<Input, Output: Reply>(task: &Task<Input, Output>, seed: u64, answer: &dyn Fn(&Input) -> Output) -> Verdict {
    task.judge(seed, &task.answer_all(seed, answer))
}
