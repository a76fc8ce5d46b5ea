//! The files that stay: `benches/results/<machine>.json`, its figure, and the tables in `benches/README.md`.

use lab::files::about;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::programs::Program;
use super::rounds::best_peer;
use super::statistics::Spread;
use super::{machine, table};
use words::{Outcome, text};

pub struct Files {
    /// `benches`, or elsewhere for a run that only tests the running.
    pub folder: PathBuf,
}

impl Files {
    /// Makes the folder, with a copy of the document that the tables go into.
    pub fn begin(&self, document: &Path) -> Outcome {
        fs::create_dir_all(&self.folder).map_err(|error| cannot_write(&self.folder, &error))?;
        let copy = self.folder.join("README.md");
        fs::copy(document, &copy).map(|_| ()).map_err(|error| cannot_write(&copy, &error))
    }

    /// Saves a machine's results, draws its figure and writes the tables anew; returns the machine's own tables.
    pub fn save(&self, results: &Value, ours: &Program) -> Outcome<String> {
        let slug = slug(results);
        let (json_path, svg_path) = (self.result(&slug, "json"), self.result(&slug, "svg"));
        let folder = self.folder.join("results");
        fs::create_dir_all(&folder).map_err(|error| cannot_write(&folder, &error))?;
        let pretty = serde_json::to_string_pretty(results).map_err(|error| error.to_string())?;
        write(&json_path, &format!("{pretty}\n"))?;
        if has_growth(results) {
            ours.ask(&["figure", &json_path.to_string_lossy(), &svg_path.to_string_lossy()])?;
        }
        self.write_tables()?;
        Ok(table::section(results, None))
    }

    /// The tables of all machines, in the order of their files' names.
    fn write_tables(&self) -> Outcome {
        let path = self.folder.join("README.md");
        let document = fs::read_to_string(&path).map_err(about(&path))?;
        let mut sections = Vec::new();
        for results in self.all()? {
            let figure = format!("results/{}.svg", slug(&results));
            sections.push(table::section(&results, has_growth(&results).then_some(&figure)));
        }
        write(&path, &table::between_markers(&document, &sections.join("\n"))?)
    }

    fn all(&self) -> Outcome<Vec<Value>> {
        let folder = self.folder.join("results");
        let entries = fs::read_dir(&folder).map_err(about(&folder))?;
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        paths.iter().map(|path| read(path)).collect()
    }

    fn result(&self, slug: &str, extension: &str) -> PathBuf {
        self.folder.join("results").join(format!("{slug}.{extension}"))
    }
}

fn slug(results: &Value) -> String {
    let word = |name: &str| results["machine"][name].as_str().unwrap_or("unknown").to_owned();
    machine::slug(&word("processor"), &word("instructions"))
}

fn has_growth(results: &Value) -> bool {
    results["growth"].as_array().is_some_and(|curves| !curves.is_empty())
}

/// The curves of the growth figure: for each kind of work, ours and the fastest peer's microseconds for one image.
pub fn growth_curves(rows: &[Value]) -> Vec<Value> {
    let mut curves: Vec<(String, Vec<[f64; 2]>)> = Vec::new();
    for row in rows {
        let (Some(kind), Some(x)) = (row["growth"][0].as_str(), row["growth"][1].as_f64()) else { continue };
        let sides = [("本库", Some(row)), ("PyTorch", best_peer(row))];
        for (side, measured) in sides {
            let Some(spread) = measured.and_then(|side| Spread::read(&side["seconds"])) else { continue };
            let point = [x, spread.median / row["images"].as_f64().unwrap_or(f64::NAN) * 1e6];
            let label = format!("{side}：{kind}");
            match curves.iter_mut().find(|curve| curve.0 == label) {
                Some((_, points)) => points.push(point),
                None => curves.push((label, vec![point])),
            }
        }
    }
    curves.into_iter().map(|(label, points)| json!({ "label": label, "points": points })).collect()
}

fn read(path: &Path) -> Outcome<Value> {
    let text = fs::read_to_string(path).map_err(about(&path))?;
    serde_json::from_str(&text).map_err(about(&path))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> String {
    let path = path.display();
    text!(
        "写不了 {path}：{error}。请检查磁盘空间和权限。",
        "Cannot write {path}: {error}. Check disk space and permissions."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_work_has_a_curve_for_each_side() {
        let spread = |median: f64| json!({ "median": median, "lowest": median, "highest": median });
        let row = |x: f64, seconds: f64| {
            let peers = [json!({ "name": "x", "seconds": spread(2.0 * seconds) })];
            json!({ "growth": ["batch", x], "images": 1000, "seconds": spread(seconds), "peers": peers })
        };
        let plain = json!({ "growth": null, "images": 1, "seconds": spread(1.0), "peers": [] });
        let curves = growth_curves(&[plain, row(0.0, 0.05), row(1.0, 0.04)]);
        assert_eq!(curves.len(), 2);
        assert_eq!(curves[0]["points"], json!([[0.0, 50.0], [1.0, 40.0]]));
        assert_eq!(curves[1]["points"][1], json!([1.0, 80.0]));
    }
}
