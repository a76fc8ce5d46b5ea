//! `cargo lab --check`: every notebook through the real kernel, one at a time.

use super::compare::{Complaint, compare, update};
use super::evcxr::jupyter_environment;
use crate::Outcome;
use crate::language::text;
use crate::layout::Layout;
use crate::notebook;
use crate::process::{say, without_cargo_variables};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// What one cell may take.
const SECONDS_A_CELL: u32 = 600;

/// Runs the notebooks, all or those named, and compares or stores what they show.
pub fn run(layout: &Layout, paths: &[String], store: bool) -> Outcome {
    let notebooks = notebooks(layout, paths)?;
    let mut wrong = 0;
    for path in &notebooks {
        let name = path.strip_prefix(&layout.repository).unwrap_or(path).display().to_string();
        say(&name);
        let started = Instant::now();
        let complaints = run_one(layout, path, store)?;
        complaints.iter().for_each(|complaint| say(&described(&name, complaint)));
        wrong += complaints.len();
        say(&format!("  {} {:.0} s", if complaints.is_empty() { "✓" } else { "✗" }, started.elapsed().as_secs_f32()));
    }
    let count = notebooks.len();
    if wrong == 0 {
        say(&text!("{count} 个笔记本都通过了。", "All {count} notebooks pass."));
        return Ok(());
    }
    Err(text!(
        "{wrong} 个单元不对。若新的输出是对的，运行 cargo lab --update 存下它（出错的单元须先改正）。",
        "{wrong} cells are wrong. If the new output is right, cargo lab --update stores it (cells that fail must be mended first)."
    ))
}

/// The complaints that remain.
fn run_one(layout: &Layout, path: &Path, store: bool) -> Outcome<Vec<Complaint>> {
    let mut stored = notebook::read(path)?;
    let scratch = Scratch::new()?;
    let result = scratch.folder.join("result.ipynb");
    execute(layout, path, &result, &scratch.folder.join("cache"))?;
    let run = notebook::read(&result)?;
    let complaints = compare(&stored, &run);
    if !store {
        return Ok(complaints);
    }
    update(&mut stored, &run, &complaints);
    notebook::write(path, stored)?;
    Ok(complaints.into_iter().filter(|complaint| !complaint.is_mere_difference).collect())
}

fn execute(layout: &Layout, path: &Path, result: &Path, cache: &Path) -> Outcome {
    let mut command = Command::new(layout.python("venv"));
    command
        .arg(layout.repository.join("xtask/lab/run_notebook.py"))
        .arg("execute")
        .args([path, result])
        .arg(SECONDS_A_CELL.to_string())
        .envs(jupyter_environment(layout))
        // Checkpoints of earlier runs would be resumed, and change what training prints.
        .env("SHUZI_CACHE", cache)
        // A notebook speaks its folder's language, whatever the machine's.
        .env_remove("SHUZI_LANG");
    let status = without_cargo_variables(&mut command).status().map_err(|error| error.to_string())?;
    if status.success() {
        return Ok(());
    }
    let path = path.display();
    Err(text!(
        "运行 {path} 时内核没有启动或中途退出，原因见上面的输出。",
        "The kernel did not start or ended while running {path}; the output above says why."
    ))
}

fn described(name: &str, complaint: &Complaint) -> String {
    let Complaint { number, id, what, .. } = complaint;
    text!("  {name} 第 {number} 个单元（id {id}）：{what}", "  {name} cell {number} (id {id}): {what}")
}

fn notebooks(layout: &Layout, paths: &[String]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if paths.is_empty() {
        for folder in ["notebooks/zh", "notebooks/en"] {
            found.extend(inside(&layout.repository.join(folder)));
        }
    }
    for path in paths {
        let full = fs::canonicalize(path)
            .map_err(|error| text!("读不了 {path}：{error}。", "Cannot read {path}: {error}."))?;
        if full.is_dir() { found.extend(inside(&full)) } else { found.push(full) }
    }
    if found.is_empty() {
        // A check of nothing must not look like a success.
        return Err(text!("没有找到笔记本。", "No notebook was found."));
    }
    Ok(found)
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut notebooks: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "ipynb")).collect();
    notebooks.sort();
    notebooks
}

/// A folder that is removed when the notebook has been run.
struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    fn new() -> Outcome<Scratch> {
        let folder = std::env::temp_dir().join(format!("shuzi-check-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Scratch { folder })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::tests::temporary_folder;

    #[test]
    fn all_notebooks_of_both_languages_are_found_and_none_is_an_error() {
        let repository = temporary_folder("notebooks");
        let layout = Layout::of(&repository);
        assert!(notebooks(&layout, &[]).is_err());
        for name in ["zh/02-b.ipynb", "zh/01-a.ipynb", "en/01-a.ipynb", "zh/notes.txt"] {
            let path = repository.join("notebooks").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "{}").unwrap();
        }
        let found = notebooks(&layout, &[]).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(repository.join("notebooks")).unwrap()).collect();
        assert_eq!(names, [Path::new("zh/01-a.ipynb"), Path::new("zh/02-b.ipynb"), Path::new("en/01-a.ipynb")]);
        fs::remove_dir_all(repository).unwrap();
    }
}
