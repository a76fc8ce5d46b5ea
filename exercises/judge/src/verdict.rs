//! What a judge says of an answer.

use std::fmt;

use notebook::assignment::model::TaskPart;
use words::text;

use crate::task::Task;

/// What is thought of one task's answer.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The task.
    pub task: &'static Task,
    /// For each part what is wrong; none where all is right.
    pub parts: Vec<Option<String>>,
}

impl Verdict {
    fn each(&self) -> impl Iterator<Item = (&'static TaskPart, &Option<String>)> {
        self.task.parts.iter().zip(&self.parts)
    }

    /// The points of the parts that are right.
    pub fn points(&self) -> f32 {
        // An empty sum of floating-point numbers is −0, and would be shown so.
        self.each().filter(|(_, finding)| finding.is_none()).fold(0.0, |sum, (part, _)| sum + part.points)
    }

    /// Whether all is right.
    pub fn is_done(&self) -> bool {
        self.first_wrong().is_none()
    }

    /// The part that a learner should mend first.
    pub fn first_wrong(&self) -> Option<usize> {
        self.parts.iter().position(Option::is_some)
    }

    /// One line for each part that is wrong.
    pub fn findings(&self) -> Vec<String> {
        self.each().filter_map(|(part, finding)| Some(line(part, finding.as_ref()?))).collect()
    }
}

fn line(part: &TaskPart, finding: &str) -> String {
    let name = part.name.get();
    text!("{name}：{finding}", "{name}: {finding}")
}

impl fmt::Display for Verdict {
    /// A line with the points, then a line for each part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Task { id, title, .. } = self.task;
        let (title, points, of) = (title.get(), self.points(), self.task.points());
        f.write_str(&text!("{id} {title}：{points} / {of} 分", "{id} {title}: {points} of {of} points"))?;
        for (part, finding) in self.each() {
            match finding {
                None => write!(f, "\n✓ {}", part.name.get())?,
                Some(finding) => write!(f, "\n✗ {}", line(part, finding))?,
            }
        }
        Ok(())
    }
}
