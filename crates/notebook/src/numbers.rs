//! Numbers in text: found, compared within a tolerance, and masked where they are times.

use crate::scanner::cut;

/// A piece of text: a number as it is written, or what stands between numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Piece<'a> {
    /// What is no number.
    Text(&'a str),
    /// A decimal number.
    Number(&'a str),
}

/// Cuts text into numbers and what lies between; digits inside a word (`f32`, `conv1`) are no numbers.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    type Make<'a> = fn(&'a str) -> Piece<'a>;
    let number = |at: usize| {
        let length = if inside_word(text, at) { 0 } else { number_length(&text[at..]) };
        (length > 0).then_some((Piece::Number as Make, length))
    };
    cut(text, Piece::Text as Make, number).into_iter().map(|(make, _, part)| make(part)).collect()
}

/// Whether the character before `at` makes what follows a part of a word, or a minus a subtraction.
fn inside_word(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let minus = text[at..].starts_with('-');
    before.is_some_and(|c| c == '_' || c.is_ascii_alphabetic() || c.is_ascii_digit() || (minus && c == ')'))
}

/// The length of `-12.5e-3` at the beginning of the text; 0 if there is no number.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = usize::from(text.starts_with('-'));
    let whole = digits(end);
    if whole == 0 {
        return 0;
    }
    end += whole;
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(end + 1 + sign);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    end
}

/// Whether two texts are the same but for numbers that differ by no more than the tolerance, absolute or relative.
pub fn close(expected: &str, found: &str, tolerance: f64) -> bool {
    let (expected, found) = (pieces(expected), pieces(found));
    expected.len() == found.len() && expected.iter().zip(&found).all(|pair| piece_is_close(pair, tolerance))
}

fn piece_is_close(pair: (&Piece, &Piece), tolerance: f64) -> bool {
    let (Piece::Number(expected), Piece::Number(found)) = pair else { return pair.0 == pair.1 };
    match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0),
        _ => expected == found,
    }
}

/// Times differ from run to run: `seconds: 12.3`, `12.3 秒` and `12.3 seconds` become `seconds: <time>` and so on.
pub fn mask_times(text: &str) -> String {
    let pieces = pieces(text);
    let mut masked = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Number(_) if is_time(index, &pieces) => masked.push_str("<time>"),
            Piece::Number(text) | Piece::Text(text) => masked.push_str(text),
        }
    }
    masked
}

fn is_time(index: usize, pieces: &[Piece]) -> bool {
    let named = index > 0 && matches!(pieces[index - 1], Piece::Text(text) if text.trim_end().ends_with("seconds:"));
    let unit = matches!(pieces.get(index + 1), Some(Piece::Text(text))
        if ["秒", "seconds", "second"].iter().any(|unit| text.trim_start_matches(' ').starts_with(unit)));
    named || unit
}

/// Text without its numbers: the structure of a figure whatever its coordinates.
///
/// Numbers in words go too (a path's `M12.5`); a run of numbers (the points of a line) leaves one mark, and a run of
/// spaces one space. A figure's name is a digest of its numbers, and goes with them.
pub fn skeleton(text: &str) -> String {
    let mut bare = String::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some(digest) = rest.strip_prefix(NAME) {
            bare.push_str(NAME);
            rest = digest.trim_start_matches(|c: char| c.is_ascii_hexdigit());
            continue;
        }
        let length = number_length(rest);
        if length > 0 {
            let before = bare.trim_end_matches([' ', ',']);
            if before.ends_with(MARK) {
                bare.truncate(before.len());
            } else {
                bare.push(MARK);
            }
        } else if !(next == ' ' && bare.ends_with(' ')) {
            bare.push(next);
        }
        rest = &rest[if length > 0 { length } else { next.len_utf8() }..];
    }
    bare
}

const MARK: char = '\u{fffc}';

/// What a figure's name begins with; a digest follows.
const NAME: &str = "figure-";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_words_left_alone() {
        use Piece::{Number, Text};
        assert_eq!(
            pieces("a: -1.5e-3, f32 x1 2."),
            [Text("a: "), Number("-1.5e-3"), Text(", f32 x1 "), Number("2"), Text(".")]
        );
        assert_eq!(pieces("3-1"), [Number("3"), Text("-"), Number("1")]);
        assert_eq!(pieces("损失0.5"), [Text("损失"), Number("0.5")]);
    }

    #[test]
    fn numbers_within_the_tolerance_are_close() {
        assert!(close("loss is: 0.2881", "loss is: 0.2882", 1e-3));
        assert!(!close("loss is: 0.2881", "loss is: 0.3", 1e-3));
        assert!(close("n 12345", "n 12346", 1e-3));
        assert!(!close("loss is: 0.2881", "Loss is: 0.2881", 1e-3));
        assert!(!close("1 2", "1 2 3", 1.0));
        assert!(!close("loss NaN", "loss 0.1", 1.0));
    }

    #[test]
    fn times_are_masked_and_other_numbers_kept() {
        let line = "epoch: 0, test accuracy: 0.9321, seconds: 12.3";
        assert_eq!(mask_times(line), "epoch: 0, test accuracy: 0.9321, seconds: <time>");
        assert_eq!(mask_times("用时 12.3 秒，3 轮"), "用时 <time> 秒，3 轮");
        assert_eq!(mask_times("took 4 seconds"), "took <time> seconds");
    }

    #[test]
    fn a_skeleton_forgets_coordinates_but_not_elements() {
        let figure = r#"<polyline points="1,2 3,4.5 6,7"/><text x="12">轮</text>"#;
        assert_eq!(skeleton(figure), skeleton(r#"<polyline points="8,9 3,4"/><text x="9.75">轮</text>"#));
        assert_ne!(skeleton(figure), skeleton(r#"<polyline points="1,2"/><text x="12">步</text>"#));
        assert_ne!(skeleton(figure), skeleton(r#"<polyline points="1,2"/>"#));
        assert_eq!(skeleton("id=\"figure-0a1b-title\""), skeleton("id=\"figure-beefc2-title\""));
    }
}
