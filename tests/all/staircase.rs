//! The staircase of ARCHITECTURE.md: which package may use which, and what no file may do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Packages = BTreeMap<String, BTreeSet<String>>;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between backticks.
fn quoted(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// The table's rows: folder, package, and what it may use.
fn rows() -> Vec<(String, String, BTreeSet<String>)> {
    let text = read(&repository().join("ARCHITECTURE.md"));
    let table = text.lines().skip_while(|line| !line.starts_with("| where |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        let [place, package, _, uses] = cells[..] else { panic!("four cells: {line}") };
        let one = |cell: &str| quoted(cell).next().unwrap_or_else(|| panic!("a name: {line}"));
        (one(place), one(package), quoted(uses).collect())
    });
    rows.collect()
}

/// Each member's own packages among its dependencies, of every kind, as cargo reads the manifests.
fn found() -> Packages {
    let mut cargo = std::process::Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]).current_dir(repository());
    let output = cargo.output().expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo's JSON");
    let packages = metadata["packages"].as_array().expect("packages").iter().map(|package| {
        let dependencies = package["dependencies"].as_array().expect("dependencies").iter();
        let ours = dependencies.filter(|dependency| dependency["path"].is_string());
        let name = |value: &serde_json::Value| value["name"].as_str().expect("a name").to_owned();
        (name(package), ours.map(name).collect())
    });
    packages.collect()
}

/// All Rust files that git keeps or would keep.
fn rust_files() -> Vec<PathBuf> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            if path.is_dir() && !name.starts_with('.') && name != "target" && name != "node_modules" {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(repository(), &mut files);
    files
}

#[test]
fn every_package_uses_what_its_row_says_and_nothing_else() {
    let found = found();
    let rows = rows();
    let names: BTreeSet<_> = rows.iter().map(|(_, package, _)| package.clone()).collect();
    assert_eq!(names, found.keys().cloned().collect(), "the rows are the workspace's members");
    for (_, package, may_use) in &rows {
        let beyond: Vec<_> = found[package].difference(may_use).collect();
        assert!(beyond.is_empty(), "{package} uses {beyond:?}, which its row in ARCHITECTURE.md does not allow");
    }
}

#[test]
fn rows_allow_only_what_stands_above_them() {
    let mut above = BTreeSet::new();
    for (place, package, may_use) in rows() {
        assert!(repository().join(&place).is_dir(), "{place} is no folder");
        assert!(may_use.is_subset(&above), "{package} may use what does not stand above it: {may_use:?}");
        above.insert(package);
    }
}

#[test]
fn no_file_reaches_into_another_package() {
    let attribute = concat!("#[", "path");
    for file in rust_files() {
        assert!(!read(&file).contains(attribute), "{} includes a file by its path", file.display());
    }
}

#[test]
fn the_library_stays_small() {
    const MOST_LINES: usize = 10_000;
    let src = repository().join("src");
    let of_library = rust_files().into_iter().filter(|file| file.starts_with(&src));
    let lines: usize = of_library.map(|file| read(&file).lines().count()).sum();
    assert!(lines <= MOST_LINES, "src has {lines} lines; what is not the course's library belongs elsewhere");
}
