//! The program `shuzi-judge` as it is called: words, standard input, standard output.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Judges in English; what a learner reaches is kept in a folder that is new for each test.
fn judge(way: &str, asked: &str) -> Output {
    judge_in(tempfile::tempdir().expect("a folder").path(), way, asked)
}

fn judge_in(cache: &std::path::Path, way: &str, asked: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuzi-judge"));
    command.args([way, "--lang", "en"]).env("SHUZI_CACHE", cache);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("piped").write_all(asked.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_learner_gets_points_findings_and_one_hint_more_each_time() {
    let cache = tempfile::tempdir().expect("a folder");
    let asked = r#"{"task": "3.3", "seed": 1, "replies": null}"#;
    let said = || String::from_utf8(judge_in(cache.path(), "learner", asked).stdout).expect("words");
    let first = said();
    assert!(first.starts_with("3.3 sigmoid: 0 of 2 points\n✗ ordinary scores: There was no answer.\n"), "{first}");
    assert!(first.contains("\nHint: At z = 0") && first.ends_with("there is a further hint.)\n"), "{first}");
    assert!(said().ends_with("\nHint: Look at the sign in the exponent.\n"));
}

#[test]
fn replies_are_read_and_answered_in_their_order() {
    let output = judge(
        "grader",
        r#"[{"task": "3.4", "seed": 5, "replies": null}, {"task": "3.1", "seed": 5, "replies": [{"panicked": "oh"}]}]"#,
    );
    let verdicts: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&verdicts[0]["task"], &verdicts[1]["task"]), (&"3.4".into(), &"3.1".into()));
    assert_eq!((verdicts[0]["points"].as_f64(), verdicts[1]["done"].as_bool()), (Some(0.0), Some(false)));
    assert!(verdicts[1]["findings"][0].as_str().is_some_and(|finding| finding.contains("oh")), "{verdicts}");
    for unusable in ["", "{}", r#"[{"task": "3.4"}]"#, r#"[{"task": "0.0", "seed": 1}]"#] {
        let output = judge("grader", unusable);
        assert!(output.status.code() == Some(1) && output.stdout.is_empty() && !output.stderr.is_empty(), "{unusable}");
    }
}
