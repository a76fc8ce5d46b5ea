//! `cargo lab`: everything that the notebooks need, on a machine with Rust and Python 3 only.

mod check;
pub mod evcxr;
pub mod execute;
mod progress;
mod stable_errors;

use lab::files::{make_folder, remove};
use lab::layout::{self, Layout};
use lab::process;
use lab::python::{self, Packages};
use std::fs;
use words::{Outcome, text};

const REQUIREMENTS: &str = include_str!("../../lab/requirements.txt");

#[derive(Debug, PartialEq)]
enum Request {
    Open { arguments: Vec<String> },
    Setup,
    Teacher,
    Check { paths: Vec<String>, update: bool },
    Clean,
    Help,
}

pub fn run(arguments: &[String]) -> Outcome {
    let layout = Layout::of_this_repository();
    match parse(arguments)? {
        Request::Help => {
            println!("{}", help());
            Ok(())
        }
        Request::Clean => clean(&layout),
        Request::Setup => {
            set_up(&layout)?;
            process::say(&text!("准备好了：运行 cargo lab 打开笔记本。", "Ready: cargo lab opens the notebooks."));
            Ok(())
        }
        Request::Teacher => {
            set_up(&layout)?;
            process::run_package(&layout.repository, "classroom", &["teacher"])
        }
        Request::Check { paths, update } => {
            // New output may be what the texts lack: it is stored first.
            if !update {
                check::check_texts(&layout, &paths)?;
            }
            set_up(&layout)?;
            check::run(&layout, &paths, update)
        }
        Request::Open { arguments } => {
            set_up(&layout)?;
            evcxr::open(&layout, &arguments)
        }
    }
}

fn parse(arguments: &[String]) -> Outcome<Request> {
    let (ours, rest) = match arguments.iter().position(|argument| argument == "--") {
        Some(position) => (&arguments[..position], arguments[position + 1..].to_vec()),
        None => (arguments, Vec::new()),
    };
    let (flags, paths): (Vec<&str>, Vec<&str>) =
        ours.iter().map(String::as_str).partition(|argument| argument.starts_with('-'));
    let paths = paths.into_iter().map(str::to_owned).collect::<Vec<_>>();
    match flags.as_slice() {
        [] if paths.is_empty() => Ok(Request::Open { arguments: rest }),
        ["--setup"] if paths.is_empty() => Ok(Request::Setup),
        ["--teacher"] if paths.is_empty() => Ok(Request::Teacher),
        ["--clean"] if paths.is_empty() => Ok(Request::Clean),
        ["--help" | "-h"] => Ok(Request::Help),
        ["--check"] => Ok(Request::Check { paths, update: false }),
        ["--update"] | ["--check", "--update"] | ["--update", "--check"] => Ok(Request::Check { paths, update: true }),
        _ => Err(process::not_understood("cargo lab", ours)),
    }
}

fn help() -> String {
    text!(
        "cargo lab                      准备好一切（第一次约 8 分钟），然后打开 JupyterLab
cargo lab -- --port=9000       `--` 后面的参数交给 JupyterLab
cargo lab --setup              只做准备
cargo lab --teacher            再装上批改作业要用的 nbgrader，并说明还缺什么（见 classroom/README.md）
cargo lab --check [笔记本…]    先做 cargo xtask notebooks check，再在真正的内核里运行笔记本，输出须与保存的一致
cargo lab --update [笔记本…]   在内核里运行，把新的输出存进笔记本
cargo lab --clean              删除 cargo lab 建立的一切（都在 .lab 里）",
        "cargo lab                      prepares everything (about 8 minutes the first time), then opens JupyterLab
cargo lab -- --port=9000       what follows `--` goes to JupyterLab
cargo lab --setup              only prepares
cargo lab --teacher            also installs nbgrader, for grading homework, and says what is missing (see classroom/README.en.md)
cargo lab --check [NOTEBOOK…]  cargo xtask notebooks check, then runs notebooks in the real kernel; their output must equal what is stored
cargo lab --update [NOTEBOOK…] runs them in the kernel and stores the new output
cargo lab --clean              removes all that cargo lab made (it is all in .lab)"
    )
}

/// Each step looks whether it has been done, so a call after an interrupted one goes on where that stopped.
pub fn set_up(layout: &Layout) -> Outcome {
    make_folder(&layout.inside("bin"))?;
    // One preparation at a time; it is let go when this process ends or becomes JupyterLab.
    let lock = fs::File::create(layout.inside("bin/setup.lock")).map_err(|error| error.to_string())?;
    if lock.try_lock().is_err() {
        process::say(&text!(
            "另一个 cargo lab 正在准备，等它完成……",
            "Another cargo lab is preparing; waiting for it …"
        ));
        lock.lock().map_err(|error| error.to_string())?;
    }
    python::ensure(layout, &packages())?;
    evcxr::ensure_built(layout)?;
    evcxr::register(layout)?;
    evcxr::ensure_warm(layout)?;
    evcxr::ensure_judge(layout)
}

fn packages() -> Packages {
    Packages {
        venv: "venv",
        name: "JupyterLab",
        takes: text!("一到两分钟", "a minute or two"),
        oldest_python: (3, 10),
        files: &["xtask/lab/requirements.txt"],
        pinned: REQUIREMENTS,
        wanted: &[],
    }
}

fn clean(layout: &Layout) -> Outcome {
    let folders = layout::CONTENTS.split(' ').map(|name| layout.inside(name)).chain([layout.kernels()]);
    remove(layout, folders, &text!("请先关闭 JupyterLab。", "Close JupyterLab first."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Request> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn every_requirement_has_an_exact_version_and_no_address() {
        assert_eq!(python::unpinned(REQUIREMENTS), None);
    }

    #[test]
    fn what_follows_two_dashes_goes_to_jupyterlab() {
        let arguments = vec!["--port=9000".to_owned(), "--no-browser".to_owned()];
        assert_eq!(parsed("-- --port=9000 --no-browser"), Ok(Request::Open { arguments }));
        assert_eq!(parsed(""), Ok(Request::Open { arguments: vec![] }));
    }

    #[test]
    fn update_is_a_check_that_stores() {
        let update = Request::Check { paths: vec!["a.ipynb".to_owned()], update: true };
        assert_eq!(parsed("--update a.ipynb"), Ok(update));
        assert_eq!(parsed("--check --update"), Ok(Request::Check { paths: vec![], update: true }));
        assert_eq!(parsed("--teacher"), Ok(Request::Teacher));
        assert_eq!(parsed("--check"), Ok(Request::Check { paths: vec![], update: false }));
    }

    #[test]
    fn an_unknown_argument_is_refused() {
        assert!(parsed("--chek").unwrap_err().contains("--chek"));
        assert!(parsed("--clean something").is_err());
        assert!(parsed("notebook.ipynb").is_err());
    }

    #[test]
    fn clean_removes_only_what_was_made() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        let layout = Layout::of(repository);
        fs::create_dir_all(layout.inside("venv/bin")).unwrap();
        fs::write(layout.inside("own.txt"), "mine").unwrap();
        clean(&layout).unwrap();
        assert!(!layout.inside("venv").exists());
        assert!(layout.inside("own.txt").exists());
        fs::remove_file(layout.inside("own.txt")).unwrap();
        clean(&layout).unwrap();
        assert!(!layout.folder.exists());
    }
}
