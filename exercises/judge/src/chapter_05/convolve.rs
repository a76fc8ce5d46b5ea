//! 5.3: one convolution of one picture.

use ask::chapter_05::{self, Case, Plane};
use words::text;

use crate::judge::{Judge, shown};
use crate::near::near;
use crate::typical::{judged, mistakes};

pub static CONVOLVE: Judge<Case, Plane> = Judge {
    questions: &chapter_05::CONVOLVE,
    judge: |(picture, kernel, bias), found| {
        let expected = convolved(picture, kernel, *bias);
        let call = format!("convolve(&{}, &{}, {bias:?})", shown(picture), shown(kernel));
        let sizes = |plane: &Plane| [plane.len(), plane.first().map_or(0, Vec::len)];
        let ([rows, columns], wanted) = (sizes(found), sizes(&expected));
        if [rows, columns] != wanted || found.iter().any(|row| row.len() != columns) {
            let [height, width] = sizes(picture);
            let side = kernel.len();
            return Err(text!(
                "{height}×{width} 的图和 {side}×{side} 的核，结果有 {rows} 行 {columns} 列，和核能站的位置对不上。",
                "of a {height}×{width} picture and a {side}×{side} kernel the result has {rows} rows and {columns} columns, not the places where the kernel can stand."
            ));
        }
        let turned: Plane = kernel.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        let across: Plane = (0..kernel.len()).map(|column| kernel.iter().map(|row| row[column]).collect()).collect();
        let times = (kernel.len() * kernel.len()) as f32;
        let mistakes = mistakes! {
            same(found, &convolved(picture, kernel, 0.0)) => "好像忘了偏置。", "The bias seems to be forgotten.";
            same(found, &convolved(picture, kernel, bias * times)) =>
                "每个位置只加一次偏置。", "The bias is added once at each place.";
            same(found, &convolved(picture, &turned, *bias)) =>
                "核好像转了 180°：这里的核不转，照原样盖上去。",
                "The kernel seems to be turned by 180°: lay it on as it is.";
            same(found, &convolved(picture, &across, *bias)) =>
                "核的行和列好像换了。", "The kernel's rows and columns seem to be swapped.";
        };
        judged(same(found, &expected), &call, found, &mistakes)
    },
};

fn convolved(picture: &Plane, kernel: &Plane, bias: f32) -> Plane {
    let at = |rows: &[Vec<f32>], column: usize| -> f32 {
        let pairs = rows.iter().zip(kernel).flat_map(|(row, weights)| row[column..].iter().zip(weights));
        pairs.map(|(ink, weight)| ink * weight).sum()
    };
    let columns = picture[0].len() + 1 - kernel.len();
    picture.windows(kernel.len()).map(|rows| (0..columns).map(|column| at(rows, column) + bias).collect()).collect()
}

fn same(found: &Plane, expected: &Plane) -> bool {
    found.concat().iter().zip(expected.concat()).all(|(found, expected)| near(*found, expected, 1e-3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    /// The sum over a kernel's places of `product(i, j, r, c)`, at every place of the picture.
    fn slide((picture, kernel, _): &Case, product: impl Fn(usize, usize, usize, usize) -> f32) -> Plane {
        let side = kernel.len();
        let at = |r, c| (0..side).flat_map(|i| (0..side).map(move |j| (i, j))).map(|(i, j)| product(i, j, r, c)).sum();
        let columns = picture[0].len() + 1 - side;
        (0..=picture.len() - side).map(|r| (0..columns).map(|c| at(r, c)).collect()).collect()
    }

    #[test]
    fn a_convolution_is_right_however_it_is_written() {
        passes(&CONVOLVE, |case| {
            let (picture, kernel, bias) = case;
            let mut sums = slide(case, |i, j, r, c| kernel[i][j] * picture[r + i][c + j]);
            sums.iter_mut().flatten().for_each(|sum| *sum += bias);
            sums
        });
        passes(&CONVOLVE, |(picture, kernel, bias)| {
            let places = |line: &[f32]| line.len() + 1 - kernel.len();
            let row = |rows: &[Vec<f32>]| {
                let sum = |c| {
                    rows.iter().zip(kernel).flat_map(|(p, k)| p[c..].iter().zip(k)).map(|(p, k)| p * k).sum::<f32>()
                };
                (0..places(&rows[0])).map(|c| bias + sum(c)).collect()
            };
            picture.windows(kernel.len()).map(row).collect()
        });
        // Typical mistakes.
        let forgotten = |case: &Case| slide(case, |i, j, r, c| case.1[i][j] * case.0[r + i][c + j]);
        fails(&CONVOLVE, forgotten, 2.0, ["bias seems to be forgotten"]);
        let last = |case: &Case| case.1.len() - 1;
        fails(
            &CONVOLVE,
            |case| slide(case, |i, j, r, c| case.1[last(case) - i][last(case) - j] * case.0[r + i][c + j]),
            0.0,
            ["180°"],
        );
        fails(&CONVOLVE, |case| slide(case, |i, j, r, c| case.1[j][i] * case.0[r + i][c + j]), 0.0, ["swapped"]);
        fails(
            &CONVOLVE,
            |case| slide(case, |i, j, r, c| case.1[i][j] * case.0[r + i][c + j] + case.2),
            2.0,
            ["once at each place"],
        );
        fails(&CONVOLVE, |(picture, ..)| picture.clone(), 0.0, ["5 rows and 5 columns"]);
    }
}
