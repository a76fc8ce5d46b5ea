//! Python: finding one that is new enough, and the virtual environment with JupyterLab.

use super::layout::Layout;
use super::process::{Failure, answer, run_logged, say};
use crate::Outcome;
use crate::language::text;
use std::fs;
use std::process::Command;

const REQUIREMENTS: &str = include_str!("../../lab/requirements.txt");
const OLDEST: (u32, u32) = (3, 10);

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
pub fn ensure(layout: &Layout) -> Outcome {
    let stamp = layout.inside("venv/shuzi-requirements.txt");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == REQUIREMENTS) && works(layout) {
        return Ok(());
    }
    if !works(layout) {
        make_environment(layout)?;
    }
    say(&text!("安装 JupyterLab（一到两分钟）……", "Installing JupyterLab (a minute or two) …"));
    let requirements = layout.repository.join("xtask/lab/requirements.txt");
    let mut pip = Command::new(layout.python());
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "--requirement"]).arg(requirements);
    run_logged(layout, "pip", &mut pip, |_| ())
        .map_err(|failure| failure.sentence(&text!("安装 JupyterLab ", "Installing JupyterLab")))?;
    fs::write(&stamp, REQUIREMENTS).map_err(|error| format!("{}: {error}", stamp.display()))
}

fn works(layout: &Layout) -> bool {
    answer(Command::new(layout.python()).args(["-m", "pip", "--version"])).is_ok()
}

fn make_environment(layout: &Layout) -> Outcome {
    let (program, first) = find()?;
    say(&text!("建立 Python 虚拟环境（几秒）……", "Making a Python virtual environment (seconds) …"));
    let mut command = Command::new(program);
    command.args(first).args(["-m", "venv", "--clear"]).arg(layout.inside("venv"));
    run_logged(layout, "venv", &mut command, |_| ()).map_err(|failure| explain_venv(&failure))
}

/// The first interpreter that is new enough.
fn find() -> Outcome<Interpreter> {
    let versions: Vec<_> = CANDIDATES.iter().filter_map(|&found| Some((found, version(found)?))).collect();
    choose(&versions)
}

fn choose(versions: &[(Interpreter, (u32, u32))]) -> Outcome<Interpreter> {
    if let Some((found, _)) = versions.iter().find(|(_, version)| *version >= OLDEST) {
        return Ok(*found);
    }
    Err(match versions.first() {
        Some((_, (major, minor))) => text!(
            "这里的 Python 是 {major}.{minor}，太旧了：请安装 Python 3.10 或更新的版本，再运行 cargo lab。",
            "Python here is {major}.{minor}, which is too old: install Python 3.10 or later, then run cargo lab again."
        ),
        None => text!(
            "没有找到 Python：请安装 Python 3.10 或更新的版本（Debian、Ubuntu：sudo apt install python3 python3-venv；其他系统：https://www.python.org），再运行 cargo lab。",
            "No Python was found: install Python 3.10 or later (Debian, Ubuntu: sudo apt install python3 python3-venv; elsewhere: https://www.python.org), then run cargo lab again."
        ),
    })
}

fn version((program, first): Interpreter) -> Option<(u32, u32)> {
    let question = "import sys; print(*sys.version_info[:2])";
    let said = answer(Command::new(program).args(first).args(["-c", question])).ok()?;
    let (major, minor) = said.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn explain_venv(failure: &Failure) -> String {
    let words = &failure.words;
    if words.contains("ensurepip") || words.contains("No module named venv") {
        return text!(
            "这里的 Python 缺少 venv 模块：Debian 或 Ubuntu 上请先 sudo apt install python3-venv，再运行 cargo lab。",
            "This Python lacks the venv module: on Debian or Ubuntu run sudo apt install python3-venv, then cargo lab again."
        );
    }
    failure.sentence(&text!("建立虚拟环境", "Making the virtual environment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_new_enough_python_is_taken() {
        let versions = [(CANDIDATES[0], (3, 9)), (CANDIDATES[1], (2, 7)), (CANDIDATES[5], (3, 12))];
        assert_eq!(choose(&versions).unwrap().0, "python3.12");
    }

    #[test]
    fn an_old_or_missing_python_is_named() {
        assert!(choose(&[(CANDIDATES[0], (3, 9))]).unwrap_err().contains("3.9"));
        assert!(choose(&[]).unwrap_err().contains("3.10"));
    }

    #[test]
    fn a_missing_venv_module_gets_its_own_sentence() {
        let words = "The virtual environment was not created successfully because ensurepip is not available.";
        let failure = Failure { words: words.to_owned(), log: String::new() };
        assert!(explain_venv(&failure).contains("apt install python3-venv"));
    }

    #[test]
    fn every_requirement_has_an_exact_version_and_no_address() {
        for line in REQUIREMENTS.lines().filter(|line| !line.starts_with('#')) {
            assert!(line.contains("==") && !line.contains("://") && !line.starts_with('-'), "{line}");
        }
    }
}
