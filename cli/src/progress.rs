//! Shows a training on a terminal: the lesson's lines, a bar under them, and Ctrl-C.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use shuzi::train::{EpochMetrics, Observer, Start, Step};
use words::text;

use crate::output::say;

/// How often Ctrl-C was pressed.
static INTERRUPTS: AtomicUsize = AtomicUsize::new(0);

/// From here on the first Ctrl-C asks a training to stop after its step; the second ends the process at once.
pub fn listen_for_interrupts() {
    let handler = || {
        if INTERRUPTS.fetch_add(1, Ordering::Relaxed) > 0 {
            std::process::exit(130);
        }
    };
    // Without a handler Ctrl-C just ends the process; what was saved before is still whole.
    let _ = ctrlc::set_handler(handler);
}

/// Prints the lesson's lines to standard output, or none; where both outputs are terminals, with a progress bar.
pub struct Terminal {
    bar: ProgressBar,
    prints_lines: bool,
    num_batches: usize,
}

impl Terminal {
    pub fn new() -> Terminal {
        Terminal::with_prefix("", true)
    }

    /// Prints no line: for one of several trainings, called by a name before the bar.
    pub fn bar_only(name: impl std::fmt::Display) -> Terminal {
        Terminal::with_prefix(&format!("{name}  "), false)
    }

    fn with_prefix(prefix: &str, prints_lines: bool) -> Terminal {
        let shown = std::io::stdout().is_terminal() && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let rate = text!("批/秒", "batches/s");
        let left = text!("剩余", "left");
        let template = format!("{prefix}{{bar:30}} {{pos}}/{{len}}  {{per_sec}} {rate}  {left} {{eta}}");
        let style = ProgressStyle::with_template(&template).expect("the template is valid");
        let style = style.with_key("per_sec", |state: &indicatif::ProgressState, out: &mut dyn std::fmt::Write| {
            // A terminal that cannot show a number shows none.
            let _ = write!(out, "{:.0}", state.per_sec());
        });
        Terminal { bar: ProgressBar::with_draw_target(None, target).with_style(style), prints_lines, num_batches: 0 }
    }

    fn print(&self, line: &str) {
        if !self.prints_lines {
            return;
        }
        // A training is not lost because a line of it could not be printed.
        self.bar.suspend(|| drop(say(line)));
    }
}

impl Observer for Terminal {
    fn started(&mut self, start: &Start<'_>) {
        self.num_batches = start.num_batches;
        self.bar.set_length((start.num_batches * start.num_epochs) as u64);
        self.bar.set_position((start.from.epoch * start.num_batches + start.from.batch) as u64);
        self.bar.reset_eta();
        if let Some(line) = start.resumed_line() {
            self.print(&line);
        }
    }

    fn stepped(&mut self, step: &Step) {
        self.bar.set_position((step.epoch * self.num_batches + step.batch + 1) as u64);
        if let Some(line) = step.log_line() {
            self.print(&line);
        }
    }

    fn finished_epoch(&mut self, metrics: &EpochMetrics) {
        self.print(&metrics.to_string());
    }

    fn wants_to_stop(&self) -> bool {
        INTERRUPTS.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
