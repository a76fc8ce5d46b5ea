//! Columns on a terminal: a Chinese character takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Whether a character takes a whole square: Chinese and its punctuation.
pub fn is_wide(character: char) -> bool {
    character.width() == Some(2)
}

/// How many columns a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// `text` with spaces behind it, `width` columns in all.
pub fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// `text` with spaces before it, `width` columns in all.
pub fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_straight_with_chinese() {
        assert_eq!(pad("损失", 6), "损失  ");
        assert_eq!(pad_left("损失", 6), "  损失");
        assert_eq!(columns("97.8 %，“好”"), 12);
    }
}
