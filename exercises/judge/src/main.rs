//! `shuzi-judge`: judges replies to exercises, in a process in which no answer runs.

use std::process::ExitCode;

fn main() -> ExitCode {
    judge::program::run(&std::env::args().skip(1).collect::<Vec<_>>())
}
