//! Writes the doctests of each notebook and of each assignment.

use notebook::assignment::{self, suites};
use notebook::doctests::{self, Doctest};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Names assignments, with commas between: then there are doctests of these only (`cargo xtask exercises test`).
const ONLY: &str = "SHUZI_ASSIGNMENTS";

fn main() {
    let course = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let repository = course.join("../..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-env-changed={ONLY}");
    let only = env::var(ONLY).ok();
    let mut modules = if only.is_none() { notebook_doctests(&repository, &out) } else { String::new() };
    modules += &assignment_doctests(&repository, &out, only.as_deref());
    fs::write(out.join("notebooks.rs"), modules).expect("OUT_DIR can be written");
}

fn notebook_doctests(repository: &Path, out: &Path) -> String {
    let mut modules = String::new();
    for (language, name) in [("zh", "Chinese"), ("en", "English")] {
        for path in files(&repository.join("notebooks").join(language), "ipynb") {
            let stem = identifier(&stem(&path));
            let cache = out.join("cache").join(format!("{language}_{stem}"));
            let settings = doctests::Settings { language: name, cache: &cache.to_string_lossy() };
            let tests = doctests::doctests(&read(&path), &settings)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for Doctest { cell, text } in tests {
                // A failure is reported by this name.
                let suffix = cell.map(|id| format!("_fails_at_{}", identifier(&id))).unwrap_or_default();
                write!(modules, "/// A notebook.\n#[doc = {text:?}]\npub mod {language}_{stem}{suffix} {{}}\n")
                    .expect("a string takes all");
            }
        }
    }
    modules
}

fn assignment_doctests(repository: &Path, out: &Path, only: Option<&str>) -> String {
    let mut modules = String::new();
    for path in files(&repository.join("classroom/assignments"), "txt") {
        let name = stem(&path);
        if only.is_some_and(|only| !only.split(',').any(|wanted| wanted == name)) {
            continue;
        }
        let assignment = assignment::parse(&name, &read(&path)).unwrap_or_else(|problem| panic!("{problem}"));
        let module = format!("exercises_{}", identifier(&name));
        let cache = out.join("cache").join(&module);
        for suites::Suite { name, text } in suites::suites(&assignment, &cache.to_string_lossy()) {
            write!(modules, "/// An assignment.\n#[doc = {text:?}]\npub mod {module}_{name} {{}}\n")
                .expect("a string takes all");
        }
    }
    modules
}

/// The files in a folder with this ending, in order.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    // The folder too: a new file must be seen.
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().is_some_and(|found| found == end)).collect();
    found.sort();
    found.iter().for_each(|path| println!("cargo::rerun-if-changed={}", path.display()));
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn identifier(name: &str) -> String {
    name.replace(|c: char| !c.is_alphanumeric(), "_")
}
