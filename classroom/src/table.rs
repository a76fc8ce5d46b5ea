//! The table that grading ends with: student, points, the first reasons.

use super::course::Student;
use super::results::{Results, number};
use words::text;
use words::width::{columns, pad};

/// Letters of a reason that fit into a line.
const WIDEST_REASON: usize = 76;

/// The rows of these students; a Chinese character takes two columns.
pub fn table(results: &Results, students: &[Student]) -> String {
    let of = number(results.of());
    let mut rows =
        vec![[text!("学号", "student"), text!("分数（满分 {of}）", "points (of {of})"), text!("原因", "reason")]];
    for row in results.rows.iter().filter(|row| students.contains(&row.student)) {
        let mut points = row.total().map(number).unwrap_or_default();
        if !row.waits.is_empty() {
            let tasks = row.waits.join(" ");
            points += &text!("（{tasks} 待评）", " ({tasks} by hand)");
        }
        let more = row.reasons.len().saturating_sub(1);
        let reason = row.reasons.first().map(|reason| cut(&plain(reason), WIDEST_REASON)).unwrap_or_default();
        let rest = if more > 0 { text!("（另有 {more} 条）", " (+{more})") } else { String::new() };
        rows.push([row.student.to_string(), points, reason + &rest]);
    }
    let width = |column: usize| rows.iter().map(|row| columns(&row[column])).max().unwrap_or(0);
    let widths = [width(0), width(1)];
    let lines = rows.iter().map(|[student, points, reason]| {
        format!("{}  {}  {reason}", pad(student, widths[0]), pad(points, widths[1])).trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Reasons quote what submissions wrote: nothing of it may move the terminal's cursor.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn cut(text: &str, most: usize) -> String {
    let mut kept = String::new();
    for letter in text.chars() {
        if columns(&kept) + 2 > most {
            return kept + "…";
        }
        kept.push(letter);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::student;
    use crate::results::tests::{row, sample};

    #[test]
    fn the_asked_students_have_a_line_each() {
        let text = table(&sample(), &[student("li"), student("wang")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("li") && lines[1].contains("4.5") && lines[1].contains("3.3"), "{text}");
        assert!(lines[2].contains('7'), "{text}");
    }

    #[test]
    fn a_long_or_colourful_reason_stays_in_its_line() {
        let mut results = sample();
        results.rows = vec![row("li", &[Some(0.0); 3], &[], &[&format!("\x1b[31m\n{}", "长".repeat(200)), "more"])];
        let text = table(&results, &[student("li")]);
        assert!(!text.contains('\x1b') && text.lines().count() == 2, "{text}");
        assert!(text.contains('…') && text.contains('1'));
    }
}
