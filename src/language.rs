//! The language of what a learner meets in a run: results and errors, in Chinese or English.
//!
//! The course is Chinese first: English is chosen by `--lang en`, by an environment whose `SHUZI_LANG`, `LC_ALL`,
//! `LC_MESSAGES` or `LANG` names a language other than Chinese, or by [`Language::set_current`].
//! A notebook's kernel works in the notebook's folder, so in `notebooks/zh` and `notebooks/en` the folder decides, unless
//! `SHUZI_LANG` is set: every notebook's first cell can then be the same.

use std::cell::Cell;
use std::path::Path;
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
                let folder = std::env::current_dir().ok();
                let language = Language::from_environment(|name| std::env::var(name).ok(), folder.as_deref());
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

    /// `SHUZI_LANG`, then a notebook's folder, then the first variable that names a language.
    fn from_environment(variable: impl Fn(&str) -> Option<String>, folder: Option<&Path>) -> Language {
        let named = |name: &&str| variable(name).and_then(|value| Language::of_locale(&value));
        named(&"SHUZI_LANG")
            .or_else(|| folder.and_then(Language::of_notebook_folder))
            .or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(named))
            .unwrap_or(Language::Chinese)
    }

    /// The language of `zh_CN.UTF-8`; `C` and `POSIX` name none.
    fn of_locale(locale: &str) -> Option<Language> {
        match locale.split(['.', '_', '@']).next().unwrap_or_default().to_lowercase().as_str() {
            "" | "c" | "posix" => None,
            "zh" => Some(Language::Chinese),
            _ => Some(Language::English),
        }
    }

    /// The language of `…/notebooks/…/en`.
    fn of_notebook_folder(folder: &Path) -> Option<Language> {
        folder.parent()?.components().find(|part| part.as_os_str() == "notebooks")?;
        match folder.file_name()?.to_str()? {
            "zh" => Some(Language::Chinese),
            "en" => Some(Language::English),
            _ => None,
        }
    }
}

/// Formats one of two texts, by the language in force: `text!("中文 {x}", "English {x}")`.
macro_rules! text {
    ($chinese:literal, $english:literal $(,)?) => {
        match $crate::language::Language::current() {
            $crate::language::Language::Chinese => format!($chinese),
            $crate::language::Language::English => format!($english),
        }
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::*;

    fn language(pairs: &[(&str, &str)]) -> Language {
        language_in(pairs, "/")
    }

    fn language_in(pairs: &[(&str, &str)], folder: &str) -> Language {
        let variable = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        Language::from_environment(variable, Some(Path::new(folder)))
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
    #[test]
    fn a_notebook_speaks_its_folders_language_unless_told_otherwise() {
        assert_eq!(language_in(&[("LANG", "zh_CN.UTF-8")], "/home/li/shuzi/notebooks/en"), Language::English);
        assert_eq!(language_in(&[("LANG", "en_GB.UTF-8")], "/home/li/shuzi/notebooks/zh"), Language::Chinese);
        assert_eq!(language_in(&[("SHUZI_LANG", "zh")], "/home/li/shuzi/notebooks/en"), Language::Chinese);
        assert_eq!(language_in(&[("LANG", "en_GB.UTF-8")], "/home/li/shuzi/notebooks"), Language::English);
        assert_eq!(language_in(&[], "/home/li/en"), Language::Chinese);
    }
}
