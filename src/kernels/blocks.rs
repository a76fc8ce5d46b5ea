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

use super::conv2d::Conv2dSizes;
use super::group::lanes;
use super::instructions::{Vector, for_each_instruction_set};
use super::max_pool2d::MaxPool2dSizes;
use super::stage::Stage;

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

    /// The image and the first row and column of the output of each block in a group.
    fn places(&self, group: usize, images: usize) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let (rows, columns, height, width) = (self.rows, self.columns, self.height, self.width);
        (group * lanes()..(group + 1) * lanes()).map_while(move |index| {
            let (image, block) = (index / (rows * columns), index % (rows * columns));
            (image < images).then_some((image, block / columns * height, block % columns * width))
        })
    }
}

for_each_instruction_set! {
    /// Fills a group with what its blocks see of planar images, `[N, in_channels, in_height, in_width]`.
    fn gather(blocks: &Blocks, group: usize, images: &[f32], numbers: &mut [f32]) = gather_body
}

#[inline(always)]
fn gather_body<V: Vector>(blocks: &Blocks, group: usize, images: &[f32], numbers: &mut [f32]) {
    let (whole, part) = (&blocks.whole.conv, &blocks.stage.conv);
    let step = whole.stride * blocks.whole.pool.map_or(1, |pool| pool.stride);
    let zero = V::vectors(&[0.0; 16])[0];
    let plane_len = part.in_height * part.in_width;
    // Channel by channel: its vectors stay in the nearest cache while one lane after the other is filled.
    for (channel, plane) in V::vectors_mut(numbers).chunks_exact_mut(plane_len).enumerate() {
        plane.fill(zero);
        for (lane, (image, y, x)) in blocks.places(group, images.len() / whole.input_len()).enumerate() {
            let source = &images[image * whole.input_len() + channel * whole.in_height * whole.in_width..];
            // In padded coordinates; outside the image there are zeros.
            let (top, left) = (y * step, x * step);
            let (skipped, start) = (whole.padding.saturating_sub(left), left.saturating_sub(whole.padding));
            let columns = whole.in_width.saturating_sub(start).min(part.in_width.saturating_sub(skipped));
            for (row, vectors) in plane.chunks_exact_mut(part.in_width).enumerate() {
                let inside = (top + row).checked_sub(whole.padding).filter(|&row| row < whole.in_height);
                let Some(row) = inside.filter(|_| columns > 0) else { continue };
                let pixels = &source[row * whole.in_width + start..][..columns];
                for (vector, &pixel) in vectors[skipped..].iter_mut().zip(pixels) {
                    vector.as_mut()[lane] = pixel;
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
    for (channel, plane) in V::vectors(numbers).chunks_exact(blocks.height * blocks.width).enumerate() {
        for (lane, (image, y, x)) in blocks.places(group, images.len() / image_len).enumerate() {
            let target = &mut images[image * image_len + channel * all_height * all_width..];
            let columns = blocks.width.min(all_width - x);
            for (row, vectors) in plane.chunks_exact(blocks.width).take(all_height - y).enumerate() {
                let pixels = &mut target[(y + row) * all_width + x..][..columns];
                for (pixel, vector) in pixels.iter_mut().zip(vectors) {
                    *pixel = vector.as_ref()[lane];
                }
            }
        }
    }
}
