//! The index of the search: a script, since pages opened from disk may load scripts but no data.

use crate::book::Book;
use crate::chapter::Section;
use crate::dollars;
use notebook::glossary::Term;
use serde::Serialize;
use words::Language;

/// What the search knows of one language. The script in the page makes character pairs and stems of it.
#[derive(Serialize)]
struct Index<'i> {
    /// `[address, title]` of each chapter.
    chapters: Vec<(String, &'i str)>,
    /// `[chapter, cell, heading, words, 1 if code]`.
    sections: Vec<(usize, &'i str, &'i str, &'i str, u8)>,
    /// `[id, name, name in the other language, meaning]`.
    terms: Vec<(String, &'i str, &'i str, String)>,
}

/// `assets/search-index-zh.js`.
pub fn script(book: &Book, sections: &[Vec<Section>], edition: Language) -> String {
    let chapters = book
        .chapters
        .iter()
        .map(|chapter| (format!("{}/{}.html", edition.code(), chapter.stem), chapter.opening(edition).title.as_str()));
    let sections = sections.iter().enumerate().flat_map(|(chapter, sections)| {
        sections.iter().map(move |Section { id, heading, words, is_code }| {
            (chapter, id.as_str(), heading.as_str(), words.as_str(), u8::from(*is_code))
        })
    });
    let meaning = |term: &Term| dollars::as_words(term.meaning(edition));
    let terms = book.glossary.terms.iter();
    let terms = terms.map(|term| (term.id(), term.name(edition), term.name(edition.other()), meaning(term)));
    let index = Index { chapters: chapters.collect(), sections: sections.collect(), terms: terms.collect() };
    // Strings and numbers only: writing them does not fail.
    let json = serde_json::to_string(&index).unwrap_or_default();
    format!("globalThis.SHUZI_INDEX = {json};\n")
}
