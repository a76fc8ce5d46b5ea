//! `shuzi judge`: what a grader took out of notebooks, judged in a process in which no answer runs.

use std::process::ExitCode;

use serde_json::{Value, json};
use shuzi::exercises;
use shuzi::{Error, Result};

use crate::output::say;

/// Reads a list of `{"task": …, "seed": …, "replies": …}` from standard input and prints a list of verdicts, in its order.
pub fn run() -> Result<ExitCode> {
    let input = std::io::read_to_string(std::io::stdin())
        .map_err(|source| Error::File(files::FileError::Refused { path: "<stdin>".into(), source }))?;
    let asked: Vec<Value> =
        serde_json::from_str(&input).map_err(|error| Error::NotReplies { found: error.to_string() })?;
    let verdicts = asked.iter().map(judge).collect::<Result<Vec<Value>>>()?;
    say(Value::from(verdicts))?;
    Ok(ExitCode::SUCCESS)
}

fn judge(asked: &Value) -> Result<Value> {
    let (Some(task), Some(seed)) = (asked["task"].as_str(), asked["seed"].as_u64()) else {
        return Err(Error::NotReplies { found: asked.to_string().chars().take(80).collect() });
    };
    let verdict = exercises::judge(task, seed, &asked["replies"])
        .ok_or_else(|| Error::NoSuchTask { task: task.to_owned(), tasks: exercises::ids() })?;
    let (points, of, done, findings) = (verdict.points(), verdict.of(), verdict.is_done(), verdict.findings());
    Ok(json!({ "task": task, "points": points, "of": of, "done": done, "findings": findings }))
}
