//! One sandbox, from its start to its end: cells go in, what they showed comes out, line by line.
//!
//! Whatever comes out may have been written by the code that ran inside.

use super::cgroup::{self, Group, Hits, Parent};
use super::limits::{self, Limits};
use super::sandbox::Places;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use words::{Language, Outcome};

/// How submissions are run on this machine.
#[derive(Clone, Debug)]
pub struct Room {
    pub places: Places,
    /// bubblewrap; without it code runs unprotected.
    pub bubblewrap: Option<PathBuf>,
    /// Where groups with limits can be made.
    pub groups: Option<Parent>,
    pub limits: Limits,
    pub seed: u64,
    pub language: Language,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    pub outputs: Vec<Value>,
    /// What ended the kernel, in the executor's words: `Timeout`, `TooMuchOutput`, `KernelDied`.
    pub stopped: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum End {
    /// All that was to be run has run, or one cell stopped the kernel.
    #[default]
    Done,
    /// Nothing came any more: the executor was killed, or says nothing.
    Silent,
    /// The time for the whole submission is over.
    OutOfTime,
    /// It said more than anybody will read.
    Flood,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Session {
    pub ready: bool,
    /// For the cells in their order, as far as they ran.
    pub shown: Vec<Shown>,
    /// Lines that were not the next ones.
    pub foreign: usize,
    pub end: End,
    pub hits: Hits,
    /// The last words on standard error, for when no kernel starts.
    pub words: String,
}

impl Room {
    pub fn run(&self, sources: &[&str], until: Instant) -> Outcome<Session> {
        let group = self.groups.as_ref().map(|parent| Group::make(parent, &self.limits)).transpose();
        let group = group.map_err(|error| format!("cgroup: {error}"))?;
        let scratch = self.bubblewrap.is_none().then(scratch).transpose()?;
        let mut child = self.start(group.as_ref(), scratch.as_ref())?;
        let job = self.job(sources).to_string();
        let mut stdin = child.stdin.take().ok_or("stdin")?;
        // It may be dead already; then its silence tells.
        std::thread::spawn(move || drop(stdin.write_all(job.as_bytes())));
        let words = last_words(child.stderr.take());
        let lines = lines(child.stdout.take());
        let mut session = self.listen(&lines, sources.len(), until);
        self.end(&mut child);
        session.hits = group.as_ref().map(Group::hits).unwrap_or_default();
        // Ends what might still hold the pipes open.
        drop(group);
        session.words = words.recv_timeout(Duration::from_secs(2)).unwrap_or_default();
        Ok(session)
    }

    fn start(&self, group: Option<&Group>, scratch: Option<&TempDir>) -> Outcome<Child> {
        let doors = group.map(Group::doors).unwrap_or_default();
        let [python, script] = self.places.executor();
        let mut command = match &self.bubblewrap {
            Some(bubblewrap) => cgroup::inside(&doors, bubblewrap),
            None => cgroup::inside(&doors, &python),
        };
        if self.bubblewrap.is_some() {
            command.args(self.places.bubblewrap(&self.limits, self.seed, self.language)).arg(python);
        }
        if let Some(folder) = scratch.map(TempDir::path) {
            command.env_clear().envs(self.places.environment(self.seed, self.language, folder)).current_dir(folder);
        }
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().map_err(|error| format!("{}: {error}", command.get_program().display()))
    }

    fn job(&self, sources: &[&str]) -> Value {
        json!({
            "argv": self.places.kernel(self.bubblewrap.is_some()),
            "seconds": self.limits.cell.as_secs_f64(),
            "bytes": self.limits.output,
            "file_bytes": self.limits.file,
            "cells": sources.iter().enumerate().collect::<Vec<_>>(),
        })
    }

    /// Takes lines until all cells have run, one stopped the kernel, or nothing comes in time.
    fn listen(&self, lines: &Receiver<Line>, cells: usize, until: Instant) -> Session {
        let mut session = Session::default();
        let mut quiet_until = Instant::now() + limits::START;
        while session.shown.len() < cells {
            let now = Instant::now();
            let wait = until.min(quiet_until).saturating_duration_since(now);
            match lines.recv_timeout(wait) {
                Ok(Line::Text(text)) => {
                    match said(&text, session.shown.len()) {
                        Some(Said::Ready) if !session.ready => session.ready = true,
                        Some(Said::Shown(shown)) if session.ready => session.shown.push(shown),
                        _ => {
                            session.foreign += 1;
                            continue;
                        }
                    }
                    if session.shown.last().is_some_and(|shown| shown.stopped.is_some()) {
                        break;
                    }
                    quiet_until = Instant::now() + self.limits.cell + limits::SILENCE;
                }
                Ok(Line::TooLong) => session.end = End::Flood,
                Err(RecvTimeoutError::Timeout) if Instant::now() >= until => session.end = End::OutOfTime,
                Err(_) => session.end = End::Silent,
            }
            if session.end != End::Done {
                break;
            }
        }
        session
    }

    /// bubblewrap takes all with it that runs inside.
    fn end(&self, child: &mut Child) {
        if self.bubblewrap.is_none() {
            // The executor ends its kernel, which is in no sandbox, when it is asked to end.
            let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).stderr(Stdio::null()).status();
            for _ in 0..50 {
                if child.try_wait().is_ok_and(|status| status.is_some()) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        // It may have ended by itself.
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A line of the executor's, if it is one that may come now.
#[derive(Debug, PartialEq)]
enum Said {
    Ready,
    Shown(Shown),
}

fn said(text: &str, next: usize) -> Option<Said> {
    let line: Value = serde_json::from_str(text).ok()?;
    if line["ready"].is_number() {
        return Some(Said::Ready);
    }
    if line["cell"].as_u64() != Some(next as u64) {
        return None;
    }
    let outputs = line["outputs"].as_array()?.iter().filter_map(super::outputs::accepted).take(MOST_OUTPUTS).collect();
    let stopped = line["stopped"].as_str().map(str::to_owned);
    Some(Said::Shown(Shown { outputs, stopped }))
}

/// As many as the executor passes on.
const MOST_OUTPUTS: usize = 50;

enum Line {
    Text(String),
    TooLong,
}

/// The lines of a stream, each and all together of a bounded length.
fn lines(stream: Option<impl Read + Send + 'static>) -> Receiver<Line> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Some(stream) = stream else { return };
        let mut reader = BufReader::new(stream.take(limits::SAID));
        loop {
            let mut bytes = Vec::new();
            let Ok(count) = (&mut reader).take(limits::LINE).read_until(b'\n', &mut bytes) else { return };
            let is_whole = bytes.ends_with(b"\n");
            let is_end = !is_whole && (count as u64) < limits::LINE && reader.get_ref().limit() > 0;
            if is_end {
                // What is left of a line was being written when the sandbox ended.
                return;
            }
            let line = if is_whole { Line::Text(String::from_utf8_lossy(&bytes).into_owned()) } else { Line::TooLong };
            if sender.send(line).is_err() || !is_whole {
                return;
            }
        }
    });
    receiver
}

/// The last words of a stream, when it ends; whatever comes before is forgotten.
fn last_words(stream: Option<impl Read + Send + 'static>) -> Receiver<String> {
    const KEPT: usize = 4000;
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let (mut kept, mut buffer) = (Vec::new(), [0; 4096]);
        if let Some(mut stream) = stream {
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                kept.extend_from_slice(&buffer[..count]);
                kept.drain(..kept.len().saturating_sub(KEPT));
            }
        }
        // Nobody may be waiting any more.
        let _ = sender.send(String::from_utf8_lossy(&kept).trim().to_owned());
    });
    receiver
}

/// A folder outside the sandbox for what runs without one.
fn scratch() -> Outcome<TempDir> {
    let make = || {
        let folder = tempfile::tempdir()?;
        std::fs::create_dir(folder.path().join("home")).map(|()| folder)
    };
    make().map_err(|error: std::io::Error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn collected(text: Vec<u8>) -> (Vec<String>, bool) {
        let (mut texts, mut too_long) = (Vec::new(), false);
        for line in lines(Some(Cursor::new(text))) {
            match line {
                Line::Text(text) => texts.push(text.trim_end().to_owned()),
                Line::TooLong => too_long = true,
            }
        }
        (texts, too_long)
    }

    #[test]
    fn lines_come_one_by_one_and_an_unfinished_one_is_dropped() {
        assert_eq!(collected(b"one\ntwo\nthr".to_vec()), (vec!["one".to_owned(), "two".to_owned()], false));
        assert_eq!(collected(Vec::new()), (vec![], false));
    }

    #[test]
    fn a_line_without_end_and_lines_without_end_are_a_flood() {
        let (texts, too_long) = collected(vec![b'a'; limits::LINE as usize + 5]);
        assert!(texts.is_empty() && too_long);
        let many = b"0123456789abcde\n".repeat(limits::SAID as usize / 16 + 1);
        assert!(collected(many).1);
    }

    #[test]
    fn only_the_next_cells_line_is_taken() {
        let line =
            r#"{"cell": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "a"}, 7], "stopped": null}"#;
        let Some(Said::Shown(shown)) = said(line, 3) else { panic!("not taken") };
        assert_eq!(shown.outputs.len(), 1);
        assert_eq!(said(line, 2), None);
        assert_eq!(said("EVCXR", 0), None);
        assert_eq!(said(r#"{"cell": -1, "outputs": []}"#, 0), None);
        assert_eq!(said(r#"{"ready": 2.5}"#, 0), Some(Said::Ready));
    }

    #[test]
    fn last_words_are_the_last() {
        let words = last_words(Some(Cursor::new(format!("{}the end\n", "x".repeat(100_000))))).recv().unwrap();
        assert!(words.ends_with("the end") && words.len() <= 4000);
    }
}
