//! Trying answers on a task, in its tests: what holds, holds whatever the seed.

use ask::Reply;
use words::Language;

use crate::judge::{AnyJudge, Judge};
use crate::task::task;
use crate::verdict::Verdict;

const SEEDS: [u64; 8] = [ask::PUBLIC_SEED, 0, 2, 3, 4, 5, 2026, u64::MAX];

/// A right answer has all points.
pub fn passes<Input, Output: Reply>(judge: &Judge<Input, Output>, answer: impl Fn(&Input) -> Output) {
    for seed in SEEDS {
        let verdict = verdict_of(judge, seed, &judge.questions.replies(seed, &answer));
        assert!(verdict.is_done(), "{} with seed {seed}: {verdict}", judge.id());
    }
}

/// A typical mistake has these points, and a finding has the words, which are English or else in both languages.
pub fn fails<Input, Output: Reply, const N: usize>(
    judge: &Judge<Input, Output>,
    answer: impl Fn(&Input) -> Output,
    points: f32,
    words: [&str; N],
) {
    for (language, words) in [Language::English, Language::Chinese].into_iter().zip(words.into_iter().rev()) {
        for seed in SEEDS {
            let replies = judge.questions.replies(seed, &answer);
            let (found, said) = language.within(|| {
                let verdict = verdict_of(judge, seed, &replies);
                (verdict.points(), verdict.findings())
            });
            assert!(found == points, "{} with seed {seed}: {found} points, {said:?}", judge.id());
            assert!(said.iter().any(|finding| finding.contains(words)), "{} with seed {seed}: {said:?}", judge.id());
        }
    }
}

fn verdict_of(judge: &dyn AnyJudge, seed: u64, replies: &serde_json::Value) -> Verdict {
    let task = task(judge.id()).expect("an assignment has the task");
    Verdict { task, parts: judge.findings(seed, replies, task.parts.len()) }
}
