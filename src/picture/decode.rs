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
    decode(file, format).map_err(|problem| match problem {
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

fn decode(file: BufReader<File>, format: ImageFormat) -> std::result::Result<GrayImage, Problem> {
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

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use image::{ImageBuffer, Luma, LumaA, Rgb};
    use rand::{Rng, SeedableRng};

    use super::*;

    /// A file of these bytes, gone when the folder is dropped.
    fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn read(name: &str, bytes: &[u8]) -> Result<GrayImage> {
        let (_folder, path) = file(name, bytes);
        read_grey(&path)
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// 6×4: black left half, white right half.
    fn halves() -> DynamicImage {
        let colour = |x: u32| Rgb([if x < 3 { 0_u8 } else { 255 }; 3]);
        DynamicImage::ImageRgb8(ImageBuffer::from_fn(6, 4, |x, _| colour(x)))
    }

    /// A PNG's first chunk with the right checksum, and nothing after it.
    fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut chunk = b"IHDR".to_vec();
        chunk.extend(width.to_be_bytes());
        chunk.extend(height.to_be_bytes());
        chunk.extend([8, 2, 0, 0, 0]);
        let mut sum = flate2::Crc::new();
        sum.update(&chunk);
        let start = [b"\x89PNG\r\n\x1a\n".as_slice(), &13_u32.to_be_bytes(), &chunk, &sum.sum().to_be_bytes()].concat();
        // The decoder looks for the next chunk before it says how large the picture is.
        [start, [0, 0, 4, 0].to_vec(), b"IDAT".to_vec(), vec![0; 1024]].concat()
    }

    #[test]
    fn every_format_is_told_by_its_content_not_its_name() {
        use ImageFormat::*;
        for format in [Png, Jpeg, Gif, Bmp, Tiff, WebP, Pnm, Qoi, Ico, Tga] {
            // TGA alone has no mark of its own.
            let file_name = if format == Tga { "digit.tga" } else { "digit.txt" };
            let picture = if format == Ico { DynamicImage::ImageRgba8(halves().into_rgba8()) } else { halves() };
            let grey =
                read(file_name, &encoded(&picture, format)).unwrap_or_else(|error| panic!("{format:?}: {error}"));
            assert_eq!(grey.dimensions(), (6, 4), "{format:?}");
            assert!(grey.get_pixel(0, 0).0[0] < 40 && grey.get_pixel(5, 3).0[0] > 215, "{format:?}");
        }
    }

    #[test]
    fn floating_point_formats_and_16_bits_are_read() {
        let float = DynamicImage::ImageRgb32F(halves().into_rgb32f());
        for format in [ImageFormat::OpenExr, ImageFormat::Hdr] {
            let grey = read("digit", &encoded(&float, format)).unwrap_or_else(|error| panic!("{format:?}: {error}"));
            assert!(grey.get_pixel(0, 0).0[0] < 5 && grey.get_pixel(5, 3).0[0] > 250, "{format:?}");
        }
        let deep = ImageBuffer::from_fn(2, 1, |x, _| Luma([if x == 0 { 0x4000_u16 } else { 0xffff }]));
        let grey = read("digit.png", &encoded(&DynamicImage::ImageLuma16(deep), ImageFormat::Png)).unwrap();
        assert_eq!(grey.as_raw(), &[0x40, 0xff]);
    }

    #[test]
    fn transparent_parts_are_white_and_half_transparent_ones_between() {
        let pixels = [LumaA([0_u8, 0]), LumaA([0, 255]), LumaA([0, 128]), LumaA([200, 255])];
        let picture = DynamicImage::ImageLumaA8(ImageBuffer::from_fn(4, 1, |x, _| pixels[x as usize]));
        assert_eq!(read("digit.png", &encoded(&picture, ImageFormat::Png)).unwrap().as_raw(), &[255, 0, 127, 200]);
    }

    #[test]
    fn a_camera_held_upright_is_turned_back() {
        // Exif's smallest form: one entry, tag 0x0112 (orientation), value 6: "turn right by a quarter".
        let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let jpeg = encoded(
            &DynamicImage::ImageLuma8(halves().resize_exact(64, 32, image::imageops::Nearest).into_luma8()),
            ImageFormat::Jpeg,
        );
        let length = (exif.len() as u16 + 2).to_be_bytes();
        let turned = [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat();
        let grey = read("photo.jpg", &turned).unwrap();
        assert_eq!(grey.dimensions(), (32, 64));
        assert!(grey.get_pixel(16, 4).0[0] < 40 && grey.get_pixel(16, 60).0[0] > 215);
    }

    #[test]
    fn a_path_that_leads_to_no_data_gets_an_error_of_its_own() {
        let (folder, path) = file("empty.png", b"");
        assert!(matches!(read_grey(&path), Err(Error::EmptyPicture { .. })));
        assert!(matches!(read_grey(folder.path()), Err(Error::PictureIsFolder { .. })));
        assert!(matches!(read_grey(&folder.path().join("none.png")), Err(Error::MissingPicture { .. })));
        assert!(matches!(read_grey(&path.join("below.png")), Err(Error::MissingPicture { .. })));
    }

    #[test]
    fn what_is_no_picture_is_refused_whatever_its_name() {
        for (name, bytes) in [
            ("notes.txt", b"nothing to see".as_slice()),
            ("notes.png", b"nothing to see"),
            ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0"),
            ("drawing.svg", b"<svg/>"),
            ("one.png", b"x"),
        ] {
            assert!(matches!(read(name, bytes), Err(Error::NotAPicture { .. })), "{name}: {:?}", read(name, bytes));
        }
        let message = read("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0").unwrap_err().to_string();
        assert!(message.contains("photo.heic") && message.contains("HEIC"), "{message}");
    }

    #[test]
    fn a_cut_or_altered_picture_is_damaged() {
        for format in [ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Bmp] {
            let whole = encoded(&halves(), format);
            let cut = read("digit", &whole[..whole.len() * 2 / 3]);
            assert!(matches!(cut, Err(Error::DamagedPicture { .. })), "{format:?}: {cut:?}");
        }
        let mut altered = encoded(&halves(), ImageFormat::Png);
        let middle = altered.len() / 2;
        altered[middle] ^= 0xff;
        assert!(matches!(read("digit", &altered), Err(Error::DamagedPicture { format: "png", .. })));
    }

    #[test]
    fn a_file_that_claims_too_many_pixels_is_refused_before_they_are_allocated() {
        // 60,000 × 60,000 × 3 bytes are 10 GB: this test would not survive allocating them.
        for (width, height) in [(60_000, 60_000), (16_385, 1), (1, 16_385), (10_000, 10_000), (u32::MAX >> 1, 1)] {
            let read = read("bomb.png", &png_header(width, height));
            assert!(matches!(read, Err(Error::PictureTooLarge { .. })), "{width}×{height}: {read:?}");
        }
        let message = read("bomb.png", &png_header(60_000, 60_000)).unwrap_err().to_string();
        for part in ["bomb.png", "60000×60000", "16384", "64"] {
            assert!(message.contains(part), "{message}");
        }
        let pnm = read("bomb.pnm", b"P6\n60000 60000\n255\n");
        assert!(matches!(pnm, Err(Error::PictureTooLarge { .. })), "{pnm:?}");
    }

    #[test]
    fn random_and_altered_bytes_never_panic() {
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        let (_folder, path) = file("digit.tga", b"");
        let survives = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let _ = read_grey(&path);
        };
        let rounds = std::env::var("SHUZI_FUZZ").map_or(60, |rounds| rounds.parse().unwrap());
        use ImageFormat::*;
        for format in [Png, Jpeg, Gif, Bmp, Tiff, WebP, Pnm, Qoi, Ico, Tga, OpenExr, Hdr, Farbfeld] {
            let picture = match format {
                OpenExr | Hdr => DynamicImage::ImageRgb32F(halves().into_rgb32f()),
                Ico => DynamicImage::ImageRgba8(halves().into_rgba8()),
                Farbfeld => DynamicImage::ImageRgba16(halves().into_rgba16()),
                _ => halves(),
            };
            let whole = encoded(&picture, format);
            for round in 0..rounds {
                let mut bytes = whole.clone();
                for _ in 0..=round % 8 {
                    let place = random.gen_range(0..bytes.len());
                    bytes[place] = random.r#gen();
                }
                bytes.truncate(if round % 3 == 0 { random.gen_range(1..=bytes.len()) } else { bytes.len() });
                survives(&bytes);
                // A true start with noise after it.
                let noise: Vec<u8> = whole.iter().take(20).copied().chain((0..200).map(|_| random.r#gen())).collect();
                survives(&noise);
            }
        }
    }
}
