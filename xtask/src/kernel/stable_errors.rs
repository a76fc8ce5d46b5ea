//! Error messages that are the same on every machine and in light and dark: without the places where things lie here, and
//! without colours, of which the kernel sends one for each letter.

use lab::Layout;
use notebook::joined;
use serde_json::{Value, json};
use words::written::without_colours;

/// Folders of this machine that a message may speak of.
pub struct Places {
    /// The repository, with what spells it.
    repository: String,
    /// Where kernels have their folders.
    kernels: String,
}

impl Places {
    /// Those of this machine.
    pub fn of(layout: &Layout) -> Places {
        let repository = layout.repository.canonicalize().unwrap_or_else(|_| layout.repository.clone());
        Places { repository: repository.display().to_string(), kernels: layout.kernels().display().to_string() }
    }
}

/// Makes all error outputs of a notebook stable.
pub fn make_stable(notebook: &mut Value, places: &Places) {
    for cell in notebook["cells"].as_array_mut().into_iter().flatten() {
        for output in cell["outputs"].as_array_mut().into_iter().flatten() {
            if output["output_type"] == "error" {
                make_output_stable(output, places);
            }
        }
    }
}

/// The traceback in lines, so that a change shows line by line; Jupyter puts a line break between its elements.
fn make_output_stable(output: &mut Value, places: &Places) {
    let stable = |text: &str| without_places(&without_colours(text), places);
    let traceback: Vec<_> = output["traceback"].as_array().into_iter().flatten().map(joined).collect();
    let traceback = stable(traceback.join("\n").trim_end());
    output["evalue"] = json!(stable(&joined(&output["evalue"])));
    output["traceback"] = traceback.lines().map(str::trim_end).collect();
}

/// A message without this machine's folders.
///
/// The library's files keep their path in the repository, those of other crates and of Rust's library theirs in their
/// package; what the compiler wrote into a kernel's own folder is no more than `…`.
fn without_places(message: &str, places: &Places) -> String {
    let mut message = message.to_owned();
    while let Some(start) = message.find(&places.kernels) {
        let end = start + path_length(&message[start..]);
        message.replace_range(start..end, "…");
    }
    message = message.replace(&format!("{}/", places.repository), "");
    for (mark, folders) in [("/registry/src/", 1), ("/lib/rustlib/src/rust/", 0), ("/rustc/", 1)] {
        while let Some(found) = message.find(mark) {
            let before = &message[..found];
            let start = before
                .rfind(|c: char| !is_in_path(c))
                .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
            let mut end = found + mark.len();
            for _ in 0..folders {
                end += message[end..].find('/').map_or(0, |length| length + 1);
            }
            message.replace_range(start..end, "");
        }
    }
    message
}

fn path_length(text: &str) -> usize {
    text.find(|c: char| !is_in_path(c)).unwrap_or(text.len())
}

fn is_in_path(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '\'' | '`' | '(' | ')' | '[' | ']' | '<' | '>' | ':' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        Places { repository: "/home/li/shuzi".to_owned(), kernels: "/home/li/shuzi/.lab/kernels".to_owned() }
    }

    #[test]
    fn a_message_does_not_tell_where_things_lie() {
        for (message, stable) in [
            ("  --> /home/li/shuzi/src/model/layer.rs:3:5", "  --> src/model/layer.rs:3:5"),
            ("written to '/home/li/shuzi/.lab/kernels/123/kernel/target/a-1f.txt'", "written to '…'"),
            (
                "--> /home/li/.cargo/registry/src/index-1f/dfdx-0.13.0/src/nn/linear.rs:9",
                "--> dfdx-0.13.0/src/nn/linear.rs:9",
            ),
            ("(/home/li/.rustup/toolchains/x/lib/rustlib/src/rust/library/core/src/a.rs)", "(library/core/src/a.rs)"),
            ("--> /rustc/0a1b2c/library/core/src/a.rs:1", "--> library/core/src/a.rs:1"),
            ("expected `u8`, found `&str`", "expected `u8`, found `&str`"),
        ] {
            assert_eq!(without_places(message, &places()), stable);
        }
    }

    #[test]
    fn a_traceback_is_kept_in_lines_and_other_outputs_as_they_are() {
        let mut notebook = json!({"cells": [{"outputs": [
            {"output_type": "error", "ename": "E", "evalue": "a", "traceback": ["one  \n\u{1b}[31mt\u{1b}[0mwo\n\n", "three\n"]},
            {"output_type": "stream", "name": "stdout", "text": "/home/li/shuzi/a"},
        ]}]});
        make_stable(&mut notebook, &places());
        assert_eq!(notebook["cells"][0]["outputs"][0]["traceback"], json!(["one", "two", "", "", "three"]));
        assert_eq!(notebook["cells"][0]["outputs"][1]["text"], "/home/li/shuzi/a");
    }
}
