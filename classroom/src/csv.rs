//! The results as a table for spreadsheets.

use super::results::{Results, number};
use words::text;

/// UTF-8 with a mark, without which Excel shows Chinese as garbage.
pub fn csv(results: &Results) -> String {
    let mut head = vec![text!("学号", "student")];
    head.extend(results.tasks.iter().map(|task| format!("{} ({})", task.name, number(task.of))));
    head.push(text!("迟交扣分", "late penalty"));
    let of = number(results.of());
    head.push(text!("总分（{of}）", "total ({of})"));
    head.push(text!("待人工评分", "to be graded by hand"));
    head.push(text!("原因", "reasons"));
    let mut text = "\u{feff}".to_owned() + &line(&head);
    for row in &results.rows {
        let mut cells = vec![row.student.to_string()];
        cells.extend(row.points.iter().map(|points| points.map(number).unwrap_or_default()));
        cells.push(number(row.late_penalty));
        cells.push(row.total().map(number).unwrap_or_default());
        cells.push(row.waits.join(" "));
        cells.push(row.reasons.join(" | "));
        text += &line(&cells);
    }
    text
}

fn line(cells: &[String]) -> String {
    cells.iter().map(|cell| field(cell)).collect::<Vec<_>>().join(",") + "\r\n"
}

/// Quoted where it must be; a text that a spreadsheet would compute begins with an apostrophe.
fn field(text: &str) -> String {
    let is_formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) && text.parse::<f64>().is_err();
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r', '\'', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::tests::sample;

    #[test]
    fn a_spreadsheet_shows_chinese_and_computes_nothing() {
        let text = csv(&sample());
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("\"'=1+1, \"\"x\"\"\""), "{text}");
        assert!(text.lines().nth(1).unwrap().starts_with("li,3,1.5,0,0,4.5,3.3,"), "{text}");
        assert!(text.contains("zhao,,,,0,,,"), "{text}");
        for text in ["-li", "@li", "+li"] {
            assert!(field(text).starts_with("\"'"), "{text}");
        }
        assert_eq!(field("-1.5"), "-1.5");
    }
}
