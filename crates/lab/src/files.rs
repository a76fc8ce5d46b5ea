//! Folders and files that are made, or cannot be.

use crate::layout::Layout;
use std::fmt::Display;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use words::{Outcome, text};

/// What every refused write says.
pub fn cannot_write(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    text!(
        "写不了 {path}：{error}。请检查磁盘空间和权限后再运行 cargo lab。",
        "Cannot write {path}: {error}. Check disk space and permissions, then run cargo lab again."
    )
}

/// For `map_err`: an error, with the file or folder that it is about.
pub fn about<E: Display>(path: impl AsRef<Path>) -> impl FnOnce(E) -> String {
    move |error| format!("{}: {error}", path.as_ref().display())
}

/// Writes a file; its folder need not be there yet.
pub fn put(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> io::Result<()> {
    let path = path.as_ref();
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, content)
}

/// Makes a folder, and those above it.
pub fn make_folder(path: &Path) -> Outcome {
    fs::create_dir_all(path).map_err(|error| {
        let path = path.display();
        text!("建不了文件夹 {path}：{error}。", "Cannot make the folder {path}: {error}.")
    })
}

/// Removes what a chore made, and the chore's folder itself if nothing else lies in it. `advice` is for where it fails.
pub fn remove(layout: &Layout, folders: impl Iterator<Item = PathBuf>, advice: &str) -> Outcome {
    for folder in folders {
        if let Err(error) = fs::remove_dir_all(&folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            let folder = folder.display();
            return Err(text!("删不掉 {folder}：{error}。{advice}", "Cannot remove {folder}: {error}. {advice}"));
        }
    }
    // Stays when somebody else put something there.
    let _ = fs::remove_dir(&layout.folder);
    Ok(())
}

/// Makes `to` a link to `from`, where the system has such links.
#[cfg(unix)]
pub fn symbolic_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

/// Not here.
#[cfg(not(unix))]
pub fn symbolic_link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
