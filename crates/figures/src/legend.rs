//! Names above a chart, in as many rows as they need.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::style::{Tone, size, text_width};

/// Where a chart and its legend begin, in pixels from the left.
pub(crate) const LEFT: f64 = 62.0;
const ROW: f64 = 22.0;

/// A name, the colour of its line, and how thick the legend draws it.
pub(crate) type Name<'a> = (&'a str, Tone, f64);

pub(crate) struct Legend<'a> {
    /// Each name with the place where its line begins.
    entries: Vec<((f64, f64), Name<'a>)>,
    rows: usize,
}

impl<'a> Legend<'a> {
    /// A legend above a chart so wide.
    pub fn of(names: impl IntoIterator<Item = Name<'a>>, chart_width: f64) -> Legend<'a> {
        let (mut x, mut rows) = (LEFT, 0);
        let mut entries = Vec::new();
        for name in names {
            let width = 30.0 + text_width(name.0, size::LABEL) + 22.0;
            if rows == 0 || x > LEFT && x + width > LEFT + chart_width {
                (x, rows) = (LEFT, rows + 1);
            }
            entries.push(((x, 62.0 + ROW * (rows - 1) as f64), name));
            x += width;
        }
        Legend { entries, rows }
    }

    /// 0 without names.
    pub fn height(&self) -> f64 {
        ROW * self.rows as f64
    }

    pub fn draw(&self, canvas: &Canvas) {
        for &((x, y), (name, tone, thickness)) in &self.entries {
            canvas.line(&[(x, y), (x + 22.0, y)], tone, thickness);
            canvas.text_beside(name, (x + 30.0, y), Letters::new(size::LABEL, Tone::Ink, Anchor::Start));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_names_take_several_rows() {
        let names: Vec<String> = (0..9).map(|run| format!("a long name of run {run}")).collect();
        let legend = Legend::of(names.iter().map(|name| (name.as_str(), Tone::Blue, 1.8)), 548.0);
        assert!(legend.rows > 1);
        assert!(legend.entries.iter().all(|((x, _), (name, ..))| x + 30.0 + text_width(name, 13.0) < 620.0));
    }
}
