//! A sentence in both languages of the course.

use crate::Language;

/// One sentence, in Chinese and in English.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    chinese: &'static str,
    english: &'static str,
}

impl Text {
    /// A sentence that says the same twice.
    pub const fn new(chinese: &'static str, english: &'static str) -> Text {
        Text { chinese, english }
    }

    /// The sentence in the language in force.
    pub fn get(self) -> &'static str {
        Language::current().pick(self.chinese, self.english)
    }
}
