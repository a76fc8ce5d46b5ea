//! `cargo xtask exercises test`: the suites of assignments without the chapters' doctests.

use lab::process::without_cargo_variables;
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
    match without_cargo_variables(&mut cargo).env(VARIABLE, names.join(",")).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(text!("测试没有通过，原因在上面。", "The suites fail; the reason is above.")),
        Err(error) => Err(text!("cargo 没有运行：{error}。", "cargo did not run: {error}.")),
    }
}
