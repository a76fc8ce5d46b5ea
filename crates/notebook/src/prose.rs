//! The words of a prose cell, apart from what is not prose in it.

/// A cell's own words: without code, formulas, tags, addresses and italics (titles of works stay as they are printed).
pub fn own_words(markdown: &str) -> String {
    let mut words = String::new();
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = foreign_length(rest) {
            words.push(' ');
            rest = &rest[length..];
        } else if let Some(after) = rest.strip_prefix("**") {
            rest = after;
        } else {
            words.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    in_one_line(&words)
}

/// All words in small letters, code and italics too: where it is enough that a word stands somewhere.
pub fn all_words(markdown: &str) -> String {
    in_one_line(&markdown.replace(['*', '`'], "")).to_lowercase()
}

/// A term may be broken between two lines.
fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The length of what begins here and is not prose.
fn foreign_length(rest: &str) -> Option<usize> {
    for mark in ["```", "`", "$$", "$"] {
        if let Some(content) = rest.strip_prefix(mark) {
            // A lone mark is a letter like others.
            return content.find(mark).map(|end| mark.len() + end + mark.len());
        }
    }
    if let Some(content) = rest.strip_prefix("](") {
        return content.find(')').map(|end| end + 3);
    }
    if let Some(content) = rest.strip_prefix('<') {
        let is_tag = content.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        return content.find('>').filter(|_| is_tag).map(|end| end + 2);
    }
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return Some(rest.find(|c: char| c.is_whitespace() || !c.is_ascii()).unwrap_or(rest.len()));
    }
    let content =
        rest.strip_prefix('*').filter(|content| !content.starts_with(|c: char| c == '*' || c.is_whitespace()))?;
    let end = content.find('*')?;
    (!content[..end].contains('\n')).then_some(end + 2)
}

/// Whether English text has a term as a word of its own, in the plural too; both in small letters.
pub fn has_word(text: &str, term: &str) -> bool {
    let term = term.to_lowercase();
    text.match_indices(&term).any(|(at, _)| {
        let starts = !text[..at].ends_with(char::is_alphanumeric);
        let after = &text[at + term.len()..];
        starts
            && ["", "s", "es"]
                .iter()
                .any(|plural| after.strip_prefix(plural).is_some_and(|after| !after.starts_with(char::is_alphanumeric)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_formulas_tags_addresses_and_titles_are_no_prose() {
        assert_eq!(
            own_words("**交叉熵**见 `loss`、$\\ln p$ 和 *Cross entropy*，[链接](a.md)<br>\n\n```\nx\n```\n完"),
            "交叉熵见 、 和 ，[链接 完"
        );
        assert_eq!(own_words("* 一\n* 5 * 3 < 4，价 $5"), "* 一 * 5 * 3 < 4，价 $5");
        assert_eq!(own_words("见 https://example.org/熵。"), "见 熵。");
    }

    #[test]
    fn words_are_found_whole_in_either_number() {
        let text = all_words("Two **Losses** of\ncross-entropy, `logits`");
        for term in ["loss", "cross-entropy", "entropy", "logits", "logit", "Two losses"] {
            assert!(has_word(&text, term), "{term}");
        }
        for term in ["os", "loss of", "cross"] {
            assert_eq!(has_word(&text, term), term == "cross", "{term}");
        }
    }
}
