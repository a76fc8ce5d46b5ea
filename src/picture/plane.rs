//! Brightness as numbers, row by row, and how its size is changed.

use image::imageops::{FilterType, resize};
use image::{ImageBuffer, Luma};

/// `width × height` numbers in `[0, 1]`, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    pub values: Vec<f32>,
}

impl Plane {
    /// A plane of at most `limit` pixels a side: `value` gives the pixel of an index in the full-size picture, and
    /// squares of pixels are averaged where that is larger.
    pub fn averaged(width: usize, height: usize, limit: usize, value: impl Fn(usize) -> f32) -> Plane {
        let side = width.max(height).div_ceil(limit).max(1);
        let (small_width, small_height) = (width.div_ceil(side), height.div_ceil(side));
        let mut values = Vec::with_capacity(small_width * small_height);
        for top in (0..height).step_by(side) {
            for left in (0..width).step_by(side) {
                let (rows, columns) = (top..height.min(top + side), left..width.min(left + side));
                let count = rows.len() * columns.len();
                let sum: f32 = rows.flat_map(|y| columns.clone().map(move |x| y * width + x)).map(&value).sum();
                values.push(sum / count as f32);
            }
        }
        Plane { width: small_width, height: small_height, values }
    }

    /// The smallest and the largest value; nothing if the plane is empty.
    pub fn range(&self) -> Option<(f32, f32)> {
        let first = *self.values.first()?;
        Some(self.values.iter().fold((first, first), |(low, high), &value| (low.min(value), high.max(value))))
    }

    /// Each value changed by `change`.
    pub fn map(mut self, change: impl Fn(f32) -> f32) -> Plane {
        self.values.iter_mut().for_each(|value| *value = change(*value));
        self
    }

    /// Another size, with Lanczos's filter over every source pixel (antialiased), as the lesson's own resizing.
    pub fn resized(&self, width: usize, height: usize) -> Plane {
        // The type is one channel of `f32`; the buffer is as long as its sides say, so it is always accepted.
        let source: ImageBuffer<Luma<f32>, &[f32]> =
            ImageBuffer::from_raw(self.width as u32, self.height as u32, &self.values[..])
                .expect("a plane has width × height values");
        let values = resize(&source, width as u32, height as u32, FilterType::Lanczos3).into_raw();
        Plane { width, height, values }.map(|value| value.clamp(0.0, 1.0))
    }

    /// Column and row of each value.
    pub fn positions(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (width, height) = (self.width, self.height);
        (0..height).flat_map(move |y| (0..width).map(move |x| (x, y)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_averaged_and_a_small_one_kept() {
        let numbers = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0];
        let kept = Plane::averaged(3, 2, 3, |i| numbers[i]);
        assert_eq!(kept, Plane { width: 3, height: 2, values: numbers.to_vec() });
        let halved = Plane::averaged(3, 2, 2, |i| numbers[i]);
        assert_eq!((halved.width, halved.height), (2, 1));
        let expected = [(0.0 + 0.2 + 0.6 + 0.8) / 4.0, (0.4 + 1.0) / 2.0];
        assert!(halved.values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    #[test]
    fn shrinking_averages_instead_of_dropping_pixels() {
        // Stripes of one pixel: picking every tenth pixel would give all white or all black.
        let stripes = Plane::averaged(280, 280, 280, |i| (i % 2) as f32);
        let (low, high) = stripes.resized(28, 28).range().unwrap();
        assert!(low > 0.4 && high < 0.6, "{low} {high}");
    }

    #[test]
    fn an_empty_plane_has_no_range() {
        assert_eq!(Plane::averaged(0, 5, 10, |_| 0.0).range(), None);
    }
}
