//! Chinese or English, chosen as the library does: `SHUZI_LANG`, then the usual locale variables, else Chinese.

/// Whether messages are in English.
pub fn is_english() -> bool {
    speaks_english(|name| std::env::var(name).ok())
}

/// The first variable that names a language decides; `C` and `POSIX` name none.
fn speaks_english(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["SHUZI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| variable(name))
        .map(|value| value.split(['.', '_', '@']).next().unwrap_or_default().to_lowercase())
        .find(|name| !matches!(name.as_str(), "" | "c" | "posix"))
        .is_some_and(|name| name != "zh")
}

/// Formats one of two texts, by the language in force: `text!("中文 {x}", "English {x}")`.
macro_rules! text {
    ($chinese:literal, $english:literal $(,)?) => {
        if $crate::language::is_english() { format!($english) } else { format!($chinese) }
    };
}
pub(crate) use text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_the_default_and_the_first_named_language_decides() {
        let english = |pairs: &[(&str, &str)]| {
            speaks_english(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string()))
        };
        assert!(!english(&[]));
        assert!(!english(&[("LANG", "C.UTF-8")]));
        assert!(english(&[("LANG", "en_GB.UTF-8")]));
        assert!(!english(&[("LC_ALL", "zh_TW"), ("LANG", "en_US")]));
        assert!(english(&[("SHUZI_LANG", "en"), ("LANG", "zh_CN")]));
    }
}
