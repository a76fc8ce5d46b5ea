//! Boxes, arrows and balls: what diagrams are drawn of, all in one style.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::style::{Tone, size};

/// How strongly a box is filled with its colour: enough to see, and dark ink can be read on it.
const TINT: f64 = 0.13;

/// A box on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Block {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Block {
    /// A box of `width` × `height` pixels around its middle.
    pub fn around((x, y): (f64, f64), width: f64, height: f64) -> Block {
        Block { left: x - width / 2.0, top: y - height / 2.0, width, height }
    }

    pub fn right(self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(self) -> f64 {
        self.top + self.height
    }

    pub fn middle(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    /// A tinted field with an edge.
    pub fn draw(self, canvas: &Canvas, tone: Tone) {
        canvas.rectangle((self.left, self.top), (self.width, self.height), tone, TINT);
        self.outline(canvas, tone);
    }

    /// The edge alone.
    pub fn outline(self, canvas: &Canvas, tone: Tone) {
        let (left, top, right, bottom) = (self.left, self.top, self.right(), self.bottom());
        canvas.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], tone, 1.4);
    }

    /// Lines of text around the middle, one below the other.
    pub fn write(self, canvas: &Canvas, lines: &[&str], letters: Letters) {
        let (x, y) = self.middle();
        let step = letters.size * 1.35;
        let first = y - step * (lines.len() as f64 - 1.0) / 2.0;
        for (line, text) in lines.iter().enumerate() {
            canvas.text_beside(text, (x, first + step * line as f64), letters);
        }
    }
}

/// Dark letters of the size of labels, around their place.
pub(crate) const fn label() -> Letters {
    Letters::new(size::LABEL, Tone::Ink, Anchor::Middle)
}

/// Lighter and smaller letters, around their place.
pub(crate) const fn small() -> Letters {
    Letters::new(size::TICK, Tone::Muted, Anchor::Middle)
}

/// A straight arrow whose tip is at `to`.
pub(crate) fn arrow(canvas: &Canvas, from: (f64, f64), to: (f64, f64), tone: Tone) {
    const LENGTH: f64 = 9.0;
    const HALF_WIDTH: f64 = 4.2;
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(f64::MIN_POSITIVE);
    let (along, across) = ((dx / length, dy / length), (-dy / length, dx / length));
    let base = (to.0 - along.0 * LENGTH, to.1 - along.1 * LENGTH);
    let corner = |side: f64| (base.0 + side * across.0 * HALF_WIDTH, base.1 + side * across.1 * HALF_WIDTH);
    canvas.line(&[from, base], tone, 1.6);
    canvas.area(&[to, corner(1.0), corner(-1.0)], tone, 1.0);
}

/// A ball with an edge.
pub(crate) fn ball(canvas: &Canvas, center: (f64, f64), radius: f64, fill: Tone) {
    canvas.dot(center, radius, Tone::Muted);
    canvas.dot(center, radius - 1.0, fill);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_ends_at_its_tip_whatever_its_direction() {
        for (to, tip) in [((90.0, 10.0), "900,100"), ((10.0, 40.0), "100,400")] {
            let svg = Canvas::draw(100, 50, |canvas| arrow(canvas, (10.0, 10.0), to, Tone::Ink));
            assert!(svg.contains(&format!("points=\"{tip} ")), "{svg}");
        }
    }

    #[test]
    fn lines_of_text_stand_evenly_around_the_middle() {
        let block = Block::around((50.0, 25.0), 80.0, 40.0);
        assert_eq!((block.left, block.right(), block.bottom(), block.middle()), (10.0, 90.0, 45.0, (50.0, 25.0)));
        let svg = Canvas::draw(100, 50, |canvas| block.write(canvas, &["a", "b"], label()));
        // Half a step above and below the middle; the base line is 0.36 of the size lower.
        assert!(svg.contains("y=\"209\"") && svg.contains("y=\"385\""), "{svg}");
    }
}
