//! Where the course's files lie.

use std::path::{Path, PathBuf};

/// The repository, where the command runs on the machine that it was built on; else the working folder.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().filter(|built_in| built_in.is_dir()).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
