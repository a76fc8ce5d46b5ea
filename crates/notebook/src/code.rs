//! What may stand in a code cell, and when two cells are the same code.

use crate::scanner::{Kind, pieces};

/// The code without comments, layout, and text shown to the learner.
///
/// Of a string its placeholders (`{loss:.4}`) stay, in alphabetical order: both languages show the same values.
pub fn normal_form(code: &str) -> String {
    let mut form = Form::default();
    for piece in pieces(code) {
        match piece.kind {
            Kind::Comment => form.gap = true,
            Kind::Text => form.push(&format!("\"{}\"", placeholders(piece.text))),
            Kind::Character => form.push(piece.text),
            Kind::Code => piece.text.chars().for_each(|c| form.take(c)),
        }
    }
    form.text
}

#[derive(Default)]
struct Form {
    text: String,
    /// Spaces or a comment came after the last letter.
    gap: bool,
    /// A line ended after the last letter.
    line_ended: bool,
}

impl Form {
    fn take(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = true;
            self.line_ended |= c == '\n';
        } else {
            self.push(c.encode_utf8(&mut [0; 4]));
        }
    }

    fn push(&mut self, text: &str) {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        // The formatter puts a comma there when it breaks a line that is longer in one language.
        if self.line_ended && text.starts_with([')', ']', '}']) && self.text.ends_with(',') {
            self.text.pop();
        }
        if self.gap && self.text.ends_with(is_word) && text.starts_with(is_word) {
            self.text.push(' ');
        }
        self.text.push_str(text);
        (self.gap, self.line_ended) = (false, false);
    }
}

/// What `format!` would fill in; `{{` is a plain brace.
fn placeholders(text: &str) -> String {
    let text = text.replace("{{", "").replace("}}", "");
    let mut found: Vec<_> =
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    found.sort_unstable();
    found.iter().map(|name| format!("{{{name}}}")).collect()
}

/// The words that define something reusable: none may stand in a cell.
pub fn definitions(code: &str) -> Vec<&str> {
    const WORDS: [&str; 6] = ["fn", "struct", "enum", "trait", "impl", "macro_rules"];
    let mut found = Vec::new();
    for piece in pieces(code).into_iter().filter(|piece| piece.kind == Kind::Code) {
        let mut rest = piece.text;
        while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
            rest = &rest[start..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            // `fn(f64) -> f64` is a type.
            let is_pointer = word == "fn" && after.trim_start().starts_with('(');
            if WORDS.contains(&word) && !is_pointer {
                found.push(word);
            }
            rest = after;
        }
    }
    found
}

/// Both texts from a little before their first difference.
pub fn around_difference(expected: &str, found: &str) -> (String, String) {
    const BEFORE: usize = 20;
    const LENGTH: usize = 80;
    let same = expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count();
    let start = same.saturating_sub(BEFORE);
    let cut = |text: &str| {
        let part: String = text.chars().skip(start).take(LENGTH).collect();
        let (before, after) = (start > 0, text.chars().count() > start + LENGTH);
        format!("{}{part}{}", if before { "…" } else { "" }, if after { "…" } else { "" })
    };
    (cut(expected), cut(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        normal_form(a) == normal_form(b)
    }

    #[test]
    fn comments_layout_and_shown_text_may_differ() {
        assert!(same("let a = 1; // 一\nshow(\"损失 {a}\")", "// one\nlet a = 1;\nshow(\"the loss: {a}\")"));
        assert!(same("f(1, \"短\")", "f(\n    1,\n    \"a longer one\",\n)"));
        assert!(same("plot(\"{b} 是 {a:.2}\")", "plot(r#\"{a:.2} for \"{b}\"\"#)"));
    }

    #[test]
    fn code_and_shown_values_may_not_differ() {
        assert!(!same("f(1)", "f(2)"));
        assert!(!same("let a = 1;", "leta = 1;"));
        assert!(!same("f('a')", "f('b')"));
        assert!(!same("println!(\"{loss}\")", "println!(\"{accuracy}\")"));
        assert!(!same("f(\"a\")", "f(\"a\", \"b\")"));
    }

    #[test]
    fn only_definitions_of_something_reusable_are_found() {
        assert_eq!(
            definitions("fn f() {}\nstruct A; impl A {} macro_rules! m {}"),
            ["fn", "struct", "impl", "macro_rules"]
        );
        for cell in
            ["type Net = (A, B);", "let f = |x: f32| x;", "let f: fn(f64) -> f64 = g;", "// an enum\nf(\"trait\")"]
        {
            assert!(definitions(cell).is_empty(), "{cell}");
        }
        assert!(definitions("let implement = fn_of(my_struct);").is_empty());
    }

    #[test]
    fn a_difference_is_shown_with_what_stands_around_it() {
        let long = "x".repeat(100);
        assert_eq!(around_difference("ab", "ac"), ("ab".to_owned(), "ac".to_owned()));
        let (expected, found) = around_difference(&format!("{long}a{long}"), &format!("{long}b"));
        assert!(expected.starts_with('…') && expected.ends_with('…') && found.ends_with("xb"));
    }
}
