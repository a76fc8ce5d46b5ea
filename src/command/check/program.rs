//! A task's cells as a program of their own, which is compiled against the library and run.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use shuzi::paths::cache_folders;
use shuzi::{Error, Language, Result};

use super::repository;

/// Compiles and runs the cells; what the last of them shows is printed. Compiling errors go to standard error as cargo
/// writes them.
pub fn check(cells: &[String]) -> Result<ExitCode> {
    let folder = cache_folders().swap_remove(0).join("check");
    write(&folder, cells)?;
    let language = if Language::current() == Language::Chinese { "zh" } else { "en" };
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--offline", "--manifest-path"]).arg(folder.join("Cargo.toml"));
    // What this very program was built from is there already, compiled.
    cargo.arg("--target-dir").arg(target_folder());
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let status = cargo.env("SHUZI_LANG", language).status().map_err(io("cargo"))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `<target>/debug/shuzi` → `<target>`.
fn target_folder() -> PathBuf {
    let program = std::env::current_exe().unwrap_or_default();
    program.ancestors().nth(2).map_or_else(|| repository().join("target"), Path::to_owned)
}

fn write(folder: &Path, cells: &[String]) -> Result<()> {
    let repository = repository();
    let own = std::fs::read_to_string(repository.join("Cargo.toml")).map_err(io(&repository))?;
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)).map_err(io(&path))
    };
    write("Cargo.toml", manifest(&repository, &own))?;
    write("main.rs", program(cells))?;
    let lock = repository.join("Cargo.lock");
    std::fs::copy(&lock, folder.join("Cargo.lock")).map_err(io(&lock))?;
    Ok(())
}

fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::Io { path: path.as_ref().to_owned(), source }
}

/// A package with the repository's profiles: what was compiled with them fits.
fn manifest(repository: &Path, own: &str) -> String {
    let profiles = own.find("[profile.").map_or("", |start| &own[start..]);
    let library = toml_string(&repository.to_string_lossy());
    format!(
        "[package]\nname = \"answer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[[bin]]\nname = \"answer\"\npath = \"main.rs\"\n\n\
         [dependencies]\nshuzi = {{ path = {library} }}\n\n[workspace]\n\n{profiles}\n\
         # A member of its own workspace, the library was compiled with what stands there for members.\n\
         [profile.dev.package.shuzi]\nopt-level = 2\ndebug = \"line-tables-only\"\n"
    )
}

fn toml_string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
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
        let cells = [":dep shuzi\nuse shuzi::prelude::*;", "fn one() -> f32 { 1.0 }\none()", "check!(3.3, one);"]
            .map(str::to_owned);
        let text = program(&cells);
        assert!(text.contains("{\nuse shuzi::prelude::*;\n;\n{\nfn one() -> f32 { 1.0 }\none()\n;\n{\nprintln!(\"{}\", check!(3.3, one));\n}}}"), "{text}");
        assert!(!text.contains(":dep"));
    }

    #[test]
    fn the_repository_may_lie_anywhere() {
        assert!(manifest(Path::new("a \"b\""), "").contains("path = \"a \\\"b\\\"\""));
    }
}
