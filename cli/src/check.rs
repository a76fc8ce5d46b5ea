//! `shuzi check`: the exercises in the terminal.

mod notebook;
mod program;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use files::FileError;
use judge::{Progress, Reached, Task, task, tasks};
use words::{Language, errors, text};

use crate::options::CheckOptions;
use crate::output::say;
use crate::repository::repository;

errors! {
    /// Why a task cannot be checked.
    pub enum Error {
        /// No notebook of a chapter's exercises where they lie.
        NoExerciseNotebook { folder: PathBuf, start: String } => text!(
            "{folder} 里没有名字以 {start} 开头的练习笔记本。可用 git checkout -- notebooks/exercises 恢复；笔记本若在别处，请用 --notebook 写明。",
            "{folder} has no exercise notebook whose name begins with {start}. git checkout -- notebooks/exercises restores it; one that lies elsewhere is named with --notebook."
        );
        /// A file that is no notebook with the task's cells.
        NotExerciseNotebook { path: PathBuf, found: String } => text!(
            "{path} 里没有这道题的单元：{found}。请检查文件，或从 notebooks/exercises 里另取一份。",
            "{path} does not have this task's cells: {found}. Check the file, or take a new one from notebooks/exercises."
        );
        /// The library could not be compiled, or cargo does not say where it lies.
        LibraryNotCompiled { target: PathBuf } => text!(
            "没有编译好的课程库（在 {target} 里找过）。请在课程仓库里运行：cargo run --release -- check。",
            "the course's library is not there in compiled form (looked for in {target}). Run it inside the course's repository: cargo run --release -- check."
        );
    } or {
        /// What is asked for, or replied, is not a task's.
        Judge(judge::program::Error),
        /// What the operating system refuses to do with a file.
        File(FileError),
    }
}

type Result<T> = std::result::Result<T, Error>;

/// Without a task: what is done and what is open. With one: compiles its cells, and checks them.
pub fn run(options: &CheckOptions) -> Result<ExitCode> {
    let Some(id) = &options.task else {
        say(progress(&Progress::load()))?;
        return Ok(ExitCode::SUCCESS);
    };
    let task = task(id).ok_or_else(|| judge::program::no_such(id))?;
    let path = match &options.notebook {
        Some(path) => path.clone(),
        None => notebook_of(&repository(), &task.id)?,
    };
    let shown = path.display();
    say(text!("笔记本：{shown}", "Notebook: {shown}"))?;
    program::check(&notebook::cells(&path, &task.id)?)
}

/// A line for each task: done, begun or open.
fn progress(progress: &Progress) -> String {
    let line = |task: &Task| {
        let (id, title, of) = (&task.id, task.title.get(), task.points());
        match progress.of(id) {
            Some(reached) if reached.done => format!("✓ {id:<5}{title}"),
            Some(Reached { best, .. }) => {
                format!("… {id:<5}{title}  {}", text!("{best}/{of} 分", "{best} of {of} points"))
            }
            None => format!("  {id:<5}{title}"),
        }
    };
    let done = tasks().iter().filter(|task| progress.of(&task.id).is_some_and(|reached| reached.done)).count();
    let all = tasks().len();
    let lines: Vec<String> = tasks().iter().map(line).collect();
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
    let entries = std::fs::read_dir(&folder).map_err(|source| FileError::Refused { path: folder.clone(), source })?;
    let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start));
    let found = entries.flatten().map(|entry| entry.path()).find(named);
    found.ok_or(Error::NoExerciseNotebook { folder, start })
}
