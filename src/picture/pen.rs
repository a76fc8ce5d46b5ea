//! How thick the pen was, and what to do about a fine one.

use super::plane::Plane;

/// The thinnest stroke, in pixels, of a digit whose longer side is 20. MNIST's own are about 3; a fine pen's would be under
/// 1, and all but vanish. `tests/all/pictures.rs` pares MNIST digits down to lines and has the network read them.
const THINNEST: f32 = 2.2;
/// Ink from which a pixel belongs to a stroke.
const STROKE: f32 = 0.5;

/// The digit with its strokes at least as thick as they must be to survive being scaled to `box_side` pixels.
pub(super) fn thickened(digit: Plane, box_side: usize) -> Plane {
    let wanted = THINNEST * digit.width.max(digit.height) as f32 / box_side as f32;
    let reach = ((wanted - stroke_width(&digit)) / 2.0).round().max(0.0) as usize;
    if reach == 0 { digit } else { spread(&digit, reach) }
}

/// A stroke of some length has two long edges: its width is its area over half the length of its edges.
fn stroke_width(digit: &Plane) -> f32 {
    let inked = |x: usize, y: usize| digit.values[y * digit.width + x] >= STROKE;
    let on_edge = |x: usize, y: usize| {
        let outermost = x == 0 || y == 0 || x + 1 == digit.width || y + 1 == digit.height;
        outermost || !(inked(x - 1, y) && inked(x + 1, y) && inked(x, y - 1) && inked(x, y + 1))
    };
    let strokes = || digit.positions().filter(|&(x, y)| inked(x, y));
    2.0 * strokes().count() as f32 / strokes().filter(|&(x, y)| on_edge(x, y)).count().max(1) as f32
}

/// Every value at all places up to `reach` away, the largest winning; the plane grows by as much on each side.
fn spread(digit: &Plane, reach: usize) -> Plane {
    let (width, height) = (digit.width + 2 * reach, digit.height + 2 * reach);
    let largest = |values: &mut dyn Iterator<Item = f32>| values.fold(0.0, f32::max);
    let mut rows = Vec::with_capacity(width * digit.height);
    for row in digit.values.chunks_exact(digit.width) {
        rows.extend((0..width).map(|x| {
            let columns = x.saturating_sub(2 * reach)..(x + 1).min(digit.width);
            largest(&mut row[columns].iter().copied())
        }));
    }
    let mut values = Vec::with_capacity(width * height);
    for y in 0..height {
        let within = y.saturating_sub(2 * reach)..(y + 1).min(digit.height);
        values.extend((0..width).map(|x| largest(&mut within.clone().map(|y| rows[y * width + x]))));
    }
    Plane { width, height, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreading_thickens_and_grows_the_plane() {
        let thick = spread(&Plane { width: 2, height: 1, values: vec![0.0, 1.0] }, 1);
        assert_eq!((thick.width, thick.height), (4, 3));
        assert_eq!(thick.values, [0.0, 1.0, 1.0, 1.0].repeat(3));
    }

    /// A vertical line of some width in a square of 200 pixels: 20 pixels of the box are 200 here.
    fn line(width: usize) -> Plane {
        let inked = |x: usize| (100..100 + width).contains(&x);
        Plane { width: 200, height: 200, values: (0..200 * 200).map(|i| f32::from(inked(i % 200))).collect() }
    }

    #[test]
    fn a_fine_line_becomes_as_thick_as_wanted_and_a_thick_one_stays() {
        for fine in [2, 5, 10] {
            let thick = stroke_width(&thickened(line(fine), 20));
            assert!((18.0..28.0).contains(&thick), "{fine} became {thick}");
        }
        assert_eq!(thickened(line(30), 20), line(30));
    }
}
