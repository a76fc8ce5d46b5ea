//! What a chore answers.

use std::process::ExitCode;

/// Nothing, or one sentence that says what is wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// How a program ends that answers so; the sentence goes to standard error.
pub fn exit_code(outcome: Outcome) -> ExitCode {
    outcome.inspect_err(|sentence| eprintln!("{sentence}")).map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}
