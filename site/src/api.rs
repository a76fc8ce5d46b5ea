//! The library's own documentation, as `cargo doc` writes it, for the folder `api` of the site.

use crate::error;
use std::fs;
use std::path::Path;
use std::process::Command;
use words::{Outcome, text};

/// Folders of other crates are left behind: only the library's and what its pages share.
const FOLDERS: [&str; 6] = ["shuzi", "static.files", "search.index", "trait.impl", "type.impl", "src"];

/// Writes the documentation anew.
pub fn document(repository: &Path) -> Outcome<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let done = Command::new(cargo)
        .args(["doc", "--quiet", "--no-deps", "--package", "shuzi", "--lib"])
        .current_dir(repository)
        .status();
    match done {
        Ok(status) if status.success() => Ok(()),
        _ => Err(text!(
            "cargo doc 失败（见上）。改正后再运行，或者不加 --with-api。",
            "cargo doc failed, see above. Mend it and run again, or leave --with-api out."
        )),
    }
}

/// Copies the documentation, if there is any; whether there was.
pub fn copy(documentation: &Path, to: &Path) -> Outcome<bool> {
    if !documentation.join("shuzi/index.html").exists() {
        return Ok(false);
    }
    fs::create_dir_all(to).map_err(|error| error::file(to, error))?;
    for entry in fs::read_dir(documentation).map_err(|error| error::file(documentation, error))? {
        let entry = entry.map_err(|error| error::file(documentation, error))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let from = entry.path();
        if from.is_file() && (name.ends_with(".js") || name.ends_with(".html")) {
            copy_file(&from, &to.join(&*name))?;
        } else if from.is_dir() && FOLDERS.contains(&&*name) {
            copy_folder(&from, &to.join(&*name))?;
        }
    }
    Ok(true)
}

pub fn copy_folder(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).map_err(|error| error::file(to, error))?;
    for entry in fs::read_dir(from).map_err(|error| error::file(from, error))? {
        let entry = entry.map_err(|error| error::file(from, error))?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() { copy_folder(&from, &to)? } else { copy_file(&from, &to)? }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Outcome<()> {
    fs::copy(from, to).map(drop).map_err(|error| error::file(from, error))
}
