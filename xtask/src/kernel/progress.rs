//! Progress of a long build: a bar on a terminal, plain lines elsewhere.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// Counts compiled crates against a known total.
pub struct Progress {
    done: usize,
    total: usize,
    started: Instant,
    terminal: bool,
}

const WIDTH: usize = 30;
const PLAIN_LINE_EVERY: usize = 25;

impl Progress {
    /// A bar that expects about `total` crates.
    pub fn new(total: usize) -> Progress {
        Progress { done: 0, total, started: Instant::now(), terminal: std::io::stderr().is_terminal() }
    }

    /// Takes one line of cargo's stderr; each compiled crate moves the bar.
    pub fn take_line(&mut self, line: &str) {
        let Some(name) = compiled_crate(line) else { return };
        self.done += 1;
        if self.terminal {
            eprint!("\r\x1b[K{}", self.bar(name));
            // A bar that cannot be shown is no reason to stop.
            let _ = std::io::stderr().flush();
        } else if self.done.is_multiple_of(PLAIN_LINE_EVERY) {
            eprintln!("  {}/{} {}s", self.done.min(self.total), self.total, self.started.elapsed().as_secs());
        }
    }

    pub fn finish(&self) {
        if self.terminal {
            eprint!("\r\x1b[K");
        }
    }

    fn bar(&self, name: &str) -> String {
        // The total is that of one platform: never claim the end before cargo does.
        let total = self.total.max(self.done + 1);
        let filled = WIDTH * self.done / total;
        let seconds = self.started.elapsed().as_secs();
        format!(
            "  [{}{}] {}/{total} {}:{:02} {name}",
            "#".repeat(filled),
            "-".repeat(WIDTH - filled),
            self.done,
            seconds / 60,
            seconds % 60
        )
    }
}

/// The crate's name in `   Compiling serde v1.0.0`.
fn compiled_crate(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("Compiling ")?.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_compiled_crates_count() {
        let mut progress = Progress::new(2);
        for line in
            ["    Updating index", "   Compiling serde v1.0.0", "  Downloaded x v1", "   Compiling a-b v0.1.0 (/x)"]
        {
            progress.take_line(line);
        }
        assert_eq!(progress.done, 2);
        assert_eq!(compiled_crate("   Compiling a-b v0.1.0 (/x)"), Some("a-b"));
    }

    #[test]
    fn the_bar_is_never_full_before_the_end() {
        let mut progress = Progress::new(1);
        for _ in 0..5 {
            progress.take_line("Compiling x v1");
        }
        assert!(progress.bar("x").contains('-'));
    }
}
