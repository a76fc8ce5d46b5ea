//! ∂weight where max-pooling follows: most output pixels of the convolution have no gradient, and are never looked at.
//!
//! Behind a 2 × 2 max-pooling at most one pixel in four has a gradient, and ReLU takes it from a third of those. So list,
//! for each image and output channel, the places that have one, and go through the list:
//!
//! ```text
//! ∂weight[o, all c, i, j] += gradient · input[all c, y + i, x + j]       for (place (y, x), gradient) in the list of o
//! ```
//!
//! Which places those are differs from image to image; so here a lane is not an image but an input channel, and the group
//! is turned around for it.

use super::buffer::Buffer;
use super::instructions::{Vector, by_size, for_each_instruction_set, load_all, transpose};
use super::max_pool2d::MaxPool2dSizes;
use super::sizes::Conv2dSizes;

/// Whether this is the way: the kernel is written out, the windows are large enough to leave most pixels out, and there are
/// channels enough for the lanes.
pub(super) fn suits(conv: &Conv2dSizes, pool: &MaxPool2dSizes) -> bool {
    matches!(conv.kernel, 3 | 5) && pool.kernel >= 2 && pool.stride >= 2 && conv.in_channels >= 4
}

for_each_instruction_set! {
    /// Adds ∂weight over a group, given the gradients of the pooled output and the marks that pooling left.
    fn add_weight_gradient<V>(
        conv: &Conv2dSizes, pool: &MaxPool2dSizes, input: &[f32], gradients: &[f32], marks: &[f32], weight_sum: &mut [f32],
    ) {
        by_size!(conv.kernel, [3] else 5, K => add_kernels::<V, K>(conv, pool, input, gradients, marks, weight_sum));
    }
}

#[inline(always)]
fn add_kernels<V: Vector, const K: usize>(
    conv: &Conv2dSizes,
    pool: &MaxPool2dSizes,
    input: &[f32],
    gradients: &[f32],
    marks: &[f32],
    weight_sum: &mut [f32],
) {
    let turned = Turned::of::<V>(conv, V::vectors(input));
    let lists = Lists::of::<V>(conv, pool, turned.width, gradients, marks);
    let (chunks, plane_len) = (turned.chunks, turned.height * turned.width);
    let mut sums = Buffer::zeros(chunks * conv.out_channels * K * K * V::LANES);
    for (image, planes) in V::vectors(&turned.pixels).chunks_exact(chunks * plane_len).enumerate() {
        // A chunk's plane stays in the nearest cache while all output channels go through it.
        let sums = V::vectors_mut(&mut sums).chunks_exact_mut(conv.out_channels * K * K);
        for (plane, sums) in planes.chunks_exact(plane_len).zip(sums) {
            for (out, sums) in sums.chunks_exact_mut(K * K).enumerate() {
                add_list::<V, K>(lists.of_channel(image, out), plane, turned.width, sums);
            }
        }
    }
    // [chunk, out, k, k, lane] → [out, in, k, k]
    for (index, lanes) in V::vectors(&sums).iter().enumerate() {
        let (tap, out, chunk) =
            (index % (K * K), index / (K * K) % conv.out_channels, index / (K * K) / conv.out_channels);
        for (channel, sum) in (chunk * V::LANES..conv.in_channels).zip(lanes.as_ref()) {
            weight_sum[(out * conv.in_channels + channel) * K * K + tap] += sum;
        }
    }
}

/// Goes through a list with as many rows of the kernel as fit into the registers.
#[inline(always)]
fn add_list<V: Vector, const K: usize>(list: &[Live], plane: &[V::Lanes], width: usize, sums: &mut [V::Lanes]) {
    if V::LANES == 16 || K == 3 {
        return add_rows::<V, K, K>(list, plane, width, sums);
    }
    let mut rows = sums.chunks_exact_mut(2 * K);
    let mut first = 0;
    for rows in &mut rows {
        add_rows::<V, 2, K>(list, &plane[first * width..], width, rows);
        first += 2;
    }
    let last = rows.into_remainder();
    if !last.is_empty() {
        add_rows::<V, 1, K>(list, &plane[first * width..], width, last);
    }
}

#[inline(always)]
fn add_rows<V: Vector, const ROWS: usize, const K: usize>(
    list: &[Live],
    plane: &[V::Lanes],
    width: usize,
    sums: &mut [V::Lanes],
) {
    let mut totals = [[V::splat(0.0); K]; ROWS];
    for live in list {
        let (gradient, window) = (V::splat(live.gradient), &plane[live.place as usize..]);
        for (i, totals) in totals.iter_mut().enumerate() {
            let pixels = load_all::<V, K>(&window[i * width..]);
            for (total, pixel) in totals.iter_mut().zip(pixels) {
                *total = gradient.multiply_add(pixel, *total);
            }
        }
    }
    for (totals, sums) in totals.iter().zip(sums.chunks_exact_mut(K)) {
        for (total, sum) in totals.iter().zip(sums) {
            total.add(V::load(sum)).store(sum);
        }
    }
}

/// A gradient of the convolution's output, and where the window begins that it belongs to.
#[derive(Clone, Copy, Default)]
struct Live {
    place: u32,
    gradient: f32,
}

/// The gradients of each image and output channel.
struct Lists {
    entries: Vec<Live>,
    /// Where each list ends, `[image, out]`; it begins where the one before ends, or its image's part of `entries`.
    ends: Vec<usize>,
    out_channels: usize,
    image_len: usize,
}

impl Lists {
    #[inline(always)]
    fn of<V: Vector>(
        conv: &Conv2dSizes,
        pool: &MaxPool2dSizes,
        width: usize,
        gradients: &[f32],
        marks: &[f32],
    ) -> Lists {
        let (out_height, out_width) = (pool.out_height(), pool.out_width());
        let image_len = conv.out_channels * out_height * out_width;
        let mut entries = vec![Live::default(); V::LANES * image_len];
        let mut ends = vec![0; V::LANES * conv.out_channels];
        // From a window's first pixel to each mark's.
        let steps: Vec<i32> = (0..pool.kernel * pool.kernel)
            .map(|mark| ((mark / pool.kernel * width + mark % pool.kernel) * conv.stride) as i32)
            .collect();
        let mut lengths = [0; 16];
        let mut pixels = V::vectors(gradients).iter().zip(V::vectors(marks));
        for out in 0..conv.out_channels {
            for y in 0..out_height {
                for x in 0..out_width {
                    let Some((gradients, marks)) = pixels.next() else { break };
                    let start = |side: usize| (side * pool.stride) as i32 - pool.padding as i32;
                    let corner = (start(y) * width as i32 + start(x)) * conv.stride as i32;
                    let lanes = gradients.as_ref().iter().zip(marks.as_ref()).zip(&mut lengths);
                    for (((&gradient, &mark), length), entries) in lanes.zip(entries.chunks_exact_mut(image_len)) {
                        // A dead maximum, whose mark is −1, is written and not counted: no branch to guess wrong.
                        let step = steps[mark as usize];
                        if let Some(entry) = entries.get_mut(*length) {
                            *entry = Live { place: (corner + step) as u32, gradient };
                        }
                        *length += usize::from(mark >= 0.0 && gradient != 0.0);
                    }
                }
            }
            for (lane, length) in lengths[..V::LANES].iter().enumerate() {
                ends[lane * conv.out_channels + out] = *length;
            }
        }
        Lists { entries, ends, out_channels: conv.out_channels, image_len }
    }

    #[inline(always)]
    fn of_channel(&self, image: usize, out: usize) -> &[Live] {
        let ends = &self.ends[image * self.out_channels..][..self.out_channels];
        let start = if out == 0 { 0 } else { ends[out - 1] };
        &self.entries[image * self.image_len..][start..ends[out]]
    }
}

/// A group turned around: `[image, chunk, height, width]` vectors of as many channels as there are lanes, padded with zeros.
struct Turned {
    pixels: Buffer,
    chunks: usize,
    height: usize,
    width: usize,
}

impl Turned {
    #[inline(always)]
    fn of<V: Vector>(conv: &Conv2dSizes, group: &[V::Lanes]) -> Turned {
        let &Conv2dSizes { in_channels, in_height, in_width, padding, .. } = conv;
        let (height, width) = (in_height + 2 * padding, in_width + 2 * padding);
        let (chunks, plane_len) = (in_channels.div_ceil(V::LANES), in_height * in_width);
        let image_len = chunks * height * width;
        let mut pixels = Buffer::zeros(V::LANES * image_len * V::LANES);
        let target = V::vectors_mut(&mut pixels);
        for (chunk, planes) in group.chunks(V::LANES * plane_len).enumerate() {
            for (y, x) in (0..in_height).flat_map(|y| (0..in_width).map(move |x| (y, x))) {
                let mut square = [V::splat(0.0); 16];
                for (row, plane) in square.iter_mut().zip(planes.chunks_exact(plane_len)) {
                    *row = V::load(&plane[y * in_width + x]);
                }
                let place = (chunk * height + padding + y) * width + padding + x;
                let turned = transpose(square);
                for (row, image) in turned.into_iter().take(V::LANES).zip(target.chunks_exact_mut(image_len)) {
                    row.store(&mut image[place]);
                }
            }
        }
        Turned { pixels, chunks, height, width }
    }
}
