//! A classroom for the suite: an assignment, a neighbour, a grade database, and what must still be there afterwards.

use super::case::Case;
use crate::judge::Judge;
use crate::limits::{self, Limits};
use crate::record::RunRecord;
use crate::runs::{Options, Plan, Student, grade_all};
use lab::Layout;
use lab::files::{about, symbolic_link};
use serde_json::{Value, json};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;
use words::{Language, Outcome};

/// The classroom, inside `.lab`, so that nothing but the sandbox keeps submissions away from it.
pub struct Scene {
    folder: PathBuf,
    plan: Plan,
    template: Value,
    /// A service of the teacher's machine.
    service: TcpListener,
}

/// Right answers to both tasks.
pub const RIGHT: [&str; 2] = [
    "fn my_softmax(scores: &[f32]) -> Vec<f32> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - largest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}",
    "fn with_temperature(scores: &[f32], temperature: f32) -> Vec<f32> {
    softmax(&scores.iter().map(|score| score / temperature).collect::<Vec<_>>())
}",
];

/// What the neighbour and the grade database hold.
const PRIVATE: &str = "nobody's business";

impl Scene {
    pub fn set(name: &str) -> Outcome<Scene> {
        Scene::set_in(&remove(name))
    }

    /// A classroom with the first two tasks of chapter 3; records that lie there stay.
    pub fn set_in(folder: &Path) -> Outcome<Scene> {
        let (layout, folder) = (Layout::of_this_repository(), folder.to_owned());
        let template = two_tasks(notebook::read(&layout.repository.join("notebooks/exercises/en/03-softmax.ipynb"))?);
        let write = || -> std::io::Result<TcpListener> {
            fs::create_dir_all(folder.join("submitted"))?;
            for file in ["neighbour.ipynb", "gradebook.db"] {
                fs::write(folder.join(file), PRIVATE)?;
            }
            fs::write(folder.join("source.ipynb"), template.to_string())?;
            let service = TcpListener::bind("127.0.0.1:0")?;
            service.set_nonblocking(true)?;
            Ok(service)
        };
        let service = write().map_err(about(&folder))?;
        let plan = Plan { layout, source: folder.join("source.ipynb"), records: folder.join("runs"), seed: 1_234_567 };
        Ok(Scene { folder, plan, template, service })
    }

    /// Hands the submissions in and grades them.
    pub fn grade(&self, cases: &[Case]) -> Outcome<Vec<RunRecord>> {
        let students: Vec<Student> = cases.iter().map(|case| self.hand_in(case)).collect::<Outcome<_>>()?;
        grade_all(&self.plan, &students, &self.options()?)
    }

    fn options(&self) -> Outcome<Options> {
        let limits = Limits {
            memory: 1536 << 20,
            cell: Duration::from_secs(15),
            submission: Duration::from_secs(150),
            files: 512 << 20,
            ..Limits::default()
        };
        let judge = Judge::of_this_repository();
        Ok(Options { language: Language::English, jobs: None, accept_risk: false, limits, judge })
    }

    fn hand_in(&self, case: &Case) -> Outcome<Student> {
        let path = self.folder.join("submitted").join(format!("{}.ipynb", case.name));
        let whole = self.submission(case).to_string();
        let twist = case.twist.as_deref().unwrap_or_default();
        let write = || match twist {
            "missing" => Ok(()),
            "not-utf8" => {
                fs::write(&path, whole.replace("softmax", "s\u{e9}").chars().map(|c| c as u8).collect::<Vec<_>>())
            }
            "huge" => fs::write(&path, " ".repeat(limits::NOTEBOOK as usize) + &whole),
            "no-json" => fs::write(&path, &whole[..whole.len() / 2]),
            "link" => symbolic_link(&self.folder.join("neighbour.ipynb"), &path),
            _ => fs::write(&path, whole),
        };
        write().map_err(about(&path))?;
        Ok(Student { name: case.name.clone(), submission: path })
    }

    /// The template with the case's answer to 3.1 and a right one to 3.2.
    fn submission(&self, case: &Case) -> Value {
        let mut notebook = self.template.clone();
        let Some(cells) = notebook["cells"].as_array_mut() else { return notebook };
        match case.twist.as_deref() {
            Some("deleted-checks") => cells.retain(|cell| !is_check(cell)),
            Some("altered-checks") => {
                cells
                    .iter_mut()
                    .filter(|cell| is_check(cell))
                    .for_each(|cell| cell["source"] = json!("println!(\"3 points\");"));
            }
            Some("repeated-checks") => {
                *cells = cells.iter().flat_map(|cell| vec![cell.clone(); 1 + usize::from(is_check(cell))]).collect()
            }
            _ => {}
        }
        let answer = if case.answer.is_empty() { RIGHT[0].to_owned() } else { self.filled_in(&case.answer) };
        for (id, answer) in [("answer-3-1", answer.as_str()), ("answer-3-2", RIGHT[1])] {
            cells.iter_mut().filter(|cell| cell["id"] == id).for_each(|cell| cell["source"] = json!(answer));
        }
        let after = cells.iter().position(|cell| cell["id"] == "answer-3-1").unwrap_or_default() + 1;
        for (place, source) in case.own_cells.iter().enumerate() {
            let cell = json!({ "cell_type": "code", "id": format!("own-{place}"), "metadata": {}, "outputs": [], "source": self.filled_in(source) });
            cells.insert(after + place, cell);
        }
        notebook
    }

    /// A submission that knows where things are.
    fn filled_in(&self, source: &str) -> String {
        let port = self.service.local_addr().map(|address| address.port()).unwrap_or_default();
        source
            .replace("REPOSITORY", &self.plan.layout.repository.display().to_string())
            .replace("CLASSROOM", &self.folder.display().to_string())
            .replace("PORT", &port.to_string())
    }

    /// What the submissions did outside their sandboxes.
    pub fn damage(&self) -> Vec<String> {
        let mut found = Vec::new();
        for file in ["neighbour.ipynb", "gradebook.db"] {
            if fs::read_to_string(self.folder.join(file)).is_ok_and(|content| content != PRIVATE) {
                found.push(format!("{file} was changed"));
            }
        }
        if self.service.accept().is_ok() {
            found.push("the network was reached".to_owned());
        }
        found.extend(survivors());
        found
    }
}

/// A folder in `.lab`, with nothing in it any more.
pub fn remove(name: &str) -> PathBuf {
    let folder = Layout::of_this_repository().inside(name);
    // Mostly there is none.
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Processes that outlived their sandbox: what submissions leave behind sleeps for this many seconds.
fn survivors() -> Vec<String> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let commands = processes.filter_map(|process| fs::read_to_string(process.path().join("cmdline")).ok());
    commands.filter(|command| command.contains("987654")).map(|command| format!("still runs: {command}")).collect()
}

fn two_tasks(mut notebook: Value) -> Value {
    let is_last = |cell: &Value| cell["id"] == "check-3-2";
    if let Some(cells) = notebook["cells"].as_array_mut() {
        let end = cells.iter().position(is_last).map_or(cells.len(), |at| at + 1);
        cells.truncate(end);
    }
    notebook
}

fn is_check(cell: &Value) -> bool {
    cell["id"].as_str().is_some_and(|id| id.starts_with("check-"))
}
