//! Writing a file so that it is whole or not there.
//!
//! Checkpoints, results and figures are written while people press Ctrl-C, kernels are killed and disks fill up. What is
//! written by [`write_atomically`] is, at every moment, the old file or the new one.
//!
//! ```
//! let path = std::env::temp_dir().join(format!("files-example-{}.txt", std::process::id()));
//! files::write_atomically(&path, b"new")?;
//! assert_eq!(std::fs::read(&path).expect("just written"), b"new");
//! # std::fs::remove_file(&path).expect("removed");
//! # Ok::<(), files::FileError>(())
//! ```

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use words::{errors, text};

errors! {
    /// What the operating system refuses to do with a file or a folder.
    pub enum FileError {
        /// To read or write it.
        Refused { path: PathBuf, source: std::io::Error } caused by source => text!(
            "无法读写 {path}：{source}。请检查路径和权限。",
            "cannot read or write {path}: {source}. Check the path and its permissions."
        );
    }
}

/// For `map_err`: an operating system's error, with the file that it is about.
pub fn refused(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> FileError {
    move |source| FileError::Refused { path: path.as_ref().to_path_buf(), source }
}

/// Writes a file under a temporary name beside its own, syncs it, and renames it: whenever the process is killed, the
/// old file or the new one is there, whole. Missing folders are made.
///
/// # Errors
/// When the operating system refuses; the old file is then untouched.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(refused(folder))?;
    let temporary = temporary_beside(path);
    let written = write_synced(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
    if let Err(source) = written {
        // The temporary file may not even be there; the error that matters is the first.
        let _ = std::fs::remove_file(&temporary);
        return Err(refused(path)(source));
    }
    sync_folder(folder);
    Ok(())
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A name in the same folder (a rename cannot cross file systems) that no other thread, process or earlier run uses: in a
/// container every run may have the same process number, so the time is part of it.
fn temporary_beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{nanos}-{count}.tmp", std::process::id()));
    path.with_file_name(name)
}

/// Makes the rename itself survive a power cut. Not every system can open a folder; the file is whole all the same.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("new/file.bin");
        write_atomically(&path, b"old").expect("written");
        write_atomically(&path, b"new").expect("replaced");
        assert_eq!(std::fs::read(&path).expect("there"), b"new");
        assert_eq!(std::fs::read_dir(path.parent().expect("a folder")).expect("listed").count(), 1);
    }

    #[test]
    fn whoever_reads_while_it_is_written_sees_a_whole_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file.bin");
        let content = |round: u8| vec![round; 1 << 20];
        write_atomically(&path, &content(0)).expect("written");
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for round in 1..60 {
                    write_atomically(&path, &content(round)).expect("replaced");
                }
            });
            while !writer.is_finished() {
                let seen = std::fs::read(&path).expect("there at every moment");
                assert_eq!(seen.len(), 1 << 20, "a part of the file");
                assert!(seen.iter().all(|byte| *byte == seen[0]), "two files mixed");
            }
        });
    }

    #[test]
    fn a_refused_write_leaves_the_old_file_and_names_it() {
        let folder = tempfile::tempdir().expect("a folder");
        // A folder of that name is in the way.
        let path = folder.path().join("taken");
        std::fs::create_dir_all(path.join("full")).expect("made");
        let error = write_atomically(&path, b"new").expect_err("a folder is in the way");
        assert!(error.to_string().contains("taken"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }
}
