//! What follows a convolution in the same kernel: ReLU and max-pooling, over the planes of a group.
//!
//! Going forward, each maximum leaves a *mark*: its place in its window in reading order (0, 1, 2, …), or −1 where ReLU
//! made it 0. Going backward the mark says where the gradient belongs; so neither the convolution's own output nor its
//! sign needs to be kept.

use super::instructions::{Vector, for_each_instruction_set};
use super::max_pool2d::MaxPool2dSizes;

/// The mark of a maximum that ReLU made 0.
const DEAD: f32 = -1.0;

for_each_instruction_set! {
    /// Pools planes `[n, in_height, in_width]` into `[n, out_height, out_width]`, after ReLU if there is one; leaves marks
    /// where there is a place for them.
    fn pool(
        sizes: &MaxPool2dSizes, relu: bool, planes: &[f32], output: &mut [f32], marks: Option<&mut [f32]>,
    ) = pool_body
}

#[inline(always)]
fn pool_body<V: Vector>(
    sizes: &MaxPool2dSizes,
    relu: bool,
    planes: &[f32],
    output: &mut [f32],
    mut marks: Option<&mut [f32]>,
) {
    let (in_len, out_width) = (sizes.in_height * sizes.in_width, sizes.out_width());
    let out_len = sizes.out_height() * out_width;
    let outputs = V::vectors_mut(output).chunks_exact_mut(out_len);
    for (n, (plane, outputs)) in V::vectors(planes).chunks_exact(in_len).zip(outputs).enumerate() {
        let mut marks = marks.as_deref_mut().map(|marks| &mut V::vectors_mut(marks)[n * out_len..][..out_len]);
        for (y, row) in outputs.chunks_exact_mut(out_width).enumerate() {
            let marks = marks.as_deref_mut().map(|marks| &mut marks[y * out_width..][..out_width]);
            match (sizes.kernel, sizes.stride, sizes.padding) {
                (2, 2, 0) => pool_row_of_two::<V>(sizes, relu, plane, y, row, marks),
                _ => pool_row::<V>(sizes, relu, plane, y, row, marks),
            }
        }
    }
}

/// Windows of 2 × 2, side by side.
#[inline(always)]
fn pool_row_of_two<V: Vector>(
    sizes: &MaxPool2dSizes,
    relu: bool,
    plane: &[V::Lanes],
    y: usize,
    output: &mut [V::Lanes],
    marks: Option<&mut [V::Lanes]>,
) {
    let rows = &plane[2 * y * sizes.in_width..];
    let (upper, lower) = (&rows[..sizes.in_width], &rows[sizes.in_width..][..sizes.in_width]);
    let pairs = upper.chunks_exact(2).zip(lower.chunks_exact(2));
    match marks {
        Some(marks) => {
            for (((upper, lower), output), mark) in pairs.zip(output).zip(marks) {
                let best = maximum_of_four::<V>(relu, upper, lower);
                best.value.store(output);
                best.mark.store(mark);
            }
        }
        None => {
            for ((upper, lower), output) in pairs.zip(output) {
                maximum_of_four::<V>(relu, upper, lower).value.store(output);
            }
        }
    }
}

#[inline(always)]
fn maximum_of_four<V: Vector>(relu: bool, upper: &[V::Lanes], lower: &[V::Lanes]) -> Maximum<V> {
    let mut best = Maximum { value: V::load(&upper[0]), mark: V::splat(0.0) };
    best.update(V::load(&upper[1]), V::splat(1.0));
    best.update(V::load(&lower[0]), V::splat(2.0));
    best.update(V::load(&lower[1]), V::splat(3.0));
    if relu { best.after_relu() } else { best }
}

/// Any window; padding may cut it.
#[inline(always)]
fn pool_row<V: Vector>(
    sizes: &MaxPool2dSizes,
    relu: bool,
    plane: &[V::Lanes],
    y: usize,
    output: &mut [V::Lanes],
    mut marks: Option<&mut [V::Lanes]>,
) {
    for (x, output) in output.iter_mut().enumerate() {
        let mut pixels = window(sizes, y, x);
        let (mark, place) = pixels.next().expect("padding is at most half a window, so that every window sees a pixel");
        let mut best = Maximum { value: V::load(&plane[place]), mark: V::splat(mark) };
        for (mark, place) in pixels {
            best.update(V::load(&plane[place]), V::splat(mark));
        }
        let best = if relu { best.after_relu() } else { best };
        best.value.store(output);
        if let Some(marks) = &mut marks {
            best.mark.store(&mut marks[x]);
        }
    }
}

/// The pixels that the window at `(y, x)` sees, in reading order: mark and place in the plane.
fn window(sizes: &MaxPool2dSizes, y: usize, x: usize) -> impl Iterator<Item = (f32, usize)> {
    let MaxPool2dSizes { kernel, stride, padding, in_height, in_width } = *sizes;
    let pixels = (0..kernel).flat_map(move |i| (0..kernel).map(move |j| (i, j)));
    pixels.filter_map(move |(i, j)| {
        let row = (y * stride + i).checked_sub(padding).filter(|&row| row < in_height)?;
        let column = (x * stride + j).checked_sub(padding).filter(|&column| column < in_width)?;
        Some(((i * kernel + j) as f32, row * in_width + column))
    })
}

/// The largest pixel so far, and which it was. The first of equal ones counts, and one that is not a number before all.
#[derive(Clone, Copy)]
struct Maximum<V> {
    value: V,
    mark: V,
}

impl<V: Vector> Maximum<V> {
    #[inline(always)]
    fn update(&mut self, value: V, mark: V) {
        let larger = value.greater_or_nan(self.value);
        self.value = V::select(larger, value, self.value);
        self.mark = V::select(larger, mark, self.mark);
    }

    #[inline(always)]
    fn after_relu(self) -> Maximum<V> {
        let zero = V::splat(0.0);
        let alive = self.value.greater_or_nan(zero);
        Maximum { value: V::select(alive, self.value, zero), mark: V::select(alive, self.mark, V::splat(DEAD)) }
    }
}

for_each_instruction_set! {
    /// The gradients of planes `[n, in_height, in_width]`, given those of what [`pool`] made of them, and its marks.
    fn unpool(sizes: &MaxPool2dSizes, gradients: &[f32], marks: &[f32], planes: &mut [f32]) = unpool_body
}

#[inline(always)]
fn unpool_body<V: Vector>(sizes: &MaxPool2dSizes, gradients: &[f32], marks: &[f32], planes: &mut [f32]) {
    let out_width = sizes.out_width();
    let out_len = sizes.out_height() * out_width;
    let planes = V::vectors_mut(planes).chunks_exact_mut(sizes.in_height * sizes.in_width);
    let pooled = V::vectors(gradients).chunks_exact(out_len).zip(V::vectors(marks).chunks_exact(out_len));
    let zero = V::splat(0.0);
    for (plane, (gradients, marks)) in planes.zip(pooled) {
        let rows = gradients.chunks_exact(out_width).zip(marks.chunks_exact(out_width));
        if (sizes.kernel, sizes.stride, sizes.padding) == (2, 2, 0) {
            unpool_twos::<V>(sizes, plane, rows);
            continue;
        }
        plane.fill(V::vectors(&[0.0; 16])[0]);
        for (y, (gradients, marks)) in rows.enumerate() {
            for (x, (gradient, mark)) in gradients.iter().zip(marks).enumerate() {
                let (gradient, mark) = (V::load(gradient), V::load(mark));
                for (here, place) in window(sizes, y, x) {
                    let mine = V::select(mark.equal(V::splat(here)), gradient, zero);
                    V::load(&plane[place]).add(mine).store(&mut plane[place]);
                }
            }
        }
    }
}

/// Windows of 2 × 2, side by side: each pixel belongs to one, or to none at an odd side's end.
#[inline(always)]
fn unpool_twos<'a, V: Vector>(
    sizes: &MaxPool2dSizes,
    plane: &mut [V::Lanes],
    rows: impl Iterator<Item = (&'a [V::Lanes], &'a [V::Lanes])>,
) where
    V::Lanes: 'a,
{
    let (zero, none) = (V::splat(0.0), V::vectors(&[0.0; 16])[0]);
    let (pairs_of_rows, width) = (plane.chunks_mut(2 * sizes.in_width), sizes.in_width);
    let mut rows = rows;
    for pair in pairs_of_rows {
        let Some((gradients, marks)) = rows.next() else {
            pair.fill(none);
            continue;
        };
        let (upper, lower) = pair.split_at_mut(width);
        for (y, row) in [upper, lower].into_iter().enumerate() {
            let mut pixels = row.chunks_exact_mut(2);
            for ((pixels, gradient), mark) in (&mut pixels).zip(gradients).zip(marks) {
                let (gradient, mark) = (V::load(gradient), V::load(mark));
                for (x, pixel) in pixels.iter_mut().enumerate() {
                    V::select(mark.equal(V::splat((2 * y + x) as f32)), gradient, zero).store(pixel);
                }
            }
            pixels.into_remainder().fill(none);
        }
    }
}

for_each_instruction_set! {
    /// ReLU, in place.
    fn relu<V>(numbers: &mut [f32]) {
        let zero = V::splat(0.0);
        for lanes in V::vectors_mut(numbers) {
            let value = V::load(lanes);
            V::select(value.greater_or_nan(zero), value, zero).store(lanes);
        }
    }
}

for_each_instruction_set! {
    /// The gradient before ReLU, given that after it, and its output.
    fn relu_gradient<V>(gradients: &[f32], output: &[f32], before: &mut [f32]) {
        let zero = V::splat(0.0);
        let numbers = V::vectors(gradients).iter().zip(V::vectors(output));
        for ((gradient, output), before) in numbers.zip(V::vectors_mut(before)) {
            V::select(V::load(output).greater_or_nan(zero), V::load(gradient), zero).store(before);
        }
    }
}

for_each_instruction_set! {
    /// Adds to each of `sums` the numbers of its plane of `plane_len` vectors.
    fn add_planes<V>(planes: &[f32], plane_len: usize, sums: &mut [f32]) {
        for (plane, sum) in V::vectors(planes).chunks_exact(plane_len).zip(sums) {
            // Four sums at once, so that one addition need not wait for the one before.
            let mut totals = [V::splat(0.0); 4];
            let mut fours = plane.chunks_exact(4);
            for four in &mut fours {
                for (total, lanes) in totals.iter_mut().zip(four) {
                    *total = total.add(V::load(lanes));
                }
            }
            for (total, lanes) in totals.iter_mut().zip(fours.remainder()) {
                *total = total.add(V::load(lanes));
            }
            *sum += totals[0].add(totals[1]).add(totals[2].add(totals[3])).sum_lanes();
        }
    }
}
