//! What Jupyter starts for each kernel: makes a folder for it from the template, then becomes evcxr.

use crate::files::about;
use crate::layout::Layout;
use crate::template::{self, KERNEL, Sharing};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use words::{Outcome, text};

/// Tells the launcher that it runs in a sandbox, where the template cannot be written.
pub const SANDBOXED: &str = "--sandboxed";

/// By which `check!` finds the judge of a learner's check: crate `ask` reads it.
const JUDGE: &str = "SHUZI_JUDGE";

/// `shuzi-kernel kernel [--sandboxed] <connection file>`; the copy of this program lies in `.lab/bin`.
pub fn run(arguments: &[String]) -> Outcome {
    let (sandboxed, connection_file) = match arguments {
        [file] => (false, file),
        [flag, file] if flag == SANDBOXED => (true, file),
        _ => return Err(format!("usage: shuzi-kernel kernel [{SANDBOXED}] <connection file>")),
    };
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let lab = program.parent().and_then(Path::parent).ok_or("shuzi-kernel must lie in .lab/bin")?;
    let layout = Layout::of(lab.parent().unwrap_or(lab));
    remove_leftovers(&layout);
    let folder = layout.kernels().join(std::process::id().to_string());
    if sandboxed {
        // Nobody exchanges the template while submissions are graded: grading holds its lock, outside the sandbox.
        template::clone_template(&layout.template(), &folder, Sharing::Links)?;
    } else {
        prepare(&layout, &folder)?;
    }
    let mut command = Command::new(layout.evcxr());
    command.args(["--control_file", connection_file]).envs(environment(&layout, &folder));
    if !sandboxed {
        command.env(JUDGE, layout.judge());
    }
    become_kernel(command, &folder)
}

/// A kernel's folder: a copy of the template, or, without one, a workspace in which all is still to be built.
pub fn prepare(layout: &Layout, folder: &Path) -> Outcome {
    let lock = lock_template(layout)?;
    // Held until the copy is whole, so that the template is not exchanged meanwhile.
    lock.lock_shared().map_err(|error| error.to_string())?;
    // A leftover of an earlier process with the same number.
    let _ = fs::remove_dir_all(folder);
    if layout.template().exists() {
        template::clone_template(&layout.template(), folder, Sharing::Files)
    } else {
        template::write_workspace(folder, &layout.repository)
    }
}

/// The file whose lock guards the template.
pub fn lock_template(layout: &Layout) -> Outcome<File> {
    let path = layout.inside("bin/template.lock");
    File::create(&path).map_err(about(&path))
}

/// What makes a kernel fast and keeps it away from the user's own files.
pub fn environment(layout: &Layout, folder: &Path) -> Vec<(&'static str, OsString)> {
    vec![
        ("EVCXR_TMPDIR", folder.join(KERNEL).into()),
        // The user's own init.evcxr must not change what a chapter shows.
        ("EVCXR_CONFIG_DIR", layout.inside("config").into()),
        // evcxr would "update" a kernel that the user installed; it looks in this folder, which does not exist.
        ("JUPYTER_PATH", layout.inside("config/no-kernels").into()),
    ]
}

/// On Unix the kernel takes this process over, so that Jupyter's signals reach it.
#[cfg(unix)]
fn become_kernel(mut command: Command, _folder: &Path) -> Outcome {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(cannot_start(&command, &error))
}

#[cfg(not(unix))]
fn become_kernel(mut command: Command, folder: &Path) -> Outcome {
    let alive = File::create(alive_file(folder)).map_err(|error| error.to_string())?;
    alive.lock().map_err(|error| error.to_string())?;
    let status = command.status().map_err(|error| cannot_start(&command, &error))?;
    drop(alive);
    let _ = fs::remove_dir_all(folder);
    std::process::exit(status.code().unwrap_or(1));
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = PathBuf::from(command.get_program());
    let program = program.display();
    text!(
        "启动不了 {program}：{error}。请先运行 cargo lab --setup。",
        "Cannot start {program}: {error}. Run cargo lab --setup first."
    )
}

/// Removes the folders of kernels that have ended.
pub fn remove_leftovers(layout: &Layout) {
    let Ok(entries) = fs::read_dir(layout.kernels()) else { return };
    for folder in entries.flatten().map(|entry| entry.path()) {
        let process = folder.file_name().and_then(|name| name.to_str()?.parse().ok());
        if process.is_some_and(|process| !is_alive(process, &folder)) {
            // Another kernel that starts now may be removing it too.
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

#[cfg(target_os = "linux")]
fn is_alive(process: u32, _folder: &Path) -> bool {
    Path::new("/proc").join(process.to_string()).exists()
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_alive(process: u32, _folder: &Path) -> bool {
    let status =
        Command::new("/bin/kill").args(["-0", &process.to_string()]).stderr(std::process::Stdio::null()).status();
    // When in doubt the folder stays.
    status.map_or(true, |status| status.success())
}

#[cfg(not(unix))]
fn is_alive(_process: u32, folder: &Path) -> bool {
    // A live launcher holds the lock; a folder without the file is just being made.
    File::open(alive_file(folder)).map_or(true, |file| file.try_lock().is_err())
}

#[cfg(not(unix))]
fn alive_file(folder: &Path) -> PathBuf {
    folder.join("alive")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn folders_of_dead_kernels_are_removed_and_live_ones_kept() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        let layout = Layout::of(repository);
        let mut child = Command::new("true").spawn().unwrap();
        let dead = layout.kernels().join(child.id().to_string());
        child.wait().unwrap();
        let live = layout.kernels().join(std::process::id().to_string());
        for folder in [&dead, &live] {
            fs::create_dir_all(folder).unwrap();
        }
        remove_leftovers(&layout);
        assert!(!dead.exists());
        assert!(live.exists());
    }

    #[test]
    fn without_a_template_a_kernel_still_has_its_workspace() {
        let repository = tempfile::tempdir().unwrap();
        let repository = repository.path();
        fs::create_dir_all(repository.join(".lab/bin")).unwrap();
        fs::write(repository.join("Cargo.lock"), "version = 4\n").unwrap();
        let layout = Layout::of(repository);
        let folder = layout.kernels().join("1");
        prepare(&layout, &folder).unwrap();
        assert!(folder.join("kernel").is_dir());
        assert!(fs::read_to_string(folder.join("anchor/Cargo.toml")).unwrap().contains("default-features = false"));
    }
}
