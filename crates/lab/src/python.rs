//! Python: finding one that is new enough, and a virtual environment with what is pinned.

use crate::files::about;
use crate::layout::Layout;
use crate::process::{Failure, answer, run_logged, say};
use std::fs;
use std::process::Command;
use words::{Outcome, text};

/// What a virtual environment is made of.
pub struct Packages {
    /// Its folder, inside the chore's.
    pub venv: &'static str,
    /// What a reader knows it as.
    pub name: &'static str,
    /// How long it takes, in words.
    pub takes: String,
    /// The oldest Python that all of it runs on.
    pub oldest_python: Version,
    /// The lists of exact versions, in the repository.
    pub files: &'static [&'static str],
    /// What is in them.
    pub pinned: &'static str,
    /// What to install, with what it asks for on this machine; everything pinned where this is empty.
    pub wanted: &'static [&'static str],
}

type Version = (u32, u32);

/// A program and the arguments before the script's own.
type Interpreter = (&'static str, &'static [&'static str]);

const CANDIDATES: [Interpreter; 8] = [
    ("python3", &[]),
    ("python", &[]),
    ("py", &["-3"]),
    ("python3.14", &[]),
    ("python3.13", &[]),
    ("python3.12", &[]),
    ("python3.11", &[]),
    ("python3.10", &[]),
];

/// Makes the virtual environment and installs what is pinned, unless that has been done.
pub fn ensure(layout: &Layout, packages: &Packages) -> Outcome {
    let stamp = layout.inside(packages.venv).join("shuzi-requirements.txt");
    let works = || answer(Command::new(layout.python(packages.venv)).args(["-m", "pip", "--version"])).is_ok();
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == packages.pinned) && works() {
        return Ok(());
    }
    if !works() {
        make_environment(layout, packages)?;
    }
    let Packages { name, takes, .. } = packages;
    say(&text!("安装 {name}（{takes}）……", "Installing {name} ({takes}) …"));
    let mut pip = Command::new(layout.python(packages.venv));
    pip.args(["-m", "pip", "install", "--disable-pip-version-check"]).args(packages.wanted);
    let role = if packages.wanted.is_empty() { "--requirement" } else { "--constraint" };
    for file in packages.files {
        pip.arg(role).arg(layout.repository.join(file));
    }
    run_logged(layout, &format!("pip-{}", packages.venv), &mut pip, |_| ())
        .map_err(|failure| failure.sentence(&text!("安装 {name} ", "Installing {name}")))?;
    fs::write(&stamp, packages.pinned).map_err(about(&stamp))
}

fn make_environment(layout: &Layout, packages: &Packages) -> Outcome {
    let versions: Vec<_> = CANDIDATES.iter().filter_map(|&found| Some((found, version(found)?))).collect();
    let (program, first) = choose(&versions, packages.oldest_python, layout.command)?;
    say(&text!("建立 Python 虚拟环境（几秒）……", "Making a Python virtual environment (seconds) …"));
    let mut command = Command::new(program);
    command.args(first).args(["-m", "venv", "--clear"]).arg(layout.inside(packages.venv));
    run_logged(layout, packages.venv, &mut command, |_| ()).map_err(|failure| explain_venv(&failure))
}

/// The first interpreter that is new enough.
fn choose(versions: &[(Interpreter, Version)], oldest: Version, command: &str) -> Outcome<Interpreter> {
    if let Some((found, _)) = versions.iter().find(|(_, version)| *version >= oldest) {
        return Ok(*found);
    }
    let (wanted_major, wanted_minor) = oldest;
    Err(match versions.first() {
        Some((_, (major, minor))) => text!(
            "这里的 Python 是 {major}.{minor}，太旧了：请安装 Python {wanted_major}.{wanted_minor} 或更新的版本，再运行 {command}。",
            "Python here is {major}.{minor}, which is too old: install Python {wanted_major}.{wanted_minor} or later, then run {command} again."
        ),
        None => text!(
            "没有找到 Python：请安装 Python {wanted_major}.{wanted_minor} 或更新的版本（Debian、Ubuntu：sudo apt install python3 python3-venv；其他系统：https://www.python.org），再运行 {command}。",
            "No Python was found: install Python {wanted_major}.{wanted_minor} or later (Debian, Ubuntu: sudo apt install python3 python3-venv; elsewhere: https://www.python.org), then run {command} again."
        ),
    })
}

fn version((program, first): Interpreter) -> Option<Version> {
    let question = "import sys; print(*sys.version_info[:2])";
    let said = answer(Command::new(program).args(first).args(["-c", question])).ok()?;
    let (major, minor) = said.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn explain_venv(failure: &Failure) -> String {
    let Failure { words, command, .. } = failure;
    if words.contains("ensurepip") || words.contains("No module named venv") {
        return text!(
            "这里的 Python 缺少 venv 模块：Debian 或 Ubuntu 上请先 sudo apt install python3-venv，再运行 {command}。",
            "This Python lacks the venv module: on Debian or Ubuntu run sudo apt install python3-venv, then {command} again."
        );
    }
    failure.sentence(&text!("建立虚拟环境", "Making the virtual environment"))
}

/// The first line of a list of requirements that is not one exact version, or says where it comes from.
pub fn unpinned(requirements: &str) -> Option<&str> {
    let is_pinned = |line: &str| line.contains("==") && !line.contains("://") && !line.starts_with('-');
    requirements.lines().find(|line| !line.starts_with('#') && !is_pinned(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_new_enough_python_is_taken() {
        let versions = [(CANDIDATES[0], (3, 9)), (CANDIDATES[1], (2, 7)), (CANDIDATES[5], (3, 12))];
        assert_eq!(choose(&versions, (3, 10), "cargo lab").unwrap().0, "python3.12");
    }

    #[test]
    fn an_old_or_missing_python_is_named() {
        let old = choose(&[(CANDIDATES[0], (3, 9))], (3, 10), "cargo lab").unwrap_err();
        assert!(old.contains("3.9") && old.contains("cargo lab"), "{old}");
        assert!(choose(&[], (3, 11), "cargo xtask bench").unwrap_err().contains("3.11"));
    }

    #[test]
    fn a_missing_venv_module_gets_its_own_sentence() {
        let words = "The virtual environment was not created successfully because ensurepip is not available.";
        let failure = Failure { words: words.to_owned(), log: String::new(), command: "cargo lab" };
        assert!(explain_venv(&failure).contains("apt install python3-venv"));
    }

    #[test]
    fn a_range_of_versions_and_an_address_are_not_pinned() {
        assert_eq!(unpinned("# list\na==1.0\nb==2"), None);
        for line in ["a>=1.0", "a==1.0 @ https://x", "--index-url x==1"] {
            assert_eq!(unpinned(&format!("a==1.0\n{line}\n")), Some(line));
        }
    }
}
