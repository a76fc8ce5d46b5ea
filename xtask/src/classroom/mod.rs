//! `cargo classroom`: submissions run and judged.

mod cgroup;
pub mod hostile;
pub mod judge;
pub mod limits;
mod normalise;
mod outputs;
pub mod reason;
pub mod record;
mod run;
pub mod runs;
mod sandbox;
mod session;
mod template;
