//! The tasks as the assignments describe them: title, parts, points and hints stand in `classroom/assignments` alone.

use std::sync::LazyLock;

use notebook::assignment::model::{Bilingual, Content, TaskPart};
use notebook::assignment::parse;

/// What an assignment says of a task that is checked.
#[derive(Debug)]
pub struct Task {
    /// `chapter.task`, or `hw.1` for homework 2-2.
    pub id: String,
    /// What it is about, in a few words.
    pub title: Bilingual,
    /// The parts, in the order in which a learner should mend them.
    pub parts: Vec<TaskPart>,
}

/// Every assignment: its name and its source.
const SOURCES: [(&str, &str); 9] = [
    ("01-three-steps", include_str!("../../../classroom/assignments/01-three-steps.txt")),
    ("02-labels-are-not-numbers", include_str!("../../../classroom/assignments/02-labels-are-not-numbers.txt")),
    ("03-softmax", include_str!("../../../classroom/assignments/03-softmax.txt")),
    ("04-maximum-likelihood", include_str!("../../../classroom/assignments/04-maximum-likelihood.txt")),
    ("05-network-as-a-type", include_str!("../../../classroom/assignments/05-network-as-a-type.txt")),
    ("06-training", include_str!("../../../classroom/assignments/06-training.txt")),
    ("07-prediction", include_str!("../../../classroom/assignments/07-prediction.txt")),
    ("08-classic-networks", include_str!("../../../classroom/assignments/08-classic-networks.txt")),
    ("homework-2-2", include_str!("../../../classroom/assignments/homework-2-2.txt")),
];

static TASKS: LazyLock<Vec<Task>> = LazyLock::new(|| {
    let assignments =
        SOURCES.iter().map(|(name, source)| parse(name, source).unwrap_or_else(|problem| panic!("{problem}")));
    let cells = assignments.flat_map(|assignment| assignment.cells);
    let task = |cell: notebook::assignment::model::Cell| match cell.content {
        Content::Check { title, parts, .. } => Some(Task { id: cell.name, title, parts }),
        _ => None,
    };
    cells.filter_map(task).collect()
});

/// All tasks, in the order of the course.
pub fn tasks() -> &'static [Task] {
    &TASKS
}

/// The task of this id.
pub fn task(id: &str) -> Option<&'static Task> {
    tasks().iter().find(|task| task.id == id)
}

impl Task {
    /// The points that can be had.
    pub fn points(&self) -> f32 {
        self.parts.iter().map(|part| part.points).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn every_assignment_is_read() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let names = notebook::assignment::names(&folder).expect("the repository has assignments");
        assert_eq!(SOURCES.map(|(name, _)| name).as_slice(), names);
    }

    #[test]
    fn hints_are_two_sentences_in_both_languages() {
        for part in tasks().iter().flat_map(|task| &task.parts) {
            for language in Language::BOTH {
                let [first, second] = part.hints.each_ref().map(|hint| hint.of(language));
                assert!(!first.is_empty() && !second.is_empty() && first != second, "{part:?}");
            }
        }
    }
}
