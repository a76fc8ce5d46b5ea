//! Starting JupyterLab, or another of Jupyter's servers, in this program's place.

use crate::process::answer;
use std::io;
use std::process::Command;
use words::{Outcome, text};

/// An error where arguments for Jupyter name a port that is taken; `command` is what the reader typed before them.
pub fn ensure_free_port(arguments: &[String], command: &str) -> Outcome {
    match asked_port(arguments) {
        Some(port) if std::net::TcpListener::bind(("127.0.0.1", port)).is_err() => {
            let next = port.saturating_add(1);
            Err(text!(
                "端口 {port} 已被占用：请换一个，例如 {command} -- --port={next}。",
                "Port {port} is taken: choose another, for example {command} -- --port={next}."
            ))
        }
        _ => Ok(()),
    }
}

/// The port that arguments for Jupyter name.
fn asked_port(arguments: &[String]) -> Option<u16> {
    let after = |position: usize| arguments.get(position + 1).map(String::as_str);
    arguments.iter().enumerate().find_map(|(position, argument)| {
        let value = argument.strip_prefix("--port=").or_else(|| after(position).filter(|_| argument == "--port"));
        value?.parse().ok()
    })
}

/// Whether this is the machine's administrator, as in most containers.
#[cfg(unix)]
fn runs_as_root() -> bool {
    answer(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}

/// Whether this is the machine's administrator.
#[cfg(not(unix))]
fn runs_as_root() -> bool {
    false
}

/// Starts the server with these arguments of the reader's.
pub fn become_jupyter(mut command: Command, arguments: &[String]) -> Outcome {
    if runs_as_root() && !arguments.iter().any(|argument| argument == "--allow-root") {
        // A container's only user; Jupyter would refuse, and it listens on this machine alone.
        command.arg("--allow-root");
    }
    command.args(arguments);
    start(command)
}

/// On Unix it takes this process over: Ctrl-C is then its own affair.
#[cfg(unix)]
fn start(mut command: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(cannot_start_jupyter(&command.exec()))
}

/// It is waited for.
#[cfg(not(unix))]
fn start(mut command: Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start_jupyter(&error))?;
    std::process::exit(status.code().unwrap_or(1))
}

fn cannot_start_jupyter(error: &io::Error) -> String {
    text!(
        "启动不了 JupyterLab：{error}。请运行 cargo lab --clean，再运行 cargo lab。",
        "Cannot start JupyterLab: {error}. Run cargo lab --clean, then cargo lab."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_asked_port_is_read_in_both_spellings() {
        let port = |words: &[&str]| asked_port(&words.iter().map(|word| word.to_string()).collect::<Vec<_>>());
        assert_eq!(port(&["--port=9000"]), Some(9000));
        assert_eq!(port(&["--no-browser", "--port", "9001"]), Some(9001));
        assert_eq!(port(&["--no-browser"]), None);
    }
}
