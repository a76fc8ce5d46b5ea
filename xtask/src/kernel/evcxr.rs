//! The Rust kernel: built once, registered inside the virtual environment, its dependencies compiled beforehand.

use super::progress::Progress;
use lab::files::{cannot_write, put};
use lab::launcher::{self, environment};
use lab::process::{run_logged, say, without_cargo_variables};
use lab::template::{self, ingredients};
use lab::{Layout, jupyter};
use serde_json::json;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use words::{Outcome, text};

const VERSION: &str = "0.22.0";
/// Crates that cargo compiles for it on Linux.
const CRATES_IN_EVCXR: usize = 269;
/// Crates that a kernel compiles for the library, of those whose names evcxr reports.
const CRATES_IN_LIBRARY: usize = 64;

/// Builds the kernel's program, unless this version is there.
///
/// Its target folder stays until the build succeeds: a call after an interrupted one goes on where that stopped.
pub fn ensure_built(layout: &Layout) -> Outcome {
    let installed = fs::read_to_string(layout.inside("evcxr/.crates.toml")).unwrap_or_default();
    let target = layout.inside("evcxr-target");
    if !(installed.contains(&format!("evcxr_jupyter {VERSION} ")) && layout.evcxr().exists()) {
        say(&text!(
            "编译 Rust 内核 evcxr_jupyter {VERSION}，只做一次：两个核心上约 5 分钟，可以随时中断，下次接着编译……",
            "Building the Rust kernel evcxr_jupyter {VERSION}, once: about 5 minutes on two cores; it may be interrupted and goes on next time …"
        ));
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args(["install", "evcxr_jupyter", "--locked", "--force", "--version", &format!("={VERSION}"), "--root"])
            .arg(layout.inside("evcxr"))
            .env("CARGO_TARGET_DIR", &target)
            .current_dir(&layout.repository);
        let mut progress = Progress::new(CRATES_IN_EVCXR);
        let outcome = run_logged(layout, "evcxr", &mut command, |line| progress.take_line(line));
        progress.finish();
        outcome.map_err(|failure| failure.sentence(&text!("编译内核", "Building the kernel")))?;
    }
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|error| cannot_write(&target, &error))?;
    }
    Ok(())
}

/// Registers the kernel where only this virtual environment looks.
pub fn register(layout: &Layout) -> Outcome {
    install_launcher(layout)?;
    let spec = json!({
        "argv": [layout.launcher(), "kernel", "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
    });
    write_json(&layout.kernel_spec().join("kernel.json"), &spec)?;
    let settings = layout.inside("config/evcxr.toml");
    let written = template::kernel_settings(&layout.repository).and_then(|content| put(&settings, content));
    written.map_err(|error| cannot_write(&settings, &error))?;
    // Nobody is asked about news on first opening, and nothing is fetched from outside.
    let quiet = json!({
        "@jupyterlab/apputils-extension:notification": { "fetchNews": "false", "checkForUpdates": false },
    });
    write_json(&layout.inside("venv/share/jupyter/lab/settings/overrides.json"), &quiet)
}

fn write_json(path: &Path, content: &serde_json::Value) -> Outcome {
    put(path, format!("{content:#}\n")).map_err(|error| cannot_write(path, &error))
}

/// Copies this program to where Jupyter starts it; a running copy is replaced by name, never written into.
fn install_launcher(layout: &Layout) -> Outcome {
    let launcher = layout.launcher();
    let copy = || -> io::Result<()> {
        let program = fs::read(std::env::current_exe()?)?;
        if fs::read(&launcher).is_ok_and(|installed| installed == program) {
            return Ok(());
        }
        fs::create_dir_all(layout.inside("bin"))?;
        let new = launcher.with_extension(std::process::id().to_string());
        fs::copy(std::env::current_exe()?, &new)?;
        fs::rename(&new, &launcher)
    };
    match copy() {
        // Windows does not replace a program that runs; the older copy serves until the next time.
        Err(_) if cfg!(windows) && launcher.exists() => Ok(()),
        result => result.map_err(|error| cannot_write(&launcher, &error)),
    }
}

/// Compiles the library and its dependencies as the kernel does, so that a chapter's first cell answers in seconds.
pub fn ensure_warm(layout: &Layout) -> Outcome {
    let wanted = ingredients(layout);
    if fs::read_to_string(layout.template().join("ingredients")).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    launcher::remove_leftovers(layout);
    if layout.template().exists() {
        say(&text!(
            "课程库有改动，为笔记本重新编译（约半分钟）……",
            "The library has changed; compiling it for the notebooks (about half a minute) …"
        ));
    } else {
        say(&text!(
            "为笔记本编译课程库和它的依赖，只做一次：约 2 分钟……",
            "Compiling the library and its dependencies for the notebooks, once: about 2 minutes …"
        ));
    }
    let stage = layout.kernels().join(std::process::id().to_string());
    launcher::prepare(layout, &stage)?;
    // The newest manifest and lock file, also around an older template.
    template::write_workspace(&stage, &layout.repository)?;
    compile(layout, &stage)?;
    fs::write(stage.join("ingredients"), wanted).map_err(|error| cannot_write(&stage, &error))?;
    exchange(layout, &stage)
}

/// Lets a real kernel do the compiling, so that nothing differs from what kernels do later.
fn compile(layout: &Layout, stage: &Path) -> Outcome {
    let scripts = layout.repository.join("xtask/lab");
    let mut command = Command::new(layout.python("venv"));
    command
        .arg(scripts.join("run_notebook.py"))
        .arg("warm")
        .arg(layout.evcxr())
        // As far from the root as a notebook: the kernel then spells the library's path in the same way.
        .arg(&scripts)
        .arg(":dep shuzi = { path = \"../..\", default-features = false }\n:dep ask = { path = \"../../exercises/ask\" }")
        .envs(jupyter_environment(layout))
        .envs(environment(layout, stage))
        // Without the settings that load the library when a kernel starts: a start may not take minutes, a cell may.
        .env("EVCXR_CONFIG_DIR", layout.inside("config/bare"));
    let mut progress = Progress::new(CRATES_IN_LIBRARY);
    let outcome = run_logged(layout, "warm", &mut command, |line| progress.take_line(line));
    progress.finish();
    outcome.map_err(|failure| failure.sentence(&text!("编译课程库", "Compiling the library")))
}

/// Builds the program that judges learners' checks, in a copy of the template, unless nothing has changed.
pub fn ensure_judge(layout: &Layout) -> Outcome {
    let wanted = template::judges_ingredients(layout);
    let ingredients = layout.inside("judge/ingredients");
    if fs::read_to_string(&ingredients).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    say(&text!("编译评判练习的程序……", "Compiling the program that judges exercises …"));
    let folder = layout.kernels().join(std::process::id().to_string());
    launcher::prepare(layout, &folder)?;
    let (mut cargo, program) = template::with_judge(&folder, &layout.repository)?;
    let outcome = run_logged(layout, "judge", &mut cargo, |_| ());
    outcome.map_err(|failure| failure.sentence(&text!("编译评判的程序", "Compiling the judge")))?;
    let keep = || -> io::Result<()> {
        fs::create_dir_all(layout.inside("judge"))?;
        // Replaced by name: a check that runs now keeps its program.
        let new = layout.judge().with_extension("new");
        fs::copy(&program, &new)?;
        fs::rename(&new, layout.judge())?;
        fs::write(&ingredients, wanted)?;
        fs::remove_dir_all(&folder)
    };
    keep().map_err(|error| cannot_write(&layout.judge(), &error))
}

/// Puts the new template in the old one's place, while no kernel is copying it.
fn exchange(layout: &Layout, stage: &Path) -> Outcome {
    let lock = launcher::lock_template(layout)?;
    let swap = || -> io::Result<()> {
        lock.lock()?;
        if layout.template().exists() {
            fs::remove_dir_all(layout.template())?;
        }
        template::move_folder(stage, &layout.template())
    };
    swap().map_err(|error| cannot_write(&layout.template(), &error))
}

/// Starts JupyterLab and waits for it.
pub fn open(layout: &Layout, arguments: &[String]) -> Outcome {
    jupyter::ensure_free_port(arguments, "cargo lab")?;
    say(&text!(
        "打开 JupyterLab（在这里按两次 Ctrl-C 结束）……",
        "Opening JupyterLab (press Ctrl-C here twice to end it) …"
    ));
    let mut command = Command::new(layout.python("venv"));
    command
        .args(["-m", "jupyterlab", "notebooks", "--MultiKernelManager.default_kernel_name=rust"])
        .current_dir(&layout.repository);
    command.envs(jupyter_environment(layout));
    without_cargo_variables(&mut command);
    jupyter::become_jupyter(command, arguments)
}

/// What Jupyter remembers (running servers, trusted notebooks, layouts) stays in `.lab`.
pub fn jupyter_environment(layout: &Layout) -> Vec<(&'static str, std::path::PathBuf)> {
    vec![
        ("JUPYTER_DATA_DIR", layout.inside("jupyter")),
        ("JUPYTERLAB_WORKSPACES_DIR", layout.inside("jupyter/workspaces")),
        ("IPYTHONDIR", layout.inside("jupyter/ipython")),
    ]
}
