//! One task: questions, and what is thought of the replies.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Mutex;

use serde_json::{Value, json};

use super::checked::Checked;
use super::dice::Dice;
use super::reply::Reply;
use super::verdict::{PartVerdict, Verdict};
use words::Text;
use words::text;

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

/// Something to try an answer on.
#[derive(Clone, Debug)]
pub struct Question<Input> {
    /// Which part of the task it belongs to, from 0.
    pub part: usize,
    /// What the answer is called with.
    pub input: Input,
}

/// A task whose answer takes an `Input` and gives an `Output`.
///
/// A task compares behaviour, so any right answer passes, also one written unlike ours. A plain value is the answer to
/// one question with the input `()`.
pub struct Task<Input: 'static, Output: 'static> {
    /// `chapter.task`, or `hw.1` for homework 2-2.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: Text,
    /// The parts, in the order in which a learner should mend them.
    pub parts: &'static [Part],
    /// Draws the questions; every part needs one at least.
    pub questions: fn(&mut Dice) -> Vec<Question<Input>>,
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

    /// Judges replies (see [`answer_all`](Task::answer_all)) to the questions that a seed draws. Anything may stand there.
    fn judge(&self, seed: u64, replies: &Value) -> Verdict;
}

impl<Input, Output: Reply> Task<Input, Output> {
    /// What `check!` calls: judges the answer, or only asks it where it is being graded.
    pub fn check(&self, answer: &dyn Fn(&Input) -> Output) -> Checked {
        match Checked::seed() {
            Some(seed) => Checked::asked(self.id, seed, &self.answer_all(seed, answer)),
            None => Checked::judged(self.judge(PUBLIC_SEED, &self.answer_all(PUBLIC_SEED, answer)), self.parts),
        }
    }

    /// The answer's replies to the questions that a seed draws: for each `{"value": …}` or `{"panicked": "…"}`.
    pub fn answer_all(&self, seed: u64, answer: &dyn Fn(&Input) -> Output) -> Value {
        (self.questions)(&mut Dice::new(seed)).iter().map(|question| reply(&question.input, answer)).collect()
    }
}

/// What a learner's own checks are drawn from.
pub const PUBLIC_SEED: u64 = 1;

impl<Input, Output: Reply> AnyTask for Task<Input, Output> {
    fn id(&self) -> &'static str {
        self.id
    }

    fn title(&self) -> Text {
        self.title
    }

    fn parts(&self) -> &'static [Part] {
        self.parts
    }

    fn judge(&self, seed: u64, replies: &Value) -> Verdict {
        let questions = (self.questions)(&mut Dice::new(seed));
        let finding = |part: usize| {
            let of_part = questions.iter().enumerate().filter(|(_, question)| question.part == part);
            of_part.map(|(index, question)| self.find(&question.input, &replies[index])).find_map(Result::err)
        };
        let parts = self.parts.iter().enumerate().map(|(index, part)| PartVerdict {
            name: part.name,
            of: part.points,
            finding: finding(index),
        });
        Verdict { task: self.id, title: self.title, parts: parts.collect() }
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

/// Shows an input as it would be typed, for findings: long lists are cut.
pub fn shown(value: &impl Debug) -> String {
    const LONGEST: usize = 120;
    let text = format!("{value:?}");
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain("…".chars()).collect() }
}
