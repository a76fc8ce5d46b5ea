//! Finds the first use of each glossary term in a chapter.

use notebook::glossary::{Glossary, Term};
use std::collections::BTreeSet;
use words::Language;

/// Remembers which terms a chapter has used.
pub struct Terms<'g> {
    terms: &'g [Term],
    /// Names in small letters, with the term of each; a longer one goes before what it begins with.
    names: Vec<(String, usize)>,
    used: BTreeSet<usize>,
}

#[derive(Debug)]
pub enum Part<'t, 'g> {
    Plain(&'t str),
    Term(&'t str, &'g Term),
}

impl<'g> Terms<'g> {
    pub fn new(glossary: &'g Glossary, edition: Language) -> Terms<'g> {
        let mut names: Vec<(String, usize)> = Vec::new();
        for (index, term) in glossary.terms.iter().enumerate() {
            let name = term.name(edition).to_ascii_lowercase();
            if edition == Language::English {
                names.push((format!("{name}s"), index));
                names.push((format!("{name}es"), index));
            }
            names.push((name, index));
        }
        names.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then(one.cmp(other)));
        Terms { terms: &glossary.terms, names, used: BTreeSet::new() }
    }

    pub fn used(&self) -> &BTreeSet<usize> {
        &self.used
    }

    /// Splits a text at first uses.
    pub fn split<'t>(&mut self, text: &'t str) -> Vec<Part<'t, 'g>> {
        let small = text.to_ascii_lowercase();
        let (mut parts, mut plain, mut at) = (Vec::new(), 0, 0);
        while let Some(letter) = small[at..].chars().next() {
            let Some((length, term)) = self.name_at(&small, at) else {
                at += letter.len_utf8();
                continue;
            };
            if self.used.insert(term) {
                if plain < at {
                    parts.push(Part::Plain(&text[plain..at]));
                }
                parts.push(Part::Term(&text[at..at + length], &self.terms[term]));
                plain = at + length;
            }
            at += length;
        }
        if plain < text.len() {
            parts.push(Part::Plain(&text[plain..]));
        }
        parts
    }

    /// The longest name that stands there as whole words.
    fn name_at(&self, small: &str, at: usize) -> Option<(usize, usize)> {
        let (before, rest) = small.split_at(at);
        let stands = |name: &str| {
            // 层, 步, 轮: a single character is in many words, so it is a term only where it stands alone (and is stressed).
            if name.len() > 1 && name.chars().count() == 1 && small.trim() != name {
                return false;
            }
            let (first, last) = (name.chars().next(), name.chars().next_back());
            let joins = |one: Option<char>, other: Option<char>| {
                let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                one.is_some_and(is_word) && other.is_some_and(|letter| is_word(letter) || letter == '-')
            };
            !joins(first, before.chars().next_back()) && !joins(last, rest[name.len()..].chars().next())
        };
        let found = self.names.iter().find(|(name, _)| rest.starts_with(name.as_str()) && stands(name));
        found.map(|(name, term)| (name.len(), *term))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: &str = r#"
        [[term]]
        chinese = "梯度"
        chinese_means = "a"
        english = "gradient"
        english_means = "A"
        [[term]]
        chinese = "梯度下降"
        chinese_means = "b"
        english = "gradient descent"
        english_means = "B"
    "#;

    fn marked(edition: Language, texts: &[&str]) -> String {
        let glossary = Glossary::parse(TERMS).expect("terms");
        let mut terms = Terms::new(&glossary, edition);
        let parts = texts.iter().flat_map(|text| terms.split(text));
        parts
            .map(|part| match part {
                Part::Plain(text) => text.to_owned(),
                Part::Term(text, term) => format!("[{text}:{}]", term.meaning(edition)),
            })
            .collect()
    }

    #[test]
    fn the_first_use_and_the_longest_name_win() {
        assert_eq!(
            marked(Language::Chinese, &["用梯度下降，梯度下降", "的梯度和梯度"]),
            "用[梯度下降:b]，梯度下降的[梯度:a]和梯度"
        );
    }

    #[test]
    fn english_names_are_whole_words_in_any_case_and_number() {
        assert_eq!(
            marked(Language::English, &["Regradient gradient-free gradiental Gradients, gradient"]),
            "Regradient gradient-free gradiental [Gradients:A], gradient"
        );
    }
}
