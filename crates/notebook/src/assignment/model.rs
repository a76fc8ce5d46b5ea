//! An assignment as its source says it: cells in both languages, and wrong answers beside them.

use super::answer::{Part, Side, side};
use words::Language;

/// A text in both languages.
#[derive(Clone, Debug, PartialEq)]
pub struct Bilingual {
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

impl Bilingual {
    /// The text in one language.
    pub fn of(&self, language: Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }

    /// The text in the language in force.
    pub fn get(&self) -> &str {
        self.of(Language::current())
    }
}

/// A whole assignment.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// Its file's name without the ending: `03-softmax`.
    pub name: String,
    /// The notebook's cells, in order.
    pub cells: Vec<Cell>,
    /// Typical wrong answers, which are handed out to nobody.
    pub wrong: Vec<Wrong>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The line of the source that begins it.
    pub line: usize,
    /// What the source calls it: `intro`, `3.1`; of a task's second cell of a kind, `3.1-more`.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Prose.
    Text(Bilingual),
    /// The code that every notebook begins with.
    Setup(String),
    /// Code that is handed out as it stands.
    Given(String),
    /// Code that the learner writes.
    Answer(Vec<Part>),
    /// The question to the judge.
    Check {
        /// What the task is about, in a few words.
        title: Bilingual,
        /// What the judge looks at, in the order in which a learner should mend it.
        parts: Vec<TaskPart>,
        /// The call.
        code: String,
    },
    /// Prose that the learner writes and a teacher marks.
    Written {
        /// What the task is worth.
        points: f32,
        /// What stands there when it is handed out.
        prompt: Bilingual,
        /// A good answer; the check asks for it.
        model: Option<Bilingual>,
    },
}

/// A part of a task: it gets all its points or none.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskPart {
    /// What it is worth.
    pub points: f32,
    /// What is right when it is right: "the probabilities add up to 1".
    pub name: Bilingual,
    /// Where to look first, and a further hint; neither is the answer.
    pub hints: [Bilingual; 2],
}

/// A wrong answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// The line of the source that begins it.
    pub line: usize,
    /// What the source calls it.
    pub name: String,
    /// The answer cell that it replaces.
    pub replaces: String,
    /// What it must score.
    pub points: f32,
    /// Words that the findings must hold.
    pub says: Bilingual,
    /// Its code.
    pub code: String,
}

impl Wrong {
    /// The task that it is a wrong answer to.
    pub fn task(&self) -> &str {
        task_of(&self.replaces).unwrap_or(&self.replaces)
    }
}

/// A task.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// `3.1`, `hw.2`.
    pub id: String,
    /// What it is worth.
    pub points: f32,
    /// Whether a teacher marks it; else `check!` does.
    pub is_by_hand: bool,
}

impl Cell {
    /// How the source calls its kind.
    pub fn kind(&self) -> &'static str {
        match self.content {
            Content::Text(_) => "text",
            Content::Setup(_) => "setup",
            Content::Given(_) => "given",
            Content::Answer(_) => "answer",
            Content::Check { .. } => "check",
            Content::Written { .. } => "written",
        }
    }

    /// The task that it belongs to.
    pub fn task(&self) -> Option<&str> {
        task_of(&self.name)
    }

    /// Its id in the notebook, which is nbgrader's too: `answer-3-1`.
    pub fn id(&self) -> String {
        match self.content {
            Content::Setup(_) => "setup".to_owned(),
            _ => format!("{}-{}", self.kind(), self.name.replace('.', "-")),
        }
    }
}

impl Cell {
    /// What the task is worth that is marked here: a check's parts together, or what a teacher gives.
    pub fn points(&self) -> Option<f32> {
        match &self.content {
            Content::Check { parts, .. } => {
                Some(parts.iter().map(|part| part.points).fold(0.0, |sum, points| sum + points))
            }
            Content::Written { points, .. } => Some(*points),
            _ => None,
        }
    }

    /// Its code, comments of both languages still in it; none of prose.
    pub fn code(&self, wanted: Side) -> Option<String> {
        match &self.content {
            Content::Setup(code) | Content::Given(code) | Content::Check { code, .. } => Some(code.clone()),
            Content::Answer(parts) => Some(side(parts, wanted)),
            Content::Text(_) | Content::Written { .. } => None,
        }
    }
}

impl Assignment {
    /// Its path in the repository.
    pub fn path(&self) -> String {
        source_path(&self.name)
    }

    /// The first heading; the check asks for it.
    pub fn title(&self, language: Language) -> Option<&str> {
        let texts = self.cells.iter().filter_map(|cell| match &cell.content {
            Content::Text(text) => Some(text.of(language)),
            _ => None,
        });
        texts.flat_map(str::lines).find_map(|line| line.strip_prefix("# "))
    }

    /// All tasks, in order.
    pub fn tasks(&self) -> Vec<Task> {
        let tasks = self.cells.iter().filter_map(|cell| {
            let points = cell.points()?;
            let is_by_hand = cell.kind() == "written";
            Some(Task { id: cell.task().unwrap_or(&cell.name).to_owned(), points, is_by_hand })
        });
        tasks.collect()
    }

    /// The cell of a kind and name.
    pub fn cell(&self, kind: &str, name: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.kind() == kind && cell.name == name)
    }
}

/// Where an assignment's source lies in the repository.
pub fn source_path(name: &str) -> String {
    format!("classroom/assignments/{name}.txt")
}

/// The task in a cell's name: `3.1` in `3.1-more`, none in `intro`.
pub fn task_of(name: &str) -> Option<&str> {
    let task = name.split('-').next()?;
    let (chapter, number) = task.split_once('.')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    ((chapter == "hw" || is_number(chapter)) && is_number(number)).then_some(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cells_name_begins_with_its_task_or_has_none() {
        for (name, task) in [("3.1", Some("3.1")), ("3.10-more", Some("3.10")), ("hw.2", Some("hw.2"))] {
            assert_eq!(task_of(name), task, "{name}");
        }
        for name in ["intro", "3", "3.", ".1", "hw", "hw.a", "x.1", "3.1.2", ""] {
            assert_eq!(task_of(name), None, "{name}");
        }
    }
}
