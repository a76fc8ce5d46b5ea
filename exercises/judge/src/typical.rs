//! Right, or a typical mistake: mistakes are known by what they give.

use std::fmt::Debug;

use words::{Text, text};

use crate::judge::shown;
use crate::near::{all_near, same_length};

/// A task's typical mistakes, each with its sentence in both languages: `what it gives => "中文", "English";`. Several may
/// have one sentence, and a sentence that is said elsewhere too may stand there by its name.
macro_rules! mistakes {
    (@ $sentence:expr) => { $sentence };
    (@ $chinese:expr, $english:expr) => { ::words::Text::new($chinese, $english) };
    ($($($given:expr),+ => $($sentence:expr),+;)*) => {{
        let mut mistakes = Vec::new();
        $(let sentence = $crate::typical::mistakes!(@ $($sentence),+); mistakes.extend([$(($given, sentence)),+]);)*
        mistakes
    }};
}
pub(crate) use mistakes;

/// An answer that is compared number by number: a number, or a list of them.
pub trait Numbers: Debug {
    /// All of them.
    fn numbers(&self) -> Vec<f64>;
}

impl Numbers for f32 {
    fn numbers(&self) -> Vec<f64> {
        vec![f64::from(*self)]
    }
}

impl Numbers for f64 {
    fn numbers(&self) -> Vec<f64> {
        vec![*self]
    }
}

impl<N: Numbers> Numbers for Vec<N> {
    fn numbers(&self) -> Vec<f64> {
        self.iter().flat_map(N::numbers).collect()
    }
}

/// Judges numbers. A mistake is known by the numbers that it gives.
///
/// # Errors
/// Where they are not near to those expected: the call, what it gave, and what that looks like.
pub fn judged_near<N: Numbers>(
    call: &str,
    found: &N,
    expected: N,
    tolerance: impl Into<f64>,
    mistakes: &[(N, Text)],
) -> Result<(), String> {
    let (numbers, expected) = (found.numbers(), expected.numbers());
    same_length(call, numbers.len(), expected.len())?;
    if all_near(&numbers, &expected, tolerance) { Ok(()) } else { wrong(call, found, typical(found, mistakes)) }
}

/// Judges what is right or not. Of a mistake it is known whether it was made.
///
/// # Errors
/// Where it is not: the call, what it gave, and the first mistake that was made.
pub fn judged(right: bool, call: &str, found: &impl Debug, mistakes: &[(bool, Text)]) -> Result<(), String> {
    if right { Ok(()) } else { wrong(call, found, made(mistakes)) }
}

/// A finding about what a call gave.
///
/// # Errors
/// Always.
pub fn wrong(call: &str, found: &impl Debug, why: Option<&str>) -> Result<(), String> {
    Err(finding(call, &shown(found), why))
}

/// Found numbers this near to a mistake's are called it.
const TOLERANCE: f64 = 2e-4;

/// The sentence of the first mistake that would have given these numbers; with none, what can be said of NaN and infinity.
pub fn typical<N: Numbers>(found: &N, mistakes: &[(N, Text)]) -> Option<&'static str> {
    let found = found.numbers();
    let made = mistakes.iter().find(|(given, _)| all_near(&found, &given.numbers(), TOLERANCE));
    made.map(|(_, sentence)| *sentence).or_else(|| no_number(&found)).map(Text::get)
}

/// The sentence of the first mistake that is made.
pub fn made(mistakes: &[(bool, Text)]) -> Option<&'static str> {
    mistakes.iter().find(|(is_made, _)| *is_made).map(|(_, sentence)| sentence.get())
}

/// A finding: the call, what it gave, and what that looks like.
pub fn finding(call: &str, found: &str, why: Option<&str>) -> String {
    match why {
        Some(why) => text!("{call} 给出 {found}。{why}", "{call} gives {found}. {why}"),
        None => text!("{call} 给出 {found}，不对。", "{call} gives {found}, which is not right."),
    }
}

fn no_number(found: &[f64]) -> Option<Text> {
    const NOT_A_NUMBER: Text = Text::new(
        "NaN 是“不是一个数”：0 除以 0、无穷大除以无穷大、0 乘无穷大，都会得到它。",
        "NaN is “not a number”: 0 by 0, infinity by infinity and 0 times infinity all give it.",
    );
    const INFINITE: Text = Text::new(
        "inf 是无穷大：某一步溢出了，或者除以了 0，或者取了 0 的对数。",
        "inf is infinity: some step overflowed, or divided by 0, or took the logarithm of 0.",
    );
    if found.iter().any(|number| number.is_nan()) {
        return Some(NOT_A_NUMBER);
    }
    found.iter().any(|number| number.is_infinite()).then_some(INFINITE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_first_mistake_that_fits_is_told() {
        const SUM: Text = Text::new("和", "the sum");
        const MINUS: Text = Text::new("负号", "the minus");
        Language::English.within(|| {
            assert_eq!(typical(&3.0, &[(2.0, MINUS), (3.0, SUM)]), Some("the sum"));
            assert_eq!(typical(&vec![1.0_f32, 2.0], &[(vec![1.0], MINUS), (vec![1.0, 2.0], SUM)]), Some("the sum"));
            assert_eq!(typical(&4.0, &[(2.0, MINUS), (3.0, SUM)]), None);
            assert_eq!((made(&[(false, MINUS), (true, SUM)]), made(&[(false, MINUS)])), (Some("the sum"), None));
        });
    }

    #[test]
    fn nan_and_infinity_are_explained() {
        Language::English.within(|| {
            assert!(typical(&f32::NAN, &[]).is_some_and(|why| why.contains("NaN")));
            assert!(typical(&vec![1.0, f64::NEG_INFINITY], &[]).is_some_and(|why| why.contains("infinity")));
            assert_eq!(finding("f(1)", "2", None), "f(1) gives 2, which is not right.");
        });
    }
}
