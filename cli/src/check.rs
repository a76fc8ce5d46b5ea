//! `shuzi check`: the exercises in the terminal.

mod notebook;
mod program;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shuzi::exercises::{self, AnyTask, Progress, Reached};
use shuzi::{Error, Result};
use words::{Language, text};

use crate::options::CheckOptions;
use crate::output::say;
use crate::repository::repository;

/// Without a task: what is done and what is open. With one: compiles its cells, and checks them.
pub fn run(options: &CheckOptions) -> Result<ExitCode> {
    let Some(id) = &options.task else {
        say(progress(&Progress::load()))?;
        return Ok(ExitCode::SUCCESS);
    };
    let task = exercises::task(id).ok_or_else(|| Error::NoSuchTask { task: id.clone(), tasks: exercises::ids() })?;
    let path = match &options.notebook {
        Some(path) => path.clone(),
        None => notebook_of(&repository(), task.id())?,
    };
    let shown = path.display();
    say(text!("笔记本：{shown}", "Notebook: {shown}"))?;
    program::check(&notebook::cells(&path, task.id())?)
}

/// A line for each task: done, begun or open.
fn progress(progress: &Progress) -> String {
    let line = |task: &dyn AnyTask| {
        let (id, title) = (task.id(), task.title().get());
        let of: f32 = task.parts().iter().map(|part| part.points).sum();
        match progress.of(id) {
            Some(reached) if reached.done => format!("✓ {id:<5}{title}"),
            Some(Reached { best, .. }) => {
                format!("… {id:<5}{title}  {}", text!("{best}/{of} 分", "{best} of {of} points"))
            }
            None => format!("  {id:<5}{title}"),
        }
    };
    let done = exercises::tasks().filter(|task| progress.of(task.id()).is_some_and(|reached| reached.done)).count();
    let all = exercises::tasks().count();
    let lines: Vec<String> = exercises::tasks().map(line).collect();
    let total = text!(
        "完成 {done} / {all}。检查一道题：shuzi check 3.1",
        "{done} of {all} done. To check one: shuzi check 3.1"
    );
    format!("{}\n{total}", lines.join("\n"))
}

/// The notebook of a task's chapter in the language in force: `notebooks/exercises/zh/03-….ipynb`.
fn notebook_of(repository: &Path, id: &str) -> Result<PathBuf> {
    let language = if Language::current() == Language::Chinese { "zh" } else { "en" };
    let folder = repository.join("notebooks/exercises").join(language);
    let start = match id.split_once('.') {
        Some(("hw", _)) => "homework-".to_owned(),
        Some((chapter, _)) => format!("{chapter:0>2}-"),
        None => String::new(),
    };
    let entries = std::fs::read_dir(&folder)
        .map_err(|source| Error::File(files::FileError::Refused { path: folder.clone(), source }))?;
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start));
    let found = entries.flatten().map(|entry| entry.path()).find(named);
    found.ok_or_else(|| Error::NoExerciseNotebook { folder, start })
}
