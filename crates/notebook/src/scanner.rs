//! Rust code cut into code, comments and literals, as far as a notebook's cells need it.

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Neither comment nor literal.
    Code,
    /// To the line's end, or between `/*` and `*/`; without the line break.
    Comment,
    /// A string of any kind, quotation marks included.
    Text,
    /// `'a'`; lifetimes are code.
    Character,
}

/// A part of the code; the pieces in their order are the whole.
#[derive(Debug, PartialEq)]
pub struct Piece<'a> {
    /// What it is.
    pub kind: Kind,
    /// Where it begins, in bytes.
    pub at: usize,
    /// Its text.
    pub text: &'a str,
}

/// Cuts code into pieces.
pub fn pieces(code: &str) -> Vec<Piece<'_>> {
    let special = |at: usize| piece_at(&code[at..], code[..at].chars().next_back());
    cut(code, Kind::Code, special).into_iter().map(|(kind, at, text)| Piece { kind, at, text }).collect()
}

/// Cuts text into what `special` finds at a place, with its length, and what lies between, which is `plain`.
pub fn cut<K: Copy>(text: &str, plain: K, special: impl Fn(usize) -> Option<(K, usize)>) -> Vec<(K, usize, &str)> {
    let mut found = Vec::new();
    let (mut at, mut plain_from) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let Some((kind, length)) = special(at) else {
            at += c.len_utf8();
            continue;
        };
        found.push((plain, plain_from, &text[plain_from..at]));
        found.push((kind, at, &text[at..at + length]));
        at += length;
        plain_from = at;
    }
    found.push((plain, plain_from, &text[plain_from..]));
    found.retain(|(_, _, part)| !part.is_empty());
    found
}

/// The comment or literal that the text begins with, and its length.
fn piece_at(text: &str, before: Option<char>) -> Option<(Kind, usize)> {
    if text.starts_with("//") {
        return Some((Kind::Comment, text.find('\n').unwrap_or(text.len())));
    }
    if text.starts_with("/*") {
        return Some((Kind::Comment, block_comment_length(text)));
    }
    if !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
        && let Some(length) = prefixed_text_length(text)
    {
        return Some((Kind::Text, length));
    }
    match text.chars().next() {
        Some('"') => Some((Kind::Text, escaped_length(text, '"'))),
        // A lifetime has no closing mark two characters on.
        Some('\'') if text[1..].starts_with('\\') || text.chars().nth(2) == Some('\'') => {
            Some((Kind::Character, escaped_length(text, '\'')))
        }
        _ => None,
    }
}

/// Block comments nest.
fn block_comment_length(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0);
    while at < text.len() {
        let (step, change) = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (2, 1),
            [b'*', b'/', ..] => (2, -1),
            _ => (1, 0),
        };
        at += step;
        depth += change;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// `r"…"`, `br#"…"#`, `b"…"`, `c"…"`.
fn prefixed_text_length(text: &str) -> Option<usize> {
    let prefix = text.find(|c| !matches!(c, 'b' | 'c' | 'r'))?;
    match &text[..prefix] {
        "b" | "c" if text[prefix..].starts_with('"') => Some(prefix + escaped_length(&text[prefix..], '"')),
        "r" | "br" | "cr" => {
            let hashes = text[prefix..].len() - text[prefix..].trim_start_matches('#').len();
            let content = text[prefix + hashes..].strip_prefix('"')?;
            let end = format!("\"{}", "#".repeat(hashes));
            let start = text.len() - content.len();
            Some(content.find(&end).map_or(text.len(), |found| start + found + end.len()))
        }
        _ => None,
    }
}

fn escaped_length(text: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == end && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(code: &str) -> Vec<(Kind, &str)> {
        pieces(code).iter().map(|piece| (piece.kind, piece.text)).collect()
    }

    #[test]
    fn comments_and_literals_are_told_from_code() {
        use Kind::{Character, Code, Comment, Text};
        assert_eq!(
            cut("f(\"a;\\\"b\") // 注\n"),
            [(Code, "f("), (Text, "\"a;\\\"b\""), (Code, ") "), (Comment, "// 注"), (Code, "\n")]
        );
        assert_eq!(cut("a/* /* x */ */b"), [(Code, "a"), (Comment, "/* /* x */ */"), (Code, "b")]);
        assert_eq!(cut("<'a>';''\\''"), [(Code, "<'a>"), (Character, "';'"), (Character, "'\\''")]);
        assert_eq!(
            cut("bar(r#\"}\"\"#, b\"x\", br\"y\")"),
            [
                (Code, "bar("),
                (Text, "r#\"}\"\"#"),
                (Code, ", "),
                (Text, "b\"x\""),
                (Code, ", "),
                (Text, "br\"y\""),
                (Code, ")")
            ]
        );
    }

    #[test]
    fn pieces_are_the_whole_even_where_a_literal_never_ends() {
        for code in ["", "f(\"数", "/* 注", "r#\"字\"", "'", "a '\\"] {
            assert_eq!(pieces(code).iter().map(|piece| piece.text).collect::<String>(), code);
            assert!(pieces(code).iter().all(|piece| code[piece.at..].starts_with(piece.text)));
        }
    }
}
