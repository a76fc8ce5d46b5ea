//! `cargo lab --check`: every notebook through the real kernel, one at a time.

use super::execute::execute;
use crate::texts;
use lab::Layout;
use lab::process::say;
use notebook::chapter::{Chapter, chapters, notebooks_inside};
use notebook::outputs::{Complaint, compare, update};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use words::{Outcome, text};

/// What needs no kernel, and so comes first: the twins, the rules, the terms; of all chapters, or of those named.
pub fn check_texts(layout: &Layout, paths: &[String]) -> Outcome {
    let repository = &layout.repository;
    if paths.is_empty() {
        return texts::check(repository, &chapters(repository)?);
    }
    let chapters = of_chapters(layout, &notebooks(layout, paths)?);
    // A notebook elsewhere has no twin.
    if chapters.is_empty() { Ok(()) } else { texts::check(repository, &chapters) }
}

/// The chapters that notebooks belong to.
fn of_chapters(layout: &Layout, notebooks: &[PathBuf]) -> Vec<Chapter> {
    let mut chapters = BTreeSet::new();
    for folder in ["notebooks/zh", "notebooks/en"].map(|folder| layout.repository.join(folder)) {
        let folder = folder.canonicalize().unwrap_or(folder);
        let inside = notebooks.iter().filter(|path| path.parent() == Some(&folder));
        chapters.extend(
            inside.filter_map(|path| path.file_stem()).map(|name| Chapter(name.to_string_lossy().into_owned())),
        );
    }
    chapters.into_iter().collect()
}

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
    let run = execute(layout, path)?;
    let complaints = compare(&stored, &run);
    if !store {
        return Ok(complaints);
    }
    update(&mut stored, &run, &complaints);
    notebook::write(path, stored)?;
    Ok(complaints.into_iter().filter(|complaint| !complaint.is_mere_difference).collect())
}

fn described(name: &str, complaint: &Complaint) -> String {
    let Complaint { number, id, what, .. } = complaint;
    text!("  {name} 第 {number} 个单元（id {id}）：{what}", "  {name} cell {number} (id {id}): {what}")
}

fn notebooks(layout: &Layout, paths: &[String]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    if paths.is_empty() {
        for folder in ["notebooks/zh", "notebooks/en"] {
            found.extend(notebooks_inside(&layout.repository.join(folder)));
        }
    }
    for path in paths {
        let full = fs::canonicalize(path)
            .map_err(|error| text!("读不了 {path}：{error}。", "Cannot read {path}: {error}."))?;
        if full.is_dir() { found.extend(notebooks_inside(&full)) } else { found.push(full) }
    }
    if found.is_empty() {
        // A check of nothing must not look like a success.
        return Err(text!("没有找到笔记本。", "No notebook was found."));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::files::put;

    #[test]
    fn all_notebooks_of_both_languages_are_found_and_none_is_an_error() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path().canonicalize().unwrap();
        let layout = Layout::of(&repository);
        assert!(notebooks(&layout, &[]).is_err());
        for name in ["zh/02-b.ipynb", "zh/01-a.ipynb", "en/01-a.ipynb", "zh/notes.txt"] {
            let path = repository.join("notebooks").join(name);
            put(path, "{}").unwrap();
        }
        let found = notebooks(&layout, &[]).unwrap();
        let names: Vec<_> = found.iter().map(|path| path.strip_prefix(repository.join("notebooks")).unwrap()).collect();
        assert_eq!(names, [Path::new("zh/01-a.ipynb"), Path::new("zh/02-b.ipynb"), Path::new("en/01-a.ipynb")]);
        assert_eq!(of_chapters(&layout, &found), [Chapter("01-a".to_owned()), Chapter("02-b".to_owned())]);
    }
}
