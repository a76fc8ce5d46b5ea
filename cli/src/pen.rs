//! Handwriting made in code: a pen follows strokes over a sheet of paper.
//!
//! All of it is addition, multiplication, division and square roots of `f64`, which every machine rounds alike, and a
//! seeded generator: the same strokes, pen, paper and seed give the same pixels everywhere.

use image::{Rgb, RgbImage};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A place that the pen passes. A digit is one unit high, with 0 in its middle; x goes right, y goes down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Knot {
    /// Right of the middle.
    pub x: f64,
    /// Below the middle.
    pub y: f64,
    /// How hard the pen presses, 1 being its full width.
    pub pressure: f64,
}

/// What the pen draws without being lifted: a smooth curve through the knots.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// The places in the order of writing.
    pub knots: Vec<Knot>,
}

impl Stroke {
    /// A stroke through `(x, y, pressure)` places.
    pub fn through(places: &[(f64, f64, f64)]) -> Stroke {
        Stroke { knots: places.iter().map(|&(x, y, pressure)| Knot { x, y, pressure }).collect() }
    }
}

/// What writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    /// The width of a line at full pressure, as a share of the sheet's side.
    pub width: f64,
    /// The direction of a broad nib's edge, of length 1: a line along it is thinner.
    pub nib: (f64, f64),
    /// How much thinner, from 0 (a round nib) to 1.
    pub contrast: f64,
    /// How far from the stroke the hand strays, in heights of the digit.
    pub tremor: f64,
    /// The ink's red, green and blue, 0 to 255.
    pub color: [u8; 3],
}

/// What is written on.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// The side of the square sheet, in pixels.
    pub side: u32,
    /// Its red, green and blue, 0 to 255.
    pub color: [u8; 3],
    /// How far its brightness strays, in steps of 255.
    pub grain: f64,
}

/// Where a digit stands on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// The digit's middle, in shares of the sheet's side from the upper left corner.
    pub center: (f64, f64),
    /// The digit's height, as a share of the sheet's side.
    pub height: f64,
    /// How far its top leans to the right, in heights.
    pub slant: f64,
}

/// Writes the strokes on a sheet.
pub fn write(strokes: &[Stroke], placement: Placement, pen: &Pen, paper: &Paper, seed: u64) -> RgbImage {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let side = paper.side as usize;
    let mut depth = vec![f64::NEG_INFINITY; side * side];
    for stroke in strokes {
        let path = path(stroke, placement, pen, f64::from(paper.side), &mut random);
        for pair in path.windows(2) {
            deepen(&mut depth, side, pair[0], pair[1]);
        }
    }
    colored(&depth, pen, paper, &mut random)
}

/// The pen at one moment: its place and half its width, in pixels.
#[derive(Clone, Copy)]
struct Tip {
    x: f64,
    y: f64,
    radius: f64,
}

/// The moments of the pen along a stroke.
fn path(stroke: &Stroke, placement: Placement, pen: &Pen, side: f64, random: &mut ChaCha8Rng) -> Vec<Tip> {
    /// Moments between two knots: at a few pixels each, corners cannot be seen.
    const MOMENTS: usize = 24;
    let knots: Vec<[f64; 3]> = stroke
        .knots
        .iter()
        .map(|knot| {
            let (x, y) = (knot.x + pen.tremor * signed(random), knot.y + pen.tremor * signed(random));
            let x = placement.center.0 + placement.height * (x - placement.slant * y);
            [x * side, (placement.center.1 + placement.height * y) * side, knot.pressure]
        })
        .collect();
    let Some(last) = knots.len().checked_sub(1) else { return Vec::new() };
    let at = |index: usize| knots[index.min(last)];
    let mut middles: Vec<[f64; 3]> = Vec::new();
    for span in 0..last {
        let around = [at(span.saturating_sub(1)), at(span), at(span + 1), at(span + 2)];
        middles.extend((0..MOMENTS).map(|moment| between(around, moment as f64 / MOMENTS as f64)));
    }
    middles.push(at(last));
    // A single knot is a dot.
    if middles.len() == 1 {
        middles.push(at(last));
    }
    (0..middles.len()).map(|index| tip(&middles, index, pen, side)).collect()
}

/// A point of the Catmull–Rom curve between the middle two of four places (Catmull and Rom, 1974).
fn between(around: [[f64; 3]; 4], t: f64) -> [f64; 3] {
    let [before, from, to, after] = around;
    std::array::from_fn(|axis| {
        let (p, q, r, s) = (before[axis], from[axis], to[axis], after[axis]);
        let (first, second, third) = (r - p, 2.0 * p - 5.0 * q + 4.0 * r - s, 3.0 * (q - r) + s - p);
        q + 0.5 * t * (first + t * (second + t * third))
    })
}

/// The pen at one of the moments: thinner where it moves along the nib's edge.
fn tip(middles: &[[f64; 3]], index: usize, pen: &Pen, side: f64) -> Tip {
    let [x, y, pressure] = middles[index];
    let (back, ahead) = (middles[index.saturating_sub(1)], middles[(index + 1).min(middles.len() - 1)]);
    let (dx, dy) = (ahead[0] - back[0], ahead[1] - back[1]);
    let length = (dx * dx + dy * dy).sqrt();
    let along = if length > 0.0 { ((dx * pen.nib.0 + dy * pen.nib.1) / length).abs() } else { 0.0 };
    Tip { x, y, radius: pen.width * side / 2.0 * pressure.max(0.0) * (1.0 - pen.contrast * along) }
}

/// Raises each pixel's depth in ink (in pixels from the line's edge, negative outside) by the line between two moments.
fn deepen(depth: &mut [f64], side: usize, from: Tip, to: Tip) {
    let reach = from.radius.max(to.radius) + 4.0;
    let bounds = |one: f64, other: f64| {
        let low = (one.min(other) - reach).max(0.0) as usize;
        low..((one.max(other) + reach).max(0.0) as usize + 1).min(side)
    };
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length_squared = dx * dx + dy * dy;
    for row in bounds(from.y, to.y) {
        for column in bounds(from.x, to.x) {
            let (x, y) = (column as f64 + 0.5 - from.x, row as f64 + 0.5 - from.y);
            let t = if length_squared > 0.0 { ((x * dx + y * dy) / length_squared).clamp(0.0, 1.0) } else { 0.0 };
            let (away_x, away_y) = (x - t * dx, y - t * dy);
            let radius = from.radius + t * (to.radius - from.radius);
            let pixel = &mut depth[row * side + column];
            *pixel = pixel.max(radius - (away_x * away_x + away_y * away_y).sqrt());
        }
    }
}

/// Paper where there is no ink, ink where there is, and in between at the edges, which follow the paper's fibres.
fn colored(depth: &[f64], pen: &Pen, paper: &Paper, random: &mut ChaCha8Rng) -> RgbImage {
    /// Pixels from full ink to paper.
    const SOFTNESS: f64 = 3.0;
    let side = paper.side as usize;
    let [shade, fibres, density] = [90, 5, 14].map(|cell| Cloud::new(side, cell, random));
    let mut sheet = RgbImage::new(paper.side, paper.side);
    for (x, y, pixel) in sheet.enumerate_pixels_mut() {
        let (column, row) = (x as usize, y as usize);
        let grain = paper.grain * (0.6 * shade.at(column, row) + 0.4 * signed(random));
        let depth = depth[row * side + column] + 0.9 * fibres.at(column, row);
        let cover = (0.5 + depth / SOFTNESS).clamp(0.0, 1.0) * (0.96 + 0.04 * density.at(column, row));
        *pixel = Rgb(std::array::from_fn(|channel| {
            let (bare, ink) = (f64::from(paper.color[channel]) + grain, f64::from(pen.color[channel]));
            (bare + cover * (ink - bare)).round().clamp(0.0, 255.0) as u8
        }));
    }
    sheet
}

/// Numbers from −1 to 1 that change smoothly over the sheet.
struct Cloud {
    cell: usize,
    across: usize,
    corners: Vec<f64>,
}

impl Cloud {
    /// A cloud over `side` × `side` pixels whose lumps are about `cell` pixels large.
    fn new(side: usize, cell: usize, random: &mut ChaCha8Rng) -> Cloud {
        let across = side / cell + 2;
        Cloud { cell, across, corners: (0..across * across).map(|_| signed(random)).collect() }
    }

    fn at(&self, column: usize, row: usize) -> f64 {
        let part = |place: usize| {
            let share = (place % self.cell) as f64 / self.cell as f64;
            (place / self.cell, share * share * (3.0 - 2.0 * share))
        };
        let ((left, x), (top, y)) = (part(column), part(row));
        let corner = |down: usize, right: usize| self.corners[(top + down) * self.across + left + right];
        let mix = |from: f64, to: f64, share: f64| from + share * (to - from);
        mix(mix(corner(0, 0), corner(0, 1), x), mix(corner(1, 0), corner(1, 1), x), y)
    }
}

/// A number from −1 to 1.
fn signed(random: &mut ChaCha8Rng) -> f64 {
    f64::from(random.next_u32()) / f64::from(u32::MAX) * 2.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUND: Pen = Pen { width: 0.1, nib: (1.0, 0.0), contrast: 0.0, tremor: 0.0, color: [0, 0, 0] };
    const PAPER: Paper = Paper { side: 100, color: [255, 255, 255], grain: 0.0 };
    const MIDDLE: Placement = Placement { center: (0.5, 0.5), height: 0.8, slant: 0.0 };

    /// How many pixels of the row are more ink than paper.
    fn inked(sheet: &RgbImage, row: u32) -> usize {
        (0..sheet.width()).filter(|&column| sheet.get_pixel(column, row).0[0] < 128).count()
    }

    #[test]
    fn a_straight_stroke_is_as_wide_as_the_pen_and_as_long_as_its_path() {
        let stroke = Stroke::through(&[(0.0, -0.5, 1.0), (0.0, 0.0, 1.0), (0.0, 0.5, 1.0)]);
        let sheet = write(&[stroke], MIDDLE, &ROUND, &PAPER, 1);
        for row in [20, 50, 80] {
            assert!((8..=12).contains(&inked(&sheet, row)), "row {row}: {}", inked(&sheet, row));
        }
        assert_eq!((inked(&sheet, 2), inked(&sheet, 97)), (0, 0));
    }

    #[test]
    fn pressure_and_the_nib_change_the_width() {
        let line = |pressure| Stroke::through(&[(0.0, -0.5, pressure), (0.0, 0.5, pressure)]);
        let width = |stroke: Stroke, pen: &Pen| inked(&write(&[stroke], MIDDLE, pen, &PAPER, 1), 50);
        let full = width(line(1.0), &ROUND);
        assert!(width(line(0.5), &ROUND) < full);
        let along = Pen { nib: (0.0, 1.0), contrast: 0.6, ..ROUND };
        let across = Pen { nib: (1.0, 0.0), contrast: 0.6, ..ROUND };
        assert!(width(line(1.0), &along) < full && width(line(1.0), &across) == full);
    }

    #[test]
    fn the_seed_decides_all_that_is_random() {
        let stroke = [Stroke::through(&[(0.0, -0.5, 1.0), (0.1, 0.5, 1.0)])];
        let (pen, paper) = (Pen { tremor: 0.05, ..ROUND }, Paper { grain: 3.0, ..PAPER });
        assert_eq!(write(&stroke, MIDDLE, &pen, &paper, 7), write(&stroke, MIDDLE, &pen, &paper, 7));
        assert_ne!(write(&stroke, MIDDLE, &pen, &paper, 7), write(&stroke, MIDDLE, &pen, &paper, 8));
    }

    #[test]
    fn no_knot_draws_nothing_and_one_knot_a_dot() {
        let sheet = write(&[Stroke::through(&[])], MIDDLE, &ROUND, &PAPER, 1);
        assert!(sheet.pixels().all(|pixel| pixel.0 == [255; 3]));
        let sheet = write(&[Stroke::through(&[(0.0, 0.0, 1.0)])], MIDDLE, &ROUND, &PAPER, 1);
        assert!((8..=12).contains(&inked(&sheet, 50)) && inked(&sheet, 40) == 0);
    }

    #[test]
    fn strokes_beyond_the_sheet_are_cut() {
        let stroke = Stroke::through(&[(-3.0, -3.0, 1.0), (3.0, 3.0, 1.0)]);
        assert!(inked(&write(&[stroke], MIDDLE, &ROUND, &PAPER, 1), 50) > 0);
    }
}
