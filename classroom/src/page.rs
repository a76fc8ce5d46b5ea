//! The teacher's page of one assignment: how the points are spread, which task was hardest, and everybody's row.
//!
//! One file without scripts and without anything from elsewhere; light or dark as the reader's system is.

use super::course::Classroom;
use super::results::{Results, Row, mean, median, number};
use words::written::escape;
use words::{Language, text};

/// Bars of the distribution.
const BARS: usize = 10;

pub fn page(classroom: &Classroom, results: &Results) -> String {
    let language = if Language::current() == Language::English { "en" } else { "zh-CN" };
    let name = escape(&results.assignment);
    let title = text!("{name} 的成绩", "Results of {name}");
    let body = [summary(results), distribution(results), tasks(results), students(classroom, results)].concat();
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

const STYLE: &str = "
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --page: #fff; --bar: #0969da; --track: #eaeef2; --warn: #9a3412; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9198a1; --line: #3d444d; --page: #0d1117; --bar: #4493f8; --track: #262c36; --warn: #f0a070; }
}
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem; background: var(--page); color: var(--text);
  font: 16px/1.6 system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; }
h2 { margin-top: 2.5rem; font-size: 1.25rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .4rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
th + th:not(:last-child) { text-align: right; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.reasons { color: var(--soft); font-size: .9rem; min-width: 20rem; }
.reasons ul { margin: 0; padding-left: 1.1rem; }
.waits { color: var(--warn); white-space: nowrap; }
.track { display: block; min-width: 8rem; height: .8rem; margin: .4rem 0; background: var(--track); border-radius: .2rem; }
.track span { display: block; height: 100%; background: var(--bar); border-radius: .2rem; }
svg { max-width: 40rem; width: 100%; height: auto; }
svg rect { fill: var(--bar); } svg text { fill: var(--text); font-size: 13px; text-anchor: middle; }
svg line { stroke: var(--line); }
a { color: var(--bar); }
";

fn summary(results: &Results) -> String {
    let totals = results.totals();
    let (handed_in, absent) = (totals.len(), results.rows.len() - totals.len());
    let mut sentences = vec![match absent {
        0 => text!("交了 {handed_in} 份。", "{handed_in} handed in."),
        _ => text!("交了 {handed_in} 份，{absent} 人没有交。", "{handed_in} handed in, {absent} did not."),
    }];
    if let (Some(mean), Some(median)) = (mean(&totals), median(&totals)) {
        let (mean, median, of) = (number(mean), number(median), number(results.of()));
        sentences.push(text!(
            "平均 {mean} 分，中位数 {median} 分，满分 {of} 分。",
            "Mean {mean}, median {median}, of {of} points."
        ));
    }
    if let Some((task, share)) = results.hardest() {
        let (name, percent) = (escape(&task.name), number((share * 100.0).round()));
        sentences.push(text!(
            "最难的是 <strong>{name}</strong>：平均得到 {percent} % 的分数。",
            "Hardest was <strong>{name}</strong>: {percent} % of its points on average."
        ));
    }
    let waiting = results.rows.iter().filter(|row| !row.waits.is_empty()).count();
    if waiting > 0 {
        sentences.push(text!(
            "<span class=\"waits\">还有 {waiting} 份要人工评分（cargo classroom formgrader），下面先按 0 分或以前的分计算。</span>",
            "<span class=\"waits\">{waiting} still wait for a grade by hand (cargo classroom formgrader); until then they count as nought, or as before.</span>"
        ));
    }
    format!("<p>{}</p>\n", sentences.join(&text!("", " ")))
}

/// How many students lie in each tenth of the points; the full mark belongs to the last.
fn counts(totals: &[f64], of: f64) -> [usize; BARS] {
    let mut counts = [0; BARS];
    for total in totals {
        let tenth = (total / of * BARS as f64).floor();
        counts[if tenth.is_finite() { (tenth.max(0.0) as usize).min(BARS - 1) } else { 0 }] += 1;
    }
    counts
}

fn distribution(results: &Results) -> String {
    let heading = text!("分数的分布", "How the points are spread");
    let counts = counts(&results.totals(), results.of());
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let (width, height, gap) = (56.0, 140.0, 6.0);
    let mut bars = String::new();
    for (index, &count) in counts.iter().enumerate() {
        let tall = height * count as f64 / most;
        let (left, top) = (index as f64 * width, 20.0 + height - tall);
        let middle = left + width / 2.0;
        bars += &format!(
            "<rect x=\"{}\" y=\"{top:.1}\" width=\"{}\" height=\"{tall:.1}\"/>",
            left + gap / 2.0,
            width - gap
        );
        if count > 0 {
            bars += &format!("<text x=\"{middle}\" y=\"{:.1}\">{count}</text>", top - 5.0);
        }
    }
    for edge in 0..=BARS {
        let points = number(results.of() * edge as f64 / BARS as f64);
        bars += &format!("<text x=\"{}\" y=\"{}\">{points}</text>", edge as f64 * width, height + 38.0);
    }
    let (across, base) = (BARS as f64 * width, height + 20.0);
    let said = text!("每段分数的人数", "students in each tenth of the points");
    format!(
        "<h2>{heading}</h2>\n<svg viewBox=\"-20 0 {} {}\" role=\"img\" aria-label=\"{said}\">\
         <line x1=\"0\" y1=\"{base}\" x2=\"{across}\" y2=\"{base}\"/>{bars}</svg>\n",
        across + 40.0,
        height + 46.0
    )
}

fn tasks(results: &Results) -> String {
    let heading = text!("每道题", "Each task");
    let heads = [text!("题", "task"), text!("满分", "points"), text!("平均得分率", "mean share"), String::new()];
    let hardest = results.hardest().map(|(task, _)| task.name.clone());
    let mut rows = String::new();
    for (task, share) in results.tasks.iter().zip(results.shares()) {
        let name = escape(if task.title.is_empty() { &task.name } else { &task.title });
        let name = if hardest.as_ref() == Some(&task.name) { format!("<strong>{name}</strong>") } else { name };
        let percent = share.map(|share| (share * 100.0).round());
        let said = percent.map_or_else(|| text!("还没有分数", "no grades yet"), |percent| format!("{percent} %"));
        let bar =
            percent.map(|percent| format!("<span class=\"track\"><span style=\"width:{percent}%\"></span></span>"));
        let bar = bar.unwrap_or_default();
        let of = number(task.of);
        rows += &format!(
            "<tr><td>{name}</td><td class=\"number\">{of}</td><td class=\"number\">{said}</td><td>{bar}</td></tr>\n"
        );
    }
    format!("<h2>{heading}</h2>\n<div class=\"wide\"><table>\n{}{rows}</table></div>\n", head(&heads))
}

fn students(classroom: &Classroom, results: &Results) -> String {
    let heading = text!("每个学生", "Each student");
    let mut heads = vec![text!("学号", "student"), text!("总分", "total")];
    heads.extend(results.tasks.iter().map(|task| task.name.clone()));
    heads.push(text!("原因", "reasons"));
    let rows: String = results.rows.iter().map(|row| student(classroom, results, row)).collect();
    format!("<h2>{heading}</h2>\n<div class=\"wide\"><table>\n{}{rows}</table></div>\n", head(&heads))
}

fn student(classroom: &Classroom, results: &Results, row: &Row) -> String {
    let mut name = escape(row.student.as_str());
    if classroom.feedback(&row.student, &results.assignment).exists() {
        // The page lies in results/, beside feedback/.
        name = format!("<a href=\"../feedback/{name}/{0}/{0}.html\">{name}</a>", escape(&results.assignment));
    }
    let total = row.total().map_or_else(|| "–".to_owned(), number);
    let points = |(task, points): (&super::results::Task, &Option<f64>)| {
        let said = points.map_or_else(|| "–".to_owned(), number);
        if row.waits.contains(&task.name) {
            let waits = text!("待评", "waits");
            format!("<td class=\"number\">{said} <span class=\"waits\">{waits}</span></td>")
        } else {
            format!("<td class=\"number\">{said}</td>")
        }
    };
    let cells: String = results.tasks.iter().zip(&row.points).map(points).collect();
    let reasons: String = row.reasons.iter().map(|reason| format!("<li>{}</li>", escape(reason))).collect();
    let reasons = if reasons.is_empty() { reasons } else { format!("<ul>{reasons}</ul>") };
    format!("<tr><td>{name}</td><td class=\"number\">{total}</td>{cells}<td class=\"reasons\">{reasons}</td></tr>\n")
}

fn head(heads: &[String]) -> String {
    let cells: String = heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", escape(head))).collect();
    format!("<tr>{cells}</tr>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::temporary_course;
    use crate::results::tests::{row, sample};
    use lab::files::put;

    #[test]
    fn full_marks_lie_in_the_last_bar_and_nothing_breaks_without_points() {
        assert_eq!(counts(&[0.0, 0.99, 1.0, 9.5, 10.0], 10.0), [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(counts(&[0.0], 0.0)[0], 1);
    }

    #[test]
    fn what_submissions_wrote_stays_text() {
        let course = temporary_course();
        let mut results = sample();
        results.rows.push(row("qian", &[Some(0.0); 3], &[], &["<script>alert(1)</script>"]));
        let page = page(&course, &results);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)"));
    }

    #[test]
    fn the_page_tells_the_hardest_task_who_waits_and_who_is_missing() {
        let course = temporary_course();
        let page = page(&course, &sample());
        assert!(page.contains("<strong>3.2</strong>") && page.contains("25 %"));
        assert!(page.contains("class=\"waits\""));
        assert!(page.contains("<td>zhao</td><td class=\"number\">–</td>"));
        assert!(!page.contains("http"), "nothing comes from elsewhere");
    }

    #[test]
    fn a_student_with_feedback_is_a_link_to_it() {
        let course = temporary_course();
        let file = course.feedback(&crate::course::tests::student("li"), "03-softmax");
        put(file, "").unwrap();
        assert!(page(&course, &sample()).contains("<a href=\"../feedback/li/03-softmax/03-softmax.html\">li</a>"));
    }
}
