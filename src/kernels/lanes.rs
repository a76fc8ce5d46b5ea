//! Interleaves a group of images, so that one SIMD lane is one image.

/// Images in a group: a full AVX-512 vector of `f32`, two of AVX2, four of SSE or NEON.
pub(super) const LANES: usize = 16;

/// One pixel of all images of a group.
pub(super) type Lanes = [f32; LANES];

/// A group's images, `[C, height, width]` pixels of [`Lanes`], with zeros where nothing was put.
pub(super) struct Group {
    pub height: usize,
    pub width: usize,
    /// Rows at the top and columns at the left that [`Group::row`] leaves out.
    pub skip: usize,
    pixels: Vec<Lanes>,
}

/// Where the pixels of an image go in a group: pixel `(y, x)` to `(top + y × step, left + x × step)`.
pub(super) struct Placement {
    pub top: usize,
    pub left: usize,
    pub step: usize,
}

impl Group {
    /// A group of zeros.
    pub fn zeros(channels: usize, height: usize, width: usize) -> Group {
        Group { height, width, skip: 0, pixels: vec![[0.0; LANES]; channels * height * width] }
    }

    /// Puts up to [`LANES`] images of `[channels, height, width]` into a group of zeros; further lanes stay 0.
    pub fn interleave(&mut self, images: &[f32], [channels, height, width]: [usize; 3], placement: &Placement) {
        for (lane, image) in images.chunks_exact(channels * height * width).enumerate() {
            for (row_index, row) in image.chunks_exact(width).enumerate() {
                let (channel, y) = (row_index / height, row_index % height);
                let start = (channel * self.height + placement.top + y * placement.step) * self.width + placement.left;
                let places = self.pixels[start..].iter_mut().step_by(placement.step);
                for (place, &pixel) in places.zip(row) {
                    place[lane] = pixel;
                }
            }
        }
    }

    /// The pixels of one row of a channel, less the first [`Group::skip`] of them, and counted from that row on.
    #[inline(always)]
    pub fn row(&self, channel: usize, y: usize) -> &[Lanes] {
        let start = (channel * self.height + self.skip + y) * self.width;
        &self.pixels[start + self.skip..start + self.width]
    }
}

/// The inverse of [`Group::interleave`] for one channel: writes the lanes of a plane (`height × width` pixels) to that
/// channel of each image.
pub(super) fn deinterleave(plane: &[Lanes], images: &mut [f32], image_len: usize, channel: usize) {
    for (lane, image) in images.chunks_exact_mut(image_len).enumerate() {
        let target = &mut image[channel * plane.len()..][..plane.len()];
        for (pixel, lanes) in target.iter_mut().zip(plane) {
            *pixel = lanes[lane];
        }
    }
}
