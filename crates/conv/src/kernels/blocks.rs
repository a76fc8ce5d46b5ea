//! A few images: one lane is a block of an image.
//!
//! With one lane an image, a single image would leave all lanes but one idle. So its output is cut into as many blocks as
//! there are lanes, and each block, with the pixels around it that the kernel sees, passes for an image of its own:
//!
//! ```text
//! output, 4 × 4 blocks        what a block sees of the input         one group
//! ┌──┬──┬──┬──┐               · · · · ·                              block 0 | block 1 | … | block 15
//! ├──┼──┼──┼──┤               · ┌───┐ ·                              └ a lane each ┘
//! ├──┼──┼──┼──┤               · └───┘ ·   · also belongs to
//! └──┴──┴──┴──┘               · · · · ·     the blocks around it
//! ```
//!
//! The kernels for groups then do the rest, and need not know. Blocks at the right and lower edges may stick out of the
//! output; what is computed there is thrown away.

use super::buffer::Buffer;
use super::group::lanes;
use super::instructions::{Vector, for_each_instruction_set, transpose};
use super::max_pool2d::MaxPool2dSizes;
use super::sizes::Conv2dSizes;
use super::sizes::Stage;

/// Whether a stage's images are so few that blocks are the faster way: less than half of the lanes would be busy.
pub(crate) fn are_few(images: usize) -> bool {
    images * 2 <= lanes()
}

/// How the output of a [`Stage`] is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    /// What is done for a block.
    pub stage: Stage,
    whole: Stage,
    rows: usize,
    columns: usize,
    /// Of a block's output.
    height: usize,
    width: usize,
}

impl Blocks {
    /// Cuts a stage's output so that a lane has the least to do; `None` where its pooling is padded, since the kernels would
    /// pad every block.
    pub fn of(whole: &Stage) -> Option<Blocks> {
        let (height, width) = whole.output_side();
        let cut = |rows: usize| Blocks::with(whole, height.div_ceil(rows), width.div_ceil(lanes() / rows));
        let padded = whole.pool.is_some_and(|pool| pool.padding > 0);
        let cuts = (1..=lanes().min(height)).map(cut).filter(|_| !padded);
        // Between equals the one that sees fewer pixels.
        cuts.min_by_key(|cut| (cut.stage.conv.output_len(), cut.stage.conv.input_len()))
    }

    /// Blocks of so many rows and columns of the stage's output.
    fn with(whole: &Stage, height: usize, width: usize) -> Blocks {
        let seen = |outputs: usize, kernel: usize, stride: usize| (outputs - 1) * stride + kernel;
        let (conv, (all_height, all_width)) = (whole.conv, whole.output_side());
        let pooled = |side| whole.pool.map_or(side, |pool| seen(side, pool.kernel, pool.stride));
        let (conv_height, conv_width) = (pooled(height), pooled(width));
        let stage = Stage {
            conv: Conv2dSizes {
                padding: 0,
                in_height: seen(conv_height, conv.kernel, conv.stride),
                in_width: seen(conv_width, conv.kernel, conv.stride),
                ..conv
            },
            pool: whole.pool.map(|pool| MaxPool2dSizes { in_height: conv_height, in_width: conv_width, ..pool }),
            ..*whole
        };
        let (rows, columns) = (all_height.div_ceil(height), all_width.div_ceil(width));
        Blocks { stage, whole: *whole, rows, columns, height, width }
    }

    /// How many groups the blocks of so many images fill.
    pub fn num_groups(&self, images: usize) -> usize {
        (images * self.rows * self.columns).div_ceil(lanes())
    }

    /// Where each block of a group begins: its image, and the first row and column of its output.
    fn places(&self, group: usize, images: usize) -> Vec<(usize, usize, usize)> {
        let blocks = self.rows * self.columns;
        let lanes = (group * lanes()..(group + 1) * lanes()).take_while(|index| *index < images * blocks);
        let place = |block: usize| (block / self.columns * self.height, block % self.columns * self.width);
        lanes.map(|index| (index / blocks, place(index % blocks).0, place(index % blocks).1)).collect()
    }
}

for_each_instruction_set! {
    /// Fills a group with what its blocks see of planar images, `[N, in_channels, in_height, in_width]`.
    fn gather(blocks: &Blocks, group: usize, images: &[f32], numbers: &mut [f32]) = gather_body
}

#[inline(always)]
fn gather_body<V: Vector>(blocks: &Blocks, group: usize, images: &[f32], numbers: &mut [f32]) {
    let (whole, part) = (&blocks.whole.conv, &blocks.stage.conv);
    let num_images = images.len() / whole.input_len();
    // One channel of every image, with its padding, and as far as the last blocks look.
    let step = whole.stride * blocks.whole.pool.map_or(1, |pool| pool.stride);
    let height = (blocks.rows - 1) * blocks.height * step + part.in_height;
    let width = (blocks.columns - 1) * blocks.width * step + part.in_width;
    let mut padded = Buffer::zeros(num_images * height * width + V::LANES);
    let starts = blocks.places(group, num_images).into_iter();
    let starts: Vec<usize> = starts.map(|(image, y, x)| (image * height + y * step) * width + x * step).collect();
    let rows = whole.in_height.min(height.saturating_sub(whole.padding));
    let columns = whole.in_width.min(width.saturating_sub(whole.padding));
    for (channel, plane) in V::vectors_mut(numbers).chunks_exact_mut(part.in_height * part.in_width).enumerate() {
        for (image, pixels) in images.chunks_exact(whole.input_len()).enumerate() {
            let pixels = &pixels[channel * whole.in_height * whole.in_width..];
            for (y, row) in pixels.chunks_exact(whole.in_width).take(rows).enumerate() {
                let place = (image * height + whole.padding + y) * width + whole.padding;
                padded[place..][..columns].copy_from_slice(&row[..columns]);
            }
        }
        for (y, row) in plane.chunks_exact_mut(part.in_width).enumerate() {
            for (x, vectors) in row.chunks_mut(V::LANES).enumerate() {
                let place = y * width + x * V::LANES;
                let mut square = [V::splat(0.0); 16];
                for (pixels, start) in square.iter_mut().zip(&starts) {
                    *pixels = V::load(&V::vectors(&padded[start + place..][..V::LANES])[0]);
                }
                for (vector, pixels) in vectors.iter_mut().zip(transpose(square)) {
                    pixels.store(vector);
                }
            }
        }
    }
}

for_each_instruction_set! {
    /// Writes the outputs of a group's blocks where they belong in planar images.
    fn scatter(blocks: &Blocks, group: usize, numbers: &[f32], images: &mut [f32]) = scatter_body
}

#[inline(always)]
fn scatter_body<V: Vector>(blocks: &Blocks, group: usize, numbers: &[f32], images: &mut [f32]) {
    let (all_height, all_width) = blocks.whole.output_side();
    let image_len = blocks.whole.output_len();
    let places = blocks.places(group, images.len() / image_len);
    for (channel, plane) in V::vectors(numbers).chunks_exact(blocks.height * blocks.width).enumerate() {
        for (lane, &(image, y, x)) in places.iter().enumerate() {
            let target = &mut images[image * image_len + channel * all_height * all_width..][..all_height * all_width];
            let columns = x..(x + blocks.width).min(all_width);
            let target = target[y * all_width..].chunks_exact_mut(all_width);
            for (pixels, vectors) in target.zip(plane.chunks_exact(blocks.width)) {
                for (pixel, vector) in pixels[columns.clone()].iter_mut().zip(vectors) {
                    *pixel = vector.as_ref()[lane];
                }
            }
        }
    }
}
