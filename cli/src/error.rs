//! What the command can fail with: what the library says, and what only the command does.

use std::path::PathBuf;

use words::{errors, text};

/// The command's result.
pub type Result<T> = std::result::Result<T, CommandError>;

errors! {
    /// Why the command fails.
    pub enum CommandError {
        /// A file that should hold the results of trainings, and does not.
        BadResults { path: PathBuf, message: String } => text!(
            "{path} 里应是 shuzi compare-losses、compare-networks 或 recipe-report 存下的结果，却读不懂：{message}。请删掉它从头做，或换一个文件（--output、--file 或 --folder）。",
            "{path} should hold what shuzi compare-losses, compare-networks or recipe-report saved, and cannot be read: {message}. Delete it to begin anew, or choose another file (--output, --file or --folder)."
        );
    } or {
        /// What the library says.
        Library(shuzi::Error),
        /// A file that could not be read or written.
        File(files::FileError),
        /// Why a task is not checked.
        Check(crate::check::Error),
    }
}
