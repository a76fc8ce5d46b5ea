//! One judge: the questions of a task, and what is thought of the replies.

use std::fmt::Debug;

use ask::{Questions, Reply};
use serde_json::Value;
use words::text;

/// The judge of a task whose answer takes an `Input` and gives an `Output`: its questions are in the kernel.
///
/// It compares behaviour, so any right answer passes, also one written unlike ours.
pub struct Judge<Input: 'static, Output: 'static> {
    /// What is asked.
    pub questions: &'static Questions<Input, Output>,
    judge: fn(&Input, &Output) -> Result<(), String>,
}

/// A judge whatever its types.
pub trait AnyJudge: Sync {
    /// The task's number, `chapter.task`.
    fn id(&self) -> &'static str;

    /// For each of so many parts what is wrong with the replies (see [`Questions::replies`]) to the questions that a seed
    /// draws; none where all is right. Anything may stand in `replies`.
    fn findings(&self, seed: u64, replies: &Value, parts: usize) -> Vec<Option<String>>;
}

impl<Input, Output: Reply> AnyJudge for Judge<Input, Output> {
    fn id(&self) -> &'static str {
        self.questions.id
    }

    fn findings(&self, seed: u64, replies: &Value, parts: usize) -> Vec<Option<String>> {
        let questions = self.questions.drawn(seed);
        let finding = |part: usize| {
            let of_part = questions.iter().enumerate().filter(|(_, question)| question.part == part);
            of_part.map(|(index, question)| self.find(&question.input, &replies[index])).find_map(Result::err)
        };
        (0..parts).map(finding).collect()
    }
}

impl<Input, Output: Reply> Judge<Input, Output> {
    /// Judges by what `judge` finds wrong with a reply, in a sentence that shows input and output in words; not what would be
    /// right.
    pub const fn new(
        questions: &'static Questions<Input, Output>,
        judge: fn(&Input, &Output) -> Result<(), String>,
    ) -> Self {
        Judge { questions, judge }
    }

    /// Why this reply gets no points.
    fn find(&self, input: &Input, reply: &Value) -> Result<(), String> {
        if let Some(message) = reply["panicked"].as_str() {
            return Err(panicked(message));
        }
        match Output::from_json(&reply["value"]) {
            Some(output) => (self.judge)(input, &output),
            None => Err(text!("没有得到回答。", "There was no answer.")),
        }
    }
}

fn panicked(message: &str) -> String {
    if message.starts_with("not yet implemented") || message.starts_with("not implemented") {
        return text!("还没有写：把 todo!() 换成你的代码。", "Not written yet: put your code in place of todo!().");
    }
    text!("你的代码运行到一半停下了（panic）：{message}", "Your code stopped half-way (a panic): {message}")
}

/// Shows an input as it would be typed, for findings: long lists are cut.
pub fn shown(value: &impl Debug) -> String {
    const LONGEST: usize = 120;
    let text = format!("{value:?}");
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain("…".chars()).collect() }
}
