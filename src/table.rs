//! A small table of texts: in a notebook as HTML, in a terminal in straight columns.

use std::fmt;

use crate::figures::letters::{columns, pad, pad_left};

/// A table with a title above it and a note below. The first column holds names, the others numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it is about.
    pub title: String,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// What a reader should know of the numbers; may be empty.
    pub note: String,
}

impl Table {
    /// Shows it in a notebook.
    pub fn evcxr_display(&self) {
        evcxr_runtime::mime_type("text/html").text(self.html());
        evcxr_runtime::mime_type("text/plain").text(self.to_string());
    }

    /// The table for a page.
    pub fn html(&self) -> String {
        let cells = |tag: &str, row: &[String]| {
            let cell = |(column, text): (usize, &String)| {
                let side = if column == 0 { "left" } else { "right" };
                format!("<{tag} style=\"text-align:{side}\">{}</{tag}>", escape(text))
            };
            format!("<tr>{}</tr>", row.iter().enumerate().map(cell).collect::<String>())
        };
        let rows: String = self.rows.iter().map(|row| cells("td", row)).collect();
        let note = if self.note.is_empty() { String::new() } else { format!("<p>{}</p>", escape(&self.note)) };
        let (title, head) = (escape(&self.title), cells("th", &self.head));
        format!("<p><b>{title}</b></p><table><thead>{head}</thead><tbody>{rows}</tbody></table>{note}")
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| all().filter_map(|row| row.get(column)).map(|text| columns(text)).max().unwrap_or(0))
            .collect();
        writeln!(f, "{}\n", self.title)?;
        for (index, row) in all().enumerate() {
            let aligned = row.iter().zip(&widths).enumerate().map(|(column, (text, &width))| match column {
                0 => pad(text, width),
                _ => pad_left(text, width),
            });
            writeln!(f, "{}", aligned.collect::<Vec<_>>().join("  ").trim_end())?;
            if index == 0 {
                writeln!(f, "{}", "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1)))?;
            }
        }
        if self.note.is_empty() { Ok(()) } else { write!(f, "\n{}", self.note) }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        Table {
            title: "两种损失".into(),
            head: row(["损失", "0.01", "0.1"]),
            rows: vec![row(["交叉熵", "97.8", "98.5"]), row(["p < q", "5", "10"])],
            note: "百分比".into(),
        }
    }

    #[test]
    fn columns_are_straight_also_in_chinese() {
        let text = table().to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            &lines[2..6],
            ["损失    0.01   0.1", "─".repeat(18).as_str(), "交叉熵  97.8  98.5", "p < q      5    10"]
        );
        assert_eq!((lines[0], lines[lines.len() - 1]), ("两种损失", "百分比"));
    }

    #[test]
    fn html_has_a_cell_for_each_text_and_no_bare_signs() {
        let html = table().html();
        assert_eq!((html.matches("<td").count(), html.matches("<th ").count()), (6, 3));
        assert!(html.contains("p &lt; q</td>") && html.ends_with("<p>百分比</p>"), "{html}");
    }
}
