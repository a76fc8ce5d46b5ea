//! Printing that survives a closed pipe and a full disk.

use std::fmt::Display;
use std::io::{ErrorKind, Write};

use files::{FileError, refused};

/// Prints a line to standard output. Whoever closed it (`| head`) has seen enough: that is no error.
///
/// # Errors
/// When it cannot be written for another reason, a full disk for example.
pub fn say(line: impl Display) -> Result<(), FileError> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(refused("stdout")(error)),
        _ => Ok(()),
    }
}
