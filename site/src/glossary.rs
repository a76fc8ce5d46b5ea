//! `notebooks/glossary.toml`: the course's terms in both languages, each with its meaning.

use crate::edition::Edition;
use crate::error::{Error, Place, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use words::text;

/// Where it is.
pub const PATH: &str = "notebooks/glossary.toml";

/// All terms, in the file's order, which is the course's.
#[derive(Debug, Default, Deserialize)]
pub struct Glossary {
    /// The terms.
    #[serde(default, rename = "term")]
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Debug, Default, Deserialize)]
pub struct Term {
    /// Its name in Chinese.
    pub chinese: String,
    /// Its name in English.
    pub english: String,
    chinese_means: String,
    english_means: String,
}

impl Glossary {
    /// Reads the file.
    pub fn read(repository: &Path) -> Result<Glossary> {
        let path = repository.join(PATH);
        Glossary::parse(&fs::read_to_string(&path).map_err(|error| Error::file(&path, error))?)
    }

    /// Reads its text.
    pub fn parse(content: &str) -> Result<Glossary> {
        toml::from_str(content).map_err(|error| {
            let reason = error.message();
            Error::source(
                &Place::file(PATH),
                text!("读不懂（{reason}）", "not understood ({reason})"),
                text!(
                    "每个 [[term]] 有 chinese、chinese_means、english、english_means",
                    "[[term]] with chinese, chinese_means, english and english_means each"
                ),
                text!("改正那一处。", "Mend that place."),
            )
        })
    }
}

impl Term {
    /// Its name in one language.
    pub fn name(&self, edition: Edition) -> &str {
        match edition {
            Edition::Chinese => &self.chinese,
            Edition::English => &self.english,
        }
    }

    /// What it means, in one language.
    pub fn meaning(&self, edition: Edition) -> &str {
        match edition {
            Edition::Chinese => &self.chinese_means,
            Edition::English => &self.english_means,
        }
    }

    /// Its id in the glossary page, the same in both languages: `term-cross-entropy`.
    pub fn id(&self) -> String {
        let letters = self.english.to_lowercase();
        let words: Vec<&str> =
            letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        format!("term-{}", words.join("-"))
    }
}
