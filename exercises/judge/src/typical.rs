//! Typical mistakes, known by the numbers that they give.

use words::{Text, text};

use crate::near::{all_near, gives};

/// Found numbers this near to a mistake's are called it.
const TOLERANCE: f64 = 2e-4;

/// The sentence of the first mistake that would have given these numbers; with none, what can be said of NaN and infinity.
pub fn typical<N: Copy + Into<f64>>(
    found: &[N],
    mistakes: impl IntoIterator<Item = (Vec<N>, Text)>,
) -> Option<&'static str> {
    let is_made = |mistake: &(Vec<N>, Text)| all_near(found, &mistake.0, TOLERANCE);
    let made = mistakes.into_iter().find(is_made).map(|(_, sentence)| sentence);
    made.or_else(|| no_number(found)).map(Text::get)
}

/// The same for an answer that is one number.
pub fn typical_of<N: Copy + Into<f64>>(found: N, mistakes: &[(N, Text)]) -> Option<&'static str> {
    typical(&[found], mistakes.iter().map(|(number, sentence)| (vec![*number], *sentence)))
}

/// The sentence of the first mistake that is made.
pub fn made(mistakes: &[(bool, Text)]) -> Option<&'static str> {
    mistakes.iter().find(|(is_made, _)| *is_made).map(|(_, sentence)| sentence.get())
}

/// A finding: the call, what it gave, and what that looks like.
pub fn finding(call: &str, found: &str, why: Option<&str>) -> String {
    let gives = gives(call, found);
    match why {
        Some(why) => text!("{gives}。{why}", "{gives}. {why}"),
        None => text!("{gives}，不对。", "{gives}, which is not right."),
    }
}

fn no_number<N: Copy + Into<f64>>(found: &[N]) -> Option<Text> {
    const NOT_A_NUMBER: Text = Text::new(
        "NaN 是“不是一个数”：0 除以 0、无穷大除以无穷大、0 乘无穷大，都会得到它。",
        "NaN is “not a number”: 0 by 0, infinity by infinity and 0 times infinity all give it.",
    );
    const INFINITE: Text = Text::new(
        "inf 是无穷大：某一步溢出了，或者除以了 0，或者取了 0 的对数。",
        "inf is infinity: some step overflowed, or divided by 0, or took the logarithm of 0.",
    );
    let some = |is: fn(f64) -> bool| found.iter().any(|number| is((*number).into()));
    if some(f64::is_nan) {
        return Some(NOT_A_NUMBER);
    }
    some(f64::is_infinite).then_some(INFINITE)
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
            assert_eq!(typical_of(3.0, &[(2.0, MINUS), (3.0, SUM)]), Some("the sum"));
            assert_eq!(typical(&[1.0_f32, 2.0], [(vec![1.0], MINUS), (vec![1.0, 2.0], SUM)]), Some("the sum"));
            assert_eq!(typical_of(4.0, &[(2.0, MINUS), (3.0, SUM)]), None);
            assert_eq!((made(&[(false, MINUS), (true, SUM)]), made(&[(false, MINUS)])), (Some("the sum"), None));
        });
    }

    #[test]
    fn nan_and_infinity_are_explained() {
        Language::English.within(|| {
            assert!(typical_of(f32::NAN, &[]).is_some_and(|why| why.contains("NaN")));
            assert!(typical(&[1.0, f64::NEG_INFINITY], []).is_some_and(|why| why.contains("infinity")));
            assert_eq!(finding("f(1)", "2", None), "f(1) gives 2, which is not right.");
        });
    }
}
