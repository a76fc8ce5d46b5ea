//! The paper under the digit: how bright it would be everywhere if nothing were written on it.
//!
//! Light from one side and the dark corners that a lens makes change slowly across a picture, so a polynomial of degree
//! two describes them; ink is what departs from it. The fit starts from the median, counted first of all near the
//! border, where a digit rarely is, and drops what lies too far away, with less and less patience.

use super::plane::Plane;

/// The fit looks at a grid of about this many pixels a side: the surface has six numbers only.
const GRID: usize = 100;
/// The outer part of the picture, by distance from the middle (0) to the edge (1).
const BORDER: f64 = 0.8;
/// What a pixel inside counts, against 1 on the border: even a digit that fills the inside stays the smaller part.
const INSIDE_WEIGHT: f64 = 0.25;
/// The fit never drops what lies within two grey levels: paper without any noise has its rounding still.
const LEAST_REACH: f64 = 2.0 / 255.0;

/// What the fit found.
pub(super) struct Background {
    /// How much brighter (positive) or darker each pixel is than the paper.
    pub departures: Vec<f32>,
    /// The spread of the paper itself: a standard deviation, not counting ink.
    pub noise: f32,
}

/// Estimates the paper's brightness and takes it away.
pub(super) fn without_background(grey: &Plane) -> Background {
    let step = grey.width.max(grey.height).div_ceil(GRID);
    let samples: Vec<Sample> = grey
        .positions()
        .zip(&grey.values)
        .filter(|((x, y), _)| x % step == 0 && y % step == 0)
        .map(|((x, y), &value)| Sample::new(grey, x, y, value))
        .collect();
    let surface = fit(&samples);
    let departure = |((x, y), &value)| (f64::from(value) - surface.at(terms(grey, x, y))) as f32;
    let departures = grey.positions().zip(&grey.values).map(departure).collect();
    // 1.4826 times the median is the standard deviation of normal noise, whatever the outliers.
    let noise = 1.4826 * median_departure(&samples, &surface) as f32;
    Background { departures, noise }
}

/// The terms of the polynomial at a pixel.
type Terms = [f64; TERMS];
const TERMS: usize = 6;

struct Sample {
    terms: Terms,
    value: f64,
    weight: f64,
}

impl Sample {
    fn new(grey: &Plane, x: usize, y: usize, value: f32) -> Sample {
        let terms = terms(grey, x, y);
        let from_middle = terms[1].abs().max(terms[2].abs());
        let weight = if from_middle > BORDER { 1.0 } else { INSIDE_WEIGHT };
        Sample { terms, value: f64::from(value), weight }
    }
}

/// 1, x, y, x², xy, y², where x and y run from −1 to 1.
fn terms(grey: &Plane, x: usize, y: usize) -> Terms {
    let scaled = |i: usize, len: usize| (2 * i + 1) as f64 / len as f64 - 1.0;
    let (x, y) = (scaled(x, grey.width), scaled(y, grey.height));
    [1.0, x, y, x * x, x * y, y * y]
}

/// The polynomial's six factors.
struct Surface(Terms);

impl Surface {
    fn at(&self, terms: Terms) -> f64 {
        self.0.iter().zip(terms).map(|(factor, term)| factor * term).sum()
    }

    fn departure(&self, sample: &Sample) -> f64 {
        (sample.value - self.at(sample.terms)).abs()
    }
}

/// Least squares again and again over the samples near the last surface. The reach is half of the whole contrast at
/// first, so that the darkest corner of the paper counts and most ink does not; then it shrinks to four times the
/// paper's own unevenness.
fn fit(samples: &[Sample]) -> Surface {
    let mut surface = Surface([0.0; TERMS]);
    surface.0[0] = weighted_median(samples);
    let values = || samples.iter().map(|sample| sample.value);
    let mut reach = 0.5 * (values().fold(0.0, f64::max) - values().fold(1.0, f64::min));
    for _ in 0..20 {
        reach = reach.max(LEAST_REACH);
        surface = least_squares(samples.iter().filter(|sample| surface.departure(sample) <= reach));
        reach = reach.min((0.7 * reach).max(4.0 * median_departure(samples, &surface)));
    }
    surface
}

/// The value that half of the weight lies below.
fn weighted_median(samples: &[Sample]) -> f64 {
    let mut sorted: Vec<(f64, f64)> = samples.iter().map(|sample| (sample.value, sample.weight)).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half: f64 = 0.5 * sorted.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut below = 0.0;
    let middle = sorted.iter().find(|(_, weight)| {
        below += weight;
        below >= half
    });
    middle.map_or(0.0, |(value, _)| *value)
}

/// The median over the border, where there is little ink.
fn median_departure(samples: &[Sample], surface: &Surface) -> f64 {
    let border = samples.iter().filter(|sample| sample.weight == 1.0);
    let mut departures: Vec<f64> = border.map(|sample| surface.departure(sample)).collect();
    departures.sort_by(f64::total_cmp);
    departures.get(departures.len() / 2).copied().unwrap_or(0.0)
}

/// Solves the normal equations of the weighted fit.
fn least_squares<'a>(samples: impl Iterator<Item = &'a Sample>) -> Surface {
    let mut matrix = [[0.0; TERMS]; TERMS];
    let mut right = [0.0; TERMS];
    for sample in samples {
        let weight = sample.weight;
        for (i, term) in sample.terms.iter().enumerate() {
            right[i] += weight * term * sample.value;
            for (j, other) in sample.terms.iter().enumerate() {
                matrix[i][j] += weight * term * other;
            }
        }
    }
    // A little stiffness, so that a picture one pixel wide has a solution too.
    let stiffness = 1e-9 * (matrix[0][0] + 1e-9);
    (0..TERMS).for_each(|i| matrix[i][i] += stiffness);
    Surface(solve(matrix, right))
}

/// Gauss's elimination; the matrix is symmetric and positive definite, so no pivoting is needed.
fn solve(mut matrix: [[f64; TERMS]; TERMS], mut right: Terms) -> Terms {
    for i in 0..TERMS {
        for row in i + 1..TERMS {
            let factor = matrix[row][i] / matrix[i][i];
            (i..TERMS).for_each(|column| matrix[row][column] -= factor * matrix[i][column]);
            right[row] -= factor * right[i];
        }
    }
    for i in (0..TERMS).rev() {
        let known: f64 = (i + 1..TERMS).map(|column| matrix[i][column] * right[column]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: usize, height: usize, value: impl Fn(f64, f64) -> f64) -> Plane {
        let empty = Plane { width, height, values: vec![0.0; width * height] };
        let value = |(x, y)| value(terms(&empty, x, y)[1], terms(&empty, x, y)[2]) as f32;
        Plane { values: empty.positions().map(value).collect(), ..empty }
    }

    #[test]
    fn uneven_paper_is_taken_away_and_ink_stays() {
        let paper = |x: f64, y: f64| 0.8 - 0.2 * (x * x + y * y) + 0.1 * x;
        let inked = |x: f64, y: f64| x.abs() < 0.3 && y.abs() < 0.6;
        let grey = plane(90, 70, |x, y| paper(x, y) - if inked(x, y) { 0.5 } else { 0.0 });
        let background = without_background(&grey);
        for ((x, y), departure) in grey.positions().zip(background.departures) {
            let [_, x, y, ..] = terms(&grey, x, y);
            let expected = if inked(x, y) { -0.5 } else { 0.0 };
            assert!((departure - expected).abs() < 0.01, "{x} {y}: {departure}");
        }
        assert!(background.noise < 0.005);
    }

    #[test]
    fn the_noise_of_the_paper_is_measured_without_the_ink() {
        let grain = |x: f64, y: f64| ((x * 7919.0 + y * 104_729.0).sin() * 43_758.5).fract() * 0.1;
        let grey = plane(100, 100, |x, y| 0.7 + grain(x, y) - if x.abs() < 0.2 { 0.6 } else { 0.0 });
        let noise = without_background(&grey).noise;
        // Evenly spread over ±0.1: the median departure is 0.05.
        assert!((0.05..0.1).contains(&noise), "{noise}");
    }

    #[test]
    fn pictures_of_a_single_row_or_pixel_are_fitted_too() {
        for (width, height) in [(1, 1), (50, 1), (1, 50), (2, 2)] {
            let background = without_background(&plane(width, height, |_, _| 0.5));
            assert!(background.departures.iter().all(|departure| departure.abs() < 1e-3), "{width}×{height}");
        }
    }
}
