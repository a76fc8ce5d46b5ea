//! What is shared while one page is made.

use crate::edition::Edition;
use crate::glossary::Glossary;
use crate::held::Held;
use crate::highlight::Highlighter;
use crate::terms::Terms;
use std::collections::BTreeSet;

/// A page in the making.
pub struct Page<'b> {
    /// Its language.
    pub edition: Edition,
    /// Colours code.
    pub highlighter: &'b Highlighter,
    /// Keeps trusted HTML.
    pub held: &'b mut Held,
    /// Links terms; none are linked where there are none.
    pub terms: Terms<'b>,
    names: BTreeSet<String>,
}

impl<'b> Page<'b> {
    /// A page with nothing in it.
    pub fn new(edition: Edition, glossary: &'b Glossary, highlighter: &'b Highlighter, held: &'b mut Held) -> Page<'b> {
        let terms = Terms::new(glossary, edition);
        Page { edition, highlighter, held, terms, names: BTreeSet::new() }
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
