//! `cargo xtask site`: runs the renderer (`site/`), which is a program of its own so that nothing else compiles it.

use crate::{node, site_check};
use lab::Layout;
use lab::process::run_package;
use words::{Outcome, text};

/// Makes the pages, or checks them.
pub fn run(arguments: &[String]) -> Outcome {
    if arguments.iter().any(|argument| argument == "--check") {
        return match arguments {
            [_] => site_check::run(),
            _ => Err(text!(
                "--check 不和别的选项一起用：它自己生成网页。",
                "--check takes no other option: it makes the pages itself."
            )),
        };
    }
    let repository = Layout::of_this_repository().repository;
    if !arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        node::ensure(&repository.join("site"), &["katex"])?;
    }
    run_package(&repository, "shuzi-site", arguments)
}
