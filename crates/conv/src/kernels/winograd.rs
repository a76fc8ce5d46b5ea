//! Convolution with stride 1 by Winograd's way of multiplying less.
//!
//! A correlation of 6 pixels with K taps gives M = 7 − K outputs. Read as polynomials, the taps and the outputs' reversal
//! multiply to one of degree 5, which its values at six points determine; so transform pixels and taps to their values at
//! the points 0, 1, −1, 2, −2, ∞, multiply *once a point*, and transform back:
//!
//! ```text
//! y = Aᵀ [ (G g) ⊙ (Bᵀ d) ]          d: 6 pixels,  g: K taps,  y: M outputs
//! ```
//!
//! In two dimensions each transform is applied to the columns and then to the rows of a tile of 6 × 6 pixels. A 5 × 5 kernel
//! then costs 36 multiplications for 2 × 2 outputs instead of 100, a 3 × 3 kernel 36 for 4 × 4 outputs instead of 144. With
//! many channels the transforms are shared: at each of the 36 points there is a small matrix product,
//! `[out channels × in channels] · [in channels × tiles]`, and this is where the time goes.
//!
//! The gradient of the input is the same three steps transposed, in the opposite order:
//!
//! ```text
//! ∂d = B [ (G g) ⊙ (A ∂y) ]
//! ```
//!
//! Sources: Winograd, *Arithmetic Complexity of Computations*, 1980; Lavin and Gray, *Fast algorithms for convolutional neural
//! networks*, 2015, whose B and G for 6 points these are. Sums are rounded differently than by the definition: the largest
//! error seen in a test is a few times that of the direct sum.

use super::buffer::Buffer;
use super::direct::balanced;
use super::group::{interleave_body, lanes};
use super::instructions::{OUTS_AT_ONCE, Vector, by_size, for_each_instruction_set, load_all};
use super::sizes::Conv2dSizes;

/// Points at which the polynomials are known; also the side of a tile of the input.
const POINTS: usize = 6;
/// Points in two dimensions.
const PRODUCTS: usize = POINTS * POINTS;

/// Whether this is the way for a convolution: the kernel is one whose transforms are written out, and there are enough
/// channels to share them.
pub(super) fn suits(sizes: &Conv2dSizes) -> bool {
    sizes.stride == 1 && matches!(sizes.kernel, 3 | 5) && sizes.in_channels >= 4 && sizes.out_channels >= 4
}

/// Tiles of a plane.
#[derive(Clone, Copy)]
struct Tiles {
    /// Outputs along a tile's side, M.
    side: usize,
    rows: usize,
    columns: usize,
    /// Rows of tiles that are worked on at once: enough tiles for the products' register blocks, few enough for the cache.
    rows_at_once: usize,
}

impl Tiles {
    fn of(sizes: &Conv2dSizes) -> Tiles {
        let side = POINTS + 1 - sizes.kernel;
        let (rows, columns) = (sizes.out_height().div_ceil(side), sizes.out_width().div_ceil(side));
        let enough = (96 / lanes()).min(12);
        Tiles { side, rows, columns, rows_at_once: enough.div_ceil(columns).min(rows) }
    }

    /// How many tiles are worked on at once, at most.
    fn at_once(&self) -> usize {
        self.rows_at_once * self.columns
    }

    /// Columns under a row of tiles, those of a last cut tile included, where a tile takes or gives so many: M outputs, or six
    /// pixels, of which neighbours share some.
    fn width(&self, columns_a_tile: usize) -> usize {
        (self.columns - 1) * self.side + columns_a_tile
    }
}

/// G g Gᵀ for all kernels, and which sums they are for.
pub(super) struct Kernels {
    /// `[36, in, out]`, for the output, or `[36, out, in]`, for the input's gradient.
    values: Buffer,
    rows: usize,
    columns: usize,
}

impl Kernels {
    /// Transforms `[out_channels, in_channels, kernel, kernel]` for [`forward`].
    pub fn for_output(sizes: &Conv2dSizes, weight: &[f32]) -> Kernels {
        let area = sizes.kernel * sizes.kernel;
        let mut exchanged = Buffer::new(weight.len());
        for (index, taps) in weight.chunks_exact(area).enumerate() {
            let (out, channel) = (index / sizes.in_channels, index % sizes.in_channels);
            exchanged[(channel * sizes.out_channels + out) * area..][..area].copy_from_slice(taps);
        }
        Kernels::new(sizes, &exchanged, sizes.in_channels)
    }

    /// Transforms them for [`input_gradient`].
    pub fn for_gradient(sizes: &Conv2dSizes, weight: &[f32]) -> Kernels {
        Kernels::new(sizes, weight, sizes.out_channels)
    }

    /// Transforms `[rows, columns, kernel, kernel]`.
    fn new(sizes: &Conv2dSizes, weight: &[f32], rows: usize) -> Kernels {
        let pairs = sizes.in_channels * sizes.out_channels;
        let mut values = Buffer::new(PRODUCTS * pairs);
        transform_kernels(sizes.kernel, weight, &mut values);
        Kernels { values, rows, columns: pairs / rows }
    }

    /// The matrix of a point, `[rows, columns]`.
    fn at(&self, point: usize) -> &[f32] {
        let len = self.rows * self.columns;
        &self.values[point * len..][..len]
    }
}

for_each_instruction_set! {
    /// Writes G g Gᵀ of many kernels, `[pairs, kernel, kernel]` → `[36, pairs]`; here a lane is a kernel.
    fn transform_kernels<V>(kernel: usize, weight: &[f32], values: &mut [f32]) {
        by_size!(kernel, [3] else 5, K => transform_kernels_of::<V, K>(weight, values));
    }
}

#[inline(always)]
fn transform_kernels_of<V: Vector, const K: usize>(weight: &[f32], values: &mut [f32]) {
    let pairs = weight.len() / (K * K);
    let mut taps = Buffer::new(K * K * V::LANES);
    for (index, kernels) in weight.chunks(K * K * V::LANES).enumerate() {
        interleave_body::<V>(kernels, K * K, &mut taps);
        let mut half = [[V::splat(0.0); K]; POINTS];
        for column in 0..K {
            let points = taps_to_points(load_every::<V, K>(&V::vectors(&taps)[column..], K));
            for (half, point) in half.iter_mut().zip(points) {
                half[column] = point;
            }
        }
        for (a, half) in half.into_iter().enumerate() {
            for (b, value) in taps_to_points(half).into_iter().enumerate() {
                let lanes = kernels.len() / (K * K);
                let target = &mut values[(a * POINTS + b) * pairs + index * V::LANES..][..lanes];
                let mut stored = V::vectors(&[0.0; 16])[0];
                value.store(&mut stored);
                target.copy_from_slice(&stored.as_ref()[..lanes]);
            }
        }
    }
}

/// G g: the values of Σ gₖ xᵏ at the points, each divided by Π (point − other points).
#[inline(always)]
fn taps_to_points<V: Vector, const K: usize>(g: [V; K]) -> [V; POINTS] {
    let zero = V::splat(0.0);
    let (mut even1, mut odd1, mut even2, mut odd2) = (zero, zero, zero, zero);
    for (k, &g) in g.iter().enumerate() {
        let (ones, twos) = if k % 2 == 0 { (&mut even1, &mut even2) } else { (&mut odd1, &mut odd2) };
        *ones = ones.add(g);
        *twos = power_of_two::<V>(k).multiply_add(g, *twos);
    }
    let [quarter, sixth, twenty_fourth] = [1.0 / 4.0, -1.0 / 6.0, 1.0 / 24.0].map(V::splat);
    [
        quarter.mul(g[0]),
        sixth.mul(even1.add(odd1)),
        sixth.mul(even1.sub(odd1)),
        twenty_fourth.mul(even2.add(odd2)),
        twenty_fourth.mul(even2.sub(odd2)),
        g[K - 1],
    ]
}

/// Bᵀ d.
#[inline(always)]
fn to_points<V: Vector>(d: [V; POINTS]) -> [V; POINTS] {
    let [four, minus_four, minus_five] = [4.0, -4.0, -5.0].map(V::splat);
    let [two, minus_two] = [2.0, -2.0].map(V::splat);
    let even = minus_four.multiply_add(d[2], d[4]);
    let odd = minus_four.multiply_add(d[1], d[3]);
    let (wide, narrow) = (d[3].sub(d[1]), d[4].sub(d[2]));
    [
        four.multiply_add(d[0], minus_five.multiply_add(d[2], d[4])),
        even.add(odd),
        even.sub(odd),
        two.multiply_add(wide, narrow),
        minus_two.multiply_add(wide, narrow),
        four.multiply_add(d[1], minus_five.multiply_add(d[3], d[5])),
    ]
}

/// B v, the transpose of [`to_points`].
#[inline(always)]
fn from_points_gradient<V: Vector>(v: [V; POINTS]) -> [V; POINTS] {
    let [four, minus_four, minus_five] = [4.0, -4.0, -5.0].map(V::splat);
    let [two, minus_two] = [2.0, -2.0].map(V::splat);
    let (sum1, difference1) = (v[1].add(v[2]), v[1].sub(v[2]));
    let (sum2, difference2) = (v[3].add(v[4]), v[3].sub(v[4]));
    [
        four.mul(v[0]),
        four.multiply_add(v[5].sub(difference1), minus_two.mul(difference2)),
        minus_five.multiply_add(v[0], minus_four.multiply_add(sum1, V::splat(0.0).sub(sum2))),
        minus_five.multiply_add(v[5], two.multiply_add(difference2, difference1)),
        v[0].add(sum1).add(sum2),
        v[5],
    ]
}

/// Aᵀ v: row k of Aᵀ holds the points' k-th powers, and ∞ counts for the last row alone.
#[inline(always)]
fn to_outputs<V: Vector, const M: usize>(v: [V; POINTS]) -> [V; M] {
    let (sum1, difference1) = (v[1].add(v[2]), v[1].sub(v[2]));
    let (sum2, difference2) = (v[3].add(v[4]), v[3].sub(v[4]));
    let mut y = [v[0].add(sum1).add(sum2); M];
    for (k, y) in y.iter_mut().enumerate().skip(1) {
        let (ones, twos) = if k % 2 == 0 { (sum1, sum2) } else { (difference1, difference2) };
        *y = power_of_two::<V>(k).multiply_add(twos, ones);
    }
    y[M - 1] = y[M - 1].add(v[5]);
    y
}

/// A y, the transpose of [`to_outputs`].
#[inline(always)]
fn outputs_gradient<V: Vector, const M: usize>(y: [V; M]) -> [V; POINTS] {
    let zero = V::splat(0.0);
    let (mut even1, mut odd1, mut even2, mut odd2) = (y[0], zero, y[0], zero);
    for (k, &y) in y.iter().enumerate().skip(1) {
        let (ones, twos) = if k % 2 == 0 { (&mut even1, &mut even2) } else { (&mut odd1, &mut odd2) };
        *ones = ones.add(y);
        *twos = power_of_two::<V>(k).multiply_add(y, *twos);
    }
    [y[0], even1.add(odd1), even1.sub(odd1), even2.add(odd2), even2.sub(odd2), y[M - 1]]
}

#[inline(always)]
fn power_of_two<V: Vector>(exponent: usize) -> V {
    V::splat((1_u32 << exponent) as f32)
}

for_each_instruction_set! {
    /// Writes the output of a group, `[out_channels, out_height, out_width]` vectors.
    fn forward<V>(sizes: &Conv2dSizes, kernels: &Kernels, bias: &[f32], input: &[f32], output: &mut [f32]) {
        let planes = (Planes::of_input(sizes), Planes::of_output(sizes));
        let (input, output) = (V::vectors(input), V::vectors_mut(output));
        by_size!(POINTS + 1 - sizes.kernel, [4] else 2, M => {
            go::<V, Forward, POINTS, M, M>(Tiles::of(sizes), planes, kernels, bias, input, output);
        });
    }
}

for_each_instruction_set! {
    /// Writes the gradient of a group's input, given that of its output.
    fn input_gradient<V>(sizes: &Conv2dSizes, kernels: &Kernels, grad_output: &[f32], grad_input: &mut [f32]) {
        let planes = (Planes::of_output(sizes), Planes::of_input(sizes));
        let (grad_output, grad_input) = (V::vectors(grad_output), V::vectors_mut(grad_input));
        by_size!(POINTS + 1 - sizes.kernel, [4] else 2, M => {
            go::<V, Backward, M, POINTS, M>(Tiles::of(sizes), planes, kernels, &[], grad_output, grad_input);
        });
    }
}

/// A way through the points, on which a tile takes `FROM` × `FROM` numbers and gives `TO` × `TO`. A type and not two closures: a
/// closure would not be compiled for the instruction set that calls it.
trait Way<const FROM: usize, const TO: usize> {
    fn to_points<V: Vector>(values: [V; FROM]) -> [V; POINTS];
    fn from_points<V: Vector>(points: [V; POINTS]) -> [V; TO];
}

/// From pixels to outputs.
struct Forward;
impl<const M: usize> Way<POINTS, M> for Forward {
    #[inline(always)]
    fn to_points<V: Vector>(pixels: [V; POINTS]) -> [V; POINTS] {
        to_points(pixels)
    }

    #[inline(always)]
    fn from_points<V: Vector>(points: [V; POINTS]) -> [V; M] {
        to_outputs(points)
    }
}

/// From the outputs' gradients to the pixels'.
struct Backward;
impl<const M: usize> Way<M, POINTS> for Backward {
    #[inline(always)]
    fn to_points<V: Vector>(gradients: [V; M]) -> [V; POINTS] {
        outputs_gradient(gradients)
    }

    #[inline(always)]
    fn from_points<V: Vector>(points: [V; POINTS]) -> [V; POINTS] {
        from_points_gradient(points)
    }
}

/// The planes at one end of a way.
#[derive(Clone, Copy)]
struct Planes {
    channels: usize,
    height: usize,
    width: usize,
    /// Rows and columns beside it that tiles see, and which are zeros.
    padding: usize,
}

impl Planes {
    fn of_input(sizes: &Conv2dSizes) -> Planes {
        let &Conv2dSizes { in_channels, in_height, in_width, padding, .. } = sizes;
        Planes { channels: in_channels, height: in_height, width: in_width, padding }
    }

    fn of_output(sizes: &Conv2dSizes) -> Planes {
        Planes { channels: sizes.out_channels, height: sizes.out_height(), width: sizes.out_width(), padding: 0 }
    }

    /// Where the row begins that is `y` in the padded plane, if it is none of the padding.
    #[inline(always)]
    fn row(&self, y: usize) -> Option<usize> {
        let row = y.checked_sub(self.padding).filter(|&row| row < self.height)?;
        Some(row * self.width)
    }
}

/// Goes a way: to the points, multiplies, and back, some rows of tiles at a time. Tiles that give more columns than the `M` from
/// one to the next overlap: what they say of a number is added, to zero; the others' numbers are added to the channel's bias.
#[inline(always)]
fn go<V: Vector, X: Way<FROM, TO>, const FROM: usize, const TO: usize, const M: usize>(
    tiles: Tiles,
    (from, to): (Planes, Planes),
    kernels: &Kernels,
    bias: &[f32],
    source: &[V::Lanes],
    target: &mut [V::Lanes],
) {
    let mut values = Buffer::new(PRODUCTS * from.channels * tiles.at_once() * V::LANES);
    let mut products = Buffer::new(PRODUCTS * to.channels * tiles.at_once() * V::LANES);
    let mut strip = Buffer::new(POINTS * tiles.width(POINTS) * V::LANES);
    if TO > M {
        target.fill(V::vectors(&[0.0; 16])[0]);
    }
    for first_row in (0..tiles.rows).step_by(tiles.rows_at_once) {
        let rows = tiles.rows_at_once.min(tiles.rows - first_row);
        let num_tiles = rows * tiles.columns;
        let stack = Stack { channels: from.channels, num_tiles };
        for (channel, plane) in source.chunks_exact(from.height * from.width).enumerate() {
            for row in 0..rows {
                columns_to_points::<V, X, FROM, TO>(from, tiles, plane, (first_row + row) * M, &mut strip);
                let place = stack.place(channel, row * tiles.columns);
                rows_to_points::<V, X, FROM, TO, M>(&strip, tiles, stack, place, &mut values);
            }
        }
        multiply::<V>(kernels, num_tiles, &values, &mut products);
        let stack = Stack { channels: to.channels, num_tiles };
        for (channel, plane) in target.chunks_exact_mut(to.height * to.width).enumerate() {
            for row in 0..rows {
                let place = stack.place(channel, row * tiles.columns);
                rows_from_points::<V, X, FROM, TO, M>(&products, tiles, stack, place, &mut strip);
                let bias = if TO > M { 0.0 } else { bias[channel] };
                columns_from_points::<V, X, FROM, TO, M>(to, tiles, &strip, bias, (first_row + row) * M, plane);
            }
        }
    }
}

/// Where values at points lie: `[36, channels, num_tiles]` vectors.
#[derive(Clone, Copy)]
struct Stack {
    channels: usize,
    num_tiles: usize,
}

impl Stack {
    /// A tile of a channel, at the first point.
    #[inline(always)]
    fn place(&self, channel: usize, tile: usize) -> usize {
        channel * self.num_tiles + tile
    }

    /// From a point to the next.
    #[inline(always)]
    fn step(&self) -> usize {
        self.channels * self.num_tiles
    }
}

/// `N` vectors, `step` apart.
#[inline(always)]
fn load_every<V: Vector, const N: usize>(lanes: &[V::Lanes], step: usize) -> [V; N] {
    let mut loaded = [V::splat(0.0); N];
    for (loaded, lanes) in loaded.iter_mut().zip(lanes.iter().step_by(step)) {
        *loaded = V::load(lanes);
    }
    loaded
}

/// The columns of a row of tiles, from padded row `y` on: `strip[point, column]` = the values of a column's numbers.
#[inline(always)]
fn columns_to_points<V: Vector, X: Way<FROM, TO>, const FROM: usize, const TO: usize>(
    planes: Planes,
    tiles: Tiles,
    plane: &[V::Lanes],
    y: usize,
    strip: &mut [f32],
) {
    let (strip, width) = (V::vectors_mut(strip), tiles.width(FROM));
    let rows: [Option<&[V::Lanes]>; FROM] = std::array::from_fn(|k| Some(&plane[planes.row(y + k)?..][..planes.width]));
    for column in 0..width {
        let mut numbers = [V::splat(0.0); FROM];
        if let Some(x) = column.checked_sub(planes.padding).filter(|&x| x < planes.width) {
            for (number, row) in numbers.iter_mut().zip(rows) {
                if let Some(row) = row {
                    *number = V::load(&row[x]);
                }
            }
        }
        for (point, value) in X::to_points(numbers).into_iter().enumerate() {
            value.store(&mut strip[point * width + column]);
        }
    }
}

/// The rows of a row of tiles: every `M` columns of the strip, `FROM` of them become the six points of a tile.
#[inline(always)]
fn rows_to_points<V: Vector, X: Way<FROM, TO>, const FROM: usize, const TO: usize, const M: usize>(
    strip: &[f32],
    tiles: Tiles,
    stack: Stack,
    target: usize,
    values: &mut [f32],
) {
    let values = &mut V::vectors_mut(values)[target..];
    for (a, columns) in V::vectors(strip).chunks_exact(tiles.width(FROM)).take(POINTS).enumerate() {
        for tile in 0..tiles.columns {
            let points = X::to_points(load_all::<V, FROM>(&columns[tile * M..]));
            for (b, value) in points.into_iter().enumerate() {
                value.store(&mut values[(a * POINTS + b) * stack.step() + tile]);
            }
        }
    }
}

/// The rows of a row of tiles, back: `strip[point, column]` = what a tile's six points in that row of points say.
#[inline(always)]
fn rows_from_points<V: Vector, X: Way<FROM, TO>, const FROM: usize, const TO: usize, const M: usize>(
    values: &[f32],
    tiles: Tiles,
    stack: Stack,
    source: usize,
    strip: &mut [f32],
) {
    let values = &V::vectors(values)[source..];
    for (a, columns) in V::vectors_mut(strip).chunks_exact_mut(tiles.width(TO)).take(POINTS).enumerate() {
        if TO > M {
            columns.fill(V::vectors(&[0.0; 16])[0]);
        }
        for tile in 0..tiles.columns {
            let points = load_every::<V, POINTS>(&values[a * POINTS * stack.step() + tile..], stack.step());
            for (number, column) in X::from_points(points).into_iter().zip(&mut columns[tile * M..][..TO]) {
                let number = if TO > M { number.add(V::load(column)) } else { number };
                number.store(column);
            }
        }
    }
}

/// The columns, back: rows of a plane from padded row `y` on.
#[inline(always)]
fn columns_from_points<V: Vector, X: Way<FROM, TO>, const FROM: usize, const TO: usize, const M: usize>(
    planes: Planes,
    tiles: Tiles,
    strip: &[f32],
    bias: f32,
    y: usize,
    plane: &mut [V::Lanes],
) {
    let (strip, width, bias) = (V::vectors(strip), tiles.width(TO), V::splat(bias));
    let rows: [Option<usize>; TO] = std::array::from_fn(|k| planes.row(y + k));
    for x in 0..planes.width.min(width - planes.padding) {
        let points = load_every::<V, POINTS>(&strip[x + planes.padding..], width);
        for (number, row) in X::from_points(points).into_iter().zip(rows) {
            if let Some(row) = row {
                let place = &mut plane[row + x];
                number.add(if TO > M { V::load(place) } else { bias }).store(place);
            }
        }
    }
}

/// The matrix product at each point: `sums[out, tile] = Σ over rows  kernels[row, out] · values[row, tile]`.
#[inline(always)]
fn multiply<V: Vector>(kernels: &Kernels, num_tiles: usize, values: &[f32], sums: &mut [f32]) {
    let values = V::vectors(values)[..PRODUCTS * kernels.rows * num_tiles].chunks_exact(kernels.rows * num_tiles);
    let sums = V::vectors_mut(sums).chunks_exact_mut(kernels.columns * num_tiles);
    for (point, (values, sums)) in values.zip(sums).enumerate() {
        let kernels_at = kernels.at(point);
        let mut out = 0;
        for sums in sums.chunks_mut(OUTS_AT_ONCE * num_tiles) {
            let product = Product { kernels: kernels_at, columns: kernels.columns, out, values, num_tiles };
            by_size!(sums.len() / num_tiles, [4 3 2] else 1, OUTS => product.outs::<V, OUTS>(sums));
            out += OUTS_AT_ONCE;
        }
    }
}

/// One point's matrix product, from output channel `out` on.
struct Product<'a, Lanes> {
    kernels: &'a [f32],
    columns: usize,
    out: usize,
    values: &'a [Lanes],
    num_tiles: usize,
}

impl<Lanes> Product<'_, Lanes> {
    /// All tiles of `OUTS` output channels.
    #[inline(always)]
    fn outs<V: Vector<Lanes = Lanes>, const OUTS: usize>(&self, sums: &mut [Lanes]) {
        let mut tile = 0;
        while tile < self.num_tiles {
            let tiles = balanced(self.num_tiles - tile, V::PLACES_AT_ONCE);
            by_size!(tiles, [6 5 4 3 2] else 1, TILES => self.block::<V, OUTS, TILES>(tile, sums));
            tile += tiles;
        }
    }

    /// `TILES` tiles of `OUTS` output channels, with all sums in registers.
    #[inline(always)]
    fn block<V: Vector<Lanes = Lanes>, const OUTS: usize, const TILES: usize>(&self, tile: usize, sums: &mut [Lanes]) {
        let mut totals = [[V::splat(0.0); TILES]; OUTS];
        let rows = self.values.chunks_exact(self.num_tiles).zip(self.kernels.chunks_exact(self.columns));
        for (values, kernels) in rows {
            let (values, kernels) = (&values[tile..][..TILES], &kernels[self.out..][..OUTS]);
            let values = load_all::<V, TILES>(values);
            for (totals, &kernel) in totals.iter_mut().zip(kernels) {
                let kernel = V::splat(kernel);
                for (total, value) in totals.iter_mut().zip(values) {
                    *total = kernel.multiply_add(value, *total);
                }
            }
        }
        for (totals, sums) in totals.iter().zip(sums.chunks_exact_mut(self.num_tiles)) {
            for (total, sum) in totals.iter().zip(&mut sums[tile..][..TILES]) {
                total.store(sum);
            }
        }
    }
}
