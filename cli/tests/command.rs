//! The words and forms of the command, which scripts rely on.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use shuzi::train::Checkpoint;

fn shuzi(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shuzi"));
    command.args(words).env("SHUZI_LANG", "en").stdin(Stdio::null());
    command
}

fn run(words: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = shuzi(words).output().expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn example() -> String {
    in_repository("figures/example_0.jpg").to_string_lossy().into_owned()
}

fn short_training(checkpoint: &Path) -> Vec<String> {
    let checkpoint = checkpoint.to_string_lossy();
    ["train", "--limit", "1280", "--num-epochs", "2", "--checkpoint", &checkpoint].map(String::from).to_vec()
}

fn words(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

#[test]
fn training_prints_the_lessons_lines_and_evaluate_agrees_with_the_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lesson.safetensors");
    let training = short_training(&path);
    let (code, out, err) = run(&words(&training));
    assert_eq!((code, err.as_str()), (Some(0), ""), "no bar and no colour in a pipe");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("epoch: 0, batch: 0, loss is: "), "{out}");
    assert_eq!(lines[0].rsplit(' ').next().expect("a loss").split('.').nth(1).expect("decimals").len(), 4, "{out}");
    assert!(lines[1].starts_with("epoch: 0, test accuracy: 0.") && lines[1].contains(", seconds: "), "{out}");
    assert!(lines[2].starts_with("epoch: 1, batch: 0, loss is: "), "{out}");
    let accuracy = lines[3].split(", ").nth(1).expect("an accuracy");
    let (code, out, _) = run(&["evaluate", "--checkpoint", &path.to_string_lossy()]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with(accuracy) && out.trim_end().ends_with("/10000)"), "{out} after {accuracy}");
}

#[test]
fn the_same_seed_trains_the_same_network_with_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let weights = |threads: &str| {
        let path = folder.path().join(threads);
        let mut training = short_training(&path);
        training.extend(["--threads".into(), threads.into()]);
        assert_eq!(run(&words(&training)).0, Some(0));
        Checkpoint::load(&path).expect("saved").history.losses
    };
    assert_eq!(weights("1"), weights("2"));
}

/// A recipe on a few images; its 32 epochs are 160 steps.
const FEW: [&str; 6] = ["--recipe", "minute", "--limit", "680", "--validation", "100"];

fn few<'a>(word: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[word][..], &FEW, more].concat()
}

#[test]
fn a_recipe_is_tested_at_its_end_unless_settings_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("minute.safetensors").to_string_lossy().into_owned();
    let last_line = |more: &[&str]| {
        let (code, out, err) = run(&few("train", &[more, &["--checkpoint", &path]].concat()));
        assert_eq!((code, err.as_str()), (Some(0), ""), "{more:?}");
        assert!(out.contains("epoch: 0, validation accuracy: 0."), "{out}");
        // The checkpoint's line comes last.
        (out.lines().rev().nth(1).expect("a result").to_string(), out.matches("test accuracy").count())
    };
    let (tested, count) = last_line(&[]);
    let (code, evaluated, _) = run(&["evaluate", "--checkpoint", &path]);
    assert!(code == Some(0) && count == 1 && tested.starts_with(evaluated.trim_end()), "{tested}, then {evaluated}");
    for more in [&["--no-test"][..], &["--set", "num_epochs=1", "--set", "augment.shift=1.5"]] {
        let (untested, count) = last_line(more);
        assert!(untested.starts_with("validation accuracy: 0.") && count == 0, "{more:?}: {untested}");
    }
    assert_eq!(Checkpoint::load(&path).expect("saved").config.augment.map(|augment| augment.shift), Some(1.5));
}

#[test]
fn what_a_recipe_sets_is_changed_by_name_and_in_no_other_way() {
    for typed in
        [["--learning-rate", "1"], ["--num-epochs", "1"], ["--batch-size", "9"], ["--loss", "mse"], ["--init", "torch"]]
    {
        let (code, out, err) = run(&few("train", &typed));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{typed:?}");
        assert!(err.contains("--recipe") && err.contains(typed[0]), "{err}");
    }
    for word in ["train", "recipe-report"] {
        let (code, out, err) = run(&few(word, &["--set", "epochs=2"]));
        assert_eq!((code, out.as_str()), (Some(1), ""), "{word}");
        assert!(err.contains("\"epochs=2\"") && err.contains("num_epochs, batch_size, learning_rate"), "{err}");
        let (code, _, err) = run(&few(word, &["--set", "momentum=1"]));
        assert!(code == Some(1) && err.contains("momentum cannot be 1: it must be 0 ≤ … < 1"), "{err}");
        assert_eq!(run(&[word, "--set", "momentum=0.5"]).0, Some(2), "{word} without a recipe");
    }
}

#[test]
fn a_recipe_report_tells_each_seed_and_the_medians_and_repeats_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("report");
    let report = |seeds| {
        let (code, out, err) = run(&few("recipe-report", &["--seeds", seeds, "--folder", &folder.to_string_lossy()]));
        assert_eq!((code, err.as_str()), (Some(0), ""));
        out
    };
    let first = report("1");
    let line = first.lines().next().expect("a seed");
    assert!(line.starts_with("seed: 1, validation accuracy: 0.") && line.contains(", test accuracy: 0."), "{line}");
    assert!(first.contains("\nOne seed:\n") && !first.contains('–'), "{first}");
    let read = || {
        let json = std::fs::read_to_string(folder.join("runs.json")).expect("saved");
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON")
    };
    let before = read();
    let out = report("2");
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], line, "its seconds too are those of before");
    assert!(lines[1].starts_with("seed: 2, ") && lines[3] == "Median of 2 seeds (lowest–highest):", "{out}");
    let after = read();
    assert_eq!(after["runs"][0], before["runs"][0]);
    assert_eq!((after["runs"][1]["seed"].as_u64(), after["conditions"]["recipe"].as_str()), (Some(2), Some("minute")));
    assert_eq!(after["runs"][1]["points"].as_array().map(Vec::len), Some(32));
    let figure = std::fs::read_to_string(folder.join("accuracy.svg")).expect("saved");
    assert!(figure.contains(">median of 2 seeds</text>") && figure.contains("Test accuracy at the end"), "{figure}");
}

#[test]
fn predict_ends_with_the_lessons_line_and_speaks_json() {
    let chinese = shuzi(&["predict", &example(), "--lang", "zh"]).output().expect("runs");
    let text = String::from_utf8(chinese.stdout).expect("UTF-8");
    assert_eq!(text.lines().last(), Some("本次预测的数字是: 0"), "{text}");
    let (code, out, _) = run(&["predict", &example(), &example(), "--json"]);
    assert_eq!((code, out.lines().count()), (Some(0), 2));
    for line in out.lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((value["label"].as_u64(), value["image"].as_str()), (Some(0), Some(example().as_str())));
        let probabilities = value["probabilities"].as_array().expect("a list");
        let sum: f64 = probabilities.iter().map(|p| p.as_f64().expect("a number")).sum();
        assert!(probabilities.len() == 10 && (sum - 1.0).abs() < 1e-5, "{line}");
    }
}

#[test]
fn one_bad_picture_does_not_keep_the_others_from_being_read() {
    let (code, out, err) = run(&["predict", "nothing.png", &example(), "--json"]);
    assert_eq!(code, Some(1));
    assert_eq!(out.lines().count(), 1);
    assert!(err.contains("nothing.png"), "{err}");
}

#[test]
fn errors_go_to_stderr_with_status_1_and_usage_errors_with_2() {
    let (code, out, err) = run(&["evaluate", "--checkpoint", "nothing.safetensors"]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("nothing.safetensors") && !err.contains("panicked"), "{err}");
    for usage in [&["train", "--batch-size", "0"][..], &["train", "--loss", "guess"], &["predict"], &["sing"]] {
        let (code, out, err) = run(usage);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{usage:?}: {err}");
    }
    let (code, _, err) = run(&["--lang", "zh", "train", "--batch-size", "0"]);
    assert!(code == Some(2) && err.starts_with("命令写得不对") && err.contains("应为 1、2、3"), "{err}");
    let (code, _, err) = run(&["train", "--data", "no/such/folder"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("no/such/folder"), "{err}");
}

#[test]
fn help_speaks_both_languages_in_every_entry() {
    let chinese = |text: &str| text.chars().any(|letter| ('\u{4E00}'..'\u{9FFF}').contains(&letter));
    let english =
        |text: &str| text.split(" / ").last().is_some_and(|text| text.chars().any(|c| c.is_ascii_alphabetic()));
    for word in [
        &["-h"][..],
        &["train", "-h"],
        &["evaluate", "-h"],
        &["predict", "-h"],
        &["figures", "-h"],
        &["summary", "-h"],
        &["recipe-report", "-h"],
        &["compare-losses", "-h"],
    ] {
        let (code, out, _) = run(word);
        assert_eq!(code, Some(0));
        // An entry: a word or an option, two spaces, what it is.
        let entries = out.lines().filter_map(|line| line.trim_start().split_once("  ").map(|(_, text)| text.trim()));
        let entries: Vec<&str> = entries.filter(|text| !text.is_empty() && !text.starts_with("--")).collect();
        assert!(entries.len() >= 2, "{out}");
        for entry in entries {
            assert!(chinese(entry) && english(entry), "{word:?}: {entry}");
        }
    }
}

#[test]
fn whoever_closes_the_pipe_or_fills_the_disk_sees_no_panic() {
    let checkpoint = in_repository("models/lesson.safetensors");
    let (example, checkpoint) = (example(), checkpoint.to_string_lossy().into_owned());
    let all: [&[&str]; 3] =
        [&["summary"], &["predict", &example, &example], &["evaluate", "--checkpoint", &checkpoint]];
    for words in all {
        // The reading end is closed before the command prints.
        let mut child = shuzi(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("ends");
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{words:?}");
        if let Ok(full) = std::fs::File::options().write(true).open("/dev/full") {
            let output = shuzi(words).stdout(full).output().expect("runs");
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{words:?}: {error}");
            assert!(error.starts_with("error: ") && !error.contains("panicked"), "{words:?}: {error}");
        }
    }
}

#[test]
fn summary_tells_the_lesson_network_from_its_type() {
    let (code, out, _) = run(&["summary"]);
    assert!(code == Some(0) && out.contains("[980]") && out.contains("20,350"), "{out}");
}

#[cfg(unix)]
mod signals {
    use super::*;

    fn send(signal: &str, process: u32) {
        let sent = Command::new("kill").args([signal, &process.to_string()]).status().expect("kill is there");
        assert!(sent.success());
    }

    /// Starts a training long enough to be stopped, and waits for its first line.
    fn started(checkpoint: &Path) -> (std::process::Child, BufReader<std::process::ChildStdout>) {
        let mut training = short_training(checkpoint);
        training[4] = "20".into();
        let mut child = shuzi(&words(&training)).stdout(Stdio::piped()).spawn().expect("starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let mut first = String::new();
        out.read_line(&mut first).expect("a line");
        assert!(first.starts_with("epoch: 0, batch: 0"), "{first}");
        (child, out)
    }

    #[test]
    fn ctrl_c_finishes_the_step_saves_and_says_how_to_go_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, whole) = (folder.path().join("stopped"), folder.path().join("whole"));
        let (mut child, mut out) = started(&path);
        send("-INT", child.id());
        let mut rest = String::new();
        std::io::Read::read_to_string(&mut out, &mut rest).expect("text");
        assert_eq!(child.wait().expect("ended").code(), Some(130));
        assert!(rest.contains("--resume") && rest.contains("stopped"), "{rest}");
        assert!(!Checkpoint::load(&path).expect("saved").is_finished());

        let mut resume = short_training(&path);
        resume.push("--resume".into());
        resume[4] = "2".into();
        // It was stopped in the first of 20 epochs; here 2 are enough to compare with an uninterrupted run.
        let (code, _, err) = run(&words(&resume));
        assert_eq!(code, Some(0), "{err}");
        assert_eq!(run(&words(&short_training(&whole))).0, Some(0));
        let load = |path| Checkpoint::load(path).expect("saved");
        let (resumed, uninterrupted) = (load(&path), load(&whole));
        assert_eq!(resumed.history.losses, uninterrupted.history.losses);
        let sorted = |mut checkpoint: Checkpoint| {
            checkpoint.parameters.sort_by(|a, b| a.name.cmp(&b.name));
            checkpoint.parameters
        };
        assert_eq!(sorted(resumed), sorted(uninterrupted));
    }

    #[test]
    fn ctrl_c_ends_a_report_and_keeps_the_seeds_that_are_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().to_string_lossy();
        let words = few("recipe-report", &["--no-test", "--folder", &path, "--seeds"]);
        let mut child = shuzi(&[&words[..], &["1000"]].concat()).stdout(Stdio::piped()).spawn().expect("starts");
        let mut out = BufReader::new(child.stdout.take().expect("piped"));
        let (mut first, mut rest) = (String::new(), String::new());
        out.read_line(&mut first).expect("a line");
        send("-INT", child.id());
        std::io::Read::read_to_string(&mut out, &mut rest).expect("text");
        assert_eq!(child.wait().expect("ended").code(), Some(130));
        assert!(first.starts_with("seed: 1, ") && rest.contains("stopped") && rest.contains("runs.json"), "{rest}");
        let (code, again, err) = run(&[&words[..], &["1"]].concat());
        assert!(code == Some(0) && again.starts_with(&first), "{again} after {first}: {err}");
    }

    /// A data folder with 4 images a split: an epoch, and so a save, every few milliseconds.
    fn tiny_data(folder: &Path) {
        let images =
            |n: u8| [&[0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28][..], &vec![9; 784 * usize::from(n)]].concat();
        let labels = |n: u8| [&[0, 0, 8, 1, 0, 0, 0, n][..], &(0..n).collect::<Vec<_>>()].concat();
        for split in ["train", "t10k"] {
            let write = |name: &str, bytes: Vec<u8>| std::fs::write(folder.join(name), bytes).expect("written");
            write(&format!("{split}-images-idx3-ubyte"), images(4));
            write(&format!("{split}-labels-idx1-ubyte"), labels(4));
        }
    }

    #[test]
    fn ten_kills_at_random_moments_leave_a_whole_checkpoint_each_time() {
        use rand::{Rng, SeedableRng};
        let folder = tempfile::tempdir().expect("a folder");
        tiny_data(folder.path());
        let path = folder.path().join("lesson.safetensors");
        let (data, checkpoint) = (folder.path().to_string_lossy(), path.to_string_lossy());
        let training = ["train", "--data", &data, "--checkpoint", &checkpoint, "--num-epochs"];
        assert_eq!(run(&[&training[..], &["1"]].concat()).0, Some(0), "the old checkpoint");
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(9);
        for _ in 0..10 {
            let words = [&training[..], &["1000000"]].concat();
            let mut child = shuzi(&words).stdout(Stdio::piped()).spawn().expect("starts");
            let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
            // An epoch's line is printed when the epoch is saved; a moment later the next save is under way.
            let saved = random.gen_range(1..40);
            let epochs = lines.map(|line| line.expect("text")).filter(|line| line.contains("test accuracy"));
            assert_eq!(epochs.take(saved).count(), saved);
            std::thread::sleep(std::time::Duration::from_micros(random.gen_range(0..20_000)));
            send("-KILL", child.id());
            child.wait().expect("ended");
            let found = Checkpoint::load(&path).expect("the old one or the new one, whole").progress.epoch;
            assert!(found >= saved, "{saved} epochs were saved, found {found}");
        }
    }
}

#[test]
fn the_self_test_runs_the_gpus_way_on_the_processor_and_says_that_it_agrees() {
    let (code, out, err) = run(&["selftest", "--device", "cpu", "--num-batches", "2"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines.len() == 4 && lines[..3].iter().all(|line| line.contains(": agree, ")), "{out}");
    assert!(lines[1].starts_with("losses of 2 steps") && lines[3].starts_with("time: "), "{out}");
}

/// The features of the machine that runs the test decide: with CUDA and a GPU these would work.
#[cfg(not(feature = "cuda"))]
#[test]
fn without_cuda_a_gpu_is_refused_in_one_sentence() {
    let model = in_repository("models/lesson.safetensors");
    let model = model.to_string_lossy();
    let trial = ["train", "--limit", "64", "--num-epochs", "1", "--device", "cuda"];
    let example = example();
    for words in [
        &trial[..],
        &["train", "--recipe", "minute", "--device", "cuda"],
        &["evaluate", "--checkpoint", &model, "--device", "cuda"],
        &["predict", &example, "--device", "cuda"],
        &["selftest", "--device", "cuda"],
    ] {
        let (code, out, err) = run(words);
        assert_eq!((code, out.as_str()), (Some(1), ""), "{words:?}: {err}");
        assert!(err.starts_with("error: this program was built without CUDA") && err.lines().count() == 1, "{err}");
        assert!(err.contains("--features cuda") && err.contains("docs/cuda.en.md"), "{err}");
    }
}

#[test]
fn a_network_is_handed_out_without_what_only_its_training_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("trained.safetensors"), folder.path().join("new/alone.safetensors"));
    let model = in_repository("models/lesson.safetensors");
    let mut trained = Checkpoint::load(model).expect("the repository has it");
    trained.optimizer = trained.parameters.clone();
    trained.save(&from).expect("saved");
    let (from, to) = (from.to_string_lossy(), to.to_string_lossy());
    let (code, out, err) = run(&["export", "--checkpoint", &from, &to]);
    assert_eq!((code, out.trim_end(), err.as_str()), (Some(0), &*to, ""));
    let alone = Checkpoint::load(&*to).expect("exported");
    assert!(alone.optimizer.is_empty());
    let weights = |checkpoint: Checkpoint| checkpoint.into_model(Path::new("model")).expect("whole").parameters();
    assert!(weights(alone) == weights(trained), "other weights");

    let (code, out, err) = run(&["export", "--checkpoint", "none.safetensors", &to]);
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(err.contains("none.safetensors"), "{err}");
}

#[test]
fn networks_are_compared_once_and_what_is_done_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("networks.json").to_string_lossy().into_owned();
    let compare =
        |seeds| run(&["compare-networks", "--limit", "120", "--num-epochs", "1", "--seeds", seeds, "--file", &file]);
    let (code, out, err) = compare("1");
    assert_eq!((code, err.as_str()), (Some(0), ""));
    for network in ["LessonCnn", "LeNet5", "SmallResNet"] {
        assert_eq!(out.matches(&format!("{network}, learning rate: ")).count(), 5, "four rates and a seed: {out}");
    }
    assert!(out.contains("28,266") && out.contains("8,241,728"), "{out}");
    let before = std::fs::read_to_string(&file).expect("saved");
    assert_eq!((compare("1").1, std::fs::read_to_string(&file).expect("there")), (out, before));
}

/// A notebook of exercises whose task 3.3 is answered with this code.
fn exercise(folder: &Path, answer: &str) -> String {
    let path = folder.join("mine.ipynb");
    let cell = |kind: &str, code: &str| serde_json::json!({ "cell_type": "code", "source": code, "metadata": { "shuzi": { "kind": kind, "task": "3.3" } } });
    let mut setup = cell("setup", "use shuzi::prelude::*;\nuse ask::check;");
    setup["metadata"]["shuzi"]["task"] = serde_json::Value::Null;
    let notebook =
        serde_json::json!({ "cells": [setup, cell("answer", answer), cell("check", "check!(3.3, my_sigmoid)")] });
    std::fs::write(&path, notebook.to_string()).expect("the folder can be written");
    path.to_string_lossy().into_owned()
}

#[test]
fn check_compiles_a_tasks_cells_gives_one_hint_more_each_time_and_remembers_what_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |words: &[&str]| {
        let output = shuzi(words).env("SHUZI_CACHE", folder.path()).output().expect("the command runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let wrong = exercise(folder.path(), "fn my_sigmoid(z: f32) -> f32 { 1.0 / (1.0 + z.exp()) }");
    let (code, first) = check(&["check", "3.3", "--notebook", &wrong]);
    assert_eq!(code, Some(0), "{first}");
    assert!(
        first.contains(&wrong) && first.contains("my_sigmoid(0.405)"),
        "it names the notebook and the call: {first}"
    );
    let (_, second) = check(&["check", "3.3", "--notebook", &wrong]);
    let hints = |text: &str| text.matches("Hint: ").count();
    assert_eq!((hints(&first), hints(&second)), (1, 2), "{first}\n{second}");
    assert!(check(&["check"]).1.contains("… 3.3"), "begun");

    let right = exercise(folder.path(), "fn my_sigmoid(z: f32) -> f32 { 0.5 + 0.5 * (z / 2.0).tanh() }");
    let (code, text) = check(&["check", "3.3", "--notebook", &right]);
    assert!(code == Some(0) && text.contains("2 of 2 points") && hints(&text) == 0, "{text}");
    assert!(check(&["check"]).1.contains("✓ 3.3"), "done");

    let broken = exercise(folder.path(), "fn my_sigmoid(z: f32) -> f32 { z.exponential() }");
    assert_eq!(check(&["check", "3.3", "--notebook", &broken]).0, Some(1), "what does not compile has not passed");
}

#[test]
fn check_says_which_tasks_there_are() {
    let (code, _, err) = run(&["check", "9.9"]);
    assert!(code == Some(1) && err.contains("9.9") && err.contains("3.1"), "{err}");
}
