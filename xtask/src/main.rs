//! The course's own chores: `cargo lab` opens the notebooks and checks them, `cargo classroom` grades homework,
//! `cargo xtask notebooks` checks that the notebooks' two languages say the same, `cargo xtask exercises` makes those that
//! are handed out, `cargo xtask site` makes web pages, `cargo xtask bench` compares speeds.

mod bench;
mod exercises;
mod kernel;
mod node;
mod notebooks;
mod site;
mod site_check;
mod texts;

use lab::process::run_package;
use lab::{Layout, launcher};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    words::exit_code(match arguments.split_first() {
        Some((chore, rest)) if chore == "lab" => kernel::run(rest),
        Some((chore, rest)) if chore == "bench" => bench::run(rest),
        Some((chore, rest)) if chore == "notebooks" => notebooks::run(rest),
        Some((chore, _)) if chore == "hostile" => {
            run_package(&Layout::of_this_repository().repository, "classroom", &arguments)
        }
        Some((chore, rest)) if chore == "exercises" => exercises::run(rest),
        Some((chore, rest)) if chore == "site" => site::run(rest),
        Some((chore, rest)) if chore == "kernel" => launcher::run(rest),
        Some((chore, [])) if chore == "prepare" => kernel::set_up(&Layout::of_this_repository()),
        _ => Err(words::text!(
            "用法：cargo lab [--help]、cargo classroom [--help]、cargo xtask notebooks [--help]、cargo xtask exercises [--help]、cargo xtask site [--help] 或 cargo xtask bench [--help]",
            "Usage: cargo lab [--help], cargo classroom [--help], cargo xtask notebooks [--help], cargo xtask exercises [--help], cargo xtask site [--help] or cargo xtask bench [--help]"
        )),
    })
}
