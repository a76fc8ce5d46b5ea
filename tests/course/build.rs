//! Writes the doctests of each notebook.

#[path = "src/conversion.rs"]
mod conversion;
#[path = "src/scanner.rs"]
mod scanner;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let course = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let repository = course.join("../..");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=src/conversion.rs");
    println!("cargo::rerun-if-changed=src/scanner.rs");

    let mut modules = String::new();
    for (language, name) in [("zh", "Chinese"), ("en", "English")] {
        let folder = repository.join("notebooks").join(language);
        // The folder too: a new notebook must be seen.
        println!("cargo::rerun-if-changed={}", folder.display());
        for path in notebooks(&folder) {
            println!("cargo::rerun-if-changed={}", path.display());
            let stem = identifier(&path.file_stem().unwrap_or_default().to_string_lossy());
            let cache = out.join("cache").join(format!("{language}_{stem}"));
            let settings = conversion::Settings { language: name, cache: &cache.to_string_lossy() };
            let content = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let doctests =
                conversion::doctests(&content, &settings).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for conversion::Doctest { cell, text } in doctests {
                // A failure is reported by this name.
                let suffix = cell.map(|id| format!("_fails_at_{}", identifier(&id))).unwrap_or_default();
                write!(modules, "/// A notebook.\n#[doc = {text:?}]\npub mod {language}_{stem}{suffix} {{}}\n")
                    .expect("a string takes all");
            }
        }
    }
    fs::write(out.join("notebooks.rs"), modules).expect("OUT_DIR can be written");
}

fn notebooks(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "ipynb")).collect();
    found.sort();
    found
}

fn identifier(name: &str) -> String {
    name.replace(|c: char| !c.is_alphanumeric(), "_")
}
