//! The programs that are compared: ours, and each peer in each of its ways.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::plan::Work;
use lab::process::{answer, say, without_cargo_variables};
use words::{Outcome, text};

/// Holds PyTorch, and the libraries that it computes with, to AVX2.
pub const PEER_TO_AVX2: [(&str, &str); 3] =
    [("ATEN_CPU_CAPABILITY", "avx2"), ("ONEDNN_MAX_CPU_ISA", "AVX2"), ("MKL_ENABLE_INSTRUCTIONS", "AVX2")];
/// Holds ours to AVX2.
pub const OURS_TO_AVX2: [(&str, &str); 1] = [("SHUZI_INSTRUCTIONS", "avx2")];

/// One of the compared programs.
#[derive(Clone, Debug)]
pub struct Program {
    /// What a reader knows it as.
    pub name: String,
    pub path: PathBuf,
    pub script: Option<PathBuf>,
    /// Arguments behind the measurement's.
    pub extra: Vec<String>,
    pub avx2: &'static [(&'static str, &'static str)],
}

impl Program {
    /// Does one measurement in a process of its own, and returns its line of JSON.
    pub fn measure(&self, work: &Work, folder: &Path) -> Outcome<Value> {
        let mut command = self.command(work.threads);
        if work.avx2 {
            command.envs(self.avx2.iter().copied());
        }
        command.args(work.arguments(&folder.to_string_lossy())).args(&self.extra);
        self.line(&mut command)
    }

    pub fn ask(&self, words: &[&str]) -> Outcome<Value> {
        self.line(self.command(1).args(words))
    }

    fn command(&self, threads: usize) -> Command {
        let mut command = Command::new(&self.path);
        command.args(&self.script);
        for variable in ["RAYON_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"] {
            command.env(variable, threads.to_string());
        }
        // A reader's own settings would make it another measurement.
        for (variable, _) in PEER_TO_AVX2.iter().chain(&OURS_TO_AVX2) {
            command.env_remove(variable);
        }
        command
    }

    fn line(&self, command: &mut Command) -> Outcome<Value> {
        let name = &self.name;
        let said = answer(command).map_err(|words| {
            let words = words.trim();
            text!("{name} 没有做完：{words}", "{name} failed: {words}")
        })?;
        last_json(&said).ok_or_else(|| text!("{name} 的回答不是 JSON：{said}", "{name} answers no JSON: {said}"))
    }
}

/// The last line that is JSON: libraries may print lines of their own before.
fn last_json(said: &str) -> Option<Value> {
    said.lines().rev().find_map(|line| serde_json::from_str(line).ok())
}

/// Compiles our side and says where it is.
pub fn build_ours(repository: &Path) -> Outcome<Program> {
    say(&text!("编译本库的程序（第一次几分钟）……", "Compiling our side (minutes the first time) …"));
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let arguments = "build --release --package benches --bin ours --message-format=json-render-diagnostics";
    cargo.args(arguments.split(' ')).stderr(Stdio::inherit()).current_dir(repository);
    let messages = answer(without_cargo_variables(&mut cargo)).unwrap_or_default();
    let path = messages.lines().find_map(executable).ok_or_else(|| {
        text!("本库的程序编译不了：cargo 在上面说了原因。", "Our side does not compile: cargo says above why.")
    })?;
    // In the tables, which are in both languages.
    let name = "本库 / ours".to_owned();
    Ok(Program { name, path, script: None, extra: Vec::new(), avx2: &OURS_TO_AVX2 })
}

/// The program's path, in cargo's message about it.
fn executable(message: &str) -> Option<PathBuf> {
    let message: Value = serde_json::from_str(message).ok()?;
    (message["target"]["name"] == "ours").then(|| message["executable"].as_str().map(PathBuf::from))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_the_last_line_of_json() {
        assert_eq!(last_json("warning: x\n{\"seconds\":1}\nbye\n"), Some(serde_json::json!({ "seconds": 1 })));
        assert_eq!(last_json("Traceback"), None);
    }

    #[test]
    fn cargo_says_where_our_program_is() {
        let message = r#"{"reason":"compiler-artifact","target":{"name":"ours"},"executable":"target/ours-1"}"#;
        assert_eq!(executable(message), Some(PathBuf::from("target/ours-1")));
        assert_eq!(executable(r#"{"target":{"name":"shuzi"},"executable":"target/shuzi"}"#), None);
        assert_eq!(executable(r#"{"target":{"name":"ours"},"executable":null}"#), None);
    }
}
