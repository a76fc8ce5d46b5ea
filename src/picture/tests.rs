//! Digits drawn here and MNIST's own, through the whole of [`read_picture`].

use super::*;
use crate::dataset::{Dataset, Split};

const PAPER: f32 = 235.0;
const PEN: f32 = 40.0;

/// A grey picture: `ink(x, y)` from 0 to 1 says how much of the pixel the pen covers.
struct Drawing {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Drawing {
    fn new(width: usize, height: usize, ink: impl Fn(f32, f32) -> f32) -> Drawing {
        let grey = |index: usize| {
            let (x, y) = ((index % width) as f32 + 0.5, (index / width) as f32 + 0.5);
            (PAPER + (PEN - PAPER) * ink(x, y).clamp(0.0, 1.0)).round() as u8
        };
        Drawing { width, height, pixels: (0..width * height).map(grey).collect() }
    }

    fn ring(side: usize, centre: (f32, f32), radius: f32, thickness: f32) -> Drawing {
        Drawing::new(side, side, |x, y| {
            let distance = ((x - centre.0).hypot(y - centre.1) - radius).abs();
            thickness / 2.0 - distance + 0.5
        })
    }

    fn bar(side: usize, columns: (f32, f32), rows: (f32, f32)) -> Drawing {
        let inside = |at: f32, (from, to): (f32, f32)| (at >= from && at < to) as u8 as f32;
        Drawing::new(side, side, |x, y| inside(x, columns) * inside(y, rows))
    }

    /// A seven: most of its mass is at the top right.
    fn seven(side: usize) -> Drawing {
        let unit = side as f32 / 10.0;
        Drawing::new(side, side, |x, y| {
            let (x, y) = (x / unit, y / unit);
            let top = (2.0..7.0).contains(&x) && (2.0..2.8).contains(&y);
            let leg = (2.0..8.5).contains(&y) && (x - (6.6 - (y - 2.0) * 0.5)).abs() < 0.4;
            (top || leg) as u8 as f32
        })
    }

    fn change(mut self, change: impl Fn(u8) -> u8) -> Drawing {
        self.pixels.iter_mut().for_each(|pixel| *pixel = change(*pixel));
        self
    }

    /// Lit from the left, dark in the corners, with a camera's noise.
    fn badly_lit(mut self) -> Drawing {
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            let x = (index % self.width) as f32 / self.width as f32 - 0.5;
            let y = (index / self.width) as f32 / self.height as f32 - 0.5;
            let light = 0.9 - 0.3 * x - 0.5 * (x * x + y * y);
            let noise = (index.wrapping_mul(2_654_435_761) >> 7) % 7;
            *pixel = (f32::from(*pixel) * light + noise as f32 - 3.0).clamp(0.0, 255.0) as u8;
        }
        self
    }

    fn read(&self, preprocess: Preprocess) -> Result<Picture> {
        Picture::from_grey(self.width, self.height, &self.pixels, preprocess)
    }

    fn centred(&self) -> Picture {
        self.read(Preprocess::Centred).unwrap()
    }
}

fn mean_difference(left: &[u8], right: &[u8]) -> f32 {
    let total: u32 = left.iter().zip(right).map(|(&a, &b)| u32::from(a.abs_diff(b))).sum();
    total as f32 / left.len() as f32
}

/// Columns and rows from first to last with any ink.
fn ink_size(picture: &Picture) -> (usize, usize) {
    let lines = |line_of: fn(usize) -> usize| {
        let inked = || picture.pixels.iter().enumerate().filter(|(_, ink)| **ink > 0).map(|(index, _)| line_of(index));
        inked().max().unwrap() + 1 - inked().min().unwrap()
    };
    (lines(|index| index % IMAGE_SIDE), lines(|index| index / IMAGE_SIDE))
}

fn assert_like_mnist(name: &str, picture: &Picture) {
    let (width, height) = ink_size(picture);
    assert!(width.max(height) == 20, "{name}: ink is {width}×{height}");
    let (x, y) = Plane::from_bytes(IMAGE_SIDE, IMAGE_SIDE, &picture.pixels).centre_of_mass();
    let off = (x - centre::CENTRE).abs().max((y - centre::CENTRE).abs());
    assert!(off <= 0.51, "{name}: centre of mass at {x}, {y}");
    assert!(picture.pixels.iter().max() == Some(&255), "{name}");
}

#[test]
fn digits_of_any_size_place_and_thickness_are_scaled_and_centred() {
    for (name, drawing) in [
        ("ring", Drawing::ring(300, (150.0, 150.0), 90.0, 24.0)),
        ("shifted ring", Drawing::ring(300, (80.0, 210.0), 50.0, 14.0)),
        ("small ring", Drawing::ring(500, (250.0, 240.0), 20.0, 5.0)),
        ("thick ring", Drawing::ring(200, (100.0, 100.0), 55.0, 60.0)),
        ("ring at the border", Drawing::ring(200, (62.0, 100.0), 60.0, 16.0)),
        ("ring of few pixels", Drawing::ring(16, (8.0, 8.0), 4.5, 2.0)),
        ("ring of many pixels", Drawing::ring(2500, (1000.0, 1500.0), 600.0, 150.0)),
        ("upright bar", Drawing::bar(200, (90.0, 110.0), (40.0, 160.0))),
        ("bar from border to border", Drawing::bar(200, (90.0, 110.0), (0.0, 200.0))),
        ("lying bar", Drawing::bar(200, (20.0, 180.0), (150.0, 170.0))),
        ("seven", Drawing::seven(400)),
    ] {
        assert_like_mnist(name, &drawing.centred());
        assert_like_mnist(name, &drawing.badly_lit().centred());
    }
}

#[test]
fn a_digit_of_light_on_dark_gives_what_its_negative_gives() {
    for drawing in [
        Drawing::ring(300, (150.0, 150.0), 90.0, 24.0),
        Drawing::ring(200, (100.0, 100.0), 55.0, 60.0),
        Drawing::seven(300),
        Drawing::seven(300).badly_lit(),
    ] {
        let dark = drawing.centred();
        let light = drawing.change(|grey| 255 - grey).centred();
        assert!(dark.pixels.iter().zip(&light.pixels).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
}

#[test]
fn a_faint_pencil_gives_nearly_what_ink_gives() {
    let ink = Drawing::seven(300).centred();
    let pencil = Drawing::seven(300).change(|grey| 200 + grey / 6).centred();
    assert!(mean_difference(&ink.pixels, &pencil.pixels) < 2.0);
}

#[test]
fn specks_and_a_shadow_are_no_part_of_the_digit() {
    let clean = Drawing::ring(300, (150.0, 150.0), 60.0, 16.0);
    let mut dirty = Drawing::ring(300, (150.0, 150.0), 60.0, 16.0);
    for (x, y) in [(10, 10), (280, 20), (30, 270)] {
        (y..y + 4).for_each(|row| dirty.pixels[row * 300 + x..][..4].fill(PEN as u8));
    }
    for row in 230..300 {
        dirty.pixels[row * 300 + 250..][..50].iter_mut().for_each(|pixel| *pixel -= 50);
    }
    assert!(mean_difference(&clean.centred().pixels, &dirty.centred().pixels) < 1.0);
}

#[test]
fn a_digit_in_two_parts_keeps_both() {
    // A body and, apart from it, a bar with a tenth of its ink, as in many a hand's 5.
    let two = Drawing::new(200, 200, |x, y| {
        let body = (60.0..100.0).contains(&x) && (80.0..180.0).contains(&y);
        let bar = (110.0..150.0).contains(&x) && (40.0..50.0).contains(&y);
        (body || bar) as u8 as f32
    });
    assert_eq!(ink_size(&two.centred()), (13, 20));
}

/// MNIST's image, each pixel made into 10×10 by linear interpolation, as dark ink on a larger sheet.
fn enlarged(image: &[u8]) -> Drawing {
    let large = Plane::from_bytes(IMAGE_SIDE, IMAGE_SIDE, image).resize(280, 280);
    Drawing::new(400, 360, |x, y| {
        let (column, row) = (x as usize, y as usize);
        let inside = (30..310).contains(&column) && (60..340).contains(&row);
        if inside { large.values[(row - 60) * 280 + column - 30] / 255.0 } else { 0.0 }
    })
}

#[test]
fn mnists_own_digits_come_back_from_a_badly_lit_sheet() {
    let test = Dataset::load(Split::Test).unwrap();
    let (mut total, mut worst) = (0.0, 0.0_f32);
    for index in 0..100 {
        let image = test.image(index);
        let difference = mean_difference(&enlarged(image).badly_lit().centred().pixels, image);
        total += difference;
        worst = worst.max(difference);
    }
    // One pixel of misplacement costs about 20.
    assert!(total / 100.0 < 8.0 && worst < 25.0, "mean {}, worst {worst}", total / 100.0);
}

#[test]
fn mnists_own_pixels_come_back_almost_unchanged() {
    let test = Dataset::load(Split::Test).unwrap();
    let mut total = 0.0;
    for index in 0..200 {
        let image = test.image(index);
        let picture = Picture::from_grey(IMAGE_SIDE, IMAGE_SIDE, image, Preprocess::Centred).unwrap();
        total += mean_difference(&picture.pixels, image);
    }
    assert!(total / 200.0 < 1.0, "mean {}", total / 200.0);
}

#[test]
fn plain_is_one_minus_grey_and_averages_areas() {
    let grey: Vec<u8> = (0..IMAGE_PIXELS).map(|index| (index % 256) as u8).collect();
    let picture = Picture::from_grey(IMAGE_SIDE, IMAGE_SIDE, &grey, Preprocess::Plain).unwrap();
    let expected: Vec<f32> = grey.iter().map(|&grey| 1.0 - f32::from(grey) / 255.0).collect();
    assert!(picture.input().iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-6));

    // A chessboard of single pixels: picking pixels would give black or white, averaging gives grey.
    let board = Drawing::new(112, 56, |x, y| ((x as usize + y as usize) % 2) as f32)
        .change(|grey| if grey > 128 { 255 } else { 0 });
    assert!(board.read(Preprocess::Plain).unwrap().pixels.iter().all(|ink| (127..=128).contains(ink)));
}

#[test]
fn a_picture_without_a_digit_is_refused() {
    let sheets = [
        Drawing::new(200, 100, |_, _| 0.0),
        Drawing::new(200, 100, |_, _| 0.0).change(|_| 255),
        Drawing::new(200, 100, |_, _| 0.0).change(|_| 0),
        Drawing::new(1, 1, |_, _| 0.0),
    ];
    for sheet in sheets {
        for preprocess in [Preprocess::Centred, Preprocess::Plain] {
            assert!(matches!(sheet.read(preprocess), Err(Error::NoInk { path: None, .. })));
        }
        assert!(matches!(sheet.badly_lit().read(Preprocess::Centred), Err(Error::NoInk { .. })));
    }
}

#[test]
fn a_white_file_is_named_in_its_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("white.png");
    image::GrayImage::from_pixel(40, 40, image::Luma([255])).save(&path).unwrap();
    let error = read_picture(&path, Preprocess::Centred).unwrap_err();
    assert!(error.to_string().contains("white.png"), "{error}");
}

#[test]
fn another_number_of_pixels_than_width_times_height_is_refused() {
    for (width, height, pixels) in [(2, 2, 3), (0, 0, 0), (0, 5, 0), (usize::MAX, 2, 4)] {
        let read = Picture::from_grey(width, height, &vec![0; pixels], Preprocess::Plain);
        assert!(matches!(read, Err(Error::GreyLength { .. })), "{width}×{height}");
    }
}

#[test]
fn no_arrangement_of_pixels_panics() {
    use rand::{Rng, SeedableRng};
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(1);
    for _ in 0..300 {
        let (width, height) = (random.gen_range(1..40), random.gen_range(1..40));
        let rare = random.gen_range(1..30);
        let pixels: Vec<u8> =
            (0..width * height).map(|_| if random.gen_range(0..rare) == 0 { random.r#gen() } else { 200 }).collect();
        for preprocess in [Preprocess::Centred, Preprocess::Plain] {
            if let Ok(picture) = Picture::from_grey(width, height, &pixels, preprocess) {
                assert!(picture.input().iter().all(|value| (0.0..=1.0).contains(value)));
            }
        }
    }
}

#[test]
fn the_courses_own_picture_is_a_ring() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures/example_0.jpg");
    let picture = read_picture(path, Preprocess::Centred).unwrap();
    assert_like_mnist("example_0.jpg", &picture);
    assert_eq!(picture.pixels[14 * IMAGE_SIDE + 14], 0, "the hole of the 0");
}
