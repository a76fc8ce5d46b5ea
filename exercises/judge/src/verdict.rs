//! What a judge says of an answer.

use std::fmt;

use words::{Text, text};

/// What is thought of one task's answer.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The task's id.
    pub task: &'static str,
    /// What the task is about.
    pub title: Text,
    /// Part by part.
    pub parts: Vec<PartVerdict>,
}

/// What is thought of a part.
#[derive(Clone, Debug)]
pub struct PartVerdict {
    /// What is right when it is right.
    pub name: Text,
    /// What it is worth.
    pub of: f32,
    /// What is wrong; none where all is right.
    pub finding: Option<String>,
}

impl Verdict {
    /// The points of the parts that are right.
    pub fn points(&self) -> f32 {
        // An empty sum of floating-point numbers is −0, and would be shown so.
        self.parts.iter().filter(|part| part.finding.is_none()).map(|part| part.of).fold(0.0, |sum, of| sum + of)
    }

    /// The points that can be had.
    pub fn of(&self) -> f32 {
        self.parts.iter().map(|part| part.of).sum()
    }

    /// Whether all is right.
    pub fn is_done(&self) -> bool {
        self.parts.iter().all(|part| part.finding.is_none())
    }

    /// One line for each part that is wrong.
    pub fn findings(&self) -> Vec<String> {
        let finding = |part: &PartVerdict| Some((part.name.get(), part.finding.clone()?));
        self.parts
            .iter()
            .filter_map(finding)
            .map(|(name, finding)| text!("{name}：{finding}", "{name}: {finding}"))
            .collect()
    }
}

impl fmt::Display for Verdict {
    /// A line with the points, then a line for each part.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (task, title, points, of) = (self.task, self.title.get(), self.points(), self.of());
        f.write_str(&text!("{task} {title}：{points} / {of} 分", "{task} {title}: {points} of {of} points"))?;
        for part in &self.parts {
            let name = part.name.get();
            match &part.finding {
                None => write!(f, "\n✓ {name}")?,
                Some(finding) => write!(f, "\n✗ {}", text!("{name}：{finding}", "{name}: {finding}"))?,
            }
        }
        Ok(())
    }
}
