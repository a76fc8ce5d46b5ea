//! The course's own chores: `cargo lab` opens the notebooks, `cargo xtask` checks them.

use std::process::ExitCode;

mod lab;
mod language;
mod notebook;

/// What a chore answers: nothing, or one sentence that says what is wrong and what to do.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((chore, rest)) if chore == "lab" => lab::run(rest),
        Some((chore, rest)) if chore == "kernel" => lab::launcher::run(rest),
        _ => Err(language::text!("用法：cargo lab [--help]", "Usage: cargo lab [--help]")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}
