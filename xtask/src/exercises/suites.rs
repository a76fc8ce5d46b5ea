//! `cargo xtask exercises test`: the suites of assignments without the chapters' doctests.

use lab::process::succeed;
use notebook::assignment::{assignment_named, names};
use std::path::Path;
use std::process::Command;
use words::{Outcome, text};

/// Names the assignments whose suites are wanted; the build script of `tests/course` reads it.
const VARIABLE: &str = "SHUZI_ASSIGNMENTS";

/// Runs the suites of one assignment, or of all.
pub fn run(repository: &Path, name: Option<&str>) -> Outcome {
    let names = match name {
        Some(name) => vec![assignment_named(repository, name)?.name],
        None => names(repository)?,
    };
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--quiet", "--package", "course-tests", "--doc"]).current_dir(repository);
    cargo.env(VARIABLE, names.join(","));
    succeed(&mut cargo, &text!("测试没有通过，原因在上面。", "The suites fail; the reason is above."))
}
