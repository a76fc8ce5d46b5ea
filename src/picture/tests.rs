//! Pictures drawn here, in memory and through files of every format.

use std::io::Cursor;
use std::path::PathBuf;

use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::centre::{CENTRE, centre_of_mass};
use super::*;
use crate::picture::PictureError;
use crate::{Dataset, Split};

/// Grey pixels of a drawing: `ink(x, y)` says where the pen was, in pixels.
fn drawn(width: usize, height: usize, paper: u8, pen: u8, ink: impl Fn(f32, f32) -> bool) -> Vec<u8> {
    let position = |i: usize| ((i % width) as f32, (i / width) as f32);
    (0..width * height).map(|i| if ink(position(i).0, position(i).1) { pen } else { paper }).collect()
}

/// A zero: a ring around `(x, y)`.
fn ring(x: f32, y: f32, radius: f32, thickness: f32) -> impl Fn(f32, f32) -> bool {
    move |px, py| (((px - x).powi(2) + ((py - y) * 0.7).powi(2)).sqrt() - radius).abs() < thickness / 2.0
}

/// A seven: a bar on top and a slanted one below.
fn seven(x: f32, y: f32, size: f32, thickness: f32) -> impl Fn(f32, f32) -> bool {
    move |px, py| {
        let (right, down) = (px - x, py - y);
        let inside = (0.0..size * 0.6).contains(&right) && (0.0..size).contains(&down);
        inside && (down < thickness || (right - size * 0.6 + thickness + 0.4 * down).abs() < thickness / 2.0)
    }
}

fn centred(width: usize, height: usize, pixels: &[u8]) -> Picture {
    Picture::from_grey(width, height, pixels, Preprocess::Centred).unwrap()
}

/// Fits 20×20, fills it one way, is as strong as ink can be, and has its mass in the middle.
fn assert_like_mnist(picture: &Picture, name: &str) {
    let inked = |i: &usize| picture.pixels[*i] > 0;
    let columns: Vec<usize> = (0..784).filter(inked).map(|i| i % 28).collect();
    let rows: Vec<usize> = (0..784).filter(inked).map(|i| i / 28).collect();
    let extent = |along: &[usize]| along.iter().max().unwrap() - along.iter().min().unwrap() + 1;
    let longer = extent(&columns).max(extent(&rows));
    assert!((19..=20).contains(&longer), "{name}: {longer} pixels");
    assert_eq!(picture.pixels.iter().max(), Some(&255), "{name}");
    let (x, y) = centre_of_mass(&Plane { width: 28, height: 28, values: picture.input().to_vec() });
    assert!((x - CENTRE).abs() < 0.52 && (y - CENTRE).abs() < 0.52, "{name}: mass at {x}, {y}");
}

fn largest_difference(a: &Picture, b: &Picture) -> u8 {
    a.pixels.iter().zip(&b.pixels).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0)
}

#[test]
fn digits_of_any_size_place_and_thickness_come_out_like_mnist() {
    let (w, h) = (200, 160);
    let cases = [
        ("in the middle", drawn(w, h, 250, 20, ring(100.0, 80.0, 40.0, 12.0))),
        ("in a corner", drawn(w, h, 250, 20, ring(40.0, 40.0, 20.0, 8.0))),
        ("small", drawn(w, h, 250, 20, ring(150.0, 100.0, 7.0, 4.0))),
        ("thick", drawn(w, h, 250, 20, ring(100.0, 80.0, 38.0, 30.0))),
        ("thin", drawn(w, h, 250, 20, ring(100.0, 80.0, 45.0, 1.5))),
        ("faint pencil", drawn(w, h, 235, 200, seven(70.0, 30.0, 100.0, 9.0))),
        ("not symmetric", drawn(w, h, 250, 20, seven(70.0, 30.0, 100.0, 14.0))),
        ("one", drawn(w, h, 250, 20, |x, y| (95.0..105.0).contains(&x) && (20.0..140.0).contains(&y))),
        ("lying bar", drawn(w, h, 250, 20, |x, y| (20.0..180.0).contains(&x) && (75.0..85.0).contains(&y))),
    ];
    for (name, pixels) in cases {
        assert_like_mnist(&centred(w, h, &pixels), name);
    }
}

#[test]
fn light_on_dark_gives_what_dark_on_light_gives() {
    let cases = [
        drawn(90, 120, 240, 30, seven(20.0, 15.0, 90.0, 12.0)),
        drawn(90, 120, 240, 30, ring(45.0, 60.0, 26.0, 20.0)),
        drawn(28, 28, 255, 0, ring(14.0, 14.0, 7.0, 3.0)),
    ];
    for dark_on_light in cases {
        let light_on_dark: Vec<u8> = dark_on_light.iter().map(|grey| 255 - grey).collect();
        let (width, height) = if dark_on_light.len() == 784 { (28, 28) } else { (90, 120) };
        let (dark, light) = (centred(width, height, &dark_on_light), centred(width, height, &light_on_dark));
        assert!(largest_difference(&dark, &light) <= 1);
    }
}

#[test]
fn mnists_own_digits_are_left_as_they_are() {
    let test = Dataset::load(Split::Test).unwrap().take(1000);
    let mut off_centre = 0;
    for i in 0..test.len() {
        let ink = test.image(i);
        let paper: Vec<u8> = ink.iter().map(|ink| 255 - ink).collect();
        for (name, picture) in [("dark", centred(28, 28, &paper)), ("light", centred(28, 28, ink))] {
            let mean = picture.pixels.iter().zip(ink).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / 784.0;
            // Faint edges may go, and with them a pixel of the box's size or place.
            assert!(mean < 40.0, "image {i}, {name}: {mean}");
            off_centre += usize::from(mean > 5.0);
        }
    }
    assert!(off_centre < 100, "{off_centre} of 2000");
}

#[test]
fn uneven_light_changes_little() {
    let (w, h) = (240, 200);
    let digit = drawn(w, h, 230, 40, seven(80.0, 40.0, 110.0, 16.0));
    let light = |i: usize| {
        let (x, y) = ((i % w) as f32 / w as f32 - 0.5, (i / w) as f32 / h as f32 - 0.5);
        0.95 - 0.7 * (x * x + y * y) + 0.2 * x
    };
    let shaded: Vec<u8> = digit.iter().enumerate().map(|(i, &grey)| (f32::from(grey) * light(i)) as u8).collect();
    let (even, shaded) = (centred(w, h, &digit), centred(w, h, &shaded));
    assert_like_mnist(&shaded, "shaded");
    let mean = even.pixels.iter().zip(&shaded.pixels).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / 784.0;
    assert!(mean < 8.0, "{mean}");
}

#[test]
fn grain_and_specks_and_a_shadow_in_the_corner_are_not_ink() {
    let (w, h) = (240, 200);
    let clean = drawn(w, h, 220, 60, seven(80.0, 40.0, 110.0, 16.0));
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut dirty: Vec<u8> = clean.iter().map(|&grey| grey.saturating_add_signed(random.gen_range(-8..=8))).collect();
    for speck in [5 * w + 200, 190 * w + 20, 100 * w + 225] {
        [0, 1, w, w + 1].iter().for_each(|offset| dirty[speck + offset] = 10);
    }
    (0..30).for_each(|y| dirty[y * w..y * w + 30 - y].fill(30));
    let (clean, dirty) = (centred(w, h, &clean), centred(w, h, &dirty));
    let mean = clean.pixels.iter().zip(&dirty.pixels).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / 784.0;
    assert!(mean < 8.0, "{mean}");
}

#[test]
fn a_digit_in_two_parts_stays_whole() {
    let body = ring(60.0, 80.0, 24.0, 8.0);
    let bar = |x: f32, y: f32| (50.0..90.0).contains(&x) && (15.0..23.0).contains(&y);
    let with_bar = centred(120, 140, &drawn(120, 140, 240, 20, |x, y| body(x, y) || bar(x, y)));
    let without = centred(120, 140, &drawn(120, 140, 240, 20, &body));
    assert!(largest_difference(&with_bar, &without) > 100);
    assert_like_mnist(&with_bar, "two parts");
}

#[test]
fn a_digit_that_the_edge_cuts_is_still_read() {
    let picture = centred(60, 80, &drawn(60, 80, 240, 20, ring(30.0, 40.0, 29.0, 8.0)));
    assert_like_mnist(&picture, "cut");
}

#[test]
fn plain_inverts_and_nothing_else_where_the_size_is_right() {
    let grey: Vec<u8> = (0..784).map(|i| (i % 256) as u8).collect();
    let picture = Picture::from_grey(28, 28, &grey, Preprocess::Plain).unwrap();
    assert!(picture.pixels.iter().zip(&grey).all(|(ink, grey)| *ink == 255 - grey));
    assert_eq!(picture.input()[0], 1.0);
}

#[test]
fn plain_shrinks_the_whole_picture_with_soft_edges() {
    let half = drawn(300, 500, 255, 0, |x, _| x < 145.0);
    let picture = Picture::from_grey(300, 500, &half, Preprocess::Plain).unwrap();
    let row = &picture.pixels[..28];
    assert!(row[0] > 250 && row[27] < 5, "{row:?}");
    assert!(row.iter().any(|ink| (30..225).contains(ink)), "{row:?}");
    assert_eq!(row, &picture.pixels[27 * 28..]);
}

#[test]
fn a_picture_of_one_colour_is_blank_whatever_the_colour() {
    for grey in [0, 128, 255] {
        for preprocess in [Preprocess::Plain, Preprocess::Centred] {
            let error = Picture::from_grey(50, 40, &[grey; 2000], preprocess).unwrap_err();
            assert!(matches!(error, Error::OfPicture(PictureError::Blank { path: None })), "{error}");
        }
    }
}

#[test]
fn paper_with_nothing_but_grain_and_dust_on_it_is_blank() {
    let mut random = ChaCha8Rng::seed_from_u64(2);
    let mut paper: Vec<u8> = (0..200 * 200).map(|_| random.gen_range(200..230)).collect();
    paper[100 * 200 + 50] = 0;
    let error = Picture::from_grey(200, 200, &paper, Preprocess::Centred).unwrap_err();
    assert!(matches!(error, Error::OfPicture(PictureError::Blank { .. })), "{error}");
}

#[test]
fn pictures_without_pixels_are_blank() {
    assert!(matches!(
        Picture::from_grey(0, 0, &[], Preprocess::Plain),
        Err(Error::OfPicture(PictureError::Blank { .. }))
    ));
    assert!(matches!(
        Picture::from_grey(0, 9, &[], Preprocess::Centred),
        Err(Error::OfPicture(PictureError::Blank { .. }))
    ));
}

#[test]
fn tiny_and_narrow_pictures_do_not_panic() {
    for (width, height) in [(1, 1), (2, 1), (1, 300), (3000, 1), (3, 3), (5000, 2)] {
        let pixels: Vec<u8> = (0..width * height).map(|i| if i % 7 < 3 { 0 } else { 255 }).collect();
        for preprocess in [Preprocess::Plain, Preprocess::Centred] {
            let _ = Picture::from_grey(width, height, &pixels, preprocess);
        }
    }
}

#[test]
#[should_panic(expected = "a grey picture of 3×4 does not have 11 pixels")]
fn a_wrong_number_of_pixels_panics_with_the_numbers() {
    let _ = Picture::from_grey(3, 4, &[0; 11], Preprocess::Plain);
}

/// A folder for the files of one test.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn error(&self, name: &str, bytes: &[u8]) -> Error {
        read_picture(self.write(name, bytes), Preprocess::Plain).unwrap_err()
    }
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn grey_image() -> GrayImage {
    let pixels = drawn(56, 56, 250, 10, seven(14.0, 8.0, 40.0, 8.0));
    GrayImage::from_raw(56, 56, pixels).unwrap()
}

/// Every format that the library can also write, in the colours that the format takes.
fn one_of_each_format() -> Vec<(&'static str, Vec<u8>)> {
    let grey = DynamicImage::ImageLuma8(grey_image());
    let (rgb, rgba) = (DynamicImage::ImageRgb8(grey.to_rgb8()), DynamicImage::ImageRgba8(grey.to_rgba8()));
    vec![
        ("png", encoded(&grey, ImageFormat::Png)),
        ("jpg", encoded(&grey, ImageFormat::Jpeg)),
        ("gif", encoded(&rgba, ImageFormat::Gif)),
        ("bmp", encoded(&rgb, ImageFormat::Bmp)),
        ("tiff", encoded(&grey, ImageFormat::Tiff)),
        ("webp", encoded(&rgba, ImageFormat::WebP)),
        ("pgm", encoded(&grey, ImageFormat::Pnm)),
    ]
}

#[test]
fn every_format_gives_the_same_picture() {
    let files = Files::new();
    let expected = Picture::from_grey(56, 56, grey_image().as_raw(), Preprocess::Plain).unwrap();
    for (ending, bytes) in one_of_each_format() {
        let picture = read_picture(files.write(&format!("seven.{ending}"), &bytes), Preprocess::Plain).unwrap();
        let difference = largest_difference(&picture, &expected);
        assert!(difference <= 12, "{ending}: {difference}");
    }
}

#[test]
fn the_content_decides_and_not_the_name() {
    let files = Files::new();
    let png = encoded(&DynamicImage::ImageLuma8(grey_image()), ImageFormat::Png);
    let expected = read_picture(files.write("seven.png", &png), Preprocess::Centred).unwrap();
    for name in ["seven.jpg", "seven", "seven.txt", "七.bmp"] {
        assert_eq!(read_picture(files.write(name, &png), Preprocess::Centred).unwrap(), expected, "{name}");
    }
}

#[test]
fn sixteen_bits_give_what_eight_bits_give() {
    let files = Files::new();
    let deep = DynamicImage::ImageLuma16(DynamicImage::ImageLuma8(grey_image()).to_luma16());
    let deep = read_picture(files.write("deep.png", &encoded(&deep, ImageFormat::Png)), Preprocess::Plain).unwrap();
    let expected = Picture::from_grey(56, 56, grey_image().as_raw(), Preprocess::Plain).unwrap();
    assert_eq!(deep, expected);
}

#[test]
fn what_is_transparent_is_white_paper() {
    // Drawing programs save black under their transparent pixels: without compositing all would be black.
    let image = RgbaImage::from_fn(56, 56, |x, y| Rgba([0, 0, 0, 255 - grey_image().get_pixel(x, y).0[0]]));
    let bytes = encoded(&DynamicImage::ImageRgba8(image), ImageFormat::Png);
    let files = Files::new();
    let picture = read_picture(files.write("transparent.png", &bytes), Preprocess::Plain).unwrap();
    let expected = Picture::from_grey(56, 56, grey_image().as_raw(), Preprocess::Plain).unwrap();
    assert!(largest_difference(&picture, &expected) <= 1);
}

#[test]
fn colours_count_by_their_brightness() {
    let files = Files::new();
    // Saturated blue is dark, saturated yellow is light.
    let image =
        RgbaImage::from_fn(28, 28, |x, _| if x < 14 { Rgba([0, 0, 255, 255]) } else { Rgba([255, 255, 0, 255]) });
    let bytes = encoded(&DynamicImage::ImageRgba8(image), ImageFormat::Png);
    let picture = read_picture(files.write("colours.png", &bytes), Preprocess::Plain).unwrap();
    assert_eq!((picture.pixels[0], picture.pixels[27]), (226, 29));
}

/// The segment of a JPEG file by which a camera says how to turn the picture.
fn exif_orientation(orientation: u8) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

#[test]
fn a_photograph_is_turned_upright() {
    let files = Files::new();
    let upright = DynamicImage::ImageLuma8(grey_image());
    let lying = encoded(&upright.rotate270(), ImageFormat::Jpeg);
    // Orientation 6: turn by 90° clockwise to see it upright. The segment follows the two bytes that start the file.
    let bytes = [&lying[..2], &exif_orientation(6), &lying[2..]].concat();
    let turned = read_picture(files.write("turned.jpg", &bytes), Preprocess::Plain).unwrap();
    let lying = read_picture(files.write("lying.jpg", &lying), Preprocess::Plain).unwrap();
    let expected = Picture::from_grey(56, 56, grey_image().as_raw(), Preprocess::Plain).unwrap();
    assert!(largest_difference(&turned, &expected) < 12);
    assert!(largest_difference(&lying, &expected) > 100);
}

#[test]
fn each_kind_of_bad_file_has_its_own_error() {
    let files = Files::new();
    let error = read_picture(files.0.path().join("nowhere.png"), Preprocess::Plain).unwrap_err();
    assert!(matches!(error, Error::OfPicture(PictureError::Missing { .. })), "{error}");
    let error = read_picture(files.0.path(), Preprocess::Plain).unwrap_err();
    assert!(matches!(error, Error::OfPicture(PictureError::IsFolder { .. })), "{error}");
    let error = files.error("empty.png", b"");
    assert!(matches!(error, Error::OfPicture(PictureError::Empty { .. })), "{error}");
    let error = files.error("letter.txt", b"Dear reader");
    assert!(matches!(error, Error::OfPicture(PictureError::FormatUnknown { looks_like: None, .. })), "{error}");
    let error = files.error("phone.heic", b"\0\0\0\x18ftypheic\0\0\0\0");
    assert!(matches!(error, Error::OfPicture(PictureError::FormatUnknown { looks_like: Some("HEIC"), .. })), "{error}");
    let error = files.error("phone.avif", b"\0\0\0\x18ftypavif\0\0\0\0");
    assert!(matches!(error, Error::OfPicture(PictureError::FormatUnknown { looks_like: Some("AVIF"), .. })), "{error}");
    let error = files.error("drawing.svg", b"<?xml version='1.0'?><svg/>");
    assert!(matches!(error, Error::OfPicture(PictureError::FormatUnknown { looks_like: Some("SVG"), .. })), "{error}");
    let error = files.error("text.jpg", b"This is no JPEG file.");
    assert!(matches!(error, Error::OfPicture(PictureError::Damaged { format: ImageFormat::Jpeg, .. })), "{error}");
    let png = encoded(&DynamicImage::ImageLuma8(grey_image()), ImageFormat::Png);
    let error = files.error("cut.png", &png[..png.len() / 2]);
    assert!(matches!(error, Error::OfPicture(PictureError::Damaged { format: ImageFormat::Png, .. })), "{error}");
    let white = encoded(&DynamicImage::ImageLuma8(GrayImage::from_pixel(30, 30, Luma([255]))), ImageFormat::Png);
    let error = files.error("white.png", &white);
    assert!(
        matches!(&error, Error::OfPicture(PictureError::Blank { path: Some(path) }) if path.ends_with("white.png")),
        "{error}"
    );
}

/// A small PNG file whose header is rewritten to claim other sides (with the right checksum).
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(&DynamicImage::ImageLuma8(grey_image()), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut checksum = flate2::Crc::new();
    checksum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.sum().to_be_bytes());
    bytes
}

#[test]
fn a_decompression_bomb_is_refused_by_its_header() {
    let files = Files::new();
    let error = files.error("bomb.png", &png_that_claims(60_000, 60_000));
    assert!(matches!(error, Error::OfPicture(PictureError::TooLarge { .. })), "{error}");
    // Each side is allowed, their product is not; and a line that is too long.
    let error = files.error("square.png", &png_that_claims(16_000, 16_000));
    assert!(matches!(error, Error::OfPicture(PictureError::TooLarge { .. })), "{error}");
    let error = files.error("line.png", &png_that_claims(20_000, 1));
    assert!(matches!(error, Error::OfPicture(PictureError::TooLarge { sides: Some((20_000, 1)), .. })), "{error}");
    let error = files.error("bomb.pgm", b"P5 60000 60000 255\n");
    assert!(matches!(error, Error::OfPicture(PictureError::TooLarge { sides: Some((60_000, 60_000)), .. })), "{error}");
    // As large as its header says is not damage: the same change of the header, within the limits, is.
    let error = files.error("longer.png", &png_that_claims(56, 57));
    assert!(matches!(error, Error::OfPicture(PictureError::Damaged { .. })), "{error}");
}

#[test]
fn no_bytes_make_it_panic() {
    let files = Files::new();
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let mut formats = one_of_each_format();
    formats.push(("png", Vec::new()));
    for round in 0..20 {
        for (ending, whole) in &formats {
            let mut bytes = whole.clone();
            if bytes.is_empty() {
                bytes = (0..random.gen_range(1..200)).map(|_| random.r#gen()).collect();
            }
            for _ in 0..random.gen_range(1..6) {
                // Headers are where the harm is: half of the changes go there.
                let end = if random.r#gen() { bytes.len() } else { bytes.len().min(64) };
                bytes[random.gen_range(0..end)] = random.r#gen();
            }
            if round % 4 == 0 {
                bytes.truncate(random.gen_range(1..=bytes.len()));
            }
            let path = files.write(&format!("file.{ending}"), &bytes);
            let _ = read_picture(path, Preprocess::Centred);
        }
    }
}
