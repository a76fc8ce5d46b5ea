//! Running other programs: quietly, with their words kept in a log.

use crate::layout::Layout;
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use words::{Outcome, text};

/// Forgets what `cargo run` tells this program about itself: cells and builds are no part of xtask.
pub fn without_cargo_variables(command: &mut Command) -> &mut Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let prefixes = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if text == "CARGO" || text == "OUT_DIR" || prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command and gives each line of its stderr to `watch`; all of its words go to `log/<name>.txt`
/// in the chore's folder.
///
/// A failure returns the log's text, for the caller to make a sentence of.
pub fn run_logged(
    layout: &Layout,
    name: &str,
    command: &mut Command,
    mut watch: impl FnMut(&str),
) -> Result<(), Failure> {
    let path = layout.inside("log").join(format!("{name}.txt"));
    let program = command.get_program().to_string_lossy().into_owned();
    let mut words = String::new();
    let mut run = || -> std::io::Result<bool> {
        fs::create_dir_all(layout.inside("log"))?;
        let mut log = fs::File::create(&path)?;
        let mut child = without_cargo_variables(command)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| std::io::Error::new(error.kind(), format!("{program}: {error}")))?;
        let stdout = child.stdout.take();
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            // What could not be read is only missing from the log.
            let _ = stdout.map(|mut stdout| stdout.read_to_end(&mut bytes));
            bytes
        });
        for line in BufReader::new(child.stderr.take().expect("stderr is piped")).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            watch(&line);
            writeln!(log, "{line}")?;
            words.push_str(&line);
            words.push('\n');
        }
        let stdout = reader.join().unwrap_or_default();
        log.write_all(&stdout)?;
        words.push_str(&String::from_utf8_lossy(&stdout));
        Ok(child.wait()?.success())
    };
    match run() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure { words, log: path.display().to_string(), command: layout.command }),
        Err(error) => {
            Err(Failure { words: error.to_string(), log: path.display().to_string(), command: layout.command })
        }
    }
}

/// A program that failed, with what it said.
#[derive(Debug)]
pub struct Failure {
    /// All that it wrote.
    pub words: String,
    /// The file with the same.
    pub log: String,
    /// What a reader types to try again.
    pub command: &'static str,
}

impl Failure {
    /// Whether the words speak of a network that cannot be reached.
    pub fn is_network(&self) -> bool {
        let words = self.words.to_lowercase();
        const SIGNS: &str = "could not resolve, failed to download, failed to fetch, network is unreachable, name resolution, \
                             newconnectionerror, connection refused, timed out, no matching distribution";
        SIGNS.split(", ").any(|sign| words.contains(sign))
    }

    /// The last line that speaks of an error, else the last line.
    fn last_words(&self) -> &str {
        let lines = || self.words.lines().rev().map(str::trim).filter(|line| !line.is_empty());
        lines().find(|line| line.to_lowercase().contains("error")).or_else(|| lines().next()).unwrap_or_default()
    }

    /// One sentence: the network, or the last words and where the rest is.
    pub fn sentence(&self, doing: &str) -> String {
        let Failure { log, command, .. } = self;
        if self.is_network() {
            return text!(
                "{doing}失败：连不上网络。请检查网络、代理或镜像设置，再运行 {command}，它会从停下的地方继续（详情见 {log}）。",
                "{doing} failed: the network cannot be reached. Check the network, proxy or mirror settings and run {command} again; it goes on where it stopped (details in {log})."
            );
        }
        let last = self.last_words();
        text!(
            "{doing}失败：{last}（详情见 {log}）。改正后再运行 {command}。",
            "{doing} failed: {last} (details in {log}). Mend that and run {command} again."
        )
    }
}

/// Runs the program of another package of this workspace, which says itself what goes wrong.
pub fn run_package(repository: &Path, package: &str, arguments: &[impl AsRef<OsStr>]) -> Outcome {
    // The profile of `cargo test`: its dependencies are optimised, and a second compilation would cost minutes.
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", package, "--"]).args(arguments).current_dir(repository);
    succeed(&mut cargo, &text!("没有做成，原因在上面。", "Not done; the reason is above."))
}

/// Runs a command whose words the reader sees as they come; `sentence` is said where it fails.
pub fn succeed(command: &mut Command, sentence: &str) -> Outcome {
    match without_cargo_variables(command).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(sentence.to_owned()),
        Err(error) => Err(format!("{}: {error}. {sentence}", command.get_program().to_string_lossy())),
    }
}

/// What is said of a command line that makes no sense; `command` has a `--help`.
pub fn not_understood(command: &str, given: &[impl AsRef<str>]) -> String {
    let given = given.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ");
    text!("看不懂参数：{given}。用法见 {command} --help。", "Not understood: {given}. See {command} --help.")
}

/// Says what begins now.
pub fn say(sentence: &str) {
    eprintln!("{sentence}");
}

/// A command's stdout, if it ran and succeeded.
pub fn answer(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(said) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_failure_is_told_from_another() {
        let failure = |words: &str| Failure { words: words.to_owned(), log: "log".to_owned(), command: "cargo lab" };
        let network = failure("error: failed to download `x`\nCould not resolve host: x");
        assert!(network.is_network());
        let other = failure("error: linker `cc` not found\nfor more, see the manual\n\n");
        assert!(!other.is_network());
        assert!(other.sentence("build").contains("linker `cc` not found"));
    }
}
