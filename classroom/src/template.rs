//! An assignment as it was handed out: what each of its cells is for.

use notebook::joined;
use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The template's: run again after each start of a kernel.
    Given,
    /// The student's, in a cell made for it.
    Answer,
    /// The student's, in a cell of their own.
    Extra,
    /// The template's: asks and shows the replies.
    Check,
}

pub struct Template {
    pub cells: Vec<TemplateCell>,
    notebook: Value,
}

pub struct TemplateCell {
    pub grade_id: String,
    pub role: Role,
    pub task: Option<String>,
    pub source: String,
    /// The points that its check gives.
    pub points: f64,
    cell: Value,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Text,
    Given,
    Answer,
    Written,
    Check,
}

impl Role {
    /// What it is for where it runs; none for texts.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Role::Text | Role::Written => None,
            Role::Given => Some(Kind::Given),
            Role::Answer => Some(Kind::Answer),
            Role::Check => Some(Kind::Check),
        }
    }
}

/// By what a cell is known: nbgrader's name, and the cell's own, which a copy of it does not have.
pub fn identity(cell: &Value) -> [Option<String>; 2] {
    [&cell["metadata"]["nbgrader"]["grade_id"], &cell["id"]].map(|name| name.as_str().map(str::to_owned))
}

impl Template {
    /// That of a notebook with nbgrader's metadata.
    pub fn of(notebook: &Value) -> Template {
        let cells = notebook["cells"].as_array().map(Vec::as_slice).unwrap_or_default();
        let cells = cells.iter().enumerate().map(|(at, cell)| TemplateCell::of(at, cell)).collect();
        Template { cells, notebook: notebook.clone() }
    }

    /// Where the cell of this identity stands.
    pub fn position(&self, [grade_id, id]: &[Option<String>; 2]) -> Option<usize> {
        let find = |name: &Option<String>| {
            let name = name.as_deref()?;
            self.cells.iter().position(|cell| cell.grade_id == name)
        };
        find(grade_id).or_else(|| find(id))
    }

    /// After which cell a student's own may run at the earliest: the first code cell that is given, the setup.
    pub fn first_place(&self) -> usize {
        self.cells.iter().position(|cell| cell.role == Role::Given).unwrap_or(0)
    }

    /// The task that a student's cell after this one belongs to. What follows a check is preparation for the next task.
    pub fn task_after(&self, at: usize) -> Option<String> {
        let here = &self.cells[at];
        let next = || self.cells[at + 1..].iter().find(|cell| cell.task.is_some() && cell.task != here.task);
        let stays = here.task.is_some() && here.role != Role::Check;
        let cell = if stays { here } else { next().unwrap_or(here) };
        cell.task.clone()
    }

    /// The tasks that are checked, with their points, in order.
    pub fn checks(&self) -> Vec<(String, f64)> {
        let checks = self.cells.iter().filter(|cell| cell.role == Role::Check);
        checks.filter_map(|cell| Some((cell.task.clone()?, cell.points))).collect()
    }

    /// The same notebook around other cells.
    pub fn with_cells(&self, cells: Vec<Value>) -> Value {
        let mut notebook = self.notebook.clone();
        notebook["cells"] = Value::Array(cells);
        notebook
    }
}

impl TemplateCell {
    fn of(at: usize, cell: &Value) -> TemplateCell {
        let [grade_id, id] = identity(cell);
        let grade_id = grade_id.or(id).unwrap_or_else(|| format!("cell-{at}"));
        let role = role(cell);
        let task = cell["metadata"]["shuzi"]["task"].as_str().map(str::to_owned);
        let points = cell["metadata"]["nbgrader"]["points"].as_f64().unwrap_or_default();
        TemplateCell { task, role, source: joined(&cell["source"]), points, cell: cell.clone(), grade_id }
    }

    /// The cell with this text, and nothing that was ever shown under it.
    pub fn with_source(&self, source: &str) -> Value {
        let mut cell = self.cell.clone();
        cell["source"] = json!(source);
        if cell["cell_type"] == "code" {
            cell["outputs"] = json!([]);
            cell["execution_count"] = Value::Null;
        }
        cell
    }
}

fn role(cell: &Value) -> Role {
    let nbgrader = &cell["metadata"]["nbgrader"];
    let (graded, answered) = (nbgrader["grade"] == true, nbgrader["solution"] == true);
    match (cell["cell_type"] == "code", graded, answered) {
        (true, _, true) => Role::Answer,
        (true, true, false) => Role::Check,
        (true, false, false) => Role::Given,
        (false, _, true) => Role::Written,
        (false, _, false) => Role::Text,
    }
}
