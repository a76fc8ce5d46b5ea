//! Two-dimensional max-pooling and its gradient.
//!
//! A window's maximum is its first largest pixel in reading order, and a NaN counts as largest: PyTorch's rules. Padding
//! is never a maximum (it stands for −∞).

use rayon::prelude::*;

use crate::shape::output_side;

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
        self.out_side(self.in_height)
    }

    /// Width of the output.
    ///
    /// # Panics
    /// When the window does not fit into the padded input.
    pub fn out_width(&self) -> usize {
        self.out_side(self.in_width)
    }

    fn out_side(&self, side: usize) -> usize {
        output_side(side, self.kernel, self.stride, self.padding)
            .unwrap_or_else(|| panic!("the window does not fit into a side of {side} pixels: {self:?}"))
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
    planes.for_each(|((plane, maxima), places)| {
        let pixels = maxima.iter_mut().zip(places);
        for (index, (maximum, place)) in pixels.enumerate() {
            let rows = sizes.span(index / sizes.out_width(), sizes.in_height);
            let columns = sizes.span(index % sizes.out_width(), sizes.in_width);
            let position = first_maximum(plane, sizes.in_width, rows, columns);
            *maximum = plane[position];
            *place = position as u32;
        }
    });
}

/// The position of the first largest pixel in a part of a plane.
fn first_maximum(plane: &[f32], width: usize, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> usize {
    let mut best = rows.start * width + columns.start;
    for y in rows {
        for x in columns.clone() {
            let here = y * width + x;
            if plane[here] > plane[best] || (plane[here].is_nan() && !plane[best].is_nan()) {
                best = here;
            }
        }
    }
    best
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
