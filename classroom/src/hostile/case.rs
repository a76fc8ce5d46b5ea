//! One hostile submission: what is handed in, and what it must get.

use crate::record::RunRecord;
use serde_json::Value;
use words::Outcome;

pub struct Case {
    pub name: String,
    /// Which file is handed in, where it is no notebook; or what becomes of its check cells.
    pub twist: Option<String>,
    /// The answer to task 3.1; after it cells of the student's own.
    pub answer: String,
    pub own_cells: Vec<String>,
    points: Vec<(String, f64)>,
    says: Vec<String>,
}

/// What no record may show: a submission prints it when it has done what it must not.
const ESCAPED: &str = "ESCAPED";

/// Reads the suite: `=== name [twist=…] 3.1=points … [says=words|words]`, then the answer, then own cells after `---`.
pub fn parse(text: &str) -> Outcome<Vec<Case>> {
    let parts = format!("\n{text}");
    let cases: Vec<Case> = parts.split("\n=== ").skip(1).map(parse_one).collect::<Outcome<_>>()?;
    if cases.is_empty() { Err("classroom/hostile.txt: no submissions".to_owned()) } else { Ok(cases) }
}

fn parse_one(text: &str) -> Outcome<Case> {
    let (header, code) = text.split_once('\n').unwrap_or((text, ""));
    let (words, says) = header.split_once(" says=").unwrap_or((header, ""));
    let mut words = words.split_whitespace();
    let name = words.next().unwrap_or_default().to_owned();
    let (mut twist, mut points) = (None, Vec::new());
    for word in words {
        match word.split_once('=') {
            Some(("twist", value)) => twist = Some(value.to_owned()),
            Some((task, value)) => {
                let value = value.parse().map_err(|_| format!("classroom/hostile.txt: {name}: {word}"))?;
                points.push((task.to_owned(), value));
            }
            None => return Err(format!("classroom/hostile.txt: {name}: {word}")),
        }
    }
    let mut cells = code.split("\n---\n").map(|cell| cell.trim().to_owned());
    let answer = cells.next().unwrap_or_default();
    let says = says.split('|').filter(|words| !words.is_empty()).map(str::to_owned).collect();
    Ok(Case { name, twist, answer, own_cells: cells.collect(), points, says })
}

impl Case {
    /// What is not as it must be.
    pub fn complaints(&self, record: &RunRecord) -> Vec<String> {
        let mut wrong = Vec::new();
        for (task, wanted) in &self.points {
            let found = record.verdicts.iter().find(|verdict| verdict.task == *task).map(|verdict| verdict.points);
            if found != Some(*wanted) {
                wrong.push(format!("{task}: {found:?} points, not {wanted}"));
            }
        }
        let told = told(record);
        wrong.extend(
            self.says.iter().filter(|words| !told.contains(*words)).map(|words| format!("nobody says: {words}")),
        );
        if told.contains(ESCAPED) {
            wrong.push("it escaped".to_owned());
        }
        if !wrong.is_empty() {
            wrong.push(told);
        }
        wrong
    }
}

/// All that a record says: reasons, findings, outputs.
fn told(record: &RunRecord) -> String {
    let mut lines = record.reasons.clone();
    for cell in &record.cells {
        let shown = cell.outputs.iter().map(Value::to_string);
        lines.extend(cell.reasons.iter().cloned().chain(shown).map(|line| format!("{}: {line}", cell.grade_id)));
    }
    for verdict in &record.verdicts {
        lines.extend(verdict.findings.iter().map(|line| format!("{}: {line}", verdict.task)));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submission_has_a_name_a_twist_points_words_and_cells() {
        let cases = parse(
            "=== one twist=huge 3.1=0 3.2=2 says=too large|not read\nfn a() {}\n---\n:dep x\n\n=== two 3.1=1.5\nb\n",
        )
        .unwrap();
        let [one, two] = cases.as_slice() else { panic!("{}", cases.len()) };
        assert_eq!((one.name.as_str(), one.twist.as_deref(), one.answer.as_str()), ("one", Some("huge"), "fn a() {}"));
        assert_eq!(one.points, [("3.1".to_owned(), 0.0), ("3.2".to_owned(), 2.0)]);
        assert_eq!(
            (one.says.as_slice(), one.own_cells.as_slice()),
            (["too large", "not read"].map(str::to_owned).as_slice(), [":dep x".to_owned()].as_slice())
        );
        assert_eq!((two.points[0].1, two.says.len()), (1.5, 0));
    }

    #[test]
    fn the_suite_can_be_read_and_names_are_unique() {
        let cases = parse(super::super::CASES).unwrap();
        let mut names: Vec<_> = cases.iter().map(|case| &case.name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), cases.len());
        assert!(cases.iter().all(|case| !case.points.is_empty()));
    }
}
