//! A grid of numbers and its antialiased resizing.

use std::ops::Range;

/// `height` rows of `width` numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

/// The share that each source cell of `cells` has in one target cell.
struct Window {
    cells: Range<usize>,
    shares: Vec<f32>,
}

impl Plane {
    pub fn from_bytes(width: usize, height: usize, bytes: &[u8]) -> Plane {
        Plane { width, height, values: bytes.iter().map(|&byte| f32::from(byte)).collect() }
    }

    pub fn map(&self, change: impl Fn(f32) -> f32) -> Plane {
        Plane { values: self.values.iter().map(|&value| change(value)).collect(), ..*self }
    }

    /// The part in `columns` × `rows`.
    pub fn crop(&self, columns: Range<usize>, rows: Range<usize>) -> Plane {
        let (width, height) = (columns.len(), rows.len());
        let values = rows.flat_map(|row| &self.values[row * self.width..][columns.clone()]).copied().collect();
        Plane { width, height, values }
    }

    /// Resized so that each target cell is the mean of the area that it covers: nothing between the samples is lost,
    /// as it would be if single pixels were picked. Where the target is finer than the source, this is linear
    /// interpolation.
    pub fn resize(&self, width: usize, height: usize) -> Plane {
        let rows = windows(self.height, height);
        let columns = windows(self.width, width);
        let mut values = Vec::with_capacity(width * height);
        let mut blended = vec![0.0_f32; self.width];
        for row in &rows {
            blended.fill(0.0);
            for (source, share) in row.cells.clone().zip(&row.shares) {
                let line = &self.values[source * self.width..][..self.width];
                blended.iter_mut().zip(line).for_each(|(sum, value)| *sum += share * value);
            }
            values.extend(columns.iter().map(|column| {
                let line = &blended[column.cells.clone()];
                line.iter().zip(&column.shares).map(|(value, share)| value * share).sum::<f32>()
            }));
        }
        Plane { width, height, values }
    }

    /// Column and row of the centre of mass, counted from the middle of the first cell.
    pub fn centre_of_mass(&self) -> (f32, f32) {
        let (mut mass, mut across, mut down) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (index, &value) in self.values.iter().enumerate() {
            mass += f64::from(value);
            across += f64::from(value) * (index % self.width) as f64;
            down += f64::from(value) * (index / self.width) as f64;
        }
        ((across / mass) as f32, (down / mass) as f32)
    }
}

/// One window a target cell. It is as wide as the target cell, but at least one source cell: a window of exactly one
/// source cell's width, moved in smaller steps, blends two neighbours, which is linear interpolation.
fn windows(source: usize, target: usize) -> Vec<Window> {
    let step = source as f64 / target as f64;
    let half = step.max(1.0) / 2.0;
    (0..target).map(|index| window((index as f64 + 0.5) * step, half, source)).collect()
}

fn window(centre: f64, half: f64, source: usize) -> Window {
    let (start, end) = ((centre - half).max(0.0), (centre + half).min(source as f64));
    let first = (start as usize).min(source - 1);
    let cells = first..(end.ceil() as usize).clamp(first + 1, source);
    let width = end - start;
    let overlap = |cell: usize| (end.min(cell as f64 + 1.0) - start.max(cell as f64)).max(0.0);
    let shares = cells.clone().map(|cell| (overlap(cell) / width) as f32).collect();
    Window { cells, shares }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(width: usize, height: usize, values: &[f32]) -> Plane {
        Plane { width, height, values: values.to_vec() }
    }

    #[test]
    fn shrinking_averages_the_covered_area() {
        let source = plane(4, 2, &[0.0, 4.0, 8.0, 8.0, 2.0, 6.0, 0.0, 0.0]);
        assert_eq!(source.resize(2, 1).values, [3.0, 4.0]);
        assert_eq!(plane(3, 1, &[0.0, 3.0, 6.0]).resize(2, 1).values, [1.0, 5.0]);
    }

    #[test]
    fn enlarging_interpolates_and_keeps_a_uniform_plane_uniform() {
        assert_eq!(plane(2, 1, &[0.0, 8.0]).resize(4, 1).values, [0.0, 2.0, 6.0, 8.0]);
        let uniform = plane(3, 5, &[7.0; 15]).resize(28, 28);
        assert!(uniform.values.iter().all(|value| (value - 7.0).abs() < 1e-4));
    }

    #[test]
    fn a_thin_line_survives_shrinking_by_any_factor() {
        for side in [29, 100, 333, 1000] {
            let mut wide = plane(side, 1, &vec![0.0; side]);
            wide.values[side / 3] = 1.0;
            let total: f32 = wide.resize(28, 1).values.iter().sum();
            assert!((total * side as f32 / 28.0 - 1.0).abs() < 1e-3, "{side}: {total}");
        }
    }
}
