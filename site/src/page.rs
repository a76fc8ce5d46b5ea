//! What is shared while one page is made.

use crate::held::Held;
use crate::highlight::Highlighter;
use crate::terms::Terms;
use notebook::glossary::Glossary;
use std::collections::BTreeSet;
use words::Language;

/// A page in the making.
pub struct Page<'b> {
    pub edition: Language,
    pub highlighter: &'b Highlighter,
    pub held: &'b mut Held,
    /// The page that figures lead back to, where it is another.
    pub computed_in: String,
    pub terms: Terms<'b>,
    /// Whether the text at hand may link terms; what one will learn from a chapter is no place to explain it.
    pub links_terms: bool,
    names: BTreeSet<String>,
}

impl<'b> Page<'b> {
    pub fn new(
        edition: Language,
        glossary: &'b Glossary,
        highlighter: &'b Highlighter,
        held: &'b mut Held,
    ) -> Page<'b> {
        let terms = Terms::new(glossary, edition);
        Page {
            edition,
            highlighter,
            held,
            computed_in: String::new(),
            terms,
            links_terms: true,
            names: BTreeSet::new(),
        }
    }

    /// A name that nothing else in the page has: the wish, or the wish and a number.
    pub fn unique(&mut self, wish: &str) -> String {
        let mut name = wish.to_owned();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{wish}-{number}");
        }
        name
    }
}
