//! A whole class: each submission once, several at a time, and after an interruption only those that are missing.

use super::cgroup::Parent;
use super::judge::{Asked, Judge};
use super::limits::{self, Limits};
use super::normalise::{self, Cell, Normalised};
use super::outputs::replies;
use super::reason::Reason;
use super::record::{CellRecord, RunRecord};
use super::run::{self, Run};
use super::sandbox::{self, Places};
use super::session::Room;
use super::template::{Kind, Template};
use lab::Layout;
use lab::files::about;
use lab::launcher::lock_template;
use lab::process::{run_package, say};
use lab::template::{JUDGE, LIBRARY};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use words::written::hex;
use words::{Language, Outcome, text};

#[derive(Clone, Debug)]
pub struct Student {
    pub name: String,
    /// The notebook; it need not exist.
    pub submission: PathBuf,
}

/// Which assignment, and where what it needs lies.
#[derive(Clone, Debug)]
pub struct Plan {
    pub layout: Layout,
    /// The notebook as it was handed out.
    pub source: PathBuf,
    pub records: PathBuf,
    /// What the questions are drawn from.
    pub seed: u64,
}

#[derive(Clone, Debug)]
pub struct Options {
    pub language: Language,
    /// How many submissions at once; by default one a core.
    pub jobs: Option<usize>,
    /// Whether to grade where code cannot be locked in.
    pub accept_risk: bool,
    pub limits: Limits,
    pub judge: Judge,
}

/// Grades what these students handed in; a record that is there and still true is kept.
///
/// The records come in the students' order. An error stops none of the others: it is told when all are done.
pub fn grade_all(plan: &Plan, students: &[Student], options: &Options) -> Outcome<Vec<RunRecord>> {
    let grader = Grader::prepare(plan, options)?;
    let jobs = options.jobs.unwrap_or_else(|| limits::jobs(&options.limits)).clamp(1, students.len().max(1));
    let (next, graded) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(student) = students.get(place) else { return };
            let result = grader.grade(student);
            let mut graded = graded.lock().unwrap_or_else(PoisonError::into_inner);
            say(&told(student, &result, graded.len() + 1, students.len()));
            graded.push((place, result.map(|(record, _)| record)));
        }
    };
    std::thread::scope(|scope| (0..jobs).for_each(|_| drop(scope.spawn(work))));
    let mut graded = graded.into_inner().unwrap_or_else(PoisonError::into_inner);
    graded.sort_unstable_by_key(|(place, _)| *place);
    graded.into_iter().map(|(_, result)| result).collect()
}

/// Whether a record was made now.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Made {
    Now,
    Before,
}

fn told(student: &Student, result: &Outcome<(RunRecord, Made)>, count: usize, all: usize) -> String {
    let name = &student.name;
    match result {
        Ok((record, made)) => {
            let (points, of, seconds) = (record.points(), record.of(), record.seconds);
            let note = match made {
                Made::Now => format!("{seconds:.0} s"),
                Made::Before => text!("已评过", "graded before"),
            };
            format!("  {count}/{all} {name} {points}/{of} {note}")
        }
        Err(error) => format!("  {count}/{all} {name} ✗ {error}"),
    }
}

/// All that the submissions of one assignment have in common.
struct Grader<'a> {
    template: Template,
    room: Room,
    judge: &'a Judge,
    records: &'a Path,
    /// What holds for every submission.
    reasons: Vec<Reason>,
    /// Which library and judge graded it.
    sources: String,
    /// Let go when all are graded: nobody exchanges compiled dependencies or grades the same assignment meanwhile.
    _locks: [fs::File; 2],
}

impl<'a> Grader<'a> {
    fn prepare(plan: &'a Plan, options: &'a Options) -> Outcome<Grader<'a>> {
        let Plan { layout, source, records, seed } = plan;
        let template = Template::of(&notebook::read(source)?);
        let mut reasons = Vec::new();
        let bubblewrap = unless_accepted(sandbox::find_bubblewrap(), options, &mut reasons, |_| Reason::NoSandbox)?;
        let groups = unless_accepted(Parent::find(&options.limits), options, &mut reasons, Reason::NoLimits)?;
        // Kernel and compiled library are xtask's to make: what it leaves in `.lab` knows no answers.
        run_package(&layout.repository, "xtask", &["prepare"])?;
        let places = Places::find(layout)?;
        places.refuse_judges()?;
        sandbox::prepare_cargo_settings(&places)?;
        fs::create_dir_all(records).map_err(about(&records))?;
        let locks = [lock_records(records)?, lock_template(layout)?];
        locks[1].lock_shared().map_err(|error| error.to_string())?;
        let (limits, language) = (options.limits.clone(), options.language);
        let room = Room { places, bubblewrap, groups, limits, seed: *seed, language };
        let sources = version_of_sources(&layout.repository);
        Ok(Grader { template, room, judge: &options.judge, records, reasons, sources, _locks: locks })
    }

    fn grade(&self, student: &Student) -> Outcome<(RunRecord, Made)> {
        let path = self.records.join(format!("{}.json", file_name(&student.name)?));
        let normalised = normalise::normalise(&self.template, normalise::read(&student.submission));
        let digest = self.digest(&normalised);
        if let Some(record) = RunRecord::read(&path).filter(|record| record.digest == digest) {
            return Ok((record, Made::Before));
        }
        let started = Instant::now();
        let limits = &self.room.limits;
        // Without a notebook there is nothing to run: the template's own cells are worth nothing.
        let run = match normalised.reasons.as_slice() {
            [] => run::run(&normalised.cells, limits, |sources, until| self.room.run(sources, until))?,
            _ => Run::of_nothing(&normalised.cells),
        };
        let mut record = self.judged(normalised, run);
        (record.digest, record.student) = (digest, student.name.clone());
        record.seconds = started.elapsed().as_secs_f64();
        record.write(&path)?;
        Ok((record, Made::Now))
    }

    fn digest(&self, normalised: &Normalised) -> String {
        let Room { seed, language, limits, bubblewrap, .. } = &self.room;
        let reasons: Vec<String> = normalised.reasons.iter().map(|reason| reason.sentence(*language)).collect();
        let (limits, is_locked_in) = (format!("{limits:?}"), bubblewrap.is_some());
        let all = json!([normalised.notebook, reasons, seed, language.code(), limits, is_locked_in, self.sources]);
        hex(Sha256::digest(all.to_string()))
    }

    fn judged(&self, normalised: Normalised, run: Run) -> RunRecord {
        let language = self.room.language;
        let mut cells = merge(&normalised.cells, run.cells);
        let mut asked = Vec::new();
        let mut places = Vec::new();
        for (task, of) in self.template.checks() {
            let place =
                normalised.cells.iter().position(|cell| cell.kind == Kind::Check && cell.task.as_ref() == Some(&task));
            let Some(place) = place else { continue };
            let (replies, reason) = taken(&cells[place].0, &task, self.room.seed);
            // A file that was not read or a cell that did not run has told why already.
            let is_told = !normalised.reasons.is_empty() || cells[place].1.iter().any(explains);
            cells[place].1.extend(reason.filter(|_| !is_told));
            asked.push(Asked { task, seed: self.room.seed, of, replies });
            places.push(place);
        }
        let mut verdicts = Vec::new();
        for ((verdict, reason), place) in self.judge.judge(&asked, language).into_iter().zip(places) {
            cells[place].1.extend(reason);
            verdicts.push(verdict);
        }
        let in_words = |reasons: &[Reason]| reasons.iter().map(|reason| reason.sentence(language)).collect();
        let reasons: Vec<Reason> =
            self.reasons.iter().chain(&normalised.reasons).chain(&run.reasons).cloned().collect();
        let cells = normalised.cells.iter().zip(cells).map(|(cell, (outputs, reasons))| CellRecord {
            grade_id: cell.grade_id.clone(),
            outputs,
            reasons: in_words(&reasons),
        });
        let (reasons, cells, notebook) = (in_words(&reasons), cells.collect(), normalised.notebook);
        RunRecord { reasons, cells, notebook, verdicts, ..RunRecord::default() }
    }
}

/// What a cell showed, and what was the matter with it before and while it ran.
fn merge(cells: &[Cell], runs: Vec<run::CellRun>) -> Vec<(Vec<Value>, Vec<Reason>)> {
    let both =
        |(cell, run): (&Cell, run::CellRun)| (run.outputs, cell.reasons.iter().cloned().chain(run.reasons).collect());
    cells.iter().zip(runs).map(both).collect()
}

/// The replies of a check, if they are to this task and this seed.
fn taken(outputs: &[Value], task: &str, seed: u64) -> (Option<Value>, Option<Reason>) {
    match replies(outputs) {
        None => (None, Some(Reason::NoReplies)),
        Some(found) if found["task"] == task && found["seed"].as_u64() == Some(seed) => (Some(found.clone()), None),
        Some(_) => (None, Some(Reason::OtherReplies)),
    }
}

/// Whether it says why a check has no replies.
fn explains(reason: &Reason) -> bool {
    !matches!(reason, Reason::CheckMissing | Reason::CheckAltered | Reason::CheckRepeated(_))
}

/// What protects the teacher's machine may be missing only where that is accepted; then every record says so.
fn unless_accepted<T>(
    found: Outcome<T>,
    options: &Options,
    reasons: &mut Vec<Reason>,
    reason: impl Fn(String) -> Reason,
) -> Outcome<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if options.accept_risk => {
            say(&error);
            reasons.push(reason(error));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn lock_records(folder: &Path) -> Outcome<fs::File> {
    let path = folder.join(".lock");
    let lock = fs::File::create(&path).map_err(about(&path))?;
    if lock.try_lock().is_err() {
        return Err(text!(
            "另一个 cargo classroom 正在给这次作业评分。",
            "Another cargo classroom is grading this assignment."
        ));
    }
    Ok(lock)
}

/// A student's name as a file's: no way out of the folder.
fn file_name(name: &str) -> Outcome<&str> {
    let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    is_plain.then_some(name).ok_or_else(|| {
        text!("学生的名字不能作文件名：{name:?}。", "This student's name cannot be a file's name: {name:?}.")
    })
}

/// A digest of all sources that decide a verdict: the library's, the questions', the judges' and the assignments'.
fn version_of_sources(repository: &Path) -> String {
    let mut hash = Sha256::new();
    LIBRARY.iter().chain(&JUDGE).for_each(|name| add_contents(&repository.join(name), &mut hash));
    hex(hash.finalize())
}

fn add_contents(path: &Path, hash: &mut Sha256) {
    if let Ok(entries) = fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| add_contents(path, hash));
    } else if let Ok(content) = fs::read(path) {
        hash.update(path.file_name().unwrap_or_default().as_encoded_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::files::put;

    #[test]
    fn whatever_decides_a_verdict_makes_another_version() {
        let folder = tempfile::tempdir().unwrap();
        let mut versions = vec![version_of_sources(folder.path())];
        for name in ["src", "crates/words", "exercises/ask", "exercises/judge", "classroom/assignments", "Cargo.lock"] {
            let place = folder.path().join(name);
            let file = if name.contains('.') { place } else { place.join("a") };
            put(&file, "one").unwrap();
            versions.push(version_of_sources(folder.path()));
            fs::write(&file, "two").unwrap();
            versions.push(version_of_sources(folder.path()));
        }
        put(folder.path().join("site/a"), "").unwrap();
        assert_eq!(versions.last(), Some(&version_of_sources(folder.path())), "pages decide nothing");
        let all = versions.len();
        versions.sort();
        versions.dedup();
        assert_eq!(versions.len(), all);
    }

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        assert_eq!(file_name("李明"), Ok("李明"));
        for name in ["", "..", ".hidden", "a/b", "a\\b"] {
            assert!(file_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn replies_count_only_for_their_task_and_seed() {
        let output = |task: &str, seed: u64| {
            vec![json!({ "output_type": "display_data", "data": {
                super::super::outputs::REPLIES_TYPE: { "task": task, "seed": seed, "replies": [] } } })]
        };
        assert!(taken(&output("3.1", 7), "3.1", 7).0.is_some());
        assert_eq!(taken(&output("3.2", 7), "3.1", 7), (None, Some(Reason::OtherReplies)));
        assert_eq!(taken(&output("3.1", 8), "3.1", 7), (None, Some(Reason::OtherReplies)));
        assert_eq!(taken(&[], "3.1", 7), (None, Some(Reason::NoReplies)));
    }
}
