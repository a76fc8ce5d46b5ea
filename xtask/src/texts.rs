//! What notebooks are held to without a kernel: both languages say the same, cells keep to the rules, terms are the
//! glossary's. `cargo xtask notebooks check` asks for it, and `cargo lab --check` before it starts a kernel.

use lab::process::say;
use notebook::chapter::{Chapter, Notebook};
use notebook::glossary::Glossary;
use notebook::problem::Problem;
use notebook::{cells, twins};
use std::path::Path;
use words::{Language, Outcome, text};

/// Checks chapters; all that is wrong is said, not the first only.
pub fn check(repository: &Path, chapters: &[Chapter]) -> Outcome {
    let glossary = Glossary::read(repository)?;
    let mut wrong = 0;
    for chapter in chapters {
        let findings = check_chapter(repository, chapter, &glossary)?;
        findings.iter().for_each(|finding| say(&finding.to_string()));
        wrong += findings.len();
    }
    let count = chapters.len();
    if wrong == 0 {
        say(&text!(
            "{count} 章：两种语言一致，单元合乎规则。",
            "{count} chapters: both languages agree, cells keep to the rules."
        ));
        return Ok(());
    }
    Err(text!(
        "{wrong} 处不对（见上；规则见 docs/notebooks.md）。",
        "{wrong} findings, above; the rules are in docs/notebooks.en.md."
    ))
}

fn check_chapter(repository: &Path, chapter: &Chapter, glossary: &Glossary) -> Outcome<Vec<Problem>> {
    let mut findings = Vec::new();
    let mut read = |path: String| -> Outcome<Option<Notebook>> {
        if repository.join(&path).exists() {
            return Ok(Some(Notebook::read(repository, &path)?));
        }
        findings.push(Problem::at(
            &path,
            text!("缺少：另一种语言里有这一章", "missing: the other language has this chapter"),
        ));
        Ok(None)
    };
    let (chinese, english) = (read(chapter.chinese())?, read(chapter.english())?);
    for (notebook, language) in [&chinese, &english].into_iter().zip(Language::BOTH) {
        if let Some(notebook) = notebook {
            findings.extend(cells::check(notebook));
            findings.extend(glossary.check(notebook, language));
        }
    }
    if let (Some(chinese), Some(english)) = (&chinese, &english) {
        findings.extend(twins::check(chapter, chinese, english));
        findings.extend(glossary.check_pair(chinese, english));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::files::put;
    use notebook::chapter::{chapter_named, chapters};
    use notebook::glossary;
    use serde_json::json;

    #[test]
    fn a_check_says_all_that_is_wrong_and_names_a_missing_notebook() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        let cells =
            json!([{"cell_type": "code", "id": "setup", "metadata": {}, "source": cells::SETUP, "outputs": []}]);
        let good = json!({ "cells": cells });
        let write = |path: &str, content: &str| {
            put(repository.join(path), content).unwrap();
        };
        write(glossary::PATH, "");
        write("notebooks/zh/01-a.ipynb", &good.to_string());
        write("notebooks/en/01-a.ipynb", &good.to_string());
        let all = chapters(repository).unwrap();
        check(repository, &all).unwrap();

        write("notebooks/zh/02-b.ipynb", &good.to_string());
        write("notebooks/en/03-c.ipynb", "{\"cells\": []}");
        let all = chapters(repository).unwrap();
        let glossary = Glossary::read(repository).unwrap();
        let missing = check_chapter(repository, &all[1], &glossary).unwrap();
        assert_eq!(
            missing.iter().map(|finding| finding.path.as_str()).collect::<Vec<_>>(),
            ["notebooks/en/02-b.ipynb"]
        );
        assert!(
            check(repository, &all).unwrap_err().contains('3'),
            "one missing English, one missing Chinese, no code"
        );
        assert!(chapter_named(repository, "9").is_err());
    }
}
