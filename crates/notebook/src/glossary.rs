//! The course's terms, `notebooks/glossary.toml`, and whether both languages keep to them.

use crate::chapter::{Cell, Notebook};
use crate::problem::Problem;
use crate::prose::{all_words, has_word, own_words};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use toml::{Table, Value};
use words::{Language, Outcome, text};

/// Where the terms are, in the repository.
pub const PATH: &str = "notebooks/glossary.toml";

/// All terms, in the file's order, which is the course's.
#[derive(Debug, Default)]
pub struct Glossary {
    /// The terms.
    pub terms: Vec<Term>,
}

/// A term in both languages.
#[derive(Debug)]
pub struct Term {
    chinese: Names,
    english: Names,
    /// Where the Chinese is used, the English twin uses the English.
    is_paired: bool,
}

/// A term's names in one language.
#[derive(Debug)]
struct Names {
    /// The one to use.
    name: String,
    /// What it means, in a sentence.
    meaning: String,
    /// Others that are right too, and other forms of the word.
    also: Vec<String>,
    /// Wrong ones.
    avoid: Vec<String>,
}

impl Names {
    fn right(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.also).map(String::as_str)
    }
}

impl Term {
    fn names(&self, language: Language) -> &Names {
        language.pick(&self.chinese, &self.english)
    }

    /// Its name in one language.
    pub fn name(&self, language: Language) -> &str {
        &self.names(language).name
    }

    /// What it means, in one language.
    pub fn meaning(&self, language: Language) -> &str {
        &self.names(language).meaning
    }

    /// Its id in a page, the same in both languages: `term-cross-entropy`.
    pub fn id(&self) -> String {
        let letters = self.english.name.to_lowercase();
        let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        format!("term-{}", words.collect::<Vec<_>>().join("-"))
    }
}

impl Glossary {
    /// Reads the repository's.
    pub fn read(repository: &Path) -> Outcome<Glossary> {
        let content = fs::read_to_string(repository.join(PATH))
            .map_err(|error| text!("读不了 {PATH}：{error}。", "Cannot read {PATH}: {error}."))?;
        Glossary::parse(&content)
    }

    /// The terms of a glossary's text.
    pub fn parse(content: &str) -> Outcome<Glossary> {
        let table: Table =
            content.parse().map_err(|error| text!("{PATH} 不是 TOML：{error}", "{PATH} is no TOML: {error}"))?;
        let entries = table.get("term").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let terms = entries.iter().map(term).collect::<Outcome<Vec<_>>>()?;
        let mut seen = BTreeSet::new();
        match terms.iter().find(|term| !seen.insert(term.chinese.name.clone())) {
            Some(term) => {
                let name = &term.chinese.name;
                Err(text!("{PATH}：{name} 出现了两次。", "{PATH}: {name} is there twice."))
            }
            None => Ok(Glossary { terms }),
        }
    }

    /// Wrong names in prose of a language.
    pub fn check(&self, notebook: &Notebook, language: Language) -> Vec<Problem> {
        let has = |words: &str, wrong: &str| match language {
            Language::Chinese => words.contains(wrong),
            Language::English => has_word(&words.to_lowercase(), wrong),
        };
        let mut findings = Vec::new();
        for cell in notebook.cells.iter().filter(|cell| !cell.is_code) {
            let words = own_words(&cell.source);
            for names in self.terms.iter().map(|term| term.names(language)) {
                let wrong = names.avoid.iter().filter(|wrong| has(&words, wrong));
                findings.extend(wrong.map(|wrong| {
                    let what = text!("用词与 {PATH} 不合", "a term that {PATH} has otherwise");
                    Problem::in_cell(&notebook.path, &cell.id, what).with(&names.name, wrong)
                }));
            }
        }
        findings
    }

    /// Paired terms of a Chinese cell that its English twin does not use.
    pub fn check_pair(&self, chinese: &Notebook, english: &Notebook) -> Vec<Problem> {
        let mut findings = Vec::new();
        for theirs in english.cells.iter().filter(|cell| !cell.is_code) {
            let Some(ours) = chinese.cell(&theirs.id).filter(|cell| !cell.is_code) else { continue };
            findings.extend(self.unpaired(ours, theirs).into_iter().map(|term| {
                let (ours, theirs_name) = (&term.chinese.name, &term.english.name);
                let what = text!(
                    "中文说到“{ours}”，英文没有相应的词（见 {PATH}）",
                    "the Chinese speaks of {ours}, the English has no term for it (see {PATH})"
                );
                let nothing = text!("没有", "none");
                Problem::in_cell(&english.path, &theirs.id, what).with(theirs_name, nothing)
            }));
        }
        findings
    }

    fn unpaired(&self, ours: &Cell, theirs: &Cell) -> Vec<&Term> {
        let words = all_words(&theirs.source);
        let used = self.used(&own_words(&ours.source));
        let paired = used.into_iter().filter(|term| term.is_paired);
        paired.filter(|term| !term.english.right().any(|name| has_word(&words, name))).collect()
    }

    /// The terms in Chinese text; what is part of a longer one counts for that one only (熵 in 交叉熵).
    fn used(&self, chinese: &str) -> Vec<&Term> {
        let mut names: Vec<(&str, usize)> = self
            .terms
            .iter()
            .enumerate()
            .flat_map(|(index, term)| term.chinese.right().map(move |name| (name, index)))
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        let mut rest = chinese.to_owned();
        let mut used = BTreeSet::new();
        for (name, index) in names {
            if rest.contains(name) {
                used.insert(index);
                rest = rest.replace(name, "\0");
            }
        }
        used.into_iter().map(|index| &self.terms[index]).collect()
    }
}

fn term(entry: &Value) -> Outcome<Term> {
    const KEYS: &str = "chinese, chinese_also, chinese_avoid, chinese_means, english, english_also, english_avoid, \
                        english_means, paired";
    let Some(table) = entry.as_table() else {
        return Err(text!("{PATH}：term 应为表（[[term]]）。", "{PATH}: a term must be a table ([[term]])."));
    };
    let known = table.get("chinese").and_then(Value::as_str).unwrap_or("?").to_owned();
    if let Some(key) = table.keys().find(|key| !KEYS.split(", ").any(|known| known == *key)) {
        return Err(text!(
            "{PATH} 的 {known}：不认识 {key}；有的是 {KEYS}。",
            "{PATH}, {known}: {key} is unknown; there are {KEYS}."
        ));
    }
    let sentence = |key: &str| match table.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty()) {
        Some(text) => Ok(text.to_owned()),
        None => Err(text!("{PATH} 的 {known}：缺少 {key}。", "{PATH}, {known}: {key} is missing.")),
    };
    let names = |language: &str| {
        let list = |key: &str| list(table.get(&format!("{language}_{key}")), &known);
        let (name, meaning) = (sentence(language)?, sentence(&format!("{language}_means"))?);
        Ok::<_, String>(Names { name, meaning, also: list("also")?, avoid: list("avoid")? })
    };
    let is_paired = table.get("paired").and_then(Value::as_bool).unwrap_or(false);
    Ok(Term { chinese: names("chinese")?, english: names("english")?, is_paired })
}

fn list(value: Option<&Value>, known: &str) -> Outcome<Vec<String>> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let texts = value.as_array().map(|values| values.iter().map(|value| value.as_str().map(str::to_owned)).collect());
    texts.flatten().ok_or_else(|| {
        text!("{PATH} 的 {known}：{value:?} 应为一串文字。", "{PATH}, {known}: {value:?} must be a list of texts.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TERMS: &str = r#"
[[term]]
chinese = "交叉熵"
chinese_avoid = ["交叉商"]
chinese_means = "一句话。"
english = "cross-entropy"
english_avoid = ["cross entropy"]
english_means = "A sentence."
paired = true

[[term]]
chinese = "熵"
chinese_means = "一句话。"
english = "entropy"
english_also = ["entropic"]
english_means = "A sentence."
paired = true

[[term]]
chinese = "步"
chinese_means = "一句话。"
english = "step"
english_means = "A sentence."
"#;

    fn prose(text: &str) -> Notebook {
        Notebook::of(
            "notebooks/zh/05-a.ipynb",
            &json!({"cells": [
                {"cell_type": "code", "id": "run", "source": "// 交叉商, cross entropy"},
                {"cell_type": "markdown", "id": "read", "source": text},
            ]}),
        )
    }

    #[test]
    fn wrong_words_are_named_in_either_language() {
        let glossary = Glossary::parse(TERMS).unwrap();
        let found = glossary.check(&prose("这就是交叉商。"), Language::Chinese);
        assert_eq!((found.len(), found[0].cell()), (1, Some("read")));
        assert_eq!((found[0].expected.as_deref(), found[0].found.as_deref()), (Some("交叉熵"), Some("交叉商")));
        assert_eq!(glossary.check(&prose("The Cross\nentropy falls."), Language::English).len(), 1);
        assert!(
            glossary.check(&prose("Cross-entropy; *A study of cross entropy*, 1999."), Language::English).is_empty()
        );
        assert!(glossary.check(&prose("交叉熵。"), Language::Chinese).is_empty());
    }

    #[test]
    fn a_paired_term_must_be_in_the_twin_and_another_need_not() {
        let glossary = Glossary::parse(TERMS).unwrap();
        let unpaired = |chinese: &str, english: &str| glossary.check_pair(&prose(chinese), &prose(english)).len();
        assert_eq!(unpaired("**交叉熵**走一步", "the `cross-entropy` goes on"), 0);
        assert_eq!(unpaired("交叉熵", "the loss"), 1);
        assert_eq!(unpaired("交叉熵", "cross-entropies"), 1);
        assert_eq!(unpaired("熵", "entropic forces"), 0);
        assert_eq!(unpaired("`交叉熵`", "code only"), 0);
    }

    #[test]
    fn a_term_without_a_definition_or_with_an_unknown_key_is_refused() {
        assert!(Glossary::parse(&TERMS.replacen("english_means", "means", 1)).unwrap_err().contains("交叉熵"));
        assert!(Glossary::parse("[[term]]\nchinese = \"熵\"\nchinese_means = \"。\"").is_err());
        assert!(Glossary::parse(&format!("{TERMS}{TERMS}")).is_err());
        assert!(Glossary::parse("[[term]").is_err());
    }

    #[test]
    fn the_courses_own_glossary_can_be_read() {
        let glossary = Glossary::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
        assert!(glossary.terms.len() >= 50, "{}", glossary.terms.len());
    }
}
