//! A whole submission: its cells, in as many sandboxes as it wears out.
//!
//! A cell that runs over its time, shows too much or ends its process costs its task. The next task begins in a new
//! sandbox, in which the given cells run again: nothing that the lost one left behind can reach it.

use super::limits::Limits;
use super::normalise::Cell;
use super::reason::Reason;
use super::session::{End, Session, Shown};
use super::template::Kind;
use serde_json::Value;
use std::time::Instant;
use words::{Outcome, text};

/// What the cells of a submission did.
#[derive(Debug, Default, PartialEq)]
pub struct Run {
    pub cells: Vec<CellRun>,
    /// What holds for all of it.
    pub reasons: Vec<Reason>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct CellRun {
    pub outputs: Vec<Value>,
    pub reasons: Vec<Reason>,
}

/// Runs all cells; `session` runs some in a new sandbox.
///
/// An error is no fault of the submission's: no kernel starts, or the assignment's own setup fails.
pub fn run(
    cells: &[Cell],
    limits: &Limits,
    mut session: impl FnMut(&[&str], Instant) -> Outcome<Session>,
) -> Outcome<Run> {
    let until = Instant::now() + limits.submission;
    let mut run = Run::of_nothing(cells);
    // Cells that still have to run; given ones among them are no reason for a sandbox of their own.
    let mut open: Vec<usize> = (0..cells.len()).collect();
    while open.iter().any(|&at| cells[at].kind != Kind::Given) {
        let todo = todo(cells, &open);
        let sources: Vec<&str> = todo.iter().map(|&at| cells[at].source.as_str()).collect();
        let mut session_of_sound_setup = || {
            let session = session(&sources, until)?;
            refuse_a_broken_setup(cells, &todo, &session).map(|()| session)
        };
        // A kernel may fail to start once: without a sandbox it shares the machine's ports with every other program.
        let session = session_of_sound_setup().or_else(|_| session_of_sound_setup())?;
        run.note_session(&session, limits);
        let stopped = session.shown.last().and_then(|shown| shown.stopped.clone());
        let ran = session.shown.len();
        for (&at, shown) in todo.iter().zip(session.shown) {
            if let Some(position) = open.iter().position(|&one| one == at) {
                open.remove(position);
                run.cells[at].outputs = shown.outputs;
            }
        }
        let culprit = match (&session.end, &stopped) {
            (End::Done, None) => break,
            (End::OutOfTime, _) => {
                open.iter().for_each(|&at| run.cells[at].reasons.push(Reason::OutOfTime(limits.submission)));
                break;
            }
            (_, Some(_)) => todo[ran - 1],
            (_, None) => todo[ran],
        };
        run.cells[culprit].reasons.push(why(stopped.as_deref(), &session.hits, limits));
        open.retain(|&at| at != culprit);
        run.give_up_task(cells, culprit, &mut open);
    }
    Ok(run)
}

/// The given cells before the last open cell, and the open ones.
fn todo(cells: &[Cell], open: &[usize]) -> Vec<usize> {
    let last = open.iter().copied().filter(|&at| cells[at].kind != Kind::Given).max().unwrap_or_default();
    (0..=last).filter(|at| cells[*at].kind == Kind::Given || open.contains(at)).collect()
}

/// Before anything of the student's has run, nothing can be the student's fault.
fn refuse_a_broken_setup(cells: &[Cell], todo: &[usize], session: &Session) -> Outcome {
    let before = todo.iter().take_while(|&&at| cells[at].kind == Kind::Given).count();
    let given: Vec<&Shown> = session.shown.iter().take(before).collect();
    let is_error = |output: &&Value| output["output_type"] == "error";
    if let Some(error) = given.iter().flat_map(|shown| &shown.outputs).find(is_error) {
        let error = error["evalue"].as_str().unwrap_or_default();
        return Err(text!(
            "作业自己的准备单元出错：{error}。请检查 classroom/source 里的笔记本，再评分。",
            "The assignment's own setup fails: {error}. Check the notebook in classroom/source, then grade again."
        ));
    }
    if (session.ready && given.len() == before) || session.end == End::OutOfTime {
        return Ok(());
    }
    let words = &session.words;
    Err(text!(
        "沙箱里的 Rust 内核没有启动：{words}。请运行 cargo lab --setup，再评分。",
        "The Rust kernel did not start in the sandbox: {words}. Run cargo lab --setup, then grade again."
    ))
}

fn why(stopped: Option<&str>, hits: &super::cgroup::Hits, limits: &Limits) -> Reason {
    match stopped {
        _ if hits.memory > 0 => Reason::OutOfMemory(limits.memory),
        Some("Timeout") => Reason::Overtime(limits.cell),
        Some("TooMuchOutput") => Reason::TooMuchOutput(limits.output),
        Some(_) => Reason::ProcessEnded,
        None => Reason::ExecutorEnded,
    }
}

impl Run {
    /// That of cells that were not run.
    pub fn of_nothing(cells: &[Cell]) -> Run {
        Run { cells: vec![CellRun::default(); cells.len()], reasons: Vec::new() }
    }

    fn note_session(&mut self, session: &Session, limits: &Limits) {
        let processes = (session.hits.processes > 0).then_some(Reason::TooManyProcesses(limits.processes));
        let foreign = (session.foreign > 0).then_some(Reason::ForeignLines(session.foreign));
        // A process that was killed for its memory may be one that nobody waits for.
        let is_quiet = session.end == End::Done && session.shown.iter().all(|shown| shown.stopped.is_none());
        let memory = (is_quiet && session.hits.memory > 0).then_some(Reason::OutOfMemory(limits.memory));
        for reason in [processes, foreign, memory].into_iter().flatten() {
            if !self.reasons.contains(&reason) {
                self.reasons.push(reason);
            }
        }
    }

    /// What else belongs to a task in which the kernel was lost does not run.
    fn give_up_task(&mut self, cells: &[Cell], culprit: usize, open: &mut Vec<usize>) {
        let Some(task) = &cells[culprit].task else { return };
        open.retain(|&at| {
            let is_lost = cells[at].task.as_ref() == Some(task) && cells[at].kind != Kind::Given;
            if is_lost {
                self.cells[at].reasons.push(Reason::NotRunAfterStop);
            }
            !is_lost
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::cgroup::Hits;
    use super::*;
    use serde_json::json;

    const PLAN: [(&str, Kind, Option<&str>); 8] = [
        ("setup", Kind::Given, None),
        ("answer-1", Kind::Answer, Some("1")),
        ("check-1", Kind::Check, Some("1")),
        ("given-2", Kind::Given, Some("2")),
        ("answer-2", Kind::Answer, Some("2")),
        ("check-2", Kind::Check, Some("2")),
        ("answer-3", Kind::Answer, Some("3")),
        ("check-3", Kind::Check, Some("3")),
    ];

    fn cells() -> Vec<Cell> {
        let cell = |&(name, kind, task): &(&str, Kind, Option<&str>)| Cell {
            grade_id: name.to_owned(),
            kind,
            task: task.map(str::to_owned),
            source: name.to_owned(),
            reasons: vec![],
        };
        PLAN.iter().map(cell).collect()
    }

    fn shown(text: &str) -> Shown {
        Shown { outputs: vec![json!({ "output_type": "stream", "text": text })], stopped: None }
    }

    fn done(sources: &[&str]) -> Session {
        let shown = sources.iter().map(|source| shown(source)).collect();
        Session { ready: true, shown, ..Session::default() }
    }

    /// Runs the plan; each sandbox goes well but for what `mishap` makes of it. Also what ran in each.
    fn ran(mishap: impl Fn(usize, &mut Session, &[&str])) -> (Outcome<Run>, Vec<Vec<String>>) {
        let mut sandboxes = Vec::new();
        let run = run(&cells(), &Limits::default(), |sources, _| {
            let mut session = done(sources);
            mishap(sandboxes.len(), &mut session, sources);
            sandboxes.push(sources.iter().map(|source| source.to_string()).collect());
            Ok(session)
        });
        (run, sandboxes)
    }

    fn stop_at(session: &mut Session, sources: &[&str], source: &str, stopped: &str) {
        if let Some(position) = sources.iter().position(|one| *one == source) {
            session.shown.truncate(position + 1);
            session.shown[position].stopped = Some(stopped.to_owned());
        }
    }

    fn reasons(run: &Run) -> Vec<&[Reason]> {
        run.cells.iter().map(|cell| cell.reasons.as_slice()).collect()
    }

    #[test]
    fn a_good_submission_needs_one_sandbox() {
        let (run, sandboxes) = ran(|_, _, _| ());
        let run = run.unwrap();
        assert_eq!(sandboxes.len(), 1);
        assert!(run.cells.iter().all(|cell| cell.outputs.len() == 1 && cell.reasons.is_empty()));
    }

    #[test]
    fn a_lost_kernel_costs_its_task_and_the_next_begins_anew() {
        let (run, sandboxes) = ran(|_, session, sources| stop_at(session, sources, "answer-1", "Timeout"));
        let run = run.unwrap();
        assert_eq!(sandboxes[1], ["setup", "given-2", "answer-2", "check-2", "answer-3", "check-3"]);
        let expected: [&[Reason]; 8] =
            [&[], &[Reason::Overtime(Limits::default().cell)], &[Reason::NotRunAfterStop], &[], &[], &[], &[], &[]];
        assert_eq!(reasons(&run), expected);
        assert!(run.cells[2].outputs.is_empty() && run.cells[7].outputs.len() == 1);
    }

    #[test]
    fn an_executor_that_was_killed_costs_the_task_that_ran() {
        let (run, sandboxes) = ran(|number, session, _| {
            if number == 0 {
                session.shown.truncate(4);
                session.end = End::Silent;
            }
        });
        let run = run.unwrap();
        assert_eq!(sandboxes[1], ["setup", "given-2", "answer-3", "check-3"]);
        assert_eq!(reasons(&run)[4..6], [&[Reason::ExecutorEnded], &[Reason::NotRunAfterStop]]);
        assert_eq!(run.cells[2].outputs.len(), 1);
    }

    #[test]
    fn a_given_cell_that_dies_after_an_answer_is_the_answers_doing_and_runs_again() {
        let (run, sandboxes) = ran(|number, session, sources| {
            if number == 0 {
                stop_at(session, sources, "given-2", "KernelDied");
            }
        });
        let run = run.unwrap();
        assert_eq!(reasons(&run)[3], [Reason::ProcessEnded]);
        // Its task is given up, the one after it is not.
        assert_eq!(sandboxes[1], ["setup", "given-2", "answer-3", "check-3"]);
        assert_eq!(run.cells[7].outputs.len(), 1);
    }

    #[test]
    fn memory_is_named_where_it_was_the_cause() {
        let (run, _) = ran(|number, session, sources| {
            stop_at(session, sources, "check-3", "KernelDied");
            session.hits = Hits { memory: u64::from(number == 0), processes: 2 };
        });
        let run = run.unwrap();
        assert_eq!(reasons(&run)[7], [Reason::OutOfMemory(Limits::default().memory)]);
        assert_eq!(run.reasons, [Reason::TooManyProcesses(256)]);
    }

    #[test]
    fn what_has_not_run_when_time_is_over_says_so() {
        let (run, sandboxes) = ran(|_, session, _| {
            session.shown.truncate(5);
            session.end = End::OutOfTime;
        });
        let run = run.unwrap();
        assert_eq!(sandboxes.len(), 1);
        assert_eq!(reasons(&run)[5], [Reason::OutOfTime(Limits::default().submission)]);
        assert_eq!(reasons(&run)[4], []);
    }

    #[test]
    fn a_setup_that_fails_is_nobodys_grade() {
        let (broken, _) = ran(|_, session, _| {
            session.shown[0].outputs = vec![json!({ "output_type": "error", "evalue": "unresolved import" })];
        });
        assert!(broken.unwrap_err().contains("unresolved import"));
        let (no_kernel, _) = ran(|_, session, _| {
            session.shown.clear();
            (session.ready, session.end, session.words) = (false, End::Silent, "No such file".to_owned());
        });
        assert!(no_kernel.unwrap_err().contains("No such file"));
    }

    #[test]
    fn a_kernel_may_fail_to_start_once() {
        let (run, sandboxes) = ran(|number, session, _| {
            if number == 0 {
                session.shown.clear();
                (session.ready, session.end) = (false, End::Silent);
            }
        });
        assert_eq!(sandboxes.len(), 2);
        assert!(run.unwrap().cells.iter().all(|cell| cell.outputs.len() == 1 && cell.reasons.is_empty()));
    }

    #[test]
    fn every_cell_of_the_students_may_stop_its_kernel() {
        let (run, sandboxes) = ran(|_, session, sources| {
            if let Some(source) = sources.iter().find(|source| source.starts_with("answer")) {
                stop_at(session, sources, source, "TooMuchOutput");
            }
        });
        assert_eq!(sandboxes.len(), 3);
        assert!(reasons(&run.unwrap())[6] == [Reason::TooMuchOutput(Limits::default().output)]);
    }
}
