//! The two languages that each page has. (The one in force is the reader's, for this program's messages.)

use crate::phrases::{CHINESE, ENGLISH, Words};
use words::Language;

/// What pages need to know of their language.
pub trait Edition {
    /// Its name for browsers and screen readers.
    fn lang(self) -> &'static str;
    fn words(self) -> &'static Words;
    /// The landing page, seen from the site's root.
    fn landing(self) -> &'static str;
}

impl Edition for Language {
    fn lang(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    fn words(self) -> &'static Words {
        self.pick(&CHINESE, &ENGLISH)
    }

    fn landing(self) -> &'static str {
        self.pick("index.html", "en/index.html")
    }
}
