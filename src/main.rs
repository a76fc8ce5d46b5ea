//! The `shuzi` command: parses what the learner typed, calls the library, prints what it says.

mod command;

use std::process::ExitCode;

use clap::Parser;
use command::Options;

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(language) = options.lang {
        shuzi::Language::set_current(language.into());
    }
    match command::run(options) {
        Ok(code) => code,
        Err(error) => {
            let prefix = shuzi::text!("错误：", "error: ");
            eprintln!("{prefix}{error}");
            ExitCode::FAILURE
        }
    }
}
