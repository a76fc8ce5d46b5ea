//! Two-dimensional max-pooling and its gradient.
//!
//! A window's maximum is its first largest pixel in reading order, and a NaN counts as largest: PyTorch's rules. Padding
//! is never a maximum (it stands for −∞).

use rayon::prelude::*;

use super::places;

/// The sizes of a pooling, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxPool2dSizes {
    /// Side of the square window.
    pub kernel: usize,
    /// How far the window moves from one output pixel to the next.
    pub stride: usize,
    /// Pixels of −∞ around the input, on each side; at most half the kernel.
    pub padding: usize,
    /// Height of the input.
    pub in_height: usize,
    /// Width of the input.
    pub in_width: usize,
}

impl MaxPool2dSizes {
    /// Height of the output.
    ///
    /// # Panics
    /// When the window does not fit into the padded input.
    pub fn out_height(&self) -> usize {
        places(self.in_height, self.kernel, self.stride, self.padding)
    }

    /// Width of the output.
    ///
    /// # Panics
    /// When the window does not fit into the padded input.
    pub fn out_width(&self) -> usize {
        places(self.in_width, self.kernel, self.stride, self.padding)
    }

    /// The real pixels that a window sees along one side.
    fn span(&self, place: usize, side: usize) -> std::ops::Range<usize> {
        let start = place * self.stride;
        start.saturating_sub(self.padding)..(start + self.kernel - self.padding).min(side)
    }
}

/// Takes each window's maximum, plane by plane, and notes where in the plane it was.
///
/// # Shapes
/// `input` `[N × C, in_height, in_width]`; `output` and `positions` `[N × C, out_height, out_width]` (overwritten), a
/// position being `y × in_width + x`.
///
/// # Panics
/// When a slice's length does not agree with the sizes, or the padding is more than half the kernel.
pub fn max_pool2d_forward(sizes: &MaxPool2dSizes, input: &[f32], output: &mut [f32], positions: &mut [u32]) {
    assert!(2 * sizes.padding <= sizes.kernel, "some windows would see nothing but padding: {sizes:?}");
    let (in_len, out_len) = (sizes.in_height * sizes.in_width, sizes.out_height() * sizes.out_width());
    assert_eq!(input.len() % in_len, 0, "input of {sizes:?}: {} is not whole planes", input.len());
    assert_eq!(output.len(), input.len() / in_len * out_len, "output of {sizes:?}");
    assert_eq!(positions.len(), output.len(), "one position an output pixel");
    let planes = input.par_chunks(in_len).zip(output.par_chunks_mut(out_len)).zip(positions.par_chunks_mut(out_len));
    planes.with_min_len(PLANES_AT_ONCE).for_each(|((plane, maxima), places)| match (sizes.kernel, sizes.padding) {
        // Written out for the windows that matter: without padding they see as many pixels everywhere.
        (2, 0) => pool_plane(sizes, plane, maxima, places, whole_window::<2>),
        (3, 0) => pool_plane(sizes, plane, maxima, places, whole_window::<3>),
        _ => pool_plane(sizes, plane, maxima, places, cut_window),
    });
}

/// Fewer planes than this are not worth a thread's attention.
const PLANES_AT_ONCE: usize = 16;

/// Pools a plane; `first_maximum` says where the maximum of the window at output pixel `(y, x)` is.
#[inline(always)]
fn pool_plane(
    sizes: &MaxPool2dSizes,
    plane: &[f32],
    maxima: &mut [f32],
    places: &mut [u32],
    first_maximum: impl Fn(&MaxPool2dSizes, &[f32], usize, usize) -> usize,
) {
    let out_width = sizes.out_width();
    let rows = maxima.chunks_exact_mut(out_width).zip(places.chunks_exact_mut(out_width));
    for (y, (maxima, places)) in rows.enumerate() {
        for (x, (maximum, place)) in maxima.iter_mut().zip(places).enumerate() {
            let position = first_maximum(sizes, plane, y, x);
            *maximum = plane[position];
            *place = position as u32;
        }
    }
}

/// A window that padding does not cut.
#[inline(always)]
fn whole_window<const KERNEL: usize>(sizes: &MaxPool2dSizes, plane: &[f32], y: usize, x: usize) -> usize {
    let corner = y * sizes.stride * sizes.in_width + x * sizes.stride;
    let mut best = corner;
    for i in 0..KERNEL {
        for j in 0..KERNEL {
            best = larger(plane, best, corner + i * sizes.in_width + j);
        }
    }
    best
}

/// A window of any size, of which padding may hide a part.
fn cut_window(sizes: &MaxPool2dSizes, plane: &[f32], y: usize, x: usize) -> usize {
    let (rows, columns) = (sizes.span(y, sizes.in_height), sizes.span(x, sizes.in_width));
    let mut best = rows.start * sizes.in_width + columns.start;
    for i in rows {
        for j in columns.clone() {
            best = larger(plane, best, i * sizes.in_width + j);
        }
    }
    best
}

/// The position of the larger pixel; the earlier one where they are equal, and a NaN before all else.
#[inline(always)]
fn larger(plane: &[f32], best: usize, here: usize) -> usize {
    let (a, b) = (plane[best], plane[here]);
    if b > a || (b.is_nan() && !a.is_nan()) { here } else { best }
}

/// Adds each output pixel's gradient to the input pixel that was its window's maximum.
///
/// # Shapes
/// As [`max_pool2d_forward`], whose `positions` these are.
///
/// # Panics
/// When a slice's length does not agree with the sizes.
pub fn max_pool2d_backward(sizes: &MaxPool2dSizes, positions: &[u32], grad_output: &[f32], grad_input: &mut [f32]) {
    let (in_len, out_len) = (sizes.in_height * sizes.in_width, sizes.out_height() * sizes.out_width());
    assert_eq!(grad_input.len() % in_len, 0, "input of {sizes:?}: {} is not whole planes", grad_input.len());
    assert_eq!(grad_output.len(), grad_input.len() / in_len * out_len, "output of {sizes:?}");
    assert_eq!(positions.len(), grad_output.len(), "one position an output pixel");
    let planes = positions.par_chunks(out_len).zip(grad_output.par_chunks(out_len));
    planes.zip(grad_input.par_chunks_mut(in_len)).for_each(|((places, gradients), plane)| {
        for (&place, &gradient) in places.iter().zip(gradients) {
            plane[place as usize] += gradient;
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{assert_close, poolings};

    #[test]
    fn outputs_and_gradients_agree_with_pytorch_also_where_pixels_tie() {
        for (_, _, sizes, case) in poolings() {
            let list = |name: &str| case.list(name);
            let expected = list("output");
            let (mut output, mut positions) = (vec![f32::NAN; expected.len()], vec![u32::MAX; expected.len()]);
            max_pool2d_forward(&sizes, &list("input"), &mut output, &mut positions);
            assert_eq!(output, expected, "output of {sizes:?}");
            let mut grad_input = vec![0.0; list("input").len()];
            max_pool2d_backward(&sizes, &positions, &list("grad_output"), &mut grad_input);
            assert_close(&format!("∂input of {sizes:?}"), &grad_input, &list("grad_input"));
        }
    }

    #[test]
    fn the_first_of_equal_pixels_is_the_maximum_and_nan_beats_them_all() {
        let sizes = MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height: 2, in_width: 4 };
        let (mut output, mut positions) = ([0.0; 2], [9; 2]);
        max_pool2d_forward(&sizes, &[1.0, 7.0, 3.0, f32::NAN, 7.0, 7.0, 9.0, 9.0], &mut output, &mut positions);
        assert_eq!((output[0], positions), (7.0, [1, 3]));
        assert!(output[1].is_nan());
    }
}
