//! A chapter's first cell: its title, what one will be able to do, how long it takes.

use crate::prose::{options, words};
use comrak::nodes::NodeValue;
use comrak::{Arena, parse_document};
use words::Language;

/// What lists of chapters say of one.
pub struct Opening {
    /// The heading's words.
    pub title: String,
    /// The first item of the first list.
    pub promise: String,
    /// `20 分钟`.
    pub time: Option<String>,
}

/// Reads a chapter's first cell.
pub fn opening(markdown: &str, edition: Language) -> Opening {
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options());
    let first = |is: fn(&NodeValue) -> bool| root.descendants().find(|node| is(&node.data.borrow().value)).map(words);
    let title = first(|value| matches!(value, NodeValue::Heading(_))).unwrap_or_default();
    let promise = first(|value| matches!(value, NodeValue::Item(_))).unwrap_or_default();
    let promise = promise.trim_end_matches(['；', '。', ';', '.', '，', ',']).to_owned();
    Opening { title, promise, time: time(markdown, edition) }
}

/// The first number before “minutes”.
fn time(markdown: &str, edition: Language) -> Option<String> {
    let unit = edition.pick("分钟", "minutes");
    let before = markdown.split_once(unit)?.0.trim_end();
    let start = before
        .rfind(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '–' | '-')))
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let number = &before[start..];
    (!number.is_empty()).then(|| format!("{number} {unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_promise_and_time_are_found() {
        let chinese =
            opening("# 3 · a：`b`\n\n**学完**\n\n- 用 $x$；\n- 二\n\n大约需要 15–20 分钟。", Language::Chinese);
        assert_eq!((chinese.title.as_str(), chinese.promise.as_str()), ("3 · a：b", "用 x"));
        assert_eq!(chinese.time.as_deref(), Some("15–20 分钟"));
        let english = opening("# 3 · a\n\nIt takes minutes.", Language::English);
        assert_eq!((english.promise.as_str(), english.time), ("", None));
    }
}
