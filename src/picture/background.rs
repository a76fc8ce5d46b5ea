//! What the paper would look like without the digit.
//!
//! Paper is rarely evenly lit: one side is nearer the lamp, and lenses darken the corners. A surface of second degree
//! describes both with six numbers, too few to follow a stroke.

use super::plane::Plane;

const TERMS: usize = 6;
/// Pixels looked at along a side: enough for six numbers, and few enough to fit them in milliseconds.
const SAMPLES_A_SIDE: usize = 96;
const ROUNDS: usize = 12;
/// Deviations below this many grey levels are noise in any picture.
const LEAST_SPREAD: f64 = 2.0;

struct Sample {
    terms: [f64; TERMS],
    value: f64,
    on_border: bool,
}

/// The background at every pixel: fitted to the picture's border first, where a digit seldom is, then to all pixels
/// that agree with it.
pub(super) fn background(grey: &Plane) -> Plane {
    let samples = samples(grey);
    let border: Vec<&Sample> = samples.iter().filter(|sample| sample.on_border).collect();
    let all: Vec<&Sample> = samples.iter().collect();
    // Weights of 1 / deviation lead to the fit with the least sum of deviations, which, as a median does, ignores
    // what crosses the border in a few places.
    let edge =
        refit(&border, [median(border.iter().map(|sample| sample.value)), 0.0, 0.0, 0.0, 0.0, 0.0], |deviation| {
            1.0 / deviation.abs().max(1.0)
        });
    let typical = median(border.iter().map(|sample| (sample.value - height(&edge, &sample.terms)).abs()));
    let spread = (4.0 * typical).max(LEAST_SPREAD);
    // Falls with the fourth power: ink, far from the surface, has no say.
    let fit = refit(&all, edge, |deviation| (1.0 + (deviation / spread).powi(2)).powi(-2));
    let values = (0..grey.values.len()).map(|index| height(&fit, &terms(grey, index)) as f32).collect();
    Plane { values, ..*grey }
}

fn samples(grey: &Plane) -> Vec<Sample> {
    let rim = (grey.width.min(grey.height) / 20).max(1);
    let near = |position: usize, side: usize| position < rim || position + rim >= side;
    let positions = |side: usize| {
        let count = side.min(SAMPLES_A_SIDE);
        // Both ends are included, so that all four borders are seen.
        (0..count).map(move |step| if count == 1 { 0 } else { step * (side - 1) / (count - 1) })
    };
    let mut samples = Vec::new();
    for row in positions(grey.height) {
        for column in positions(grey.width) {
            let index = row * grey.width + column;
            samples.push(Sample {
                terms: terms(grey, index),
                value: f64::from(grey.values[index]),
                on_border: near(row, grey.height) || near(column, grey.width),
            });
        }
    }
    samples
}

/// 1, x, y, x², xy, y², with x and y from -1 to 1 over the picture.
fn terms(grey: &Plane, index: usize) -> [f64; TERMS] {
    let along = |position: usize, side: usize| 2.0 * (position as f64 + 0.5) / side as f64 - 1.0;
    let (x, y) = (along(index % grey.width, grey.width), along(index / grey.width, grey.height));
    [1.0, x, y, x * x, x * y, y * y]
}

fn height(fit: &[f64; TERMS], terms: &[f64; TERMS]) -> f64 {
    fit.iter().zip(terms).map(|(factor, term)| factor * term).sum()
}

/// Least squares, repeated with each sample weighed by its deviation from the fit before.
fn refit(samples: &[&Sample], start: [f64; TERMS], weight: impl Fn(f64) -> f64) -> [f64; TERMS] {
    let mut fit = start;
    for _ in 0..ROUNDS {
        let mut matrix = [[0.0; TERMS + 1]; TERMS];
        let mut total = 0.0;
        for sample in samples {
            let weight = weight(sample.value - height(&fit, &sample.terms));
            total += weight;
            for (row, left) in matrix.iter_mut().zip(sample.terms) {
                let (known, right) = row.split_at_mut(TERMS);
                known.iter_mut().zip(sample.terms).for_each(|(cell, term)| *cell += weight * left * term);
                right[0] += weight * left * sample.value;
            }
        }
        // A picture one pixel wide says nothing about slopes: this pulls what is undecided towards 0.
        (0..TERMS).for_each(|term| matrix[term][term] += if term == 0 { 1e-9 } else { 1e-4 } * total);
        fit = solve(matrix);
    }
    fit
}

/// Gaussian elimination; the matrix is positive definite, so no pivot is 0.
fn solve(mut matrix: [[f64; TERMS + 1]; TERMS]) -> [f64; TERMS] {
    for pivot in 0..TERMS {
        let source = matrix[pivot];
        for (row, target) in matrix.iter_mut().enumerate() {
            if row != pivot {
                let factor = target[pivot] / source[pivot];
                target.iter_mut().zip(source).for_each(|(cell, value)| *cell -= factor * value);
            }
        }
    }
    std::array::from_fn(|term| matrix[term][TERMS] / matrix[term][term])
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    let middle = values.len() / 2;
    *values.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(width: usize, height: usize) -> Plane {
        let mut plane = Plane { width, height, values: vec![0.0; width * height] };
        for index in 0..plane.values.len() {
            let [_, x, y, xx, _, yy] = terms(&plane, index);
            plane.values[index] = (200.0 + 20.0 * x - 15.0 * y - 18.0 * (xx + yy)) as f32;
        }
        plane
    }

    fn largest_difference(left: &Plane, right: &Plane) -> f32 {
        left.values.iter().zip(&right.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn uneven_light_is_found_below_a_thick_stroke_that_crosses_the_border() {
        let paper = paper(150, 110);
        let mut drawn = paper.clone();
        for row in 0..110 {
            drawn.values[row * 150 + 50..][..35].fill(30.0);
        }
        assert!(largest_difference(&background(&drawn), &paper) < 2.0);
    }

    #[test]
    fn the_smallest_pictures_have_a_background() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3)] {
            let grey = Plane { width, height, values: vec![90.0; width * height] };
            assert!(largest_difference(&background(&grey), &grey) < 0.5, "{width}×{height}");
        }
    }
}
