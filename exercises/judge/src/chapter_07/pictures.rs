//! 7.2 and 7.3: ink on paper of any brightness, and the centre of mass.

use ask::chapter_07::{self, Plane};
use words::text;

use crate::judge::{Judge, shown};
use crate::near::near;
use crate::typical::{judged, mistakes};

pub static INK: Judge<Plane, Plane> = Judge {
    questions: &chapter_07::INK,
    judge: |picture, found| {
        let inverted: Plane = picture.iter().map(|row| row.iter().map(|grey| 1.0 - grey).collect()).collect();
        let is_light = picture[0][0] > 0.5;
        let expected = if is_light { &inverted } else { picture };
        let paper = if is_light { text!("浅色", "light") } else { text!("深色", "dark") };
        let call = text!("一张 10×10 的图，{paper}的纸：ink", "a picture of 10×10, {paper} paper: ink");
        let mistakes = mistakes! {
            is_light && same(found, picture) =>
                "没有反过来：纸是亮的，墨应当接近 1。",
                "It is not inverted: the paper is light, and ink should be near 1.";
            !is_light && same(found, &inverted) =>
                "不该反过来：纸是暗的，墨已经接近 1。",
                "It should not be inverted: the paper is dark, and ink is near 1 already.";
        };
        judged(same_size(found, picture)? && same(found, expected), &call, &found[4], &mistakes)
    },
};

/// `Ok(true)` where it is; nothing else is `Ok`.
fn same_size(found: &Plane, picture: &Plane) -> Result<bool, String> {
    let (rows, columns) = (found.len(), found.first().map_or(0, Vec::len));
    if rows == picture.len() && found.iter().all(|row| row.len() == picture[0].len()) {
        return Ok(true);
    }
    Err(text!(
        "结果有 {rows} 行 {columns} 列，和收到的图不一样大。",
        "the result has {rows} rows and {columns} columns, another size than the picture's."
    ))
}

fn same(found: &Plane, expected: &Plane) -> bool {
    found.concat().iter().zip(expected.concat()).all(|(found, expected)| near(*found, expected, 1e-4))
}

pub static CENTRE: Judge<Plane, (f32, f32)> = Judge {
    questions: &chapter_07::CENTRE,
    judge: |ink: &Plane, found| {
        let sum = |weight: fn(usize, usize) -> f32| -> f32 {
            let pixels =
                ink.iter().enumerate().flat_map(|(r, row)| row.iter().enumerate().map(move |(c, ink)| (r, c, ink)));
            pixels.map(|(r, c, ink)| weight(r, c) * ink).sum()
        };
        let mass = sum(|_, _| 1.0);
        let (rows, columns) = (sum(|r, _| r as f32), sum(|_, c| c as f32));
        let is = |row: f32, column: f32| near(found.0, row, 1e-3) && near(found.1, column, 1e-3);
        let (row, column) = (rows / mass, columns / mass);
        let pixels = (ink.len() * ink[0].len()) as f32;
        let middle = |count: usize| (count as f32 - 1.0) / 2.0;
        let mistakes = mistakes! {
            is(column, row) => "行和列好像换了：先行，后列。", "Row and column seem to be swapped: row first.";
            is(rows, columns) => "还要除以墨的总量。", "It has still to be divided by the sum of all ink.";
            is(rows / pixels, columns / pixels) =>
                "除以的应当是墨的总量，不是像素的个数。",
                "The divisor should be the sum of all ink, not the number of pixels.";
            is(row + 1.0, column + 1.0) => "行号、列号从 0 数起。", "Rows and columns are counted from 0.";
            is(middle(ink.len()), middle(ink[0].len())) =>
                "每个像素要按墨的多少算，墨多的更重。",
                "Each pixel counts by its ink: where there is more, it weighs more.";
        };
        judged(is(row, column), &format!("centre_of_mass(&{})", shown(ink)), found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    fn inverted(picture: &Plane) -> Plane {
        picture.iter().map(|row| row.iter().map(|grey| 1.0 - grey).collect()).collect()
    }

    #[test]
    fn ink_is_right_whatever_is_taken_for_the_paper() {
        passes(&INK, |picture| if picture[0][0] > 0.5 { inverted(picture) } else { picture.clone() });
        passes(&INK, |picture| {
            let edge: f32 = picture[0].iter().chain(&picture[9]).sum();
            if edge / 20.0 > 0.5 { inverted(picture) } else { picture.clone() }
        });
        // Typical mistakes.
        fails(&INK, inverted, 1.0, ["should not be inverted"]);
        fails(&INK, Plane::clone, 1.0, ["not inverted"]);
        let mean = |picture: &Plane| picture.concat().iter().sum::<f32>() / 100.0;
        fails(&INK, |picture| if mean(picture) > 0.5 { inverted(picture) } else { picture.clone() }, 2.0, ["more ink"]);
        fails(&INK, |picture| vec![picture.concat()], 0.0, ["1 rows and 100 columns"]);
    }

    #[test]
    fn a_centre_is_right_however_it_is_computed() {
        let centre = |ink: &Plane| {
            let mass: f32 = ink.concat().iter().sum();
            let row: f32 = ink.iter().enumerate().map(|(r, row)| r as f32 * row.iter().sum::<f32>()).sum();
            let column: f32 = ink.iter().flat_map(|row| row.iter().enumerate()).map(|(c, ink)| c as f32 * ink).sum();
            (row / mass, column / mass)
        };
        passes(&CENTRE, centre);
        passes(&CENTRE, |ink| {
            let (mut row, mut column, mut mass) = (0.0_f64, 0.0, 0.0);
            for (r, line) in ink.iter().enumerate() {
                for (c, ink) in line.iter().enumerate() {
                    mass += f64::from(*ink);
                    row += f64::from(*ink) * r as f64;
                    column += f64::from(*ink) * c as f64;
                }
            }
            ((row / mass) as f32, (column / mass) as f32)
        });
        fails(&CENTRE, |ink| (centre(ink).1, centre(ink).0), 0.0, ["swapped"]);
        fails(&CENTRE, |ink| (centre(ink).0 + 1.0, centre(ink).1 + 1.0), 0.0, ["counted from 0"]);
        let pixels = |ink: &Plane| (ink.len() * ink[0].len()) as f32;
        let mass = |ink: &Plane| ink.concat().iter().sum::<f32>();
        let by_pixels = |ink: &Plane, x: f32| x * mass(ink) / pixels(ink);
        fails(&CENTRE, |ink| (by_pixels(ink, centre(ink).0), by_pixels(ink, centre(ink).1)), 0.0, ["number of pixels"]);
        let middle = |count: usize| (count as f32 - 1.0) / 2.0;
        fails(&CENTRE, |ink| (middle(ink.len()), middle(ink[0].len())), 0.0, ["counts by its ink"]);
    }
}
