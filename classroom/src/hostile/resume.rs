//! A class whose grading is killed in the middle: the next call grades the missing ones, each student once.

use super::case;
use super::scene::Scene;
use crate::record::RunRecord;
use lab::process::say;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use words::{Outcome, text};

/// The argument that makes this program grade the class.
pub const CLASS: &str = "--class";

/// Where the class lies, in `.lab`.
pub const FOLDER: &str = "hostile-resume";

const STUDENTS: usize = 4;

/// What is wrong with it.
pub fn check() -> Outcome<Vec<String>> {
    let folder = super::scene::remove(FOLDER);
    let records = folder.join("runs");
    let mut first = class(&folder).spawn().map_err(|error| error.to_string())?;
    let deadline = Instant::now() + Duration::from_secs(180);
    while finished(&records).is_empty() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(100));
    }
    // SIGKILL: it cannot put anything in order.
    first.kill().map_err(|error| error.to_string())?;
    let _ = first.wait();
    let before = finished(&records);
    let status = class(&folder).status().map_err(|error| error.to_string())?;
    let after = finished(&records);
    let mut wrong = Vec::new();
    if !status.success() {
        wrong.push("the class was not graded after the kill".to_owned());
    }
    if before.is_empty() || before.len() >= STUDENTS {
        wrong.push(format!("killed after {} of {STUDENTS}: nothing was interrupted", before.len()));
    }
    if after.len() != STUDENTS || after.iter().any(|(_, record, _)| record.points() != 5.0) {
        wrong.push(format!("{} records of {STUDENTS}", after.len()));
    }
    for (path, _, time) in &before {
        if !after.iter().any(|(other, _, later)| other == path && later == time) {
            wrong.push(format!("{} was graded twice", path.display()));
        }
    }
    let count = before.len();
    say(&text!(
        "{STUDENTS} 人的班，评完 {count} 份时被强行结束；再运行一次，每人恰好一份。",
        "A class of {STUDENTS}, killed when {count} were graded; the next call graded the rest, each once."
    ));
    Ok(wrong)
}

fn class(folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap_or_default());
    command.args(["hostile", CLASS]).arg(folder);
    command
}

/// In a process of its own: grades a class of good submissions.
pub fn grade_a_class(folder: &Path) -> Outcome {
    let suite: String = (1..=STUDENTS).map(|number| format!("=== student-{number} 3.1=3\n\n")).collect();
    // Keeps what is there.
    let scene = Scene::set_in(folder)?;
    scene.grade(&case::parse(&suite)?).map(|_| ())
}

/// The records that are whole, with the times at which they were made.
fn finished(records: &Path) -> Vec<(PathBuf, RunRecord, std::time::SystemTime)> {
    let files = fs::read_dir(records).into_iter().flatten().flatten().map(|entry| entry.path());
    let whole = |path: PathBuf| {
        let record = RunRecord::read(&path)?;
        let time = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
        Some((path, record, time))
    };
    files.filter_map(whole).collect()
}
