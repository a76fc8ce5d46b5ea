//! The `shuzi` command: parses what the learner typed, calls the library, prints what it says.

mod check;
mod choices;
mod command;
mod compare_losses;
mod error;
mod illustrations;
mod ledger;
mod lesson;
mod networks;
mod options;
mod output;
mod progress;
mod report;
mod repository;
mod training;

use std::process::ExitCode;

use clap::Parser;
use options::Options;
use shuzi::kernels::Instructions;
use words::{Language, text};

fn main() -> ExitCode {
    // `shuzi check` runs an answer in a program of its own, which asks this one for its judgement.
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == ask::asked::FOR_A_LEARNER) {
        return judge::program::run(&words);
    }
    let options = Options::try_parse().unwrap_or_else(|error| misunderstood(&error));
    if let Some(language) = options.lang {
        Language::set_current(language);
    }
    let instructions = Instructions::asked().map_err(shuzi::Error::from);
    match instructions.map_err(Into::into).and_then(|_| command::run(options)) {
        Ok(code) => code,
        Err(error) => {
            let prefix = text!("错误：", "error: ");
            eprintln!("{prefix}{error}");
            ExitCode::FAILURE
        }
    }
}

/// Shows help or the version where they were asked for, and a usage error otherwise; its details are in English and
/// Chinese, its frame is clap's.
fn misunderstood(error: &clap::Error) -> ! {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let asked = |lang: &str| words.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == lang);
    let chinese = asked("zh") || (Language::current() == Language::Chinese && !asked("en"));
    if error.use_stderr() && chinese {
        eprintln!("命令写得不对，详情如下（用法见 --help）：");
    }
    error.exit()
}
