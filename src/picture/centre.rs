//! Makes a digit on paper look like one of MNIST's.
//!
//! Y. LeCun, C. Cortes and C. J. C. Burges describe on the page of "The MNIST Database of Handwritten Digits" how theirs
//! were made: scaled to fit a box of 20×20 pixels with their proportions kept, grey where antialiasing made them so,
//! then put into 28×28 with the centre of mass in the middle. Measured on the 60,000 training images, the longer side
//! is 20 in all but 13, and the centre of mass lies within half a pixel of pixel 14 (counted from 0) in both directions:
//! the shift was by whole pixels.
//!
//! Beyond that description, a digit is first taken from its paper ([`super::background`]), and a fine pen's strokes are
//! thickened ([`super::pen`]).

use super::background::without_background;
use super::pen::thickened;
use super::plane::Plane;
use crate::dataset::IMAGE_SIDE;

/// The box that the digit fits into.
const BOX_SIDE: usize = 20;
/// The pixel, from 0, that the centre of mass comes to lie on, give or take half of one.
pub(super) const CENTRE: f32 = 14.0;
/// Ink must differ from the paper by this many grey levels, and by this many times the paper's noise.
const LEAST_INK: f32 = 10.0 / 255.0;
const NOISE_FACTOR: f32 = 4.0;
/// Part of the full ink from which a pixel belongs to a stroke, and which each stroke must reach somewhere.
const STROKE: f32 = 0.25;
const STROKE_PEAK: f32 = 0.5;
/// Ink of a separate part (the bar of a 5), as a share of the largest part's, below which it is a speck.
const SPECK: f32 = 0.04;
/// Inside parts with at least this share of the ink of those that the picture's edge cuts make the latter a shadow, a
/// finger or the desk.
const INSIDE_SHARE: f32 = 0.25;
/// A digit shorter than this part of the picture's longer side is dust.
const LEAST_SIDE: f32 = 1.0 / 40.0;

/// The digit on `grey` (0 black, 1 white) as 28×28 of ink in `[0, 1]`; nothing if none is to be seen.
pub(super) fn like_mnist(grey: &Plane) -> Option<Plane> {
    let ink = ink_on(grey)?;
    let strokes = strokes_of(&ink);
    let digit = cropped(&ink, &strokes)?;
    if (digit.width.max(digit.height) as f32) < LEAST_SIDE * grey.width.max(grey.height) as f32 {
        return None;
    }
    Some(centred(&into_box(&thickened(digit, BOX_SIDE))))
}

/// How much ink is on each pixel: 0 for paper, 1 for the digit's full strength, whether it is darker or lighter.
fn ink_on(grey: &Plane) -> Option<Plane> {
    let background = without_background(grey);
    let least = LEAST_INK.max(NOISE_FACTOR * background.noise);
    // Squares, so that a strong digit outweighs weak but wide unevenness of the paper.
    let excess = |sign: f32| -> f32 {
        background.departures.iter().map(|departure| (sign * departure - least).max(0.0).powi(2)).sum()
    };
    let sign = if excess(-1.0) >= excess(1.0) { -1.0 } else { 1.0 };
    let ink = background.departures.into_iter().map(|departure| (sign * departure).max(0.0));
    let ink = Plane { width: grey.width, height: grey.height, values: ink.collect() };
    let full = full_ink(&ink, least)?;
    let empty = (0.05 * full).max(2.0 * background.noise).min(0.5 * full);
    Some(ink.map(|ink| ((ink - empty) / (full - empty)).clamp(0.0, 1.0)))
}

/// The strength of a stroke's middle: nine tenths of the inked pixels are no stronger. (The strongest pixel of all may
/// be a speck.)
fn full_ink(ink: &Plane, least: f32) -> Option<f32> {
    let mut inked: Vec<f32> = ink.values.iter().copied().filter(|&ink| ink > least).collect();
    inked.sort_by(f32::total_cmp);
    inked.get(inked.len() * 9 / 10).copied()
}

/// Which pixels belong to the digit: its connected parts without specks and without what the edge cuts.
fn strokes_of(ink: &Plane) -> Vec<bool> {
    let mut parts = connected_parts(ink);
    parts.retain(|part| part.peak >= STROKE_PEAK);
    let mass =
        |at_edge: bool| -> f32 { parts.iter().filter(|part| part.at_edge == at_edge).map(|part| part.mass).sum() };
    if mass(false) >= INSIDE_SHARE * mass(true) {
        parts.retain(|part| !part.at_edge);
    }
    let largest = parts.iter().map(|part| part.mass).fold(0.0, f32::max);
    parts.retain(|part| part.mass >= SPECK * largest);
    let mut strokes = vec![false; ink.values.len()];
    parts.iter().flat_map(|part| &part.pixels).for_each(|&pixel| strokes[pixel] = true);
    strokes
}

/// Inked pixels that touch each other, by a side or a corner.
#[derive(Default)]
struct Part {
    pixels: Vec<usize>,
    mass: f32,
    peak: f32,
    at_edge: bool,
}

fn connected_parts(ink: &Plane) -> Vec<Part> {
    let mut seen: Vec<bool> = ink.values.iter().map(|&ink| ink < STROKE).collect();
    let mut parts = Vec::new();
    for start in 0..seen.len() {
        if seen[start] {
            continue;
        }
        seen[start] = true;
        let mut part = Part { pixels: vec![start], ..Part::default() };
        let mut next = 0;
        while let Some(&pixel) = part.pixels.get(next) {
            next += 1;
            part.mass += ink.values[pixel];
            part.peak = part.peak.max(ink.values[pixel]);
            part.at_edge |= is_at_edge(ink, pixel);
            for neighbour in neighbours(ink, pixel) {
                if !seen[neighbour] {
                    seen[neighbour] = true;
                    part.pixels.push(neighbour);
                }
            }
        }
        parts.push(part);
    }
    parts
}

fn is_at_edge(plane: &Plane, pixel: usize) -> bool {
    let (x, y) = (pixel % plane.width, pixel / plane.width);
    x == 0 || y == 0 || x + 1 == plane.width || y + 1 == plane.height
}

/// The pixel itself and the up to eight around it.
fn neighbours(plane: &Plane, pixel: usize) -> impl Iterator<Item = usize> + use<> {
    let (width, height) = (plane.width, plane.height);
    let (x, y) = (pixel % width, pixel / width);
    let columns = x.saturating_sub(1)..(x + 2).min(width);
    let rows = y.saturating_sub(1)..(y + 2).min(height);
    rows.flat_map(move |y| columns.clone().map(move |x| y * width + x))
}

/// The smallest rectangle around the strokes and their soft edges, one pixel wide, with all other ink taken away.
fn cropped(ink: &Plane, strokes: &[bool]) -> Option<Plane> {
    let mut kept = vec![0.0; ink.values.len()];
    for stroke in (0..strokes.len()).filter(|&pixel| strokes[pixel]) {
        neighbours(ink, stroke).for_each(|pixel| kept[pixel] = ink.values[pixel]);
    }
    let inked = || ink.positions().zip(&kept).filter(|(_, ink)| **ink > 0.0).map(|(position, _)| position);
    let (left, right) = (inked().map(|(x, _)| x).min()?, inked().map(|(x, _)| x).max()?);
    let (top, bottom) = (inked().map(|(_, y)| y).min()?, inked().map(|(_, y)| y).max()?);
    let rows = (top..=bottom).flat_map(|y| &kept[y * ink.width + left..=y * ink.width + right]);
    Some(Plane { width: right - left + 1, height: bottom - top + 1, values: rows.copied().collect() })
}

/// Scales the digit until its longer side is 20, and its strongest pixel to full ink: a thin line gets faint when it is
/// shrunk, and MNIST's lines are not.
fn into_box(digit: &Plane) -> Plane {
    let longer = digit.width.max(digit.height) as f32;
    let side = |side: usize| ((side as f32 * BOX_SIDE as f32 / longer).round() as usize).max(1);
    let scaled = digit.resized(side(digit.width), side(digit.height));
    match scaled.range() {
        Some((_, strongest)) if strongest > 0.0 => scaled.map(|ink| ink / strongest),
        _ => scaled,
    }
}

/// Puts the digit into 28×28, moved by whole pixels until its centre of mass is in the middle.
fn centred(digit: &Plane) -> Plane {
    let (x, y) = centre_of_mass(digit);
    // A digit whose mass is far to one side stops at the picture's edge.
    let offset = |centre: f32, side: usize| (CENTRE - centre).round().clamp(0.0, (IMAGE_SIDE - side) as f32) as usize;
    let (left, top) = (offset(x, digit.width), offset(y, digit.height));
    let mut values = vec![0.0; IMAGE_SIDE * IMAGE_SIDE];
    for ((x, y), &ink) in digit.positions().zip(&digit.values) {
        values[(top + y) * IMAGE_SIDE + left + x] = ink;
    }
    Plane { width: IMAGE_SIDE, height: IMAGE_SIDE, values }
}

/// Column and row of the mean ink, in pixels from 0.
pub(super) fn centre_of_mass(ink: &Plane) -> (f32, f32) {
    let mass: f32 = ink.values.iter().sum();
    let mean = |along: fn((usize, usize)) -> usize| -> f32 {
        let moments = ink.positions().zip(&ink.values).map(|(position, ink)| along(position) as f32 * ink);
        moments.sum::<f32>() / mass.max(f32::MIN_POSITIVE)
    };
    (mean(|(x, _)| x), mean(|(_, y)| y))
}
