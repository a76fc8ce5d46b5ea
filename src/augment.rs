//! Seeded random affine changes of digits: turned, scaled, slanted and moved a little, a digit stays what it is, and a network
//! that sees it differently each time learns the digit and not the picture.
//!
//! How an image is changed is a function of the seed, the epoch and the image's number alone, so that neither the order of the
//! images nor the number of threads nor an interruption makes a difference.

use serde::{Deserialize, Serialize};

use rayon::prelude::*;

use crate::dataset::transform::to_input;
use crate::dataset::{Batch, Dataset, IMAGE_PIXELS, IMAGE_SIDE};
use crate::error::{Error, Result};
use crate::seed::mix;

/// How far images are changed at most; each change is drawn evenly from minus to plus this.
/// The default changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Augment {
    /// Turned, in radians.
    pub rotation: f32,
    /// Scaled, as a share of the size, in each direction for itself.
    pub scale: f32,
    /// Slanted: columns for each row.
    pub shear: f32,
    /// Moved, in pixels, in each direction for itself.
    pub shift: f32,
}

impl Augment {
    /// Writes a changed image, ink 0 to 1: each pixel is looked up where it came from, between the four pixels around that
    /// place (bilinear interpolation); outside the image there is no ink.
    ///
    /// # Panics
    /// When `image` or `target` is not 784 numbers long.
    pub fn apply(&self, image: &[u8], seed: u64, epoch: usize, index: usize, target: &mut [f32]) {
        assert_eq!((image.len(), target.len()), (IMAGE_PIXELS, IMAGE_PIXELS), "one image of {IMAGE_PIXELS} pixels");
        let bordered = with_border(image);
        let [[xx, xy, x0], [yx, yy, y0]] = self.draw(seed, epoch, index);
        for (y, row) in target.chunks_exact_mut(IMAGE_SIDE).enumerate() {
            let (mut from_x, mut from_y) = (xy * y as f32 + x0, yy * y as f32 + y0);
            for pixel in row {
                *pixel = between(&bordered, from_x, from_y);
                from_x += xx;
                from_y += yx;
            }
        }
    }

    /// Whether images can be changed so.
    pub(crate) fn check(&self) -> Result<()> {
        let limits = [
            ("augment.rotation", self.rotation, f32::INFINITY, "≥ 0"),
            ("augment.scale", self.scale, 1.0, "0 ≤ … < 1"),
            ("augment.shear", self.shear, f32::INFINITY, "≥ 0"),
            ("augment.shift", self.shift, f32::INFINITY, "≥ 0"),
        ];
        match limits.into_iter().find(|&(_, value, below, _)| !(value >= 0.0 && value < below)) {
            Some((name, value, _, expected)) => Err(Error::Setting { name, found: value.to_string(), expected }),
            None => Ok(()),
        }
    }

    /// Where a pixel `(x, y)` of the changed image comes from: `[[xx, xy, x0], [yx, yy, y0]]` with
    /// `from_x = xx·x + xy·y + x0`, and `from_y` likewise.
    fn draw(&self, seed: u64, epoch: usize, index: usize) -> [[f32; 3]; 2] {
        let mut state = mix(mix(seed ^ AUGMENT, epoch as u64), index as u64);
        let mut draw = |limit: f32| {
            state = mix(state, 1);
            // The upper 24 bits, as a number from −1 to 1.
            ((state >> 40) as f32 / (1 << 23) as f32 - 1.0) * limit
        };
        let (sin, cos) = draw(self.rotation).sin_cos();
        let (scale_x, scale_y) = (1.0 / (1.0 + draw(self.scale)), 1.0 / (1.0 + draw(self.scale)));
        let shear = draw(self.shear);
        let (shift_x, shift_y) = (draw(self.shift), draw(self.shift));
        let [xx, xy] = [scale_x * (cos + shear * sin), scale_x * (shear * cos - sin)];
        let [yx, yy] = [scale_y * sin, scale_y * cos];
        let centre = (IMAGE_SIDE - 1) as f32 / 2.0;
        let origin = |x: f32, y: f32| centre - x * (centre + shift_x) - y * (centre + shift_y);
        [[xx, xy, origin(xx, xy)], [yx, yy, origin(yx, yy)]]
    }
}

/// Keeps these random numbers apart from whatever else is drawn from the same seed.
const AUGMENT: u64 = u64::from_le_bytes(*b"augment\0");

/// An image with room around it, so that a place just outside needs no question asked.
const BORDERED: usize = 32;

fn with_border(image: &[u8]) -> [f32; BORDERED * BORDERED] {
    let mut bordered = [0.0; BORDERED * BORDERED];
    for (y, row) in image.chunks_exact(IMAGE_SIDE).enumerate() {
        let target = &mut bordered[(y + BORDER) * BORDERED + BORDER..][..IMAGE_SIDE];
        for (target, &ink) in target.iter_mut().zip(row) {
            *target = to_input(ink);
        }
    }
    bordered
}

const BORDER: usize = 1;

/// The ink between four pixels.
#[inline(always)]
fn between(bordered: &[f32; BORDERED * BORDERED], x: f32, y: f32) -> f32 {
    // From one pixel before the image to one behind it: beyond, the border's zeros are all there is.
    let side = |place: f32| (place + BORDER as f32).clamp(0.0, (IMAGE_SIDE + BORDER) as f32);
    let (x, y) = (side(x), side(y));
    let (left, top) = (x as u32, y as u32);
    let (right_share, bottom_share) = (x - left as f32, y - top as f32);
    // Masked, the places need no check: 32 × 32 pixels.
    let place = (top as usize * BORDERED + left as usize) & (BORDERED * BORDERED - 1);
    let at = |step: usize| bordered[(place + step) & (BORDERED * BORDERED - 1)];
    let upper = at(0) + right_share * (at(1) - at(0));
    let lower = at(BORDERED) + right_share * (at(BORDERED + 1) - at(BORDERED));
    upper + bottom_share * (lower - upper)
}

impl Batch {
    /// As [`Batch::refill`], with each image changed at random; how is a function of `seed`, `epoch` and the image's index.
    ///
    /// # Panics
    /// If `dataset` has no image of one of the indices.
    pub fn refill_changed(&mut self, dataset: &Dataset, indices: &[u32], augment: &Augment, seed: u64, epoch: usize) {
        self.labels.clear();
        self.labels.extend(indices.iter().map(|&index| usize::from(dataset.labels[index as usize])));
        self.images.resize(indices.len() * IMAGE_PIXELS, 0.0);
        let images = self.images.par_chunks_exact_mut(IMAGE_PIXELS).zip(indices).with_min_len(16);
        images.for_each(|(target, &index)| {
            augment.apply(dataset.image(index as usize), seed, epoch, index as usize, target)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Augment = Augment { rotation: 0.0, scale: 0.0, shear: 0.0, shift: 0.0 };
    const SOME: Augment = Augment { rotation: 0.2, scale: 0.12, shear: 0.15, shift: 2.0 };

    fn image() -> Vec<u8> {
        (0..IMAGE_PIXELS).map(|place| if (200..600).contains(&place) { (place % 256) as u8 } else { 0 }).collect()
    }

    fn changed(augment: &Augment, seed: u64, epoch: usize, index: usize) -> Vec<f32> {
        let mut target = vec![f32::NAN; IMAGE_PIXELS];
        augment.apply(&image(), seed, epoch, index, &mut target);
        target
    }

    #[test]
    fn no_change_leaves_the_image() {
        for (found, ink) in changed(&NONE, 1, 0, 0).iter().zip(image()) {
            assert!((found - to_input(ink)).abs() < 1e-4, "{found} for {ink}");
        }
    }

    #[test]
    fn a_change_depends_on_seed_epoch_and_image_alone_and_stays_between_0_and_1() {
        let one = changed(&SOME, 1, 2, 3);
        assert_eq!(one, changed(&SOME, 1, 2, 3));
        for other in [changed(&SOME, 2, 2, 3), changed(&SOME, 1, 3, 3), changed(&SOME, 1, 2, 4)] {
            assert_ne!(one, other);
        }
        assert!(one.iter().all(|ink| (0.0..=1.0).contains(ink)));
    }

    #[test]
    fn a_shift_moves_the_centre_of_ink_by_as_much() {
        let far = Augment { shift: 3.0, ..NONE };
        let mut dot = vec![0; IMAGE_PIXELS];
        dot[14 * IMAGE_SIDE + 14] = 255;
        for index in 0..50 {
            let mut target = vec![0.0; IMAGE_PIXELS];
            far.apply(&dot, 1, 0, index, &mut target);
            let ink: f32 = target.iter().sum();
            assert!((ink - 1.0).abs() < 1e-3, "a moved dot keeps its ink: {ink}");
            let at = |axis: fn(usize) -> usize| -> f32 {
                target.iter().enumerate().map(|(place, ink)| axis(place) as f32 * ink).sum()
            };
            let (x, y) = (at(|place| place % IMAGE_SIDE), at(|place| place / IMAGE_SIDE));
            let [[_, _, x0], [_, _, y0]] = far.draw(1, 0, index);
            assert!((x - (14.0 - x0)).abs() < 1e-2 && (y - (14.0 - y0)).abs() < 1e-2, "({x}, {y})");
            assert!(x0.abs() <= 3.0 && y0.abs() <= 3.0);
        }
    }

    #[test]
    fn far_away_there_is_no_ink() {
        let away = Augment { shift: 1e6, ..NONE };
        assert!(changed(&away, 1, 0, 0).iter().all(|&ink| ink == 0.0));
    }
}
