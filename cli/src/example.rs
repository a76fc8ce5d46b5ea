//! The course's own picture of a handwritten 0, `figures/example_0.jpg`: what the lesson ends by reading.

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;

use crate::pen::{Paper, Pen, Placement, Stroke, write};

/// The picture as a JPEG file: the same bytes on every machine.
pub fn example_zero() -> Vec<u8> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, 90);
    draw_zero().write_with_encoder(encoder).expect("a small picture is encoded into memory");
    jpeg
}

/// A 0 in dark ink on light paper, 400×400 pixels, as someone writes it with a felt pen: from the top to the left, down
/// and around, a little past where it began.
///
/// Shrunk to 28×28 it resembles MNIST's zeros: about 20 pixels high, a line 2 to 3 pixels wide, in the middle.
pub fn draw_zero() -> RgbImage {
    let stroke = Stroke::through(&[
        (0.252, -0.490, 0.60),
        (0.129, -0.470, 0.85),
        (-0.058, -0.440, 0.98),
        (-0.240, -0.310, 1.02),
        (-0.351, -0.080, 1.05),
        (-0.351, 0.190, 1.05),
        (-0.216, 0.415, 0.98),
        (0.018, 0.480, 0.90),
        (0.240, 0.370, 0.97),
        (0.363, 0.110, 1.02),
        (0.351, -0.160, 0.98),
        (0.240, -0.370, 0.90),
        (0.070, -0.430, 0.78),
        (-0.070, -0.350, 0.45),
    ]);
    let placement = Placement { center: (0.517, 0.512), height: 0.65, slant: 0.10 };
    let pen = Pen { width: 0.110, nib: (0.8, -0.6), contrast: 0.28, tremor: 0.008, color: [16, 20, 44] };
    let paper = Paper { side: 400, color: [251, 249, 243], grain: 2.5 };
    write(&[stroke], placement, &pen, &paper, 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture as the lesson's network gets it: grey, 28×28, 255 − x.
    fn ink() -> Vec<u8> {
        let picture = image::load_from_memory(&example_zero()).expect("our own JPEG");
        assert_eq!((picture.width(), picture.height()), (400, 400));
        let small = picture.resize_exact(28, 28, image::imageops::FilterType::Triangle).into_luma8();
        small.pixels().map(|pixel| 255 - pixel.0[0]).collect()
    }

    fn extent(holds: impl Fn(usize) -> bool) -> (usize, usize) {
        let places: Vec<usize> = (0..28).filter(|&place| holds(place)).collect();
        (places[0], places[places.len() - 1])
    }

    #[test]
    fn the_zero_stands_in_the_middle_as_high_as_those_of_mnist() {
        let ink = ink();
        let (top, bottom) = extent(|row| ink[row * 28..(row + 1) * 28].iter().any(|&value| value > 100));
        let (left, right) = extent(|column| (0..28).any(|row| ink[row * 28 + column] > 100));
        assert!((18..=21).contains(&(bottom - top + 1)), "rows {top} to {bottom}");
        assert!((12..=18).contains(&(right - left + 1)), "columns {left} to {right}");
        assert!((top + bottom).abs_diff(27) <= 2 && (left + right).abs_diff(27) <= 2);
    }

    #[test]
    fn the_line_is_as_thick_as_a_pen_s_and_the_paper_is_bright() {
        let ink = ink();
        let row = &ink[14 * 28..15 * 28];
        let [left, right] =
            [&row[..14], &row[14..]].map(|half| half.iter().map(|&v| f64::from(v)).sum::<f64>() / 235.0);
        assert!((2.2..=3.2).contains(&left) && (2.2..=3.2).contains(&right), "{left} and {right}");
        assert!(ink[14 * 28 + 13] <= 10 && ink[..28].iter().all(|&value| value <= 10), "{row:?}");
        assert!(ink.iter().max() > Some(&220));
    }
}
