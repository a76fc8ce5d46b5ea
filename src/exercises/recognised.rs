//! Findings that name a typical mistake where one is recognised.

use super::text::Text;
use crate::language::text;

/// A finding: the call, what it gave, and the sentence of the first mistake that is recognised.
pub fn finding(call: &str, found: &str, mistakes: &[(bool, Text)]) -> String {
    match mistakes.iter().find(|(is_made, _)| *is_made).map(|(_, sentence)| sentence.get()) {
        Some(why) => text!("{call} 给出 {found}。{why}", "{call} gives {found}. {why}"),
        None => text!("{call} 给出 {found}，不对。", "{call} gives {found}, which is not right."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn the_first_mistake_that_is_made_is_told() {
        const BIAS: Text = Text::new("忘了偏置。", "The bias is forgotten.");
        const SIGN: Text = Text::new("符号反了。", "The sign is wrong.");
        Language::English.within(|| {
            assert_eq!(finding("f(1)", "2", &[(false, SIGN), (true, BIAS)]), "f(1) gives 2. The bias is forgotten.");
            assert_eq!(finding("f(1)", "2", &[(false, SIGN)]), "f(1) gives 2, which is not right.");
        });
    }
}
