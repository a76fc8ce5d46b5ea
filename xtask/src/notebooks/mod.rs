//! `cargo xtask notebooks`: the two languages say the same, cells keep to the rules, terms are the glossary's, and how
//! fast cells answer.

mod accept;
mod time;

use crate::texts;
use lab::Layout;
use lab::process::not_understood;
use notebook::chapter::{Chapter, chapter_named, chapters};
use std::path::Path;
use words::{Outcome, text};

#[derive(Debug, PartialEq)]
enum Request {
    Check { names: Vec<String> },
    Accept { targets: Vec<String> },
    Time { names: Vec<String>, starts: usize },
    Help,
}

/// Runs `cargo xtask notebooks <arguments>`.
pub fn run(arguments: &[String]) -> Outcome {
    let layout = Layout::of_this_repository();
    let repository = &layout.repository;
    match parse(arguments)? {
        Request::Help => {
            println!("{}", help());
            Ok(())
        }
        Request::Check { names } => texts::check(repository, &named(repository, &names)?),
        Request::Accept { targets } => targets.iter().try_for_each(|target| accept::accept(repository, target)),
        Request::Time { names, starts } => time::run(&layout, &named(repository, &names)?, starts),
    }
}

fn parse(arguments: &[String]) -> Outcome<Request> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let owned = |words: &[&str]| words.iter().map(|word| word.to_string()).collect::<Vec<_>>();
    let plain = |words: &[&str]| words.iter().all(|word| !word.starts_with('-'));
    match words.as_slice() {
        ["--help" | "-h"] => Ok(Request::Help),
        ["check", names @ ..] if plain(names) => Ok(Request::Check { names: owned(names) }),
        ["accept", targets @ ..] if !targets.is_empty() && plain(targets) => {
            Ok(Request::Accept { targets: owned(targets) })
        }
        ["time", rest @ ..] => {
            let (flags, names): (Vec<&str>, Vec<&str>) = rest.iter().partition(|word| word.starts_with('-'));
            let starts = match flags.as_slice() {
                [] => Some(time::STARTS),
                [flag] => {
                    flag.strip_prefix("--starts=").and_then(|count| count.parse().ok()).filter(|count| *count > 0)
                }
                _ => None,
            };
            starts
                .map(|starts| Request::Time { names: owned(&names), starts })
                .ok_or_else(|| not_understood("cargo xtask notebooks", arguments))
        }
        _ => Err(not_understood("cargo xtask notebooks", arguments)),
    }
}

fn help() -> String {
    text!(
        "cargo xtask notebooks check [章…]           两种语言说同样的话，单元合乎规则，用词与 notebooks/glossary.toml 一致
cargo xtask notebooks accept 05/cell-id…    两边都读过之后：英文单元记下它所对照的中文
cargo xtask notebooks accept 05             同上，第 5 章里所有改过的单元
cargo xtask notebooks time [章…]            在真正的内核里测量每个单元多久有结果（--starts=3：启动几次取中位数）",
        "cargo xtask notebooks check [CHAPTER…]      both languages say the same, cells keep to the rules, terms are notebooks/glossary.toml's
cargo xtask notebooks accept 05/cell-id…    after reading both: the English cell records which Chinese it says the same as
cargo xtask notebooks accept 05             the same, for all cells of chapter 5 that have drifted
cargo xtask notebooks time [CHAPTER…]       measures in the real kernel how long each cell takes (--starts=3: the median of so many starts)"
    )
}

/// The chapters of these names, or all.
fn named(repository: &Path, names: &[String]) -> Outcome<Vec<Chapter>> {
    if names.is_empty() {
        return chapters(repository);
    }
    names.iter().map(|name| chapter_named(repository, name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Request> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_request_is_understood_and_another_refused() {
        assert_eq!(parsed("check"), Ok(Request::Check { names: vec![] }));
        assert_eq!(parsed("accept 05/a 06"), Ok(Request::Accept { targets: vec!["05/a".to_owned(), "06".to_owned()] }));
        assert_eq!(parsed("time 05"), Ok(Request::Time { names: vec!["05".to_owned()], starts: time::STARTS }));
        assert_eq!(parsed("time --starts=1"), Ok(Request::Time { names: vec![], starts: 1 }));
        for line in ["", "accept", "chek", "check --all", "time --starts=0", "time --start"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
