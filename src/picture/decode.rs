//! From a file to brightness: the format by content, limits before memory, upright, grey, on white.

use std::fs::File;
use std::io::{Cursor, ErrorKind, Read};
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage};

use super::WORKING_SIDE;
use super::plane::Plane;
use crate::picture::PictureError;
use crate::{Error, Result};

/// A picture file larger than this is refused: 256 MiB.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// Pixels on one side.
const MAX_SIDE: u32 = 16_384;
/// Pixels in all: above what telephones take, and 512 MiB at eight bytes each.
const MAX_PIXELS: u64 = 64 << 20;
/// Bytes that a decoder may ask for, its picture included.
const MAX_DECODED_BYTES: u64 = 512 << 20;

/// The picture's brightness, 0 black and 1 white, at working size.
pub(super) fn read_grey(path: &Path) -> Result<Plane> {
    let bytes = read_bytes(path)?;
    let image = decode(&bytes, path)?;
    drop(bytes);
    Ok(on_white(&image.into_rgba8()))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    let owned = || path.to_path_buf();
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::OfPicture(PictureError::Missing { path: owned() }),
        _ => Error::OfFile(files::FileError::Refused { path: owned(), source: error }),
    })?;
    if metadata.is_dir() {
        return Err(Error::OfPicture(PictureError::IsFolder { path: owned() }));
    }
    // A pipe says nothing of its length, so what counts is what arrives.
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(files::refused(path))?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(files::refused(path))?;
    match bytes.len() as u64 {
        0 => Err(Error::OfPicture(PictureError::Empty { path: owned() })),
        1..=MAX_FILE_BYTES => Ok(bytes),
        _ => Err(Error::OfPicture(PictureError::FileTooLarge { path: owned(), limit: MAX_FILE_BYTES })),
    }
}

fn decode(bytes: &[u8], path: &Path) -> Result<DynamicImage> {
    let format = format_of(bytes, path)?;
    if format == ImageFormat::Jpeg && !super::jpeg::is_whole(bytes) {
        let cut = std::io::Error::new(ErrorKind::UnexpectedEof, "the pixel data ends too early");
        return Err(explain(ImageError::IoError(cut), path, format));
    }
    let explain = |error| explain(error, path, format);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits.clone());
    // This reads the header only.
    let mut decoder = reader.into_decoder().map_err(explain)?;
    let (width, height) = decoder.dimensions();
    let too_large = width.max(height) > MAX_SIDE
        || u64::from(width) * u64::from(height) > MAX_PIXELS
        || decoder.total_bytes() > MAX_DECODED_BYTES;
    if too_large {
        return Err(too_large_error(path, Some((width, height))));
    }
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    decoder.set_limits(limits).map_err(explain)?;
    // A telephone writes the pixels as its sensor lay, and how to turn them beside.
    let orientation = decoder.orientation().map_err(explain)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(explain)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The format by the first bytes, or, where they tell none, by the name: such a file is damaged.
fn format_of(bytes: &[u8], path: &Path) -> Result<ImageFormat> {
    let format = image::guess_format(bytes).ok().or_else(|| ImageFormat::from_path(path).ok());
    match format {
        Some(format) if format.reading_enabled() => Ok(format),
        _ => Err(Error::OfPicture(PictureError::FormatUnknown {
            path: path.to_path_buf(),
            looks_like: looks_like(bytes),
        })),
    }
}

/// Names what people hand in most often among what cannot be read.
fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let text = bytes.trim_ascii_start();
    match bytes {
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => Some("AVIF"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', ..] => Some("HEIC"),
        _ if bytes.starts_with(b"%PDF") => Some("PDF"),
        _ if text.starts_with(b"<svg") || text.starts_with(b"<?xml") => Some("SVG"),
        _ => None,
    }
}

fn explain(error: ImageError, path: &Path, format: ImageFormat) -> Error {
    match error {
        ImageError::Limits(_) => too_large_error(path, None),
        source => {
            Error::OfPicture(PictureError::Damaged { path: path.to_path_buf(), format, source: Box::new(source) })
        }
    }
}

fn too_large_error(path: &Path, sides: Option<(u32, u32)>) -> Error {
    Error::OfPicture(PictureError::TooLarge {
        path: path.to_path_buf(),
        sides,
        max_side: MAX_SIDE,
        max_pixels: MAX_PIXELS,
    })
}

/// Grey by the usual weights of red, green and blue (ITU-R BT.601, as the lesson's imaging library has it); what is
/// transparent shows white paper.
fn on_white(image: &RgbaImage) -> Plane {
    let (width, height) = image.dimensions();
    let pixels = image.as_raw();
    Plane::averaged(width as usize, height as usize, WORKING_SIDE, |index| {
        let [red, green, blue, alpha] = [0, 1, 2, 3].map(|channel| f32::from(pixels[4 * index + channel]) / 255.0);
        let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
        (luma * alpha + (1.0 - alpha)).clamp(0.0, 1.0)
    })
}
