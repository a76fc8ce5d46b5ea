//! Whether a JPEG file is whole: decoders fill what is cut off with grey, and a network would read the grey.

/// Begins the pixel data.
const START_OF_SCAN: u8 = 0xDA;
/// Ends the picture. In pixel data 0xFF is followed by 0 or by a restart's number, so this cannot occur inside.
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Whether the pixel data comes to its end. It is searched for behind the headers, since a camera puts a small preview,
/// with an end of its own, among them.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    pixel_data(bytes).is_some_and(|pixels| pixels.windows(2).any(|pair| pair == END_OF_IMAGE))
}

/// What follows the header of the first scan: segments of a marker (0xFF, kind) and a length, one after the other.
fn pixel_data(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        // A marker may be padded with further 0xFF.
        let kind_at = rest.iter().position(|&byte| byte != 0xFF)?;
        let (&kind, body) = rest[kind_at..].split_first()?;
        let length = u16::from_be_bytes([*body.first()?, *body.get(1)?]);
        rest = body.get(usize::from(length.max(2))..)?;
        if kind == START_OF_SCAN {
            return Some(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;

    fn jpeg() -> Vec<u8> {
        let noise = image::GrayImage::from_fn(120, 90, |x, y| image::Luma([((x * 7919 + y * 104_729) % 251) as u8]));
        let mut bytes = Vec::new();
        JpegEncoder::new(&mut bytes).encode_image(&noise).expect("encoded");
        bytes
    }

    #[test]
    fn a_file_that_is_cut_anywhere_is_not_whole() {
        let whole = jpeg();
        assert!(is_whole(&whole));
        for cut in [0, 1, 3, whole.len() / 30, whole.len() / 2, whole.len() * 9 / 10, whole.len() - 1] {
            assert!(!is_whole(&whole[..cut]), "cut at {cut}");
        }
    }

    #[test]
    fn a_previews_end_among_the_headers_does_not_count_and_bytes_behind_the_end_do_no_harm() {
        let whole = jpeg();
        // An application segment of 6 bytes that holds a preview's end.
        let preview = [&whole[..2], &[0xFF, 0xE1, 0, 6, 0xFF, 0xD9, 1, 2], &whole[2..]].concat();
        assert!(is_whole(&preview));
        assert!(!is_whole(&preview[..preview.len() / 2]));
        assert!(is_whole(&[&whole[..], b"more"].concat()));
    }
}
