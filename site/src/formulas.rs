//! Sets all formulas of a run with KaTeX in one `node` process. What was set once is kept in `.cache`, so that most runs
//! need no process at all.

use crate::error::{self, Place};
use crate::held::{Formula, Held};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use words::{Outcome, text};

/// Sets formulas: for each its HTML, or what is wrong with it.
pub type Typesetter<'t> = &'t dyn Fn(&[Formula]) -> Outcome<Vec<Outcome<String>>>;

/// The HTML of each of the held formulas, in order.
pub fn set_all(held: &Held, set: Typesetter) -> Outcome<Vec<String>> {
    let distinct: BTreeSet<&Formula> = held.formulas().iter().map(|(formula, _)| formula).collect();
    let distinct: Vec<Formula> = distinct.into_iter().cloned().collect();
    let outcomes = set(&distinct)?;
    let known: BTreeMap<&Formula, &Outcome<String>> = distinct.iter().zip(&outcomes).collect();
    held.formulas()
        .iter()
        .map(|(formula, place)| match known.get(formula) {
            Some(Ok(html)) => Ok(html.clone()),
            Some(Err(reason)) => Err(wrong_formula(formula, place, reason)),
            None => Err(wrong_formula(formula, place, "no answer")),
        })
        .collect()
}

fn wrong_formula(formula: &Formula, place: &Place, reason: &str) -> String {
    let tex = &formula.tex;
    error::source(
        place,
        text!("公式 ${tex}$ 排不出来（{reason}）", "the formula ${tex}$ cannot be set ({reason})"),
        text!("KaTeX 懂的 LaTeX", "LaTeX that KaTeX knows"),
        text!(
            "改正公式；不是公式的美元号写成 \\$。",
            "Mend the formula; a dollar sign that begins none is written \\$."
        ),
    )
}

/// KaTeX from `site/node_modules`.
pub struct Katex {
    site: PathBuf,
}

#[derive(Default, Serialize, Deserialize)]
struct Cache {
    version: String,
    inline: BTreeMap<String, String>,
    display: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Asked<'f> {
    tex: &'f str,
    display: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Html(String),
    Error(String),
}

impl Katex {
    /// KaTeX as `npm ci` put it in the folder `site`.
    pub fn new(site: &Path) -> Katex {
        Katex { site: site.to_owned() }
    }

    /// Sets formulas, and remembers those that could be set.
    pub fn set(&self, formulas: &[Formula]) -> Outcome<Vec<Outcome<String>>> {
        let path = self.site.join(".cache/formulas.json");
        let version = self.version()?;
        let mut cache: Cache =
            fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        if cache.version != version {
            cache = Cache { version, ..Cache::default() };
        }
        let new: Vec<&Formula> =
            formulas.iter().filter(|formula| !cache.of(formula).contains_key(&formula.tex)).collect();
        let mut failed = BTreeMap::new();
        if !new.is_empty() {
            for (formula, answer) in new.iter().zip(self.ask(&new)?) {
                match answer {
                    Answer::Html(html) => drop(cache.of_mut(formula).insert(formula.tex.clone(), html)),
                    Answer::Error(reason) => drop(failed.insert(*formula, reason)),
                }
            }
            cache.save(&path);
        }
        let outcome = |formula| match cache.of(formula).get(&formula.tex) {
            Some(html) => Ok(html.clone()),
            None => Err(failed.get(formula).cloned().unwrap_or_default()),
        };
        Ok(formulas.iter().map(outcome).collect())
    }

    fn version(&self) -> Outcome<String> {
        #[derive(Deserialize)]
        struct Package {
            version: String,
        }
        let path = self.site.join("node_modules/katex/package.json");
        let package = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Package>(&bytes).ok());
        package.map(|package| package.version).ok_or_else(|| {
            text!(
                "还没有 KaTeX。请在 site 文件夹里运行 npm ci（cargo xtask site 会替你做）。",
                "KaTeX is missing. Run npm ci in the folder site (cargo xtask site does it for you)."
            )
        })
    }

    fn ask(&self, formulas: &[&Formula]) -> Outcome<Vec<Answer>> {
        let asked: Vec<Asked> =
            formulas.iter().map(|Formula { tex, display }| Asked { tex, display: *display }).collect();
        let question = serde_json::to_vec(&asked).map_err(no_answer)?;
        let mut child = Command::new("node")
            .arg("katex.mjs")
            .current_dir(&self.site)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(no_answer)?;
        // Reads all before it answers, so neither side waits for the other.
        let sent = child.stdin.take().map(|mut stdin| stdin.write_all(&question));
        let output = child.wait_with_output().map_err(no_answer)?;
        if !output.status.success() || !matches!(sent, Some(Ok(()))) {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(no_answer(said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default()));
        }
        let answers: Vec<Answer> = serde_json::from_slice(&output.stdout).map_err(no_answer)?;
        if answers.len() == asked.len() { Ok(answers) } else { Err(no_answer("")) }
    }
}

impl Cache {
    fn of(&self, formula: &Formula) -> &BTreeMap<String, String> {
        if formula.display { &self.display } else { &self.inline }
    }

    fn of_mut(&mut self, formula: &Formula) -> &mut BTreeMap<String, String> {
        if formula.display { &mut self.display } else { &mut self.inline }
    }

    /// A cache that cannot be written only costs time.
    fn save(&self, path: &Path) {
        if let (Some(folder), Ok(text)) = (path.parent(), serde_json::to_vec(self)) {
            let part = path.with_extension("part");
            let _ =
                fs::create_dir_all(folder).and_then(|()| fs::write(&part, text)).and_then(|()| fs::rename(&part, path));
        }
    }
}

fn no_answer(reason: impl Display) -> String {
    text!(
        "排公式的 node 没有回答：{reason}。请安装 Node.js 18 以上，在 site 文件夹里运行 npm ci，再试一次。",
        "node, which sets the formulas, gave no answer: {reason}. Install Node.js 18 or newer, run npm ci in the folder site, and try again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_formula_is_set_once_and_a_wrong_one_names_its_place() {
        let mut held = Held::default();
        let place = Place::file("zh/00.ipynb").cell("a");
        for tex in ["x", "y", "x"] {
            held.formula(tex, false, &place);
        }
        let set = |formulas: &[Formula]| Ok(formulas.iter().map(|formula| Ok(format!("<{}>", formula.tex))).collect());
        assert_eq!(set_all(&held, &set), Ok(vec!["<x>".to_owned(), "<y>".into(), "<x>".into()]));
        let fail = |formulas: &[Formula]| Ok(vec![Err("odd".to_owned()); formulas.len()]);
        let error = set_all(&held, &fail).expect_err("wrong").to_string();
        assert!(error.contains("$x$") && error.contains("odd") && error.contains("zh/00.ipynb"), "{error}");
    }
}
