//! Makes a picture of a digit look like one of MNIST's.
//!
//! MNIST's makers started from scans that were black or white only. By the description on LeCun's page of the data
//! set, each digit was scaled, aspect ratio kept, until it just fitted 20×20 pixels, which made grey levels of its
//! edges since the scaling smoothed them, and was then put into a field of 28×28 so that its centre of mass fell on
//! the field's centre. A network that has only seen digits placed so reads others badly, hence the same steps here.

use std::collections::VecDeque;
use std::ops::Range;

use super::LEAST_CONTRAST;
use super::background::background;
use super::plane::Plane;
use crate::dataset::IMAGE_SIDE as SIDE;

/// The square that a digit is scaled into.
const DIGIT_SIDE: usize = 20;
/// Column and row of the centre of mass, counted from 0. The middle of 28 is 13.5, but MNIST's makers chose the pixel
/// after it: each of the 10,000 test images has its centre of mass between 13.5 and 14.5, both ways.
pub(super) const CENTRE: f32 = 14.0;
/// Longer sides are shrunk to this first: 50 times finer than needed, and quick to look through.
const WORKING_SIDE: usize = 1024;
/// A digit covers at least this share of a picture; what is smaller does not set the contrast.
const LEAST_SHARE: f64 = 0.0002;
/// Ink that counts as part of a stroke, as a share of full ink …
const FAINT: f32 = 0.2;
/// … if the stroke is this dark somewhere, which a shadow is not.
const STRONG: f32 = 0.5;
/// A stroke with less ink than this share of the largest one is a speck. A five's detached bar has over a tenth.
const SPECK: f32 = 0.03;
/// Strokes so thin that scaling leaves less than this share of their ink are not strengthened further.
const THINNEST: f32 = 0.25;

/// Ink from 0 to 1 in 28×28, or the contrast found, in grey levels, if there is no ink.
pub(super) fn centred(grey: &Plane) -> Result<Plane, f32> {
    let ink = strokes(&ink(&shrink(grey))?);
    let (columns, rows) = ink_box(&ink).ok_or(0.0_f32)?;
    Ok(place(&fit(&ink.crop(columns, rows))))
}

fn shrink(grey: &Plane) -> Plane {
    let longest = grey.width.max(grey.height);
    if longest <= WORKING_SIDE {
        return grey.clone();
    }
    let side = |side: usize| (side * WORKING_SIDE).div_ceil(longest);
    grey.resize(side(grey.width), side(grey.height))
}

/// How much each pixel differs from the background, towards the digit's side, from 0 (paper) to 1 (full ink).
fn ink(grey: &Plane) -> Result<Plane, f32> {
    let paper = background(grey);
    let darker = Plane { values: paper.values.iter().zip(&grey.values).map(|(p, g)| p - g).collect(), ..*grey };
    // Cubes: a few pixels of strong ink outweigh much paper that is a little off.
    let balance: f64 = darker.values.iter().map(|&value| f64::from(value).powi(3)).sum();
    let towards = if balance < 0.0 { darker.map(|value| -value) } else { darker };

    let mut positive: Vec<f32> = towards.values.iter().copied().filter(|&value| value > 0.0).collect();
    let mut noise: Vec<f32> = towards.values.iter().filter(|value| **value < 0.0).map(|value| -value).collect();
    let few = (towards.values.len() as f64 * LEAST_SHARE) as usize;
    let peak = nth_largest(&mut positive, few);
    if peak < LEAST_CONTRAST {
        return Err(peak);
    }
    let mut strong: Vec<f32> = positive.into_iter().filter(|&value| value > peak / 2.0).collect();
    let a_quarter = strong.len() / 4;
    let full = nth_largest(&mut strong, a_quarter);
    // The digit is on one side of the background only; the other side shows how far paper strays.
    let a_twentieth = noise.len() / 20;
    let floor = nth_largest(&mut noise, a_twentieth).min(0.3 * full);
    Ok(towards.map(|value| ((value - floor) / (full - floor)).clamp(0.0, 1.0)))
}

/// The value that `n` others are larger than; 0 if there are not so many.
fn nth_largest(values: &mut [f32], n: usize) -> f32 {
    if n >= values.len() {
        return 0.0;
    }
    *values.select_nth_unstable_by(n, |left, right| right.total_cmp(left)).1
}

/// The ink without specks and shadows.
fn strokes(ink: &Plane) -> Plane {
    let mut stroke_of = vec![0_usize; ink.values.len()];
    // Stroke 0 is the paper and the soft rims, which are kept: they are the antialiasing.
    let mut strokes = vec![(f32::INFINITY, f32::INFINITY)];
    for start in 0..ink.values.len() {
        if stroke_of[start] == 0 && ink.values[start] > FAINT {
            let stroke = strokes.len();
            strokes.push(flood(ink, &mut stroke_of, start, stroke));
        }
    }
    let largest = strokes[1..].iter().map(|(mass, _)| *mass).fold(0.0, f32::max);
    let kept = |stroke: usize| strokes[stroke].0 >= SPECK * largest && strokes[stroke].1 >= STRONG;
    let values = ink.values.iter().zip(&stroke_of).map(|(&value, &stroke)| if kept(stroke) { value } else { 0.0 });
    Plane { values: values.collect(), ..*ink }
}

/// Marks what hangs together with `start`, diagonals included; its mass and its darkest value.
fn flood(ink: &Plane, stroke_of: &mut [usize], start: usize, stroke: usize) -> (f32, f32) {
    let (mut mass, mut darkest) = (0.0, 0.0_f32);
    let mut open = VecDeque::from([start]);
    stroke_of[start] = stroke;
    while let Some(index) = open.pop_front() {
        mass += ink.values[index];
        darkest = darkest.max(ink.values[index]);
        let (column, row) = (index % ink.width, index / ink.width);
        for y in row.saturating_sub(1)..(row + 2).min(ink.height) {
            for x in column.saturating_sub(1)..(column + 2).min(ink.width) {
                let next = y * ink.width + x;
                if stroke_of[next] == 0 && ink.values[next] > FAINT {
                    stroke_of[next] = stroke;
                    open.push_back(next);
                }
            }
        }
    }
    (mass, darkest)
}

/// Columns and rows with ink.
fn ink_box(ink: &Plane) -> Option<(Range<usize>, Range<usize>)> {
    let (mut columns, mut rows) = (usize::MAX..0, usize::MAX..0);
    for (index, _) in ink.values.iter().enumerate().filter(|(_, value)| **value > FAINT) {
        let (column, row) = (index % ink.width, index / ink.width);
        columns = columns.start.min(column)..columns.end.max(column + 1);
        rows = rows.start.min(row)..rows.end.max(row + 1);
    }
    (!columns.is_empty()).then_some((columns, rows))
}

/// Scaled so that the longer side is 20, and the strongest ink is 1 again.
fn fit(digit: &Plane) -> Plane {
    let longest = digit.width.max(digit.height) as f64;
    let side = |side: usize| ((side as f64 * DIGIT_SIDE as f64 / longest).round() as usize).max(1);
    let small = digit.resize(side(digit.width), side(digit.height));
    let strongest = small.values.iter().copied().fold(THINNEST, f32::max);
    small.map(|value| value / strongest)
}

/// In 28×28, moved by whole pixels (parts of pixels would blur it) until its centre of mass is nearest [`CENTRE`], as far
/// as no ink is cut off.
fn place(digit: &Plane) -> Plane {
    let offset = |centre: f32, side: usize| (CENTRE - centre).round().clamp(0.0, (SIDE - side) as f32) as usize;
    let (across, down) = digit.centre_of_mass();
    let (left, top) = (offset(across, digit.width), offset(down, digit.height));
    let mut field = Plane { width: SIDE, height: SIDE, values: vec![0.0; SIDE * SIDE] };
    for (row, line) in digit.values.chunks(digit.width).enumerate() {
        field.values[(top + row) * SIDE + left..][..digit.width].copy_from_slice(line);
    }
    field
}
