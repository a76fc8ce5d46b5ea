//! The language of what a learner meets in a run: results and errors, in Chinese or English.
//!
//! The course is Chinese first. What decides, in this order: [`Language::set_current`] (the command's `--lang`); the
//! variable `SHUZI_LANG`; in a notebook its folder, `notebooks/zh` or `notebooks/en`; then the first of `LC_ALL`,
//! `LC_MESSAGES` and `LANG` that names a language, where any other than Chinese means English.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};

/// A language that the course can speak.
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
    /// Both.
    pub const BOTH: [Language; 2] = [Language::Chinese, Language::English];

    /// What is this language's of two.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    /// As folders, variables and options name it: `zh`, `en`.
    pub fn code(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// The one that this is not.
    pub fn other(self) -> Language {
        self.pick(Language::English, Language::Chinese)
    }

    /// The language in force: the one set last, or the environment's.
    pub fn current() -> Language {
        if let Some(language) = ON_THIS_THREAD.get() {
            return language;
        }
        match CURRENT.load(Ordering::Relaxed) {
            CHINESE => Language::Chinese,
            ENGLISH => Language::English,
            _ => {
                // Without a working folder there is no notebook.
                let folder = std::env::current_dir().unwrap_or_default();
                let language = Language::from_environment(|name| std::env::var(name).ok(), &folder);
                Language::set_current(language);
                language
            }
        }
    }

    /// Sets the language of everything that the process says from now on.
    pub fn set_current(language: Language) {
        CURRENT.store(language.pick(CHINESE, ENGLISH), Ordering::Relaxed);
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

    /// What the environment says: see the module's documentation. `C` and `POSIX` name no language.
    fn from_environment(variable: impl Fn(&str) -> Option<String>, folder: &Path) -> Language {
        let named = |name: &&str| {
            let value = variable(name)?;
            let name = value.split(['.', '_', '@']).next().unwrap_or_default().to_lowercase();
            match name.as_str() {
                "" | "c" | "posix" => None,
                "zh" => Some(Language::Chinese),
                _ => Some(Language::English),
            }
        };
        named(&"SHUZI_LANG")
            .or_else(|| Language::of_notebooks_in(folder))
            .or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(named))
            .unwrap_or(Language::Chinese)
    }

    /// The language of the notebooks in a folder: a kernel works in its notebook's.
    fn of_notebooks_in(folder: &Path) -> Option<Language> {
        let names: Vec<_> = folder.iter().collect();
        names.windows(2).rev().filter(|pair| pair[0] == "notebooks" || pair[0] == "exercises").find_map(|pair| {
            match pair[1].to_str() {
                Some("zh") => Some(Language::Chinese),
                Some("en") => Some(Language::English),
                _ => None,
            }
        })
    }
}

/// Formats one of two texts, by the language in force: `text!("中文 {x}", "English {x}")`.
#[macro_export]
macro_rules! text {
    ($chinese:literal, $english:literal $(,)?) => {
        match $crate::Language::current() {
            $crate::Language::Chinese => format!($chinese),
            $crate::Language::English => format!($english),
        }
    };
}
#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(folder: &str, pairs: &[(&str, &str)]) -> Language {
        let variable = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        Language::from_environment(variable, Path::new(folder))
    }

    #[test]
    fn a_notebook_speaks_the_language_of_its_folder_whatever_the_readers() {
        assert_eq!(in_folder("course/notebooks/en", &[("LANG", "zh_CN.UTF-8")]), Language::English);
        assert_eq!(in_folder("course/notebooks/zh", &[("LANG", "en_US.UTF-8")]), Language::Chinese);
        assert_eq!(in_folder("course/notebooks/exercises/en", &[]), Language::English);
        assert_eq!(in_folder("course/notebooks/en", &[("SHUZI_LANG", "zh")]), Language::Chinese);
        assert_eq!(in_folder("course/notebooks", &[("LANG", "en_US.UTF-8")]), Language::English);
    }

    fn language(pairs: &[(&str, &str)]) -> Language {
        in_folder("course", pairs)
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
