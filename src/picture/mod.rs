//! From any picture of a digit to what the network sees: 28×28 pixels of ink.
//!
//! [`read_picture`] reads a file; [`Picture::from_grey`] takes pixels that are at hand. [`Preprocess`] says how much is
//! done to make the digit look like the ones that the network was trained on.

mod background;
mod centre;
mod decode;
mod plane;
#[cfg(test)]
mod tests;

use std::path::Path;

pub(crate) use decode::{MAX_PIXELS, MAX_SIDE};
use plane::Plane;

use crate::dataset::transform::to_input;
use crate::dataset::{IMAGE_PIXELS, IMAGE_SIDE};
use crate::{Error, Result};

/// Grey levels (of 256) that ink must differ from paper by; compression and camera noise stay below.
const LEAST_CONTRAST: f32 = 16.0;

/// How a picture is made into 28×28 pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Preprocess {
    /// As MNIST was made: the digit is found, dark on light or light on dark, cut out of its background, scaled into
    /// 20×20 and centred by mass. It must be the only thing in the picture.
    #[default]
    Centred,
    /// As the lesson does it: the whole picture is resized and inverted, so the digit must be dark, and fill it as
    /// MNIST's do.
    Plain,
}

/// A digit as the network sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Ink, row by row: 0 is background, 255 full ink, as in MNIST's own files.
    pub pixels: [u8; IMAGE_PIXELS],
}

/// Reads a picture of any format that the `image` crate knows, told by its content rather than its name.
///
/// Transparent parts count as white, and a camera's note on which way is up is followed. Of several pictures in a file
/// (an animation, an icon in several sizes) one is taken.
///
/// # Errors
/// A missing, empty, damaged, too large or uniform picture, a folder, or a file that is no picture.
pub fn read_picture(path: impl AsRef<Path>, preprocess: Preprocess) -> Result<Picture> {
    let path = path.as_ref();
    let grey = decode::read_grey(path)?;
    Picture::from_grey(grey.width() as usize, grey.height() as usize, grey.as_raw(), preprocess).map_err(|error| {
        match error {
            Error::NoInk { contrast, .. } => Error::NoInk { path: Some(path.to_path_buf()), contrast },
            other => other,
        }
    })
}

impl Picture {
    /// The same from `height` rows of `width` grey pixels: 0 black … 255 white.
    ///
    /// # Errors
    /// If there are not `width * height` pixels, or they are all (nearly) the same.
    pub fn from_grey(width: usize, height: usize, pixels: &[u8], preprocess: Preprocess) -> Result<Picture> {
        if pixels.is_empty() || width.checked_mul(height) != Some(pixels.len()) {
            return Err(Error::GreyLength { width, height, found: pixels.len() });
        }
        let grey = Plane::from_bytes(width, height, pixels);
        let ink = match preprocess {
            Preprocess::Centred => centre::centred(&grey),
            Preprocess::Plain => plain(&grey),
        };
        let ink = ink.map_err(|contrast| Error::NoInk { path: None, contrast })?;
        Ok(Picture { pixels: std::array::from_fn(|index| (ink.values[index] * 255.0).round() as u8) })
    }

    /// The network's input `[1, 28, 28]`: ink from 0 to 1.
    pub fn input(&self) -> [f32; IMAGE_PIXELS] {
        self.pixels.map(to_input)
    }
}

/// The lesson's way; the error is the contrast found.
fn plain(grey: &Plane) -> std::result::Result<Plane, f32> {
    let darkest = grey.values.iter().copied().fold(f32::INFINITY, f32::min);
    let lightest = grey.values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if lightest - darkest < LEAST_CONTRAST {
        return Err(lightest - darkest);
    }
    Ok(grey.resize(IMAGE_SIDE, IMAGE_SIDE).map(|value| 1.0 - value / 255.0))
}
