//! A notebook through the real kernel.

use super::evcxr::jupyter_environment;
use super::stable_errors::{Places, make_stable};
use lab::Layout;
use lab::files::about;
use lab::process::without_cargo_variables;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use words::{Outcome, text};

/// What one cell may take.
const SECONDS_A_CELL: u32 = 600;

/// The notebook with what its cells show in a kernel of their own, and how many seconds each took.
pub fn execute(layout: &Layout, path: &Path) -> Outcome<Value> {
    let scratch = Scratch::new()?;
    let result = scratch.folder.join("result.ipynb");
    let mut command = Command::new(layout.python("venv"));
    command
        .arg(layout.repository.join("xtask/lab/run_notebook.py"))
        .arg("execute")
        .args([path, &result])
        .arg(SECONDS_A_CELL.to_string())
        .envs(jupyter_environment(layout))
        // Checkpoints of earlier runs would be resumed, and change what training prints.
        .env("SHUZI_CACHE", scratch.folder.join("cache"))
        // A notebook speaks its folder's language, whatever the machine's.
        .env_remove("SHUZI_LANG");
    let status = without_cargo_variables(&mut command).status().map_err(|error| error.to_string())?;
    if !status.success() {
        let path = path.display();
        return Err(text!(
            "运行 {path} 时内核没有启动或中途退出，原因见上面的输出。",
            "The kernel did not start or ended while running {path}; the output above says why."
        ));
    }
    let mut run = notebook::read(&result)?;
    make_stable(&mut run, &Places::of(layout));
    Ok(run)
}

/// A folder that is removed when the notebook has been run.
struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    fn new() -> Outcome<Scratch> {
        let folder = std::env::temp_dir().join(format!("shuzi-check-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).map_err(about(&folder))?;
        Ok(Scratch { folder })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A leftover in the temporary folder harms nobody.
        let _ = fs::remove_dir_all(&self.folder);
    }
}
