//! Several named lines in one frame: what plots of functions, of simulations and of measurements share.

use crate::axes::{Axis, Frame};
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::legend::{LEFT, Legend};
use crate::style::Tone;

const WIDTH: u32 = 640;
const FIELD: (f64, f64) = (548.0, 260.0);
/// More points than this in one line are not seen, and make the file long.
const MOST_POINTS: usize = 1000;
/// Few points are measurements to be seen one by one.
const MOST_DOTS: usize = 24;

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
    /// Whether the points were measured, and have dots themselves where they are few.
    pub are_measured: bool,
}

impl Lines {
    pub fn figure(self) -> Figure {
        let Lines { words, x: (x, x_name), y: (y, y_name), lines, dots, are_measured } = self;
        let in_legend = |line: &Line| if are_measured { 2.6 } else { line.thickness.max(1.8) };
        let named = lines.iter().filter(|line| !line.label.is_empty());
        let legend = Legend::of(named.map(|line| (line.label.as_str(), line.tone, in_legend(line))), FIELD.0);
        let top = if are_measured && legend.height() == 0.0 { 74.0 } else { 82.0 } + legend.height();
        let frame = Frame { left: LEFT, top, width: FIELD.0, height: FIELD.1, x, y };
        Figure::titled((WIDTH, (top + FIELD.1 + 58.0) as u32), words, |canvas| {
            legend.draw(canvas);
            frame.draw(canvas, &x_name, &y_name);
            for line in &lines {
                let points = Curve::new("", line.points.iter().copied()).thinned(MOST_POINTS).points;
                let places: Vec<_> = points.into_iter().map(|point| frame.place(point)).collect();
                canvas.line(&places, line.tone, line.thickness);
                if are_measured && places.len() <= MOST_DOTS {
                    places.iter().for_each(|&place| canvas.dot(place, 3.2, line.tone));
                }
            }
            dots.iter().for_each(|&(dot, tone)| canvas.dot(frame.place(dot), 4.2, tone));
        })
    }
}
