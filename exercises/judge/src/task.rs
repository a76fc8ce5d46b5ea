//! One task: questions, and what is thought of the replies.

use std::fmt::Debug;

use ask::{Questions, Reply};
use serde_json::Value;
use words::{Text, text};

use crate::verdict::{PartVerdict, Verdict};

/// A part of a task: it gets all its points or none.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// What is right when it is right: "the probabilities add up to 1".
    pub name: Text,
    /// What it is worth.
    pub points: f32,
    /// Where to look first, and a further hint; neither is the answer.
    pub hints: [Text; 2],
}

impl Part {
    /// A part: its points, its name and its hints, each in Chinese and in English.
    pub const fn new(points: f32, [chinese, english]: [&'static str; 2], hints: [[&'static str; 2]; 2]) -> Part {
        let [[first, first_english], [further, further_english]] = hints;
        let hints = [Text::new(first, first_english), Text::new(further, further_english)];
        Part { name: Text::new(chinese, english), points, hints }
    }
}

/// A task whose answer takes an `Input` and gives an `Output`: its questions are in the kernel, its judge is here.
///
/// It compares behaviour, so any right answer passes, also one written unlike ours.
pub struct Task<Input: 'static, Output: 'static> {
    /// What is asked.
    pub questions: &'static Questions<Input, Output>,
    /// What it is about, in a few words.
    pub title: Text,
    /// The parts, in the order in which a learner should mend them.
    pub parts: &'static [Part],
    /// What is wrong with a reply, in a sentence that shows input and output in words; not what would be right.
    pub judge: fn(&Input, &Output) -> Result<(), String>,
}

/// A task whatever its types.
pub trait AnyTask: Sync {
    /// `chapter.task`.
    fn id(&self) -> &'static str;

    /// What it is about.
    fn title(&self) -> Text;

    /// Its parts.
    fn parts(&self) -> &'static [Part];

    /// Judges replies (see [`Questions::replies`]) to the questions that a seed draws. Anything may stand there.
    fn judge(&self, seed: u64, replies: &Value) -> Verdict;
}

impl<Input, Output: Reply> AnyTask for Task<Input, Output> {
    fn id(&self) -> &'static str {
        self.questions.id
    }

    fn title(&self) -> Text {
        self.title
    }

    fn parts(&self) -> &'static [Part] {
        self.parts
    }

    fn judge(&self, seed: u64, replies: &Value) -> Verdict {
        let questions = self.questions.drawn(seed);
        let finding = |part: usize| {
            let of_part = questions.iter().enumerate().filter(|(_, question)| question.part == part);
            of_part.map(|(index, question)| self.find(&question.input, &replies[index])).find_map(Result::err)
        };
        let parts = self.parts.iter().enumerate().map(|(index, part)| PartVerdict {
            name: part.name,
            of: part.points,
            finding: finding(index),
        });
        Verdict { task: self.id(), title: self.title, parts: parts.collect() }
    }
}

impl<Input, Output: Reply> Task<Input, Output> {
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
