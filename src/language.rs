//! The language of what a learner meets in a run: results and errors, in Chinese or English.
//!
//! The course is Chinese first: English is chosen by `--lang en`, by an environment whose `SHUZI_LANG`, `LC_ALL`,
//! `LC_MESSAGES` or `LANG` names a language other than Chinese, or by [`Language::set_current`].

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, Ordering};

/// A language that the library can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese, the default.
    Chinese,
    /// English.
    English,
}

const UNDECIDED: u8 = 0;
const CHINESE: u8 = 1;
const ENGLISH: u8 = 2;

static CURRENT: AtomicU8 = AtomicU8::new(UNDECIDED);

thread_local! {
    /// Goes before [`CURRENT`] on this thread: see [`Language::within`].
    static ON_THIS_THREAD: Cell<Option<Language>> = const { Cell::new(None) };
}

impl Language {
    /// The language in force: the one set last, or the environment's.
    pub fn current() -> Language {
        if let Some(language) = ON_THIS_THREAD.get() {
            return language;
        }
        match CURRENT.load(Ordering::Relaxed) {
            CHINESE => Language::Chinese,
            ENGLISH => Language::English,
            _ => {
                let language = Language::from_environment(|name| std::env::var(name).ok());
                Language::set_current(language);
                language
            }
        }
    }

    /// Sets the language of everything that the process says from now on.
    pub fn set_current(language: Language) {
        let code = match language {
            Language::Chinese => CHINESE,
            Language::English => ENGLISH,
        };
        CURRENT.store(code, Ordering::Relaxed);
    }

    /// Runs `speak` in this language, on this thread only: for what is written in one language whatever the reader's,
    /// such as the figures in the repository.
    pub fn within<T>(self, speak: impl FnOnce() -> T) -> T {
        /// Puts the former language back, also when `speak` panics.
        struct Restore(Option<Language>);
        impl Drop for Restore {
            fn drop(&mut self) {
                ON_THIS_THREAD.set(self.0);
            }
        }
        let _restore = Restore(ON_THIS_THREAD.replace(Some(self)));
        speak()
    }

    /// The first variable that names a language decides; `C` and `POSIX` name none.
    fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
        ["SHUZI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .filter_map(|name| variable(name))
            .map(|value| value.split(['.', '_', '@']).next().unwrap_or_default().to_lowercase())
            .find(|name| !matches!(name.as_str(), "" | "c" | "posix"))
            .map_or(Language::Chinese, |name| if name == "zh" { Language::Chinese } else { Language::English })
    }
}

/// Formats one of two texts, by the language in force: `text!("中文 {x}", "English {x}")`. For the command and the library.
#[doc(hidden)]
#[macro_export]
macro_rules! text {
    ($chinese:literal, $english:literal $(,)?) => {
        match $crate::Language::current() {
            $crate::Language::Chinese => format!($chinese),
            $crate::Language::English => format!($english),
        }
    };
}
pub(crate) use crate::text;

#[cfg(test)]
mod tests {
    use super::*;

    fn language(pairs: &[(&str, &str)]) -> Language {
        Language::from_environment(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn a_language_holds_within_its_call_and_on_its_thread_alone() {
        Language::Chinese.within(|| {
            assert_eq!(Language::English.within(|| text!("中文", "English")), "English");
            assert_eq!(Language::current(), Language::Chinese);
            let caught = std::panic::catch_unwind(|| Language::English.within(|| panic!("on purpose")));
            assert!(caught.is_err());
            assert_eq!(Language::current(), Language::Chinese);
        });
    }

    #[test]
    fn chinese_is_the_default_and_the_first_named_language_decides() {
        assert_eq!(language(&[]), Language::Chinese);
        assert_eq!(language(&[("LANG", "C.UTF-8")]), Language::Chinese);
        assert_eq!(language(&[("LANG", "zh_CN.UTF-8")]), Language::Chinese);
        assert_eq!(language(&[("LANG", "en_GB.UTF-8")]), Language::English);
        assert_eq!(language(&[("LC_ALL", "zh_TW"), ("LANG", "en_US")]), Language::Chinese);
        assert_eq!(language(&[("SHUZI_LANG", "en"), ("LANG", "zh_CN")]), Language::English);
    }
}
