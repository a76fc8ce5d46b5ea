//! Compiled dependencies that every kernel starts from.
//!
//! A kernel builds what its cells depend on in a folder of its own, from nothing, at each start. Ours starts from a
//! copy of a folder in which the library is already built: cargo finds everything fresh and answers in a second or two.
//! Staleness is cargo's own affair: copies keep their modification times, so a source that was edited after the
//! template was made is compiled anew.
//!
//! The folder is a workspace, since a kernel's package alone would forget `Cargo.lock` at its first, empty, cell:
//! ```text
//! Cargo.toml     the workspace, with the profile that cells and libraries are compiled with
//! Cargo.lock     begins as the repository's, so notebooks run on the tested versions
//! anchor/        depends on the library, and so keeps its dependencies in Cargo.lock
//! kernel/        evcxr's own package and target folder
//! ```
//!
//! The judge is compiled in a copy of it, where the library is compiled already, and only its program is kept: what
//! kernels start from, and what a sandbox can read, never holds a judge.

use crate::files::{cannot_write, symbolic_link};
use crate::layout::Layout;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use words::Outcome;

/// The package that evcxr writes, inside the workspace.
pub const KERNEL: &str = "kernel";

/// What a kernel compiles of the repository, and nothing else: what the exercises ask, and all that stands on.
pub const LIBRARY: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "crates/conv",
    "crates/figures",
    "crates/files",
    "crates/words",
    "exercises/ask",
];

/// What decides a verdict beside the library.
pub const JUDGE: [&str; 3] = ["exercises/judge", "crates/notebook", "classroom/assignments"];

/// The package of the judge's program, in a copy of the workspace.
const JUDGES_PACKAGE: &str = "shuzi-judge";

/// Cells as evcxr compiles them, but without debug assertions; the library as in a release: a learner's training runs at
/// nearly full speed.
const WORKSPACE: &str = r#"[workspace]
members = ["kernel", "anchor"]
resolver = "3"

[profile.dev]
opt-level = 2
debug = false
strip = "debuginfo"
rpath = true
lto = false
debug-assertions = false
overflow-checks = true
codegen-units = 16
panic = "unwind"
incremental = true

[profile.dev.package."*"]
opt-level = 3
overflow-checks = false
"#;

/// Writes the workspace around a kernel's package.
pub fn write_workspace(folder: &Path, repository: &Path) -> Outcome {
    let library = library(repository).map_err(|error| cannot_write(repository, &error))?;
    let anchor = package("anchor", &format!("[lib]\npath = \"lib.rs\"\n\n{library}"));
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder.join("anchor"))?;
        fs::create_dir_all(folder.join(KERNEL))?;
        fs::write(folder.join("Cargo.toml"), WORKSPACE)?;
        fs::write(folder.join("anchor/Cargo.toml"), anchor)?;
        fs::write(folder.join("anchor/lib.rs"), "")?;
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(())
    };
    write().map_err(|error| cannot_write(folder, &error))
}

fn package(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{rest}")
}

/// Makes a copy of the template one in which the judge's program can be built, with the command that does so and the file
/// that it makes. What the kernel has compiled is used as it is: the target, the flags and the profile are evcxr's.
pub fn with_judge(folder: &Path, repository: &Path) -> Outcome<(Command, PathBuf)> {
    let judge = repository.join("exercises/judge");
    let (path, main) = (toml_string(&judge), toml_string(&judge.join("src/main.rs")));
    let package = package(
        JUDGES_PACKAGE,
        &format!(
            "[[bin]]\nname = \"{JUDGES_PACKAGE}\"\npath = {main}\n\n[dependencies]\njudge = {{ path = {path} }}\n"
        ),
    );
    let write = || -> io::Result<()> {
        fs::create_dir_all(folder.join(JUDGES_PACKAGE))?;
        fs::write(folder.join(JUDGES_PACKAGE).join("Cargo.toml"), package)?;
        let workspace = WORKSPACE.replace("\"anchor\"]", &format!("\"anchor\", \"{JUDGES_PACKAGE}\"]"));
        fs::write(folder.join("Cargo.toml"), workspace + QUICKLY_COMPILED)?;
        fs::copy(repository.join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
    };
    write().map_err(|error| cannot_write(folder, &error))?;
    let (target, host) = (folder.join(KERNEL).join("target"), host());
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["rustc", "--package", JUDGES_PACKAGE, "--bin", JUDGES_PACKAGE, "--target", &host]);
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", &target).env("CARGO_BUILD_BUILD_DIR", &target);
    cargo.env("RUSTFLAGS", kernels_flags());
    // The program is moved away from the compiler's own libraries: it holds all that it needs.
    cargo.args(["--", "-Cprefer-dynamic=no"]);
    let program = format!("{JUDGES_PACKAGE}{}", std::env::consts::EXE_SUFFIX);
    Ok((cargo, target.join(host).join("debug").join(program)))
}

/// Starting soon is worth more than judging fast.
const QUICKLY_COMPILED: &str = "
[profile.dev.package.judge]
opt-level = 0

[profile.dev.package.notebook]
opt-level = 0
";

/// As evcxr chooses them: it takes another linker where it finds one.
fn kernels_flags() -> &'static str {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if cfg!(not(target_os = "macos")) && !is_there("mold") && is_there("lld") {
        "-Cprefer-dynamic -Clink-arg=-fuse-ld=lld"
    } else {
        "-Cprefer-dynamic"
    }
}

/// This machine as the compiler calls it: `x86_64-unknown-linux-gnu`.
fn host() -> String {
    let version = compiler_version();
    version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned()
}

/// What evcxr reads when a kernel starts: every notebook has the library and what the exercises ask, wherever it lies,
/// without a line of its own.
///
/// The empty table is needed: without it evcxr takes zeros for its own defaults.
pub fn kernel_settings(repository: &Path) -> io::Result<String> {
    Ok(format!("[evcxr]\n\n{}", library(repository)?))
}

/// The library, and what the exercises ask, as dependencies.
fn library(repository: &Path) -> io::Result<String> {
    // evcxr resolves links in a path too: two spellings would be two packages of one name.
    let repository = repository.canonicalize()?;
    let (shuzi, ask) = (toml_string(&repository), toml_string(&repository.join("exercises/ask")));
    Ok(format!("[dependencies]\nshuzi = {{ path = {shuzi}, default-features = false }}\nask = {{ path = {ask} }}\n"))
}

/// Copies a template, leaving out what belongs to the cells that ran in it.
///
/// Finished libraries are shared: nothing writes into them, compilers replace them. All else, above all cargo's
/// fingerprints, which are written in place, is copied.
pub fn clone_template(from: &Path, to: &Path, sharing: Sharing) -> Outcome {
    clone_folder(from, to, sharing).map_err(|error| cannot_write(to, &error))
}

/// How a copy shares the template's finished libraries.
#[derive(Clone, Copy, PartialEq)]
pub enum Sharing {
    /// Hard links where the file system has them, else copies.
    Files,
    /// Symbolic links to a template that cannot be written: whoever writes through a hard link writes into the template.
    Links,
}

fn clone_folder(from: &Path, to: &Path, sharing: Sharing) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if belongs_to_cells(&name) {
            continue;
        }
        let target = to.join(&*name);
        if entry.file_type()?.is_dir() {
            clone_folder(&entry.path(), &target, sharing)?;
        } else if !(is_finished_library(&name) && share(&entry.path(), &target, sharing)) {
            copy_with_time(&entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Whether a finished library could be shared.
fn share(from: &Path, to: &Path, sharing: Sharing) -> bool {
    match sharing {
        Sharing::Files => fs::hard_link(from, to).is_ok(),
        Sharing::Links => symbolic_link(from, to).is_ok(),
    }
}

/// Renames a folder, or, to another file system, copies and removes it.
pub fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    if fs::rename(from, to).is_ok() {
        return Ok(());
    }
    clone_folder(from, to, Sharing::Files)?;
    fs::remove_dir_all(from)
}

/// evcxr calls its package `ctx`, and what it has loaded `code_1`, `code_2`, …
fn belongs_to_cells(name: &str) -> bool {
    let stem = name.strip_prefix("lib").unwrap_or(name);
    name == "incremental" || stem.starts_with("code_") || stem.starts_with("ctx-") || stem.starts_with("ctx.")
}

fn is_finished_library(name: &str) -> bool {
    let extension = Path::new(name).extension().unwrap_or_default();
    ["rlib", "rmeta", "so", "dylib", "dll"].iter().any(|library| extension == *library)
}

fn copy_with_time(from: &Path, to: &Path) -> io::Result<()> {
    let modified = fs::metadata(from)?.modified()?;
    fs::copy(from, to)?;
    fs::File::options().write(true).open(to)?.set_modified(modified)
}

/// What the template was built from; it is rebuilt, in a few seconds, when this changes.
pub fn ingredients(layout: &Layout) -> String {
    let mut lines = vec![WORKSPACE.to_owned(), layout.repository.display().to_string(), compiler_version()];
    LIBRARY.iter().for_each(|name| list_times(&layout.repository.join(name), &mut lines));
    lines.join("\n")
}

/// What the judge's program was built from.
pub fn judges_ingredients(layout: &Layout) -> String {
    let mut lines = vec![ingredients(layout)];
    JUDGE.iter().for_each(|name| list_times(&layout.repository.join(name), &mut lines));
    lines.join("\n")
}

fn compiler_version() -> String {
    let version = Command::new("rustc").arg("-vV").output();
    version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn list_times(path: &Path, lines: &mut Vec<String>) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| list_times(path, lines));
    } else if let Ok(modified) = fs::metadata(path).and_then(|metadata| metadata.modified()) {
        let seconds = modified.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        lines.push(format!("{} {}", path.display(), seconds.as_nanos()));
    }
}

/// Both TOML and JSON write a string between quotes with the same escapes.
fn toml_string(path: &Path) -> String {
    serde_json::Value::from(path.to_string_lossy()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_times_and_leaves_out_what_cells_made() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(from.join("target/incremental/x")).unwrap();
        for name in ["libshuzi.rlib", "libctx.so", "libcode_3.so", "ctx-12.d", "dep-lib-shuzi"] {
            fs::write(from.join("target").join(name), name).unwrap();
        }
        let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
        let fingerprint = fs::File::options().write(true).open(from.join("target/dep-lib-shuzi")).unwrap();
        fingerprint.set_modified(long_ago).unwrap();

        clone_template(&from, &to, Sharing::Files).unwrap();

        let mut names: Vec<_> = fs::read_dir(to.join("target")).unwrap().flatten().map(|e| e.file_name()).collect();
        names.sort();
        assert_eq!(names, ["dep-lib-shuzi", "libshuzi.rlib"]);
        assert_eq!(fs::metadata(to.join("target/dep-lib-shuzi")).unwrap().modified().unwrap(), long_ago);
        fs::write(to.join("target/dep-lib-shuzi"), "changed").unwrap();
        assert_eq!(fs::read_to_string(from.join("target/dep-lib-shuzi")).unwrap(), "dep-lib-shuzi");
    }

    #[test]
    #[cfg(unix)]
    fn a_sandboxed_clone_links_to_libraries_and_copies_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let (from, to) = (folder.join("from"), folder.join("to"));
        fs::create_dir_all(&from).unwrap();
        for name in ["libshuzi.rlib", "dep-lib-shuzi"] {
            fs::write(from.join(name), name).unwrap();
        }
        clone_template(&from, &to, Sharing::Links).unwrap();
        assert_eq!(fs::read_link(to.join("libshuzi.rlib")).unwrap(), from.join("libshuzi.rlib"));
        assert!(fs::symlink_metadata(to.join("dep-lib-shuzi")).unwrap().is_file());
    }

    /// The packages of the repository that one stands on, itself included, as folders.
    fn stands_on(repository: &Path, package: &str, found: &mut std::collections::BTreeSet<String>) {
        if !found.insert(package.to_owned()) {
            return;
        }
        let manifest = fs::read_to_string(repository.join(package).join("Cargo.toml")).unwrap();
        let needed = manifest.split("[dev-dependencies]").next().unwrap_or_default();
        for path in needed.split("{ path = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let folder = repository.join(package).join(path).canonicalize().unwrap();
            let folder = folder.strip_prefix(repository).unwrap().to_string_lossy().into_owned();
            stands_on(repository, &folder, found);
        }
    }

    #[test]
    fn the_lists_of_sources_are_what_cargo_compiles() {
        let repository = Layout::of_this_repository().repository.canonicalize().unwrap();
        let packages = |package: &str| {
            let mut found = std::collections::BTreeSet::new();
            stands_on(&repository, package, &mut found);
            found
        };
        let library = packages("exercises/ask");
        // The library's own package is the root: its folder is `src`, beside the manifest.
        let listed = |name: &&str| name.contains('/');
        assert!(library.contains(""));
        assert_eq!(
            library.iter().filter(|name| !name.is_empty()).collect::<Vec<_>>(),
            LIBRARY.iter().filter(|name| listed(name)).collect::<Vec<_>>()
        );
        let judge: Vec<_> = packages("exercises/judge").difference(&library).cloned().collect();
        assert!(judge.iter().all(|name| JUDGE.contains(&name.as_str())) && judge.len() == 2, "{judge:?}");
    }

    #[test]
    fn the_template_is_stale_when_a_source_changes() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        fs::create_dir_all(folder.join("src")).unwrap();
        fs::write(folder.join("src/lib.rs"), "").unwrap();
        let layout = Layout::of(folder);
        let before = ingredients(&layout);
        assert_eq!(before, ingredients(&layout));
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        fs::File::options().write(true).open(folder.join("src/lib.rs")).unwrap().set_modified(later).unwrap();
        assert_ne!(before, ingredients(&layout));
    }
}
