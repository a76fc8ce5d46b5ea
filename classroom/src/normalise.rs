//! A submission, whatever it is, becomes a notebook that can be run: the template's cells with the student's answers.
//!
//! Only the answers and the student's own code cells are taken over; checks, texts, outputs and metadata are the template's.

use super::reason::Reason;
use super::template::{Kind, Role, Template, identity};
use notebook::joined;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

/// A code cell of the notebook that is run.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The template's, or `extra-1`, `extra-2`, …
    pub grade_id: String,
    pub kind: Kind,
    /// The task that it belongs to; given cells belong to all.
    pub task: Option<String>,
    pub source: String,
    pub reasons: Vec<Reason>,
}

pub struct Normalised {
    /// The whole notebook, texts included.
    pub notebook: Value,
    pub cells: Vec<Cell>,
    pub reasons: Vec<Reason>,
}

/// Reads what a student handed in; never follows a link, never reads more than a notebook may have.
pub fn read(path: &Path) -> Result<Vec<u8>, Reason> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Reason::Missing),
        Err(error) => return Err(Reason::Unreadable(error.to_string())),
    };
    if metadata.file_type().is_symlink() {
        return Err(Reason::IsLink);
    }
    if !metadata.is_file() {
        return Err(Reason::NoFile);
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(super::limits::NOTEBOOK + 1).read_to_end(&mut bytes))
        .map_err(|error| Reason::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > super::limits::NOTEBOOK {
        return Err(Reason::TooLarge(metadata.len()));
    }
    Ok(bytes)
}

fn parse(bytes: &[u8]) -> Result<Value, Reason> {
    let text = std::str::from_utf8(bytes).map_err(|error| Reason::NotUtf8(error.valid_up_to() + 1))?;
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let notebook: Value = serde_json::from_str(text).map_err(|error| Reason::NotJson(error.to_string()))?;
    if notebook["cells"].is_array() { Ok(notebook) } else { Err(Reason::NoNotebook) }
}

/// The notebook to run for what was handed in; an unreadable file becomes the template itself.
pub fn normalise(template: &Template, submitted: Result<Vec<u8>, Reason>) -> Normalised {
    match submitted.and_then(|bytes| parse(&bytes)) {
        Ok(notebook) => assemble(template, &Submitted::sort(template, &notebook), Vec::new()),
        Err(reason) => assemble(template, &Submitted::untouched(template), vec![reason]),
    }
}

/// A student's cells, sorted by the template's cell that they are or that they follow.
struct Submitted {
    /// What stands in each of the template's cells; none where it is no text.
    own: BTreeMap<usize, Vec<Option<String>>>,
    /// The student's own code cells after a cell of the template.
    extra: BTreeMap<usize, Vec<String>>,
}

impl Submitted {
    fn untouched(template: &Template) -> Submitted {
        let own = template.cells.iter().enumerate().map(|(at, cell)| (at, vec![Some(cell.source.clone())])).collect();
        Submitted { own, extra: BTreeMap::new() }
    }

    fn sort(template: &Template, notebook: &Value) -> Submitted {
        let mut sorted = Submitted { own: BTreeMap::new(), extra: BTreeMap::new() };
        let first = template.first_place();
        let mut after = first;
        for cell in notebook["cells"].as_array().into_iter().flatten() {
            if let Some(at) = template.position(&identity(cell)) {
                sorted.own.entry(at).or_default().push(source(cell));
                after = at.max(first);
            } else if cell["cell_type"] == "code"
                && let Some(source) = source(cell).filter(|source| !source.trim().is_empty())
            {
                sorted.extra.entry(after).or_default().push(source);
            }
        }
        sorted
    }
}

/// nbformat stores text whole or in lines; anything else is none.
fn source(cell: &Value) -> Option<String> {
    let is_text = match &cell["source"] {
        Value::String(_) => true,
        Value::Array(lines) => lines.iter().all(Value::is_string),
        _ => false,
    };
    is_text.then(|| joined(&cell["source"]))
}

fn assemble(template: &Template, submitted: &Submitted, reasons: Vec<Reason>) -> Normalised {
    let mut cells: Vec<Cell> = Vec::new();
    let mut shown: Vec<Value> = Vec::new();
    let mut extras = 0;
    for (at, theirs) in template.cells.iter().enumerate() {
        let found = submitted.own.get(&at).map(Vec::as_slice).unwrap_or_default();
        let (source, notes) = match theirs.role {
            Role::Answer | Role::Written => answer(found, &theirs.source),
            Role::Check => (theirs.source.clone(), notes_on_check(found, &theirs.source)),
            Role::Given | Role::Text => (theirs.source.clone(), Vec::new()),
        };
        shown.push(theirs.with_source(&source));
        if let Some(kind) = theirs.role.kind() {
            let task = theirs.task.clone();
            cells.push(Cell { grade_id: theirs.grade_id.clone(), kind, task, source, reasons: notes });
        }
        let repeated = if theirs.role == Role::Answer { found.get(1..).unwrap_or_default() } else { &[] };
        let own = submitted.extra.get(&at).into_iter().flatten();
        for source in repeated.iter().flatten().chain(own) {
            extras += 1;
            let grade_id = format!("extra-{extras}");
            let task = template.task_after(at);
            shown.push(extra_cell(&grade_id, source));
            let source = source.clone();
            cells.push(Cell { grade_id, kind: Kind::Extra, task, source, reasons: Vec::new() });
        }
    }
    Normalised { notebook: template.with_cells(shown), cells, reasons }
}

fn answer(found: &[Option<String>], untouched: &str) -> (String, Vec<Reason>) {
    match found {
        [] => (untouched.to_owned(), vec![Reason::AnswerMissing]),
        [None, ..] => (untouched.to_owned(), vec![Reason::AnswerNoText]),
        [Some(source)] => (source.clone(), Vec::new()),
        [Some(source), rest @ ..] => (source.clone(), vec![Reason::AnswersJoined(rest.len() + 1)]),
    }
}

fn notes_on_check(found: &[Option<String>], teachers: &str) -> Vec<Reason> {
    let is_altered = |source: &Option<String>| source.as_deref().is_none_or(|text| text.trim() != teachers.trim());
    match found {
        [] => vec![Reason::CheckMissing],
        [one] if is_altered(one) => vec![Reason::CheckAltered],
        [_] => Vec::new(),
        several => {
            let altered = several.iter().any(is_altered).then_some(Reason::CheckAltered);
            std::iter::once(Reason::CheckRepeated(several.len())).chain(altered).collect()
        }
    }
}

fn extra_cell(id: &str, source: &str) -> Value {
    json!({
        "cell_type": "code",
        "execution_count": null,
        "id": id,
        "metadata": { "shuzi": { "kind": "extra" } },
        "outputs": [],
        "source": source,
    })
}

#[cfg(test)]
mod tests;
