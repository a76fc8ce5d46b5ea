//! Test digits as other people might have put them on paper: aside, small, with a thick or a fine pen, light on dark.
//!
//! A test digit is drawn three times as large on a sheet of paper, changed there, and handed to a network as a picture of a
//! file would be: once shrunk as it is, once made like MNIST's. So it can be told what [`Preprocess::Centred`] is worth. All
//! is a function of the digits alone.

use rayon::prelude::*;

use crate::dataset::{Dataset, IMAGE_PIXELS, IMAGE_SIDE};
use crate::error::Result;
use crate::metrics::{accuracy, predict_labels};
use crate::model::Model;
use crate::picture::plane::Plane;
use crate::picture::{Picture, Preprocess};
use figures::Table;
use figures::{Captioned, Figure, plot_pictures};
use words::text;

/// How a digit is put on paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlike {
    /// As MNIST has it, dark on light.
    Same,
    /// Moved into a corner, as far as it goes without being cut.
    Shifted,
    /// Half as large.
    Small,
    /// With a pen that is wider by 2.5 of 28 pixels.
    Thick,
    /// With a pen that is finer by 1.5 of 28 pixels.
    Thin,
    /// Light on dark.
    Inverted,
    /// On a sheet that is twice as wide as high.
    Wide,
    /// Darker towards one side, as a photograph of paper is.
    Shaded,
}

/// Pixels of the sheet for one of the digit's.
const SCALE: usize = 3;
/// The sheet's height, and its width where it is not wide.
const SHEET: usize = IMAGE_SIDE * SCALE;
/// The grey of paper and of ink, 0 to 1.
const PAPER: f32 = 245.0 / 255.0;
const INK: f32 = 20.0 / 255.0;

impl Unlike {
    /// All of them.
    pub const ALL: [Unlike; 8] = [
        Unlike::Same,
        Unlike::Shifted,
        Unlike::Small,
        Unlike::Thick,
        Unlike::Thin,
        Unlike::Inverted,
        Unlike::Wide,
        Unlike::Shaded,
    ];

    /// What a reader calls it.
    pub fn title(self) -> String {
        match self {
            Unlike::Same => text!("原来的样子", "as it was"),
            Unlike::Shifted => text!("移到一角", "in a corner"),
            Unlike::Small => text!("缩小一半", "half as large"),
            Unlike::Thick => text!("粗笔", "thick pen"),
            Unlike::Thin => text!("细笔", "fine pen"),
            Unlike::Inverted => text!("黑底白字", "light on dark"),
            Unlike::Wide => text!("宽纸", "wide sheet"),
            Unlike::Shaded => text!("光线不匀", "uneven light"),
        }
    }

    /// A digit on a sheet of grey paper: width, height, and the greys, 0 black to 255 white. `index` decides into which
    /// corner it is moved.
    pub fn sheet(self, ink: &[u8; IMAGE_PIXELS], index: usize) -> (usize, usize, Vec<u8>) {
        let digit = enlarged(ink);
        let digit = match self {
            Unlike::Thick => spread(&digit, 1.25 * SCALE as f32, f32::max),
            Unlike::Thin => spread(&digit, 0.75 * SCALE as f32, f32::min),
            _ => digit,
        };
        let width = if self == Unlike::Wide { 2 * SHEET } else { SHEET };
        let (scale, right, down) = self.place(ink, index);
        let greys = (0..SHEET * width).map(|pixel| {
            let (x, y) = ((pixel % width) as f32 + 0.5, (pixel / width) as f32 + 0.5);
            let from = |at: f32, side: usize, moved: f32| (at - side as f32 / 2.0 - moved) / scale + SHEET as f32 / 2.0;
            let ink = at(&digit, from(x, width, right), from(y, SHEET, down));
            let grey = PAPER + (INK - PAPER) * ink;
            let grey = match self {
                Unlike::Inverted => 1.0 - grey,
                Unlike::Shaded => grey * (1.0 - 0.6 * x / width as f32),
                _ => grey,
            };
            (grey * 255.0).round() as u8
        });
        (width, SHEET, greys.collect())
    }

    /// Its size, and how far it is moved to the right and down, in pixels of the sheet.
    fn place(self, ink: &[u8; IMAGE_PIXELS], index: usize) -> (f32, f32, f32) {
        match self {
            Unlike::Shifted => {
                let moved = |(before, behind): (usize, usize), bit: usize| {
                    let pixels = if index >> bit & 1 == 0 { behind as f32 } else { -(before as f32) };
                    pixels * SCALE as f32
                };
                let [across, down] = margins(ink);
                (1.0, moved(across, 0), moved(down, 1))
            }
            Unlike::Small => (0.5, 0.0, 0.0),
            _ => (1.0, 0.0, 0.0),
        }
    }

    /// What a network sees of it: only shrunk, and made like MNIST's. Where nothing is to be seen, that is nothing.
    fn pictures(self, ink: &[u8; IMAGE_PIXELS], index: usize) -> [[u8; IMAGE_PIXELS]; 2] {
        let (width, height, greys) = self.sheet(ink, index);
        [Preprocess::Plain, Preprocess::Centred].map(|preprocess| {
            Picture::from_grey(width, height, &greys, preprocess).map_or([0; IMAGE_PIXELS], |made| made.pixels)
        })
    }
}

/// How many columns without ink are left and right of a digit, and how many rows above and below it.
fn margins(ink: &[u8; IMAGE_PIXELS]) -> [(usize, usize); 2] {
    let margin = |is_inked: &dyn Fn(usize) -> bool| {
        let before = (0..IMAGE_SIDE).take_while(|&line| !is_inked(line)).count();
        let behind = (0..IMAGE_SIDE).rev().take_while(|&line| !is_inked(line)).count();
        // Nothing at all has no margins that could be used up.
        if before == IMAGE_SIDE { (0, 0) } else { (before, behind) }
    };
    [
        margin(&|column| ink.iter().skip(column).step_by(IMAGE_SIDE).any(|&ink| ink > 0)),
        margin(&|row| ink[row * IMAGE_SIDE..(row + 1) * IMAGE_SIDE].iter().any(|&ink| ink > 0)),
    ]
}

/// A digit as large as the sheet is high, ink 0 to 1.
fn enlarged(ink: &[u8; IMAGE_PIXELS]) -> Plane {
    let values = ink.iter().map(|&ink| f32::from(ink) / 255.0).collect();
    Plane { width: IMAGE_SIDE, height: IMAGE_SIDE, values }.resized(SHEET, SHEET)
}

/// The ink between four pixels; outside there is none.
fn at(digit: &Plane, x: f32, y: f32) -> f32 {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let ink = |x: f32, y: f32| {
        let inside = x >= 0.0 && y >= 0.0 && x < digit.width as f32 && y < digit.height as f32;
        if inside { digit.values[y as usize * digit.width + x as usize] } else { 0.0 }
    };
    let (right_share, lower_share) = (x - left, y - top);
    let across = |y: f32| ink(left, y) + right_share * (ink(left + 1.0, y) - ink(left, y));
    across(top) + lower_share * (across(top + 1.0) - across(top))
}

/// Every value becomes the largest (or the smallest) within a disc around it: a wider (or finer) pen.
fn spread(digit: &Plane, radius: f32, choose: fn(f32, f32) -> f32) -> Plane {
    let reach = radius.floor() as isize;
    let disc: Vec<(isize, isize)> = (-reach..=reach)
        .flat_map(|y| (-reach..=reach).map(move |x| (x, y)))
        .filter(|(x, y)| ((x * x + y * y) as f32) <= radius * radius)
        .collect();
    let (width, height) = (digit.width as isize, digit.height as isize);
    let value = |(x, y): (usize, usize)| {
        let near = disc.iter().map(|(right, down)| (x as isize + right, y as isize + down));
        let inks = near.map(|(x, y)| {
            let inside = (0..width).contains(&x) && (0..height).contains(&y);
            if inside { digit.values[(y * width + x) as usize] } else { 0.0 }
        });
        inks.reduce(choose).unwrap_or(0.0)
    };
    Plane { values: digit.positions().map(value).collect(), ..*digit }
}

/// How many digits put on paper in different ways a network reads right, with and without making them like MNIST's.
#[derive(Clone, Debug, PartialEq)]
pub struct UnlikeTable {
    /// How many digits there were of each kind.
    pub num_digits: usize,
    /// For each way, the shares that were read right, 0 to 1: only shrunk, and made like MNIST's.
    pub rows: Vec<(Unlike, f64, f64)>,
}

/// Puts a dataset's digits on paper in each way, and has a network read them.
///
/// Takes some seconds for 500 digits.
///
/// # Errors
/// When the network gives no ten logits.
///
/// ```
/// use shuzi::unlike::unlike_mnist;
/// use shuzi::{Dataset, Split};
///
/// let table = unlike_mnist(&shuzi::predict::lesson_model(), &Dataset::load(Split::Test)?.take(20))?;
/// println!("{table}");
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn unlike_mnist(model: &Model, digits: &Dataset) -> Result<UnlikeTable> {
    let row = |way: Unlike| -> Result<(Unlike, f64, f64)> {
        let made: Vec<[[u8; IMAGE_PIXELS]; 2]> =
            (0..digits.len()).into_par_iter().map(|index| way.pictures(digits.image(index), index)).collect();
        let share = |which: usize| -> Result<f64> {
            let images: Vec<u8> = made.iter().flat_map(|pictures| pictures[which]).collect();
            let images = Dataset::new(images, digits.labels.clone());
            Ok(accuracy(&predict_labels(model, &images)?, &images.labels))
        };
        Ok((way, share(0)?, share(1)?))
    };
    let rows: Result<Vec<_>> = Unlike::ALL.into_iter().map(row).collect();
    Ok(UnlikeTable { num_digits: digits.len(), rows: rows? })
}

/// Shows what a network sees of one digit put on paper in each way: only shrunk, and made like MNIST's.
pub fn plot_unlike(ink: &[u8; IMAGE_PIXELS]) -> [Figure; 2] {
    let seen = Unlike::ALL.map(|way| way.pictures(ink, 0));
    let figure = |title: String, which: usize| {
        let captioned = seen
            .iter()
            .zip(Unlike::ALL)
            .map(|(pictures, way)| Captioned { ink: &pictures[which], lines: [way.title(), String::new()] });
        plot_pictures(&title, &captioned.collect::<Vec<_>>())
    };
    [
        figure(text!("只缩小时，网络看到的", "What the network sees if all is only shrunk"), 0),
        figure(text!("做成 MNIST 的样子之后", "The same, made like MNIST's"), 1),
    ]
}

impl UnlikeTable {
    fn table(&self) -> Table {
        let num_digits = self.num_digits;
        let percent = |share: f64| format!("{:.1}", share * 100.0);
        Table {
            title: text!("认对的比例（%），每种 {num_digits} 张", "Read right (%), {num_digits} digits of each kind"),
            head: vec![
                text!("纸上的数字", "digit on paper"),
                text!("只缩小", "only shrunk"),
                text!("做成 MNIST 的样子", "made like MNIST's"),
            ],
            rows: self
                .rows
                .iter()
                .map(|&(way, plain, made)| vec![way.title(), percent(plain), percent(made)])
                .collect(),
            ..Table::default()
        }
    }

    /// Shows the table in a notebook.
    pub fn evcxr_display(&self) {
        self.table().evcxr_display();
    }
}

impl std::fmt::Display for UnlikeTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;
    use crate::predict::lesson_model;

    fn digits(count: usize) -> Dataset {
        Dataset::load(Split::Test).expect("the repository has MNIST").take(count)
    }

    /// How much ink there is, in pixels of full ink, and its middle.
    fn ink(way: Unlike) -> (f32, f32, f32) {
        let (width, _, greys) = way.sheet(digits(1).image(0), 0);
        let ink = |grey: u8| (PAPER - f32::from(grey) / 255.0) / (PAPER - INK);
        let inks = || greys.iter().enumerate().map(|(pixel, &grey)| (pixel, ink(grey)));
        let sum: f32 = inks().map(|(_, ink)| ink).sum();
        let middle = |of: &dyn Fn(usize) -> usize| inks().map(|(pixel, ink)| of(pixel) as f32 * ink).sum::<f32>() / sum;
        (sum, middle(&|pixel| pixel % width), middle(&|pixel| pixel / width))
    }

    #[test]
    fn each_change_is_what_its_name_says() {
        let (same, x, y) = ink(Unlike::Same);
        let close = |a: f32, b: f32, within: f32| (a - b).abs() < within;
        let [(_, behind), (_, below)] = margins(digits(1).image(0));
        let (moved, right, down) = ink(Unlike::Shifted);
        assert!(close(moved, same, 0.01 * same), "nothing is cut: {moved} of {same}");
        let [behind, below] = [behind, below].map(|pixels| (pixels * SCALE) as f32);
        assert!(close(right - x, behind, 1.0) && close(down - y, below, 1.0), "{right} {down} from {x} {y}");
        assert!(close(ink(Unlike::Small).0 / same, 0.25, 0.03), "half as large is a quarter of the ink");
        assert!(ink(Unlike::Thick).0 > 1.2 * same && ink(Unlike::Thin).0 < 0.85 * same);
        let (wide, x_wide, _) = ink(Unlike::Wide);
        assert!(
            close(wide, same, 0.01 * same) && close(x_wide - x, 42.0, 0.5),
            "in the middle of a sheet of 168 pixels"
        );
        let (_, _, dark) = Unlike::Inverted.sheet(digits(1).image(0), 0);
        let (_, _, light) = Unlike::Same.sheet(digits(1).image(0), 0);
        assert!(dark.iter().zip(&light).all(|(dark, light)| dark.abs_diff(255 - light) <= 1));
    }

    #[test]
    fn each_corner_has_its_turn_and_an_empty_sheet_stays_empty() {
        let digits = digits(1);
        let places: Vec<_> = (0..4).map(|index| Unlike::Shifted.place(digits.image(0), index)).collect();
        let signs =
            |axis: fn(&(f32, f32, f32)) -> f32| places.iter().map(|place| axis(place) > 0.0).collect::<Vec<_>>();
        assert_eq!(signs(|place| place.1), [true, false, true, false]);
        assert_eq!(signs(|place| place.2), [true, true, false, false]);
        assert_eq!(Unlike::Shifted.pictures(&[0; IMAGE_PIXELS], 0), [[0; IMAGE_PIXELS]; 2]);
    }

    #[test]
    fn making_digits_like_mnists_helps_where_they_are_not() {
        let table = unlike_mnist(&lesson_model(), &digits(60)).expect("a classifier");
        let row = |way| table.rows.iter().find(|row| row.0 == way).expect("all are there");
        let (_, plain, made) = row(Unlike::Same);
        assert!(*plain > 0.9 && *made > 0.9, "{table}");
        for way in [Unlike::Shifted, Unlike::Small, Unlike::Inverted] {
            let (_, plain, made) = row(way);
            assert!(*made > plain + 0.2, "{table}");
        }
    }
}
