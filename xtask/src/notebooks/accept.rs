//! `cargo xtask notebooks accept`: a person has read both texts; the English cell records which Chinese it says the same as.

use notebook::chapter::{Chapter, Notebook, chapter_named};
use notebook::twins::{digest, recorded};
use serde_json::json;
use std::path::Path;
use words::{Outcome, text};

/// Accepts `05/cell-id`, or all that have drifted in `05`.
pub fn accept(repository: &Path, target: &str) -> Outcome {
    let (chapter, id) = match target.split_once('/') {
        Some((chapter, id)) => (chapter, Some(id)),
        None => (target, None),
    };
    let chapter = chapter_named(repository, chapter)?;
    let chinese = Notebook::read(repository, &chapter.chinese())?;
    let english = Notebook::read(repository, &chapter.english())?;
    let ids = match id {
        Some(id) => vec![pair_of_prose(&chinese, &english, id)?],
        None => drifted(&chinese, &english),
    };
    for id in &ids {
        print_both(&chapter, &chinese, &english, id);
    }
    record(&repository.join(chapter.english()), &chinese, &ids)?;
    let (count, name) = (ids.len(), &chapter.0);
    println!("{}", text!("{name}：接受了 {count} 个单元。", "{name}: {count} cells accepted."));
    Ok(())
}

/// The id, if both notebooks have a prose cell of it.
fn pair_of_prose(chinese: &Notebook, english: &Notebook, id: &str) -> Outcome<String> {
    for notebook in [chinese, english] {
        let path = &notebook.path;
        match notebook.cell(id) {
            None => return Err(text!("{path} 没有单元 {id}。", "{path} has no cell {id}.")),
            Some(cell) if cell.is_code => {
                return Err(text!(
                    "{path} 的单元 {id} 是代码：代码两边须相同，不能接受不同的。",
                    "Cell {id} of {path} is code: it must be the same in both languages, a difference cannot be accepted."
                ));
            }
            Some(_) => {}
        }
    }
    Ok(id.to_owned())
}

fn drifted(chinese: &Notebook, english: &Notebook) -> Vec<String> {
    let prose = english.cells.iter().filter(|cell| !cell.is_code);
    prose
        .filter(|theirs| {
            let ours = chinese.cell(&theirs.id).filter(|cell| !cell.is_code);
            ours.is_some_and(|ours| recorded(theirs) != Some(&digest(&ours.source)))
        })
        .map(|cell| cell.id.clone())
        .collect()
}

fn print_both(chapter: &Chapter, chinese: &Notebook, english: &Notebook, id: &str) {
    let text = |notebook: &Notebook| notebook.cell(id).map(|cell| cell.source.clone()).unwrap_or_default();
    println!("━━ {}/{id} ━━ zh\n{}\n── en\n{}\n", chapter.number(), text(chinese), text(english));
}

fn record(path: &Path, chinese: &Notebook, ids: &[String]) -> Outcome {
    let mut content = notebook::read(path)?;
    for cell in content["cells"].as_array_mut().into_iter().flatten() {
        let id = notebook::joined(&cell["id"]);
        if let Some(ours) = chinese.cell(&id).filter(|_| ids.contains(&id)) {
            cell["metadata"]["shuzi"]["twin"] = json!(digest(&ours.source));
        }
    }
    notebook::write(path, content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notebook::chapter::Cell;
    use std::fs;

    fn write(repository: &Path, chapter: &Chapter) {
        let cells = |title: &str, rest: &str| {
            json!({"nbformat": 4, "metadata": {}, "cells": [
                {"cell_type": "markdown", "id": "title", "metadata": {}, "source": title},
                {"cell_type": "markdown", "id": "end", "metadata": {}, "source": rest},
                {"cell_type": "code", "id": "run", "metadata": {}, "source": "f()", "outputs": [], "execution_count": 1},
            ]})
        };
        for (path, content) in
            [(chapter.chinese(), cells("一\n二", "完")), (chapter.english(), cells("One\ntwo", "End"))]
        {
            fs::create_dir_all(repository.join(&path).parent().unwrap()).unwrap();
            notebook::write(&repository.join(path), content).unwrap();
        }
    }

    #[test]
    fn a_cell_or_a_chapter_is_accepted_and_nothing_else_changes() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        let chapter = Chapter("05-a".to_owned());
        write(repository, &chapter);
        let english = || Notebook::read(repository, &chapter.english()).unwrap().cells;
        let twins = || english().iter().map(|cell: &Cell| recorded(cell).map(str::to_owned)).collect::<Vec<_>>();

        accept(repository, "05/title").unwrap();
        assert_eq!(twins(), [Some(digest("一\n二")), None, None]);
        accept(repository, "05").unwrap();
        assert_eq!(twins(), [Some(digest("一\n二")), Some(digest("完")), None]);
        assert_eq!(english()[0].source, "One\ntwo");

        assert!(accept(repository, "05/none").unwrap_err().contains("none"));
        assert!(accept(repository, "05/run").is_err(), "code cannot be accepted");
        assert!(accept(repository, "06").unwrap_err().contains("05-a"));
    }
}
