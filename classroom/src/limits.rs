//! What a submission may use. A group of processes is held to it by the kernel (see `cgroup`), time by whoever watches.

use std::time::Duration;

#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Bytes of memory, its files in memory included.
    pub memory: u64,
    pub processes: u64,
    /// Cores, as a share of time.
    pub cores: usize,
    pub cell: Duration,
    /// What all cells together may take, kernels' starts included.
    pub submission: Duration,
    /// What one cell may show, in bytes, before it is stopped.
    pub output: u64,
    /// How large one file may grow.
    pub file: u64,
    /// All files that a kernel makes, in bytes.
    pub files: u64,
}

const MEGABYTE: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // Compiling a cell that trains a network takes 0.6 GB, training on all 60,000 images 1 GB.
            memory: 3 << 30,
            // A kernel with cargo, rustc and a thread per core has about 60.
            processes: 256,
            cores: 1,
            // The slowest cell that an exercise asks for trains for half a minute on one slow core.
            cell: Duration::from_secs(90),
            // A whole solution takes less than a third of it; three endless loops still leave time for the other tasks.
            submission: Duration::from_secs(300),
            output: 10 * MEGABYTE,
            // Data and weights of this course are below 60 MB.
            file: 512 * MEGABYTE,
            files: 1024 * MEGABYTE,
        }
    }
}

/// How long a kernel may take to start on a machine that is busy.
pub const START: Duration = Duration::from_secs(120);

/// After a cell's time is over, whoever runs cells in the sandbox says so. If nothing is heard for so long, it is dead.
pub const SILENCE: Duration = Duration::from_secs(20);

/// One line from the sandbox: a check's replies and fifty outputs fit.
pub const LINE: u64 = 4 * MEGABYTE;

/// All that a sandbox may say.
pub const SAID: u64 = 64 * MEGABYTE;

/// A submitted notebook's file; with figures in its outputs one of this course has 2 MB.
pub const NOTEBOOK: u64 = 10 * MEGABYTE;

/// What is kept of one text that a cell showed, in characters.
pub const TEXT: usize = 10_000;

/// What is kept of a check's replies, in bytes of JSON.
pub const REPLIES: usize = 1_000_000;

/// How many submissions run at once: one a core, as far as memory goes round.
pub fn jobs(limits: &Limits) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let meminfo = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    match total_memory(&meminfo) {
        Some(bytes) => cores.min(usize::try_from(bytes / limits.memory).unwrap_or(usize::MAX)).max(1),
        None => cores,
    }
}

/// `MemTotal:       24576000 kB`, in bytes.
fn total_memory(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_in_bytes() {
        assert_eq!(total_memory("MemFree: 1 kB\nMemTotal:       2048 kB\n"), Some(2048 * 1024));
        assert_eq!(total_memory("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn there_is_always_one_job() {
        assert_eq!(jobs(&Limits { memory: u64::MAX, ..Limits::default() }), 1);
    }
}
