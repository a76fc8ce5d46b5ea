//! `--name value` pairs.

use std::str::FromStr;

/// What stands behind the measurement's name and folder.
pub struct Arguments<'a>(Vec<(&'a str, Option<&'a str>)>);

impl<'a> Arguments<'a> {
    /// Pairs of `--name value`; a name that another name follows has no value.
    pub fn parse(words: &[&'a str]) -> Result<Arguments<'a>, String> {
        let mut pairs: Vec<(&str, Option<&str>)> = Vec::new();
        for word in words {
            match (word.strip_prefix("--"), pairs.last_mut()) {
                (Some(name), _) => pairs.push((name, None)),
                (None, Some((_, value @ None))) => *value = Some(word),
                (None, _) => return Err(format!("{word} belongs to no --name")),
            }
        }
        Ok(Arguments(pairs))
    }

    /// Whether the name is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(given, _)| *given == name)
    }

    /// The name's value.
    pub fn get<T: FromStr>(&self, name: &str) -> Result<T, String> {
        let value = self.0.iter().find(|(given, _)| *given == name).and_then(|(_, value)| *value);
        value.and_then(|value| value.parse().ok()).ok_or_else(|| format!("--{name} needs a value"))
    }
}
