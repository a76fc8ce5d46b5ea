//! `cargo classroom`: submissions run and judged.

use crate::layout::Layout;
use std::path::PathBuf;

mod cgroup;
pub mod judge;
pub mod limits;
mod normalise;
mod outputs;
pub mod reason;
pub mod record;
mod run;
pub mod runs;
mod sandbox;
mod secret;
mod session;
mod template;

/// Where assignments, submissions and grades lie.
pub struct Classroom {
    pub layout: Layout,
    /// `classroom`, in the repository.
    pub folder: PathBuf,
}
