//! Where the library keeps what it can make again: unpacked data, and the checkpoints of notebooks and of the command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Folders that may hold it, best first: the one that `SHUZI_CACHE` names, alone; else `.cache` in the repository that
/// this library was built in, and one among the system's temporary files.
pub fn cache_folders() -> Vec<PathBuf> {
    if let Some(folder) = variable("SHUZI_CACHE") {
        return vec![PathBuf::from(folder)];
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = repository.is_dir().then(|| repository.join(".cache"));
    inside.into_iter().chain([std::env::temp_dir().join("shuzi-cache")]).collect()
}

/// The checkpoint of this name in the first of the [`cache_folders`] that can be written.
pub fn checkpoint_file(name: &str) -> PathBuf {
    let folders = cache_folders();
    let writable = folders.iter().find(|folder| std::fs::create_dir_all(folder.join("checkpoints")).is_ok());
    // Where none can be written, saving fails later, and the error names this one.
    writable.unwrap_or(&folders[0]).join("checkpoints").join(format!("{name}.safetensors"))
}

/// The course's own picture of a handwritten 0, `figures/example_0.jpg` in the repository.
pub fn example_picture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("figures").join("example_0.jpg")
}

/// An environment variable; one that is set to nothing counts as not set.
pub(crate) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}
