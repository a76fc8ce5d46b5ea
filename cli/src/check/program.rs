//! A task's cells as a program of their own, which is compiled against the library and run.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use files::FileError;
use serde_json::Value;
use shuzi::paths::cache_folders;
use words::Language;

use super::{Error, Result};
use crate::repository::repository;

/// Compiles and runs the cells; what the last of them shows is printed. Compiling errors go to standard error as rustc
/// writes them.
pub fn check(cells: &[String]) -> Result<ExitCode> {
    let folder = cache_folders().swap_remove(0).join("check");
    let (source, answer) = (folder.join("answer.rs"), folder.join(format!("answer{}", std::env::consts::EXE_SUFFIX)));
    std::fs::create_dir_all(&folder).map_err(io(&folder))?;
    std::fs::write(&source, program(cells)).map_err(io(&source))?;
    let [shuzi, ask] = compiled_libraries()?;
    let mut rustc = Command::new("rustc");
    // In the repository, whose rust-toolchain.toml chooses the compiler that the library was compiled with.
    rustc.current_dir(repository()).args(["--edition", "2024", "--crate-name", "answer", "-C", "opt-level=1"]);
    rustc.arg("-L").arg(prefixed("dependency=", &shuzi.with_file_name("deps")));
    rustc.arg("--extern").arg(prefixed("shuzi=", &shuzi)).arg("--extern").arg(prefixed("ask=", &ask));
    rustc.arg("-o").arg(&answer).arg(&source);
    if !rustc.status().map_err(io("rustc"))?.success() {
        return Ok(ExitCode::FAILURE);
    }
    let mut answer_program = Command::new(&answer);
    answer_program.env("SHUZI_LANG", Language::current().code());
    // This very program judges, in a process of its own.
    answer_program.env(ask::asked::JUDGE, std::env::current_exe().map_err(io("shuzi"))?);
    let status = answer_program.status().map_err(io(&answer))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What an answer is linked with, the library and the questions, as this very program was built with them; cargo finds them
/// compiled, and says where they lie.
fn compiled_libraries() -> Result<[PathBuf; 2]> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(repository()).args([
        "build",
        "--quiet",
        "--package",
        "shuzi",
        "--package",
        "ask",
        "--lib",
        "--message-format",
        "json",
        "--target-dir",
    ]);
    cargo.arg(target_folder()).stderr(Stdio::inherit());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    if cfg!(feature = "cuda") {
        cargo.args(["--features", "shuzi/cuda,ask/cuda"]);
    }
    let output = cargo.output().map_err(io("cargo"))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let library =
        |name| library_in(&messages, name).ok_or_else(|| Error::LibraryNotCompiled { target: target_folder() });
    Ok([library("shuzi")?, library("ask")?])
}

/// cargo's last word on a library: `<target>/debug/libshuzi.rlib`, beside the folder `deps` of what it depends on.
fn library_in(messages: &str, name: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut of_library = messages.filter(|message| {
        message["reason"] == "compiler-artifact"
            && message["target"]["name"] == name
            && message["target"]["kind"][0] == "lib"
    });
    let files = of_library.next_back()?["filenames"].as_array()?.clone();
    files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".rlib")).map(PathBuf::from)
}

/// `<target>/debug/shuzi` → `<target>`; in a test the program lies there too.
fn target_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).map_or_else(|| repository().join("target"), Path::to_owned)
}

fn prefixed(prefix: &str, path: &Path) -> std::ffi::OsString {
    let mut word = std::ffi::OsString::from(prefix);
    word.push(path);
    word
}

fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> FileError {
    move |source| FileError::Refused { path: path.as_ref().to_owned(), source }
}

/// Each cell opens a block that ends with the program, so that a later cell may define a name anew, as in the kernel.
fn program(cells: &[String]) -> String {
    let mut text = "#![allow(warnings)]\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {\n".to_owned();
    for cell in cells {
        let code: String = cell.lines().filter(|line| !is_command(line)).map(|line| format!("{line}\n")).collect();
        let shown = code.trim_start().starts_with("check!(");
        text += &if shown {
            format!("{{\nprintln!(\"{{}}\", {});\n", code.trim().trim_end_matches(';'))
        } else {
            format!("{{\n{code};\n")
        };
    }
    text + &"}".repeat(cells.len()) + "\nOk(())\n}\n"
}

/// `:dep …`, which only the kernel understands, but not a line that goes on with `::path`.
fn is_command(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(':') && !line.starts_with("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_a_program_that_prints_the_check() {
        let cells = [":dep shuzi\nuse shuzi::prelude::*;", "fn one() -> f32 { 1.0 }\none()", "check!(3.3, one);"];
        let text = program(&cells.map(str::to_owned));
        let expected = "{\nuse shuzi::prelude::*;\n;\n{\nfn one() -> f32 { 1.0 }\none()\n;\n{\nprintln!(\"{}\", check!(3.3, one));\n}}}";
        assert!(text.contains(expected), "{text}");
        assert!(!text.contains(":dep"));
    }

    #[test]
    fn cargo_says_where_the_library_lies() {
        let messages = r#"{"reason":"compiler-artifact","target":{"name":"dfdx","kind":["lib"]},"filenames":["a/deps/libdfdx-1.rlib"]}
{"reason":"compiler-artifact","target":{"name":"shuzi","kind":["lib"]},"filenames":["a/libshuzi.rlib","a/deps/libshuzi-2.rmeta"]}
not JSON
{"reason":"build-finished","success":true}"#;
        assert_eq!(library_in(messages, "shuzi"), Some(PathBuf::from("a/libshuzi.rlib")));
        assert_eq!((library_in("", "shuzi"), library_in(messages, "ask")), (None, None));
    }
}
