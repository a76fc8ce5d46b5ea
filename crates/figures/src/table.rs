//! Tables of words and numbers: HTML in a notebook, straight columns in a terminal.

use std::fmt;

use words::width::{columns, pad, pad_left};
use words::written::escape;

/// A table: words in its first columns, numbers in the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What it is about; may be empty.
    pub title: String,
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// What a reader should know of the numbers; may be empty.
    pub note: String,
    /// How many columns are words, which stand to the left.
    pub words: usize,
    /// Whether the last row sums the others up, and is set apart from them.
    pub has_total: bool,
}

impl Default for Table {
    /// Nothing yet; the first column will hold words.
    fn default() -> Table {
        Table::new(1, [])
    }
}

impl Table {
    /// A table without rows, whose first `words` columns are words.
    pub fn new(words: usize, head: impl IntoIterator<Item = String>) -> Table {
        let (title, note) = (String::new(), String::new());
        Table { title, head: head.into_iter().collect(), rows: Vec::new(), note, words, has_total: false }
    }

    /// Adds a row of as many cells as the head has.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds the last row, set apart from the others.
    pub fn total(&mut self, cells: impl IntoIterator<Item = String>) {
        self.row(cells);
        self.has_total = true;
    }

    /// The table for a page.
    pub fn html(&self) -> String {
        let paragraph = |text: String| if text.is_empty() { text } else { format!("<p>{text}</p>") };
        let title = if self.title.is_empty() { String::new() } else { format!("<b>{}</b>", escape(&self.title)) };
        let last = self.rows.len().saturating_sub(1);
        let row = |(index, cells): (usize, &Vec<String>)| {
            self.html_row(cells, if self.has_total && index == last { "th" } else { "td" })
        };
        let rows: String = self.rows.iter().enumerate().map(row).collect();
        let (title, head, note) = (paragraph(title), self.html_row(&self.head, "th"), paragraph(escape(&self.note)));
        format!("{title}<table><thead>{head}</thead><tbody>{rows}</tbody></table>{note}")
    }

    fn html_row(&self, cells: &[String], tag: &str) -> String {
        let cell = |(column, text): (usize, &String)| {
            let side = if column < self.words { "left" } else { "right" };
            format!("<{tag} style=\"text-align:{side}\">{}</{tag}>", escape(text))
        };
        format!("<tr>{}</tr>", cells.iter().enumerate().map(cell).collect::<String>())
    }

    /// Shows it in a notebook.
    pub fn evcxr_display(&self) {
        evcxr_runtime::mime_type("text/html").text(self.html());
        evcxr_runtime::mime_type("text/plain").text(self.to_string());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let width =
            |column: usize| all().filter_map(|row| row.get(column)).map(|text| columns(text)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let line = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        if !self.title.is_empty() {
            writeln!(f, "{}\n", self.title)?;
        }
        for (index, row) in all().enumerate() {
            if index == 1 || (self.has_total && index == self.rows.len()) {
                writeln!(f, "{line}")?;
            }
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (text, &width))| {
                if column < self.words { pad(text, width) } else { pad_left(text, width) }
            });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        if self.note.is_empty() { Ok(()) } else { write!(f, "\n{}", self.note) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let row = |cells: [&str; 3]| cells.map(String::from).to_vec();
        Table {
            title: "两种损失".into(),
            rows: vec![row(["交叉熵", "97.8", "98.5"]), row(["p < q", "5", "10"])],
            note: "百分比".into(),
            ..Table::new(1, row(["损失", "0.01", "0.1"]))
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

    #[test]
    fn a_total_is_set_apart_and_nothing_stands_around_a_table_without_words() {
        let mut table = Table::new(1, ["层".to_string(), "n".into()]);
        table.row(["ReLU".to_string(), "0".into()]);
        table.total(["合计".to_string(), "1,234".into()]);
        assert_eq!(table.to_string(), "层        n\n───────────\nReLU      0\n───────────\n合计  1,234\n");
        let html = table.html();
        assert!(html.starts_with("<table>") && html.ends_with("</table>"), "{html}");
        assert!(html.contains("<th style=\"text-align:left\">合计</th>"), "{html}");
    }
}
