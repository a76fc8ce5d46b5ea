//! What the network that comes along reads of digits that are not drawn as MNIST's are.

use shuzi::dataset::{Dataset, IMAGE_SIDE, Split};
use shuzi::model::Model;
use shuzi::picture::{Picture, Preprocess};
use shuzi::predict::{predict_picture, trained_model};

/// Sheets are this many times as large as MNIST's images, and as wide again all around.
const SCALE: usize = 8;
const SIDE: usize = 3 * SCALE * IMAGE_SIDE;
const DIGITS: usize = 100;

/// Which pixels of a large sheet a pen has written on.
type Sheet = Vec<bool>;

/// A digit of MNIST's, enlarged, in the middle of the sheet or moved from it.
fn written(image: &[u8; 784], (right, down): (usize, usize)) -> Sheet {
    let mut sheet = vec![false; SIDE * SIDE];
    let large = SCALE * IMAGE_SIDE;
    for y in 0..large {
        for x in 0..large {
            let ink = image[y / SCALE * IMAGE_SIDE + x / SCALE] >= 128;
            sheet[(large + down + y) * SIDE + large + right + x] = ink;
        }
    }
    sheet
}

fn neighbours(pixel: usize) -> [usize; 8] {
    let (up, down) = (pixel - SIDE, pixel + SIDE);
    // Clockwise from above, as the thinning wants them.
    [up, up + 1, pixel + 1, down + 1, down, down - 1, pixel - 1, up - 1]
}

/// Pares strokes down towards lines: Zhang and Suen, *A fast parallel algorithm for thinning digital patterns*, 1984.
fn pared(mut sheet: Sheet, rounds: usize) -> Sheet {
    for half in (0..2).cycle().take(2 * rounds) {
        let gone: Vec<usize> = (SIDE + 1..SIDE * (SIDE - 1) - 1).filter(|&pixel| goes(&sheet, pixel, half)).collect();
        gone.into_iter().for_each(|pixel| sheet[pixel] = false);
    }
    sheet
}

fn goes(sheet: &Sheet, pixel: usize, half: usize) -> bool {
    if !sheet[pixel] {
        return false;
    }
    let ink = neighbours(pixel).map(|neighbour| sheet[neighbour]);
    let count = ink.iter().filter(|&&inked| inked).count();
    let begins = (0..8).filter(|&i| !ink[i] && ink[(i + 1) % 8]).count();
    let [a, b] = if half == 0 { [[0, 2, 4], [2, 4, 6]] } else { [[0, 2, 6], [0, 4, 6]] };
    let open = |places: [usize; 3]| places.iter().any(|&place| !ink[place]);
    (2..=6).contains(&count) && begins == 1 && open(a) && open(b)
}

fn swollen(mut sheet: Sheet, rounds: usize) -> Sheet {
    for _ in 0..rounds {
        let inked: Vec<usize> = (0..sheet.len()).filter(|&pixel| sheet[pixel]).collect();
        inked.into_iter().flat_map(neighbours).for_each(|pixel| sheet[pixel] = true);
    }
    sheet
}

/// How a digit is written on a sheet, and the greys of paper and pen.
type Way<'a> = &'a dyn Fn(&[u8; 784]) -> (Sheet, [u8; 2]);

/// How many of the first test digits are read right when they are written so.
fn read_right(model: &Model, test: &Dataset, how: Way<'_>, preprocess: Preprocess) -> usize {
    (0..DIGITS)
        .filter(|&index| {
            let (sheet, [paper, pen]) = how(test.image(index));
            let grey: Vec<u8> = sheet.iter().map(|&inked| if inked { pen } else { paper }).collect();
            let picture = Picture::from_grey(SIDE, SIDE, &grey, preprocess).expect("a digit is on it");
            predict_picture(model, &picture).expect("ten logits").label == usize::from(test.labels[index])
        })
        .count()
}

#[test]
fn a_picture_made_like_mnists_is_read_whatever_the_pen_the_place_and_the_paper() {
    let (model, test) = (trained_model(), Dataset::load(Split::Test).expect("the repository has MNIST"));
    const DARK: [u8; 2] = [245, 30];
    const CHALK: [u8; 2] = [40, 230];
    let plain = read_right(&model, &test, &|image| (written(image, (60, 110)), DARK), Preprocess::Plain);
    // Small on its sheet and off its middle: as the lesson loads a picture, few are read.
    assert!(plain < DIGITS / 2, "plain: {plain}");
    let centred = |how: Way<'_>| read_right(&model, &test, how, Preprocess::Centred);
    let found = [
        ("moved", centred(&|image| (written(image, (60, 110)), DARK)), 95),
        ("chalk", centred(&|image| (written(image, (0, 0)), CHALK)), 95),
        ("thick pen", centred(&|image| (swollen(written(image, (0, 0)), 6), DARK)), 85),
        ("fine pen", centred(&|image| (pared(written(image, (0, 0)), 9), DARK)), 92),
    ];
    for (name, right, least) in found {
        assert!(right >= least, "{name}: {right} of {DIGITS} read right, at least {least} expected; all: {found:?}");
    }
}
