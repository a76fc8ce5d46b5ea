//! What the site is made from: the chapters in both languages, and the glossary.

use crate::cells::Notebook;
use crate::error::{self, Place};
use crate::opening::{Opening, opening};
use notebook::chapter::chapters;
use notebook::glossary::Glossary;
use std::path::Path;
use words::{Language, Outcome, text};

pub struct Book {
    pub chapters: Vec<Chapter>,
    pub glossary: Glossary,
}

pub struct Chapter {
    /// `03-softmax`.
    pub stem: String,
    chinese: (Notebook, Opening),
    english: (Notebook, Opening),
}

impl Chapter {
    pub fn notebook(&self, edition: Language) -> &Notebook {
        &self.side(edition).0
    }

    pub fn opening(&self, edition: Language) -> &Opening {
        &self.side(edition).1
    }

    fn side(&self, edition: Language) -> &(Notebook, Opening) {
        edition.pick(&self.chinese, &self.english)
    }
}

impl Book {
    pub fn read(repository: &Path) -> Outcome<Book> {
        let chapters =
            chapters(repository)?.into_iter().map(|found| chapter(repository, found.0)).collect::<Outcome<_>>()?;
        Ok(Book { chapters, glossary: Glossary::read(repository)? })
    }

    /// The index of the chapter that `name` begins: `03`, or the whole stem.
    pub fn find(&self, name: &str) -> Outcome<usize> {
        let names = |chapter: &Chapter| chapter.stem == name || chapter.stem.split('-').next() == Some(name);
        self.chapters.iter().position(names).ok_or_else(|| {
            let all: Vec<&str> = self.chapters.iter().map(|chapter| chapter.stem.as_str()).collect();
            let all = all.join(", ");
            text!("没有第 {name} 章。有的是：{all}。", "There is no chapter {name}. There are {all}.")
        })
    }
}

fn chapter(repository: &Path, stem: String) -> Outcome<Chapter> {
    let side = |edition: Language| {
        let file = format!("notebooks/{}/{stem}.ipynb", edition.code());
        if !repository.join(&file).exists() {
            return Err(missing(&file));
        }
        let notebook = Notebook::read(repository, &file)?;
        let opening = opening(notebook.opening()?, edition);
        Ok((notebook, opening))
    };
    Ok(Chapter { chinese: side(Language::Chinese)?, english: side(Language::English)?, stem })
}

fn missing(file: &str) -> String {
    error::source(
        &Place::file(file),
        text!("没有这个文件", "no such file"),
        text!("每一章都有中文和英文两个笔记本", "a notebook in Chinese and one in English for each chapter"),
        text!("请补上它，或删去另一个。", "Add it, or remove the other."),
    )
}
