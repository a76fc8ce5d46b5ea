//! The two languages that each page has. (`language` is the reader's of this program's messages.)

use crate::phrases::{CHINESE, ENGLISH, Words};

/// A language of the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// The original.
    Chinese,
    /// Its twin.
    English,
}

impl Edition {
    /// Both, the original first.
    pub const ALL: [Edition; 2] = [Edition::Chinese, Edition::English];

    /// Its folder among the notebooks and among the pages.
    pub fn folder(self) -> &'static str {
        match self {
            Edition::Chinese => "zh",
            Edition::English => "en",
        }
    }

    /// Its name for browsers and screen readers.
    pub fn lang(self) -> &'static str {
        match self {
            Edition::Chinese => "zh-CN",
            Edition::English => "en",
        }
    }

    /// What the pages say in it.
    pub fn words(self) -> &'static Words {
        match self {
            Edition::Chinese => &CHINESE,
            Edition::English => &ENGLISH,
        }
    }

    /// The other.
    pub fn twin(self) -> Edition {
        match self {
            Edition::Chinese => Edition::English,
            Edition::English => Edition::Chinese,
        }
    }

    /// The landing page, seen from the site's root.
    pub fn landing(self) -> &'static str {
        match self {
            Edition::Chinese => "index.html",
            Edition::English => "en/index.html",
        }
    }
}
