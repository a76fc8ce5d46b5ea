//! A picture of a digit, from any file, as the network takes it: 28×28 pixels of ink.
//!
//! [`Preprocess::Plain`] only shrinks the picture. [`Preprocess::Centred`] does what the makers of MNIST did to their
//! digits, so that a photograph looks to the network like what it has learnt from.

mod background;
mod centre;
mod decode;
mod error;
mod jpeg;
mod pen;
pub(crate) mod plane;

use std::path::Path;

use crate::dataset::transform::to_input;
use crate::dataset::{IMAGE_PIXELS, IMAGE_SIDE};
use crate::{Error, Result};
pub use error::PictureError;
use plane::Plane;

/// Larger pictures are averaged down to this many pixels on the longer side first: no digit needs more, and time and
/// memory stay small.
const WORKING_SIDE: usize = 1024;
/// A picture whose darkest and lightest grey are closer than this, of 1, is one colour with a little noise.
const LEAST_CONTRAST: f32 = 8.0 / 255.0;

/// How a picture becomes 28×28 pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Preprocess {
    /// Finds the digit, dark or light, crops it, scales it into 20×20 and puts its centre of mass in the middle.
    #[default]
    Centred,
    /// The whole picture, shrunk with antialiasing and inverted: a dark digit on light paper that fills the picture.
    Plain,
}

/// A digit as the network sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Ink, row by row: 0 is the empty background, 255 is full ink, as in MNIST.
    pub pixels: [u8; IMAGE_PIXELS],
}

/// Reads a picture in any format that the `image` crate was built with; the content decides which, not the name.
///
/// # Errors
/// If the file is missing, empty, too large, damaged, of an unknown format, or shows nothing.
pub fn read_picture(path: impl AsRef<Path>, preprocess: Preprocess) -> Result<Picture> {
    let path = path.as_ref();
    let grey = decode::read_grey(path)?;
    Picture::from_plane(&grey, preprocess)
        .ok_or_else(|| Error::OfPicture(PictureError::Blank { path: Some(path.to_path_buf()) }))
}

impl Picture {
    /// A picture in memory: `width × height` grey pixels, row by row, 0 black and 255 white.
    ///
    /// # Errors
    /// If nothing is to be seen on it.
    ///
    /// # Panics
    /// If there are not `width × height` pixels.
    pub fn from_grey(width: usize, height: usize, pixels: &[u8], preprocess: Preprocess) -> Result<Picture> {
        let found = pixels.len();
        let expected = width.checked_mul(height);
        assert!(expected == Some(found), "a grey picture of {width}×{height} does not have {found} pixels");
        let grey = Plane::averaged(width, height, WORKING_SIDE, |index| f32::from(pixels[index]) / 255.0);
        Picture::from_plane(&grey, preprocess).ok_or(Error::OfPicture(PictureError::Blank { path: None }))
    }

    /// What the network takes: shape `[1, 28, 28]`, in `[0, 1]`, by the same rule as a training batch.
    pub fn input(&self) -> [f32; IMAGE_PIXELS] {
        self.pixels.map(to_input)
    }

    /// Nothing if the picture shows nothing. `grey`: 0 black, 1 white.
    fn from_plane(grey: &Plane, preprocess: Preprocess) -> Option<Picture> {
        let (darkest, lightest) = grey.range()?;
        if lightest - darkest < LEAST_CONTRAST {
            return None;
        }
        let ink = match preprocess {
            Preprocess::Plain => grey.resized(IMAGE_SIDE, IMAGE_SIDE).map(|grey| 1.0 - grey),
            Preprocess::Centred => centre::like_mnist(grey)?,
        };
        let mut pixels = [0; IMAGE_PIXELS];
        for (pixel, ink) in pixels.iter_mut().zip(&ink.values) {
            *pixel = (ink * 255.0).round() as u8;
        }
        Some(Picture { pixels })
    }
}

#[cfg(test)]
mod tests;
