//! Convolution of a group by its definition: any kernel, any stride.
//!
//! The input is laid out so that a kernel's tap reads neighbouring output pixels at neighbouring places, whatever the
//! stride: a row is padded with zeros and cut into `stride` *phases*, every `stride`-th pixel after the other.
//!
//! ```text
//! a row, stride 2      p0 p1 p2 p3 p4 p5 p6 p7
//! its phases           p0 p2 p4 p6 | p1 p3 p5 p7
//! tap 0 of output 0, 1, 2:  p0 p2 p4;   tap 1:  p1 p3 p5;   tap 2:  p2 p4 p6
//! ```

use super::buffer::Buffer;
use super::instructions::{OUTS_AT_ONCE, Vector, by_size, for_each_instruction_set, load_all};
use super::sizes::Conv2dSizes;

/// A group's input for [`correlate`]: `[C, height, stride, phase_width]` vectors.
pub(super) struct Phases {
    pixels: Buffer,
    height: usize,
    width: usize,
    /// Where in a row the pixels begin that each tap of a kernel's row sees.
    row_of_taps: Vec<usize>,
    /// Where the pixels begin that each tap of the whole window sees at output pixel (0, 0), `[C, kernel, kernel]`.
    taps: Vec<usize>,
}

impl Phases {
    /// Lays out a group, `[C, in_height, in_width]` vectors of `lanes` numbers.
    pub fn of(sizes: &Conv2dSizes, group: &[f32], lanes: usize) -> Phases {
        let &Conv2dSizes { in_channels, in_height, in_width, padding, stride, .. } = sizes;
        let height = in_height + 2 * padding;
        let phase_width = (in_width + 2 * padding).div_ceil(stride);
        let mut pixels = Buffer::zeros(in_channels * height * stride * phase_width * lanes);
        for (index, row) in group.chunks_exact(in_width * lanes).enumerate() {
            let (channel, y) = (index / in_height, index % in_height);
            let start = (channel * height + padding + y) * stride * phase_width;
            if stride == 1 {
                pixels[(start + padding) * lanes..][..row.len()].copy_from_slice(row);
                continue;
            }
            for (x, pixel) in row.chunks_exact(lanes).enumerate() {
                let (phase, place) = ((padding + x) % stride, (padding + x) / stride);
                pixels[(start + phase * phase_width + place) * lanes..][..lanes].copy_from_slice(pixel);
            }
        }
        let width = stride * phase_width;
        let row_of_taps: Vec<usize> = (0..sizes.kernel).map(|tap| tap % stride * phase_width + tap / stride).collect();
        let rows = (0..in_channels).flat_map(|channel| (0..sizes.kernel).map(move |i| (channel * height + i) * width));
        let taps = rows.flat_map(|row| row_of_taps.iter().map(move |tap| row + tap)).collect();
        Phases { pixels, height, width, row_of_taps, taps }
    }

    /// A padded row, all its phases.
    #[inline(always)]
    fn row<V: Vector>(&self, channel: usize, y: usize) -> &[V::Lanes] {
        &V::vectors(&self.pixels)[(channel * self.height + y) * self.width..][..self.width]
    }
}

for_each_instruction_set! {
    /// Writes the planes `[channels, out_height, out_width]` of a few output channels from `first` on.
    fn correlate(
        sizes: &Conv2dSizes, input: &Phases, weight: &[f32], bias: &[f32], first: usize, planes: &mut [f32],
    ) = correlate_body
}

#[inline(always)]
fn correlate_body<V: Vector>(
    sizes: &Conv2dSizes,
    input: &Phases,
    weight: &[f32],
    bias: &[f32],
    first: usize,
    planes: &mut [f32],
) {
    let plane_len = sizes.out_height() * sizes.out_width();
    let area = sizes.in_channels * sizes.kernel * sizes.kernel;
    let mut planes = V::vectors_mut(planes);
    let mut first = first;
    while !planes.is_empty() {
        let (channels, rest) = planes.split_at_mut(plane_len * OUTS_AT_ONCE.min(planes.len() / plane_len));
        let outs = channels.len() / plane_len;
        let (weight, bias) = (&weight[first * area..][..outs * area], &bias[first..][..outs]);
        by_size!(outs, [4 3 2] else 1, OUTS => correlate_channels::<V, OUTS>(sizes, input, weight, bias, channels));
        (planes, first) = (rest, first + outs);
    }
}

/// All places of `OUTS` output channels.
#[inline(always)]
fn correlate_channels<V: Vector, const OUTS: usize>(
    sizes: &Conv2dSizes,
    input: &Phases,
    weight: &[f32],
    bias: &[f32],
    planes: &mut [V::Lanes],
) {
    let taps = taps_of_outs::<OUTS>(weight);
    let bias = bias.first_chunk().expect("one bias an output channel");
    let block = Block::<OUTS> { sizes, input, taps: taps.as_chunks().0, bias };
    let (height, width) = (sizes.out_height(), sizes.out_width());
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let places = balanced(width - x, V::PLACES_AT_ONCE);
            by_size!(places, [6 5 4 3 2] else 1, PLACES => block.sum::<V, PLACES>(y, x, planes));
            x += places;
        }
    }
}

/// How many of `left` places to take now, so that blocks of at most `most` are about equally large.
#[inline(always)]
pub(super) fn balanced(left: usize, most: usize) -> usize {
    left.div_ceil(left.div_ceil(most))
}

/// `[OUTS, taps]` → `[taps, OUTS]`: a tap's weights lie side by side.
fn taps_of_outs<const OUTS: usize>(weight: &[f32]) -> Buffer {
    let mut taps = Buffer::new(weight.len());
    for (out, weight) in weight.chunks_exact(weight.len() / OUTS).enumerate() {
        for (tap, &weight) in taps.chunks_exact_mut(OUTS).zip(weight) {
            tap[out] = weight;
        }
    }
    taps
}

/// What all blocks of `OUTS` output channels share.
struct Block<'a, const OUTS: usize> {
    sizes: &'a Conv2dSizes,
    input: &'a Phases,
    /// `[C, kernel, kernel]`.
    taps: &'a [[f32; OUTS]],
    bias: &'a [f32; OUTS],
}

impl<const OUTS: usize> Block<'_, OUTS> {
    /// Sums over all input channels and the whole window, at `PLACES` places of a row from `(y, x)` on, with all sums in
    /// registers.
    #[inline(always)]
    fn sum<V: Vector, const PLACES: usize>(&self, y: usize, x: usize, planes: &mut [V::Lanes]) {
        let mut sums = [[V::splat(0.0); PLACES]; OUTS];
        for (sums, &bias) in sums.iter_mut().zip(self.bias) {
            *sums = [V::splat(bias); PLACES];
        }
        let window = &V::vectors(&self.input.pixels)[y * self.sizes.stride * self.input.width + x..];
        for (&place, taps) in self.input.taps.iter().zip(self.taps) {
            let pixels = load_all::<V, PLACES>(&window[place..]);
            for (sums, &tap) in sums.iter_mut().zip(taps) {
                let tap = V::splat(tap);
                for (sum, pixel) in sums.iter_mut().zip(pixels) {
                    *sum = tap.multiply_add(pixel, *sum);
                }
            }
        }
        let (height, width) = (self.sizes.out_height(), self.sizes.out_width());
        for (sums, plane) in sums.iter().zip(planes.chunks_exact_mut(height * width)) {
            for (sum, place) in sums.iter().zip(&mut plane[y * width + x..][..PLACES]) {
                sum.store(place);
            }
        }
    }
}

for_each_instruction_set! {
    /// Adds ∂weight of the output channels from `first` on, over a group, given their gradients
    /// `[channels, out_height, out_width]`.
    fn add_weight_gradient(
        sizes: &Conv2dSizes, input: &Phases, gradients: &[f32], first: usize, weight_sum: &mut [f32],
    ) = add_weight_gradient_body
}

#[inline(always)]
fn add_weight_gradient_body<V: Vector>(
    sizes: &Conv2dSizes,
    input: &Phases,
    gradients: &[f32],
    first: usize,
    weight_sum: &mut [f32],
) {
    let plane_len = sizes.out_height() * sizes.out_width();
    let area = sizes.in_channels * sizes.kernel * sizes.kernel;
    // The sums of a row of taps for a few channels fill the registers: 4 × 5 or 2 × 5.
    let at_once = if V::LANES == 16 { OUTS_AT_ONCE } else { 2 };
    let mut gradients = V::vectors(gradients);
    let mut first = first;
    while !gradients.is_empty() {
        let outs = at_once.min(gradients.len() / plane_len);
        let outs = if outs == 3 { 2 } else { outs };
        let (channels, rest) = gradients.split_at(outs * plane_len);
        let sums = &mut weight_sum[first * area..][..outs * area];
        by_size!(outs, [4 2] else 1, OUTS => add_kernels::<V, OUTS>(sizes, input, channels, sums));
        (gradients, first) = (rest, first + outs);
    }
}

#[inline(always)]
fn add_kernels<V: Vector, const OUTS: usize>(
    sizes: &Conv2dSizes,
    input: &Phases,
    gradients: &[V::Lanes],
    weight_sum: &mut [f32],
) {
    for channel in 0..sizes.in_channels {
        for i in 0..sizes.kernel {
            let mut j = 0;
            while j < sizes.kernel {
                let taps = balanced(sizes.kernel - j, 5);
                let row = KernelRow { sizes, input, channel, i, j };
                by_size!(taps, [5 4 3 2] else 1, TAPS => row.add::<V, OUTS, TAPS>(gradients, weight_sum));
                j += taps;
            }
        }
    }
}

/// A few taps of a row of a kernel: row `i` from `j` on, of an input channel.
struct KernelRow<'a> {
    sizes: &'a Conv2dSizes,
    input: &'a Phases,
    channel: usize,
    i: usize,
    j: usize,
}

impl KernelRow<'_> {
    /// Adds the gradients of `TAPS` taps of `OUTS` output channels: Σ over the places of the plane and over the lanes.
    #[inline(always)]
    fn add<V: Vector, const OUTS: usize, const TAPS: usize>(&self, gradients: &[V::Lanes], weight_sum: &mut [f32]) {
        let &Conv2dSizes { in_channels, kernel, stride, .. } = self.sizes;
        let (height, width) = (self.sizes.out_height(), self.sizes.out_width());
        let mut sums = [[V::splat(0.0); TAPS]; OUTS];
        for y in 0..height {
            let row = self.input.row::<V>(self.channel, y * stride + self.i);
            let windows: [&[V::Lanes]; TAPS] =
                std::array::from_fn(|tap| &row[self.input.row_of_taps[self.j + tap]..][..width]);
            let grads: [&[V::Lanes]; OUTS] =
                std::array::from_fn(|out| &gradients[(out * height + y) * width..][..width]);
            for x in 0..width {
                let mut pixels = [V::splat(0.0); TAPS];
                for (pixel, window) in pixels.iter_mut().zip(windows) {
                    *pixel = V::load(&window[x]);
                }
                for (sums, grads) in sums.iter_mut().zip(grads) {
                    let gradient = V::load(&grads[x]);
                    for (sum, pixel) in sums.iter_mut().zip(pixels) {
                        *sum = gradient.multiply_add(pixel, *sum);
                    }
                }
            }
        }
        for (out, sums) in sums.iter().enumerate() {
            let start = ((out * in_channels + self.channel) * kernel + self.i) * kernel + self.j;
            for (total, sum) in weight_sum[start..].iter_mut().zip(sums) {
                *total += sum.sum_lanes();
            }
        }
    }
}
