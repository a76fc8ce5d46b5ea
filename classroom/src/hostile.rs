//! `cargo xtask hostile`: submissions that mean harm, graded for real. Each must end in a grade and a reason.
//!
//! `classroom/hostile.txt` holds them, with what each must get. They answer the first two tasks of chapter 3.

mod case;
mod resume;
mod scene;

use case::Case;
use lab::process::say;
use scene::Scene;
use std::time::Instant;
use words::{Outcome, text};

const CASES: &str = include_str!("../hostile.txt");

/// Where the suite's classroom lies, in `.lab`.
const FOLDER: &str = "hostile";

/// Runs `cargo xtask hostile [NAME…]`.
pub fn run(arguments: &[String]) -> Outcome {
    if let [flag, folder] = arguments
        && flag == resume::CLASS
    {
        return resume::grade_a_class(folder.as_ref());
    }
    let mut cases = case::parse(CASES)?;
    if let Some(unknown) = arguments.iter().find(|name| !cases.iter().any(|case| &case.name == *name)) {
        return Err(text!("没有这样的作业：{unknown}。", "There is no such submission: {unknown}."));
    }
    let chosen = |case: &Case| arguments.is_empty() || arguments.contains(&case.name);
    cases.retain(chosen);
    let mut wrong = grade(&cases)?;
    if arguments.is_empty() {
        wrong.extend(resume::check()?);
    }
    if wrong.is_empty() {
        // What is left of a failure is for whoever looks into it.
        for folder in [FOLDER, resume::FOLDER] {
            scene::remove(folder);
        }
        return Ok(());
    }
    Err(wrong.join("\n"))
}

/// What is wrong with the grades.
fn grade(cases: &[Case]) -> Outcome<Vec<String>> {
    let started = Instant::now();
    let scene = Scene::set(FOLDER)?;
    let records = scene.grade(cases)?;
    let mut wrong = Vec::new();
    for (case, record) in cases.iter().zip(&records) {
        wrong.extend(case.complaints(record).into_iter().map(|what| format!("{}: {what}", case.name)));
    }
    wrong.extend(scene.damage());
    let (count, seconds) = (cases.len(), started.elapsed().as_secs());
    say(&text!("{count} 份有敌意的作业，{seconds} 秒。", "{count} hostile submissions, {seconds} s."));
    Ok(wrong)
}
