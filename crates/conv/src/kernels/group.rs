//! Groups of images, interleaved so that one SIMD lane is one image.
//!
//! ```text
//! four images, planar            one group, four lanes
//! a₀a₁a₂a₃…  b₀b₁b₂b₃…           a₀b₀c₀d₀ a₁b₁c₁d₁ a₂b₂c₂d₂ …
//! c₀c₁c₂c₃…  d₀d₁d₂d₃…           └vector┘
//! ```
//!
//! A group is `[C, H, W, lanes]`; a batch is one group after the other, the last one filled up with zeros.

use rayon::prelude::*;

use super::instructions::{Instructions, Vector, for_each_instruction_set};

/// How many groups so many images make.
pub(crate) fn num_groups(images: usize) -> usize {
    images.div_ceil(lanes())
}

/// Images in a group.
pub(crate) fn lanes() -> usize {
    Instructions::chosen().lanes()
}

/// Interleaves images of `image_len` numbers into `groups`, whose lanes without an image become 0.
///
/// # Panics
/// When there are not as many groups as the images need.
pub(crate) fn interleave(images: &[f32], image_len: usize, groups: &mut [f32]) {
    let group_len = image_len * lanes();
    assert_eq!(groups.len(), num_groups(images.len() / image_len) * group_len, "groups for the images");
    let pairs = images.par_chunks(group_len).zip(groups.par_chunks_mut(group_len));
    pairs.for_each(|(images, group)| interleave_group(images, image_len, group));
}

/// The inverse of [`interleave`].
///
/// # Panics
/// As [`interleave`].
pub(crate) fn deinterleave(groups: &[f32], image_len: usize, images: &mut [f32]) {
    let group_len = image_len * lanes();
    assert_eq!(groups.len(), num_groups(images.len() / image_len) * group_len, "groups for the images");
    let pairs = images.par_chunks_mut(group_len).zip(groups.par_chunks(group_len));
    pairs.for_each(|(images, group)| deinterleave_group(group, image_len, images));
}

for_each_instruction_set! {
    /// One group of [`interleave`].
    fn interleave_group(images: &[f32], image_len: usize, group: &mut [f32]) = interleave_body
}

/// One group of [`interleave`], inside a function that is compiled for the instruction set.
#[inline(always)]
pub(super) fn interleave_body<V: Vector>(images: &[f32], image_len: usize, group: &mut [f32]) {
    let vectors = V::vectors_mut(group);
    if images.len() < image_len * V::LANES {
        vectors.fill(V::vectors(&[0.0; 16])[0]);
    }
    // A cache line of each image at a time: all are written while their vectors are in the nearest cache.
    for (block, vectors) in vectors.chunks_mut(LINE).enumerate() {
        for (lane, image) in images.chunks_exact(image_len).enumerate() {
            let pixels = &image[block * LINE..][..vectors.len()];
            for (vector, &pixel) in vectors.iter_mut().zip(pixels) {
                vector.as_mut()[lane] = pixel;
            }
        }
    }
}

for_each_instruction_set! {
    /// One group of [`deinterleave`].
    fn deinterleave_group<V>(group: &[f32], image_len: usize, images: &mut [f32]) {
        for (block, vectors) in V::vectors(group).chunks(LINE).enumerate() {
            for (lane, image) in images.chunks_exact_mut(image_len).enumerate() {
                let pixels = &mut image[block * LINE..][..vectors.len()];
                for (vector, pixel) in vectors.iter().zip(pixels) {
                    *pixel = vector.as_ref()[lane];
                }
            }
        }
    }
}

/// Numbers in a cache line.
const LINE: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_an_image_and_lanes_without_one_are_zero() {
        let (images, image_len) = (lanes() + 1, 37);
        let planar: Vec<f32> = (1..=images * image_len).map(|number| number as f32).collect();
        let mut groups = vec![f32::NAN; 2 * image_len * lanes()];
        interleave(&planar, image_len, &mut groups);
        assert_eq!(groups[..2], [1.0, 1.0 + image_len as f32]);
        assert_eq!(groups[image_len * lanes()..][..2], [planar[lanes() * image_len], 0.0]);
        let mut back = vec![f32::NAN; planar.len()];
        deinterleave(&groups, image_len, &mut back);
        assert_eq!(back, planar);
    }
}
