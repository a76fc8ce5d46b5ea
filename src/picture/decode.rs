//! From a file to grey pixels.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek};
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use crate::language::text;
use crate::{Error, Result};

/// The longest side that is read, in pixels.
pub(crate) const MAX_SIDE: u32 = 16_384;
/// The most pixels that are read: more than nearly any camera's.
pub(crate) const MAX_PIXELS: u64 = 64_000_000;
/// The most memory that a decoded picture may take: 64 million pixels of four 16-bit numbers.
const MAX_BYTES: u64 = 512 << 20;

/// Reads a picture as grey (0 black … 255 white), upright, on white where it is transparent.
pub(super) fn read_grey(path: &Path) -> Result<GrayImage> {
    let mut file = open(path)?;
    let start = first_bytes(&mut file).map_err(Error::io(path))?;
    let Some((format, by_content)) = format(&start, path) else {
        return Err(not_a_picture(path, &start));
    };
    decode(file, format, path).map_err(|problem| match problem {
        Problem::TooLarge(found) => Error::PictureTooLarge { path: path.to_path_buf(), found },
        Problem::Io(source) => Error::Io { path: path.to_path_buf(), source },
        Problem::Unsupported => not_a_picture(path, &start),
        // Only the name said that it is a picture of that format.
        Problem::Damaged(_) if !by_content => not_a_picture(path, &start),
        Problem::Damaged(reason) => Error::DamagedPicture { path: path.to_path_buf(), format: name(format), reason },
    })
}

fn open(path: &Path) -> Result<BufReader<File>> {
    let known = std::fs::metadata(path).map_err(|source| match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::MissingPicture { path: path.to_path_buf() },
        _ => Error::Io { path: path.to_path_buf(), source },
    })?;
    if known.is_dir() {
        return Err(Error::PictureIsFolder { path: path.to_path_buf() });
    }
    // Devices and pipes have length 0 too: they cannot be read back and forth, as some formats need.
    if known.len() == 0 {
        return Err(Error::EmptyPicture { path: path.to_path_buf() });
    }
    File::open(path).map(BufReader::new).map_err(Error::io(path))
}

fn first_bytes(file: &mut BufReader<File>) -> std::io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.by_ref().take(32).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start)
}

/// What the file's first bytes say, or else its name (TGA has no mark at its start); whether it was the bytes.
fn format(start: &[u8], path: &Path) -> Option<(ImageFormat, bool)> {
    let by_content = image::guess_format(start).ok().map(|format| (format, true));
    by_content.or_else(|| ImageFormat::from_path(path).ok().map(|format| (format, false)))
}

enum Problem {
    TooLarge(String),
    Damaged(String),
    Unsupported,
    Io(std::io::Error),
}

impl From<ImageError> for Problem {
    fn from(error: ImageError) -> Problem {
        match error {
            ImageError::Limits(_) => {
                let megabytes = MAX_BYTES >> 20;
                Problem::TooLarge(text!(
                    "解码需要超过 {megabytes} MiB 内存",
                    "one that takes over {megabytes} MiB to decode"
                ))
            }
            ImageError::Unsupported(_) => Problem::Unsupported,
            // A file that ends too early, or whose parts point outside it, is damaged, not unreadable.
            ImageError::IoError(source)
                if !matches!(
                    source.kind(),
                    ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput
                ) =>
            {
                Problem::Io(source)
            }
            other => Problem::Damaged(other.to_string()),
        }
    }
}

fn decode(file: BufReader<File>, format: ImageFormat, path: &Path) -> std::result::Result<GrayImage, Problem> {
    let _ = path;
    let mut reader = ImageReader::with_format(file, format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    check_size(&decoder)?;
    // A wrong note about the camera's position is no reason to refuse the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut grey = DynamicImage::ImageLuma8(on_white(DynamicImage::from_decoder(decoder)?));
    grey.apply_orientation(orientation);
    Ok(grey.into_luma8())
}

/// Before anything is allocated: a file of a few bytes can claim any size.
fn check_size(decoder: &impl ImageDecoder) -> std::result::Result<(), Problem> {
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(Problem::Damaged(text!("宽高是 {width}×{height}", "its size is {width}×{height}")));
    }
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Problem::TooLarge(format!("{width}×{height}")));
    }
    if decoder.total_bytes() > MAX_BYTES {
        let megabytes = decoder.total_bytes() >> 20;
        return Err(Problem::TooLarge(text!(
            "{width}×{height}，解码后占 {megabytes} MiB",
            "{width}×{height}, {megabytes} MiB once decoded"
        )));
    }
    Ok(())
}

fn on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let picture = picture.into_luma_alpha8();
    let over = |&[grey, alpha]: &[u8; 2]| {
        let (grey, alpha) = (u32::from(grey), u32::from(alpha));
        ((grey * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| image::Luma([over(&picture.get_pixel(x, y).0)]))
}

fn name(format: ImageFormat) -> &'static str {
    format.extensions_str().first().copied().unwrap_or("?")
}

/// An error that says what the file is, where its first bytes tell.
fn not_a_picture(path: &Path, start: &[u8]) -> Error {
    let found = match start {
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => {
            text!("HEIC、AVIF 或视频文件", "a HEIC, AVIF or video file")
        }
        [b'%', b'P', b'D', b'F', ..] => text!("PDF 文件", "a PDF"),
        [b'<', ..] => text!("SVG、HTML 或 XML 文件", "SVG, HTML or XML"),
        _ => {
            let bytes = start.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
            text!("以字节 {bytes} 开头的文件", "a file that starts with the bytes {bytes}")
        }
    };
    Error::NotAPicture { path: path.to_path_buf(), found }
}
