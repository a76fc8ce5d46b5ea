//! `cargo classroom`: homework handed out, collected, graded and given back, with nbgrader and a sandbox.
//!
//! A submission goes this way:
//!
//! | step | modules |
//! |---|---|
//! | handed out | [`release`]; [`sample`] makes up submissions |
//! | collected | [`collect`], [`originals`] keeps what came |
//! | made a notebook that can be run | [`template`], [`normalise`] |
//! | run where it can do no harm | [`run`](mod@run), [`session`] in a [`sandbox`], a [`cgroup`], within [`limits`] |
//! | judged outside of it | [`judge`], of what [`outputs`] let pass |
//! | recorded, each once | [`runs`] for a class, [`record`], [`grade`] into nbgrader's gradebook |
//! | given back | [`report`]: feedback by nbgrader, [`results`] as [`table`], [`csv`] and [`page`] |
//!
//! [`selftest`] goes all the way, [`hostile`] with submissions that mean harm. [`teacher`] installs and starts nbgrader.

mod cgroup;
mod collect;
mod command;
mod course;
mod csv;
mod grade;
mod hostile;
mod judge;
mod kernel_suite;
mod limits;
mod normalise;
mod originals;
mod outputs;
mod page;
mod reason;
mod record;
mod release;
mod report;
mod results;
mod run;
mod runs;
mod sample;
mod sandbox;
mod secret;
mod selftest;
mod session;
mod table;
mod teacher;
mod template;

use command::{Request, help, parse};
use course::{Classroom, Student};
use lab::process::say;
use std::process::ExitCode;
use words::{Language, Outcome, exit_code, text};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    exit_code(match arguments.split_first() {
        // `cargo xtask hostile` and `cargo lab --teacher` ask for these.
        Some((chore, rest)) if chore == "hostile" => hostile::run(rest),
        Some((chore, [])) if chore == "teacher" => teacher::set_up(),
        _ => run(&arguments),
    })
}

fn run(arguments: &[String]) -> Outcome {
    let request = parse(arguments)?;
    let classroom = Classroom::of_this_repository()?;
    match request {
        Request::Release { assignment, language } => {
            release::release(&classroom, &assignment, language.unwrap_or_else(Language::current))
        }
        Request::Sample { assignment, folder } => sample::write_for(&classroom, &assignment, &folder),
        Request::Collect { assignment, folder } => collect::collect(&classroom, &assignment, &folder),
        Request::Grade { assignment, student, jobs, accept_risk } => {
            let student = student.map(|name| named(&name)).transpose()?;
            grade::grade(&classroom, &assignment, &grade::Choice { student, jobs, accept_risk })
        }
        Request::Formgrader { arguments } => {
            teacher::ensure_ready(&classroom)?;
            teacher::open_formgrader(&classroom, &arguments)
        }
        Request::Feedback { assignment } => report::feedback(&classroom, &assignment),
        Request::Results { assignment } => report::write_results(&classroom, &assignment),
        Request::Sandbox => try_sandbox(),
        Request::Selftest => selftest::run(classroom),
        Request::Help => {
            println!("{}", help());
            Ok(())
        }
    }
}

/// Whether code can be locked in on this machine; the error says what is missing.
fn try_sandbox() -> Outcome {
    sandbox::find_bubblewrap()?;
    cgroup::Parent::find(&limits::Limits::default())?;
    say(&text!("这台机器可以在沙箱里评分。", "This machine can grade in a sandbox."));
    Ok(())
}

fn named(name: &str) -> Outcome<Student> {
    Student::new(name).ok_or_else(|| text!("{name} 不是学号。", "{name} is no student's name."))
}
