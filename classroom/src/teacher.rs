//! nbgrader: installed in an environment of its own, so that learners' JupyterLab stays as it is, and started from here.

use super::course::{Classroom, Student};
use super::sandbox;
use lab::jupyter;
use lab::process::{Failure, run_logged, say, succeed, without_cargo_variables};
use lab::python::{self, Packages};
use std::process::Command;
use words::{Language, Outcome, text};

const VENV: &str = "teacher";
const REQUIREMENTS: &str =
    concat!(include_str!("../../xtask/lab/requirements.txt"), include_str!("../../xtask/lab/requirements-teacher.txt"));

fn packages() -> Packages {
    Packages {
        venv: VENV,
        name: "nbgrader",
        takes: text!("一到两分钟", "a minute or two"),
        oldest_python: (3, 10),
        files: &["xtask/lab/requirements.txt", "xtask/lab/requirements-teacher.txt"],
        pinned: REQUIREMENTS,
        wanted: &[],
    }
}

/// Installs nbgrader, and says what grading lacks that only the administrator can install.
pub fn set_up() -> Outcome {
    python::ensure(&Classroom::of_this_repository()?.layout, &packages())?;
    match sandbox::find_bubblewrap() {
        Ok(_) => say(&text!(
            "准备好了：按 classroom/README.md 发布第一份作业。",
            "Ready: release the first assignment as classroom/README.en.md tells."
        )),
        Err(missing) => say(&text!(
            "nbgrader 准备好了，可以发布和收作业；要评分还缺一样。{missing}",
            "nbgrader is ready for releasing and collecting; for grading one thing is missing. {missing}"
        )),
    }
    Ok(())
}

/// An error where nbgrader has not been installed.
pub fn ensure_ready(classroom: &Classroom) -> Outcome {
    if classroom.layout.python(VENV).exists() {
        return Ok(());
    }
    Err(text!(
        "还没有安装 nbgrader：请先运行 cargo lab --teacher。",
        "nbgrader has not been installed: first run cargo lab --teacher."
    ))
}

/// A Python program of nbgrader's environment, which finds `classroom/nbgrader_config.py` and the course's folder.
pub fn python(classroom: &Classroom) -> Command {
    let layout = &classroom.layout;
    let mut command = Command::new(layout.python(VENV));
    command
        .current_dir(layout.repository.join("classroom"))
        .env("SHUZI_CLASSROOM", &classroom.folder)
        // What the teacher set up for other servers or courses has no say here.
        .env("JUPYTER_CONFIG_DIR", layout.inside("teacher/jupyter/config"))
        .env("JUPYTER_DATA_DIR", layout.inside("teacher/jupyter"))
        .env("IPYTHONDIR", layout.inside("teacher/jupyter/ipython"))
        // Remarks of SQLAlchemy on nbgrader's code; teachers can do nothing about them.
        .env("PYTHONWARNINGS", "ignore");
    without_cargo_variables(&mut command);
    command
}

/// Runs one of nbgrader's commands; its words go to a log.
pub fn nbgrader(classroom: &Classroom, step: &str, arguments: &[&str]) -> Result<(), Failure> {
    nbgrader_with(classroom, step, arguments, None)
}

/// Lets nbgrader write the pages of feedback, in the assignment's language.
pub fn feedback(classroom: &Classroom, assignment: &str, language: Language) -> Result<(), Failure> {
    let language = ("SHUZI_LANG", language.code());
    nbgrader_with(classroom, "generate_feedback", &[assignment, "--force"], Some(language))
}

/// Lets nbgrader grade what it has not graded yet.
pub fn autograde(classroom: &Classroom, assignment: &str, only: Option<&Student>) -> Result<(), Failure> {
    // By the settings: as an argument nbgrader takes a name of digits for a number.
    let only = only.map(|student| ("SHUZI_STUDENT", student.as_str()));
    nbgrader_with(classroom, "autograde", &[assignment], only)
}

fn nbgrader_with(
    classroom: &Classroom,
    step: &str,
    arguments: &[&str],
    variable: Option<(&str, &str)>,
) -> Result<(), Failure> {
    let mut command = python(classroom);
    command.args(["-m", "nbgrader", step]).args(arguments).envs(variable);
    run_logged(&classroom.layout, &format!("nbgrader-{step}"), &mut command, |_| ())
}

/// The plugin's tests.
pub fn test_plugin(classroom: &Classroom) -> Outcome {
    ensure_ready(classroom)?;
    let mut command = python(classroom);
    command.args(["-m", "unittest", "discover"]).env("PYTHONDONTWRITEBYTECODE", "1").env_remove("SHUZI_CLASSROOM");
    succeed(
        &mut command,
        &text!("插件的测试没有通过，原因见上面。", "The plugin's tests failed; the output above says why."),
    )
}

/// Opens nbgrader's formgrader in the browser; it listens on this machine alone.
///
/// No Rust kernel is registered there: a submission that is opened in it cannot be run outside the sandbox by mistake.
pub fn open_formgrader(classroom: &Classroom, arguments: &[String]) -> Outcome {
    jupyter::ensure_free_port(arguments, "cargo classroom formgrader")?;
    say(&text!(
        "打开 formgrader（在这里按两次 Ctrl-C 结束）……",
        "Opening formgrader (press Ctrl-C here twice to end it) …"
    ));
    let mut command = python(classroom);
    command.args(["-m", "jupyter_server", "--ServerApp.default_url=/formgrader/gradebook"]);
    command.arg(format!("--ServerApp.root_dir={}", classroom.folder.display()));
    jupyter::become_jupyter(command, arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_has_an_exact_version_and_no_address() {
        assert_eq!(python::unpinned(REQUIREMENTS), None);
        assert!(REQUIREMENTS.contains("\nnbgrader==0.9.6\n"));
    }

    #[test]
    fn no_package_is_pinned_twice() {
        let mut names: Vec<String> = REQUIREMENTS
            .lines()
            .filter_map(|line| Some(line.split_once("==")?.0.to_lowercase().replace('-', "_")))
            .collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
