//! Tables of words and numbers, for terminals and notebooks.

use std::fmt;

/// A table: words on the left, numbers on the right.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How many columns are words, which stand to the left.
    words: usize,
    has_total: bool,
}

impl Table {
    /// A table without rows, whose first `words` columns are words.
    pub fn new(words: usize, head: impl IntoIterator<Item = String>) -> Table {
        Table { head: head.into_iter().collect(), rows: Vec::new(), words, has_total: false }
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
        let mut html = format!("<table><thead>{}</thead><tbody>", self.html_row(&self.head, "th"));
        let last = self.rows.len().saturating_sub(1);
        for (index, row) in self.rows.iter().enumerate() {
            html += &self.html_row(row, if self.has_total && index == last { "th" } else { "td" });
        }
        html + "</tbody></table>"
    }

    fn html_row(&self, cells: &[String], tag: &str) -> String {
        let cells = cells.iter().enumerate().map(|(column, cell)| {
            let side = if column < self.words { "left" } else { "right" };
            format!("<{tag} style=\"text-align:{side}\">{cell}</{tag}>")
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    }

    /// Shows it in a notebook.
    pub fn show(&self) {
        evcxr_runtime::mime_type("text/html").text(self.html());
        evcxr_runtime::mime_type("text/plain").text(self.to_string());
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| all().map(|row| display_width(&row[column])).max().unwrap_or(0);
        let widths: Vec<usize> = (0..self.head.len()).map(width).collect();
        let line = "─".repeat(widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1));
        for (index, row) in all().enumerate() {
            if index == 1 || (self.has_total && index == self.rows.len()) {
                writeln!(f, "{line}")?;
            }
            let cells = row.iter().enumerate().map(|(column, cell)| {
                let pad = " ".repeat(widths[column] - display_width(cell));
                if column < self.words { format!("{cell}{pad}") } else { format!("{pad}{cell}") }
            });
            writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// `20350` → `20,350`.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits are ASCII")).collect();
    groups.join(",")
}

/// Columns on a terminal: a Chinese character takes two.
fn display_width(text: &str) -> usize {
    text.chars().map(|character| if ('\u{2E80}'..='\u{FFEF}').contains(&character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(
            ["0", "999", "1,000", "62,378,344"],
            [0, 999, 1000, 62_378_344].map(thousands).each_ref().map(String::as_str)
        );
    }

    #[test]
    fn words_stand_left_and_numbers_right_whatever_their_letters() {
        let mut table = Table::new(1, ["层".to_string(), "n".into()]);
        table.row(["ReLU".to_string(), "0".into()]);
        table.total(["合计".to_string(), "1,234".into()]);
        assert_eq!(table.to_string(), "层        n\n───────────\nReLU      0\n───────────\n合计  1,234\n");
        let html = table.html();
        assert!(
            html.contains("<td style=\"text-align:left\">ReLU</td><td style=\"text-align:right\">0</td>"),
            "{html}"
        );
        assert!(html.contains("<th style=\"text-align:left\">合计</th>"), "{html}");
    }
}
