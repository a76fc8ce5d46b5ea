//! How much memory this process has, where the operating system tells (Linux).

/// In MB (10⁶ bytes) now, or `None`.
pub fn now() -> Option<f64> {
    megabytes("VmRSS:")
}

/// The most that it ever was.
pub fn peak() -> Option<f64> {
    megabytes("VmHWM:")
}

fn megabytes(name: &str) -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024.0 / 1e6)
}
