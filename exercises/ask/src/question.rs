//! Questions: drawn by a seed, and put to an answer.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::{Asked, Dice, Reply};

/// Something to try an answer on.
#[derive(Clone, Debug)]
pub struct Question<Input> {
    /// Which part of the task it belongs to, from 0.
    pub part: usize,
    /// What the answer is called with.
    pub input: Input,
}

impl<Input> Question<Input> {
    /// A question for each input, all of one part.
    pub(crate) fn all_of(part: usize, inputs: impl IntoIterator<Item = Input>) -> Vec<Question<Input>> {
        inputs.into_iter().map(|input| Question { part, input }).collect()
    }

    /// A question for each input, and a part for each question.
    pub(crate) fn one_a_part(inputs: impl IntoIterator<Item = Input>) -> Vec<Question<Input>> {
        inputs.into_iter().enumerate().map(|(part, input)| Question { part, input }).collect()
    }
}

/// The questions of a task whose answer takes an `Input` and gives an `Output`.
///
/// A plain value is the answer to questions whatever their input.
pub struct Questions<Input, Output> {
    /// `chapter.task`, or `hw.1` for homework 2-2.
    pub id: &'static str,
    draw: fn(&mut Dice) -> Vec<Question<Input>>,
    answer: PhantomData<fn(&Input) -> Output>,
}

impl<Input, Output: Reply> Questions<Input, Output> {
    /// The questions of a task; every part of it needs one at least.
    pub const fn new(id: &'static str, draw: fn(&mut Dice) -> Vec<Question<Input>>) -> Self {
        Questions { id, draw, answer: PhantomData }
    }

    /// The questions that a seed draws.
    pub fn drawn(&self, seed: u64) -> Vec<Question<Input>> {
        (self.draw)(&mut Dice::new(seed))
    }

    /// An answer's replies to the questions that a seed draws: for each `{"value": …}` or `{"panicked": "…"}`.
    pub fn replies(&self, seed: u64, answer: &dyn Fn(&Input) -> Output) -> Value {
        self.drawn(seed).iter().map(|question| reply(&question.input, answer)).collect()
    }

    /// What `check!` does: a grader's questions where the answer is being graded, else the public ones.
    pub fn ask(&self, answer: &dyn Fn(&Input) -> Output) -> Asked {
        Asked::of(self.id, |seed| self.replies(seed, answer))
    }
}

/// Asks one question. A panic is an answer too; its text goes into the reply and not to the cell's error output.
fn reply<Input, Output: Reply>(input: &Input, answer: &dyn Fn(&Input) -> Output) -> Value {
    let answered = in_silence(|| catch_unwind(AssertUnwindSafe(|| answer(input))));
    match answered {
        Ok(output) => json!({ "value": output.to_json() }),
        Err(payload) => {
            let message = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let message = message.or_else(|| payload.downcast_ref::<String>().cloned());
            json!({ "panicked": message.unwrap_or_default() })
        }
    }
}

/// Does something with the panic hook taken away, and puts it back.
fn in_silence<T>(act: impl FnOnce() -> T) -> T {
    static HOOK: Mutex<()> = Mutex::new(());
    // There is one hook for all threads: whoever came second would put back the first one's silence. It panics aloud.
    let Ok(_alone) = HOOK.try_lock() else { return act() };
    let hook = take_hook();
    set_hook(Box::new(|_| ()));
    let result = act();
    set_hook(hook);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    static HALF: Questions<usize, f32> = Questions::new("9.9", |dice| {
        vec![Question { part: 0, input: 0 }, Question { part: 1, input: dice.whole(1..1000) }]
    });

    #[test]
    fn a_seed_decides_the_questions_and_a_panic_is_a_reply() {
        let inputs = |seed| HALF.drawn(seed).into_iter().map(|question| question.input).collect::<Vec<_>>();
        assert_eq!(inputs(7), inputs(7));
        assert_ne!(inputs(7), inputs(8));
        let replies = HALF.replies(7, &|input| if *input == 0 { panic!("no half of {input}") } else { 0.5 });
        assert_eq!(replies, json!([{ "panicked": "no half of 0" }, { "value": 0.5 }]));
    }
}
