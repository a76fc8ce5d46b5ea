//! IDX, the format of MNIST's files: a magic number, the sizes, then a byte for each pixel or label.
//!
//! All numbers in the header are big-endian `u32`. Images: `0x803`, count, rows, columns; labels: `0x801`, count.
//! Nothing in a header is believed before it is checked, and memory grows with the bytes that arrive, not with what the
//! header claims, so a forged file cannot exhaust it.

use std::io::Read;
use std::path::Path;

use super::{IMAGE_PIXELS, IMAGE_SIDE, NUM_CLASSES};
use crate::dataset::DataError;
use crate::{Error, Result};

const IMAGE_MAGIC: u32 = 0x803;
const LABEL_MAGIC: u32 = 0x801;
/// Header bytes of an image file: magic number, count, rows, columns.
const IMAGE_HEADER: u64 = 16;
/// Header bytes of a label file: magic number, count.
const LABEL_HEADER: u64 = 8;
/// No more images than this (784 MiB of pixels): twenty times MNIST, and a bound on what a tiny gzip file can unpack to.
const MAX_IMAGES: u32 = 1 << 20;

/// Reads images of 28×28 pixels, `[N, 28, 28]`. `path` only names the bytes' origin in errors.
pub(super) fn read_images(mut bytes: impl Read, path: &Path) -> Result<Vec<u8>> {
    check_magic(&mut bytes, path, IMAGE_MAGIC, IMAGE_HEADER)?;
    let [count, rows, columns] = read_u32s(&mut bytes, path, IMAGE_HEADER, 4)?;
    if (rows, columns) != (IMAGE_SIDE as u32, IMAGE_SIDE as u32) {
        return Err(Error::OfData(DataError::WrongImageSides { path: path.to_path_buf(), rows, columns }));
    }
    check_count(path, count)?;
    read_body(bytes, path, IMAGE_HEADER, u64::from(count) * IMAGE_PIXELS as u64)
}

/// Reads labels from 0 to 9. `path` only names the bytes' origin in errors.
pub(super) fn read_labels(mut bytes: impl Read, path: &Path) -> Result<Vec<u8>> {
    check_magic(&mut bytes, path, LABEL_MAGIC, LABEL_HEADER)?;
    let [count] = read_u32s(&mut bytes, path, LABEL_HEADER, 4)?;
    check_count(path, count)?;
    let labels = read_body(bytes, path, LABEL_HEADER, u64::from(count))?;
    match labels.iter().position(|&label| usize::from(label) >= NUM_CLASSES) {
        Some(index) => {
            Err(Error::OfData(DataError::WrongLabel { path: path.to_path_buf(), index, label: labels[index] }))
        }
        None => Ok(labels),
    }
}

fn check_magic(bytes: &mut impl Read, path: &Path, expected: u32, header: u64) -> Result<()> {
    let found = read_u32s::<1>(bytes, path, header, 0)?[0];
    let path = path.to_path_buf();
    match found {
        _ if found == expected => Ok(()),
        IMAGE_MAGIC | LABEL_MAGIC => {
            Err(Error::OfData(DataError::SwappedFiles { path, holds_labels: found == LABEL_MAGIC }))
        }
        _ => Err(Error::OfData(DataError::WrongMagic { path, expected, found })),
    }
}

/// `before`: bytes of the header that were read already, for an honest count in the error.
fn read_u32s<const N: usize>(bytes: &mut impl Read, path: &Path, header: u64, before: u64) -> Result<[u32; N]> {
    let mut raw = Vec::with_capacity(4 * N);
    bytes.by_ref().take(4 * N as u64).read_to_end(&mut raw).map_err(files::refused(path))?;
    if raw.len() < 4 * N {
        let found = before + raw.len() as u64;
        return Err(Error::OfData(DataError::Truncated { path: path.to_path_buf(), expected: header, found }));
    }
    Ok(std::array::from_fn(|i| u32::from_be_bytes([raw[4 * i], raw[4 * i + 1], raw[4 * i + 2], raw[4 * i + 3]])))
}

fn check_count(path: &Path, count: u32) -> Result<()> {
    match count {
        0 => Err(Error::OfData(DataError::Empty { path: path.to_path_buf() })),
        1..=MAX_IMAGES => Ok(()),
        _ => Err(Error::OfData(DataError::TooManyImages { path: path.to_path_buf(), count, limit: MAX_IMAGES })),
    }
}

/// Exactly `len` bytes, and then the end.
fn read_body(bytes: impl Read, path: &Path, header: u64, len: u64) -> Result<Vec<u8>> {
    let mut body = Vec::new();
    // One byte more than wanted is enough to see that there is more, however much it is.
    bytes.take(len + 1).read_to_end(&mut body).map_err(files::refused(path))?;
    let found = body.len() as u64;
    let path = path.to_path_buf();
    if found < len {
        return Err(Error::OfData(DataError::Truncated { path, expected: header + len, found: header + found }));
    }
    if found > len {
        return Err(Error::OfData(DataError::Trailing { path, expected: header + len }));
    }
    Ok(body)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn image_file(count: u32, rows: u32, columns: u32, pixels: usize) -> Vec<u8> {
        let header = [IMAGE_MAGIC, count, rows, columns].map(u32::to_be_bytes).concat();
        [header, (0..pixels).map(|i| i as u8).collect()].concat()
    }

    pub fn label_file(count: u32, labels: &[u8]) -> Vec<u8> {
        [&[LABEL_MAGIC, count].map(u32::to_be_bytes).concat()[..], labels].concat()
    }

    fn images(bytes: &[u8]) -> Result<Vec<u8>> {
        read_images(bytes, Path::new("images"))
    }

    fn labels(bytes: &[u8]) -> Result<Vec<u8>> {
        read_labels(bytes, Path::new("labels"))
    }

    #[test]
    fn whole_files_are_read() {
        let pixels = images(&image_file(2, 28, 28, 1568)).unwrap();
        assert_eq!((pixels.len(), pixels[0], pixels[257]), (1568, 0, 1));
        assert_eq!(labels(&label_file(3, &[9, 0, 4])).unwrap(), [9, 0, 4]);
    }

    #[test]
    fn every_shorter_file_is_truncated_with_both_sizes() {
        let whole = image_file(1, 28, 28, 784);
        for len in 0..whole.len() {
            let error = images(&whole[..len]).unwrap_err();
            let Error::OfData(DataError::Truncated { expected, found, .. }) = error else {
                panic!("{len} bytes: {error}")
            };
            assert_eq!(found, len as u64);
            assert_eq!(expected, if len < 16 { 16 } else { 800 });
        }
    }

    #[test]
    fn a_byte_behind_the_end_is_rejected() {
        let error = images(&image_file(1, 28, 28, 785)).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::Trailing { expected: 800, .. })), "{error}");
    }

    #[test]
    fn another_magic_number_is_rejected() {
        let error = labels(b"not an IDX file").unwrap_err();
        assert!(
            matches!(error, Error::OfData(DataError::WrongMagic { expected: 0x801, found: 0x6e6f7420, .. })),
            "{error}"
        );
    }

    #[test]
    fn swapped_files_are_told_apart_from_damaged_ones() {
        let error = images(&label_file(1, &[1])).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::SwappedFiles { holds_labels: true, .. })), "{error}");
        let error = labels(&image_file(1, 28, 28, 784)).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::SwappedFiles { holds_labels: false, .. })), "{error}");
    }

    #[test]
    fn other_sides_than_28_are_rejected() {
        let error = images(&image_file(1, 32, 28, 896)).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::WrongImageSides { rows: 32, columns: 28, .. })), "{error}");
    }

    #[test]
    fn a_label_outside_the_classes_is_named_with_its_index() {
        let error = labels(&label_file(3, &[9, 10, 11])).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::WrongLabel { index: 1, label: 10, .. })), "{error}");
    }

    #[test]
    fn an_empty_set_is_rejected() {
        assert!(matches!(images(&image_file(0, 28, 28, 0)), Err(Error::OfData(DataError::Empty { .. }))));
        assert!(matches!(labels(&label_file(0, &[])), Err(Error::OfData(DataError::Empty { .. }))));
    }

    #[test]
    fn absurd_sizes_are_rejected_without_reading_on() {
        let error = images(&image_file(u32::MAX, 28, 28, 784)).unwrap_err();
        assert!(
            matches!(error, Error::OfData(DataError::TooManyImages { count: u32::MAX, limit: MAX_IMAGES, .. })),
            "{error}"
        );
        let error = images(&image_file(u32::MAX, u32::MAX, u32::MAX, 784)).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::WrongImageSides { .. })), "{error}");
        let error = labels(&label_file(MAX_IMAGES + 1, &[1])).unwrap_err();
        assert!(matches!(error, Error::OfData(DataError::TooManyImages { .. })), "{error}");
    }

    #[test]
    fn an_endless_stream_is_read_no_further_than_its_header_says() {
        let endless = std::io::Cursor::new(image_file(1, 28, 28, 784)).chain(std::io::repeat(0));
        assert!(matches!(read_images(endless, Path::new("endless")), Err(Error::OfData(DataError::Trailing { .. }))));
    }
}
