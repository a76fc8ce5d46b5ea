//! Several named lines in one frame: what the figures of functions and of simulations share.

use crate::axes::{Axis, Frame, draw_title};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size, text_width};

const WIDTH: u32 = 640;
const LEFT: f64 = 62.0;
const FIELD: (f64, f64) = (548.0, 260.0);
const ROW: f64 = 22.0;

/// One line.
pub(crate) struct Line {
    /// Its name in the legend; a line without one is not in it.
    pub label: String,
    /// Pairs of x and y, x rising, inside the axes.
    pub points: Vec<(f64, f64)>,
    pub tone: Tone,
    /// How thick, in pixels.
    pub thickness: f64,
}

/// A chart of lines, with its words.
pub(crate) struct Lines {
    pub words: Words,
    /// Each axis with its name.
    pub x: (Axis, String),
    pub y: (Axis, String),
    pub lines: Vec<Line>,
    /// Places set off with a dot.
    pub dots: Vec<((f64, f64), Tone)>,
}

impl Lines {
    pub fn figure(self) -> Figure {
        let Lines { words, x: (x, x_name), y: (y, y_name), lines, dots } = self;
        let (legend, rows) = legend(&lines);
        let top = 82.0 + ROW * rows as f64;
        let frame = Frame { left: LEFT, top, width: FIELD.0, height: FIELD.1, x, y };
        let title = words.title.clone();
        Figure::draw((WIDTH, (top + FIELD.1 + 58.0) as u32), words, |canvas| {
            draw_title(canvas, &title, WIDTH);
            draw_legend(canvas, &legend);
            frame.draw(canvas, &x_name, &y_name);
            for line in &lines {
                let places: Vec<_> = line.points.iter().map(|&point| frame.place(point)).collect();
                canvas.line(&places, line.tone, line.thickness);
            }
            for &(dot, tone) in &dots {
                canvas.dot(frame.place(dot), 4.2, tone);
            }
        })
    }
}

/// Names with their places, in as many rows as they need.
fn legend(lines: &[Line]) -> (Vec<(f64, f64, &Line)>, usize) {
    let named: Vec<&Line> = lines.iter().filter(|line| !line.label.is_empty()).collect();
    let (mut x, mut rows) = (LEFT, usize::from(!named.is_empty()));
    let mut entries = Vec::new();
    for line in named {
        let width = 30.0 + text_width(&line.label, size::LABEL) + 22.0;
        if x > LEFT && x + width > LEFT + FIELD.0 {
            (x, rows) = (LEFT, rows + 1);
        }
        entries.push((x, 62.0 + ROW * (rows - 1) as f64, line));
        x += width;
    }
    (entries, rows)
}

fn draw_legend(canvas: &Canvas, entries: &[(f64, f64, &Line)]) {
    let letters = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
    for &(x, y, line) in entries {
        canvas.line(&[(x, y), (x + 22.0, y)], line.tone, line.thickness.max(1.8));
        canvas.text_beside(&line.label, (x + 30.0, y), letters);
    }
}
