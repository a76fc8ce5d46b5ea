//! The products in the words of wide, whose vectors are made of what the *build* may use: SSE2, unless `RUSTFLAGS` say more.

use pulp::{Simd, WithSimd};
use shuzi::kernels::Instructions;
use wide::{f32x4, f32x8, f32x16};

use crate::{Problem, balanced, with_pulp};

/// Numbers in the widest register that the build may use.
const BUILD_LANES: usize = if cfg!(target_feature = "avx512f") {
    16
} else if cfg!(target_feature = "avx") {
    8
} else {
    4
};

/// Numbers in a vector: the build's widest, unless that is wider than a group of images.
pub fn lanes() -> usize {
    BUILD_LANES.min(Instructions::chosen().lanes())
}

/// Writes the sums.
#[inline(always)]
pub fn multiply(problem: &Problem, sums: &mut [f32]) {
    match lanes() {
        16 => products::<f32x16, 16>(problem, sums),
        8 => products::<f32x8, 8>(problem, sums),
        _ => products::<f32x4, 4>(problem, sums),
    }
}

/// Writes the sums in a function that pulp compiles for the chosen instruction set: the one safe way to have wide in such.
pub fn multiply_in_pulp(problem: &Problem, sums: &mut [f32]) {
    struct Products<'a>(&'a Problem, &'a mut [f32]);
    impl WithSimd for Products<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, _: S) {
            multiply(self.0, self.1);
        }
    }
    with_pulp::dispatch(Products(problem, sums));
}

/// What the kernel needs of wide's types, which share no trait.
trait Wide<const LANES: usize>: Copy + From<f32> + From<[f32; LANES]> + Into<[f32; LANES]> {
    /// Tiles in a register block: as many as ours.
    const TILES_AT_ONCE: usize;
    fn multiply_add(self, factor: Self, sum: Self) -> Self;
}

macro_rules! wide_vector {
    ($vector:ident, $lanes:literal lanes, $tiles:expr) => {
        impl Wide<$lanes> for $vector {
            const TILES_AT_ONCE: usize = $tiles;

            #[inline(always)]
            fn multiply_add(self, factor: Self, sum: Self) -> Self {
                self.mul_add(factor, sum)
            }
        }
    };
}

wide_vector!(f32x16, 16 lanes, 6);
wide_vector!(f32x8, 8 lanes, 3);
wide_vector!(f32x4, 4 lanes, if cfg!(target_arch = "x86_64") { 2 } else { 4 });

#[inline(always)]
fn products<V: Wide<LANES>, const LANES: usize>(problem: &Problem, sums: &mut [f32]) {
    let Problem { rows, columns, .. } = *problem;
    // Where a group of images has more lanes than a vector, the rest of them count as further tiles.
    let num_tiles = problem.num_tiles * problem.lanes / LANES;
    let values = problem.values.as_chunks().0.chunks_exact(rows * num_tiles);
    let sums = sums.as_chunks_mut().0.chunks_exact_mut(columns * num_tiles);
    let kernels = problem.kernels.chunks_exact(rows * columns);
    for ((values, kernels), sums) in values.zip(kernels).zip(sums) {
        let mut out = 0;
        for sums in sums.chunks_mut(4 * num_tiles) {
            let product = Product { kernels, columns, out, values, num_tiles };
            match sums.len() / num_tiles {
                4 => product.outs::<V, 4>(sums),
                3 => product.outs::<V, 3>(sums),
                2 => product.outs::<V, 2>(sums),
                _ => product.outs::<V, 1>(sums),
            }
            out += 4;
        }
    }
}

/// One point's matrix product, from output channel `out` on.
struct Product<'a, const LANES: usize> {
    kernels: &'a [f32],
    columns: usize,
    out: usize,
    values: &'a [[f32; LANES]],
    num_tiles: usize,
}

impl<const LANES: usize> Product<'_, LANES> {
    /// All tiles of `OUTS` output channels.
    #[inline(always)]
    fn outs<V: Wide<LANES>, const OUTS: usize>(&self, sums: &mut [[f32; LANES]]) {
        let mut tile = 0;
        while tile < self.num_tiles {
            let tiles = balanced(self.num_tiles - tile, V::TILES_AT_ONCE);
            match tiles {
                6 => self.block::<V, OUTS, 6>(tile, sums),
                5 => self.block::<V, OUTS, 5>(tile, sums),
                4 => self.block::<V, OUTS, 4>(tile, sums),
                3 => self.block::<V, OUTS, 3>(tile, sums),
                2 => self.block::<V, OUTS, 2>(tile, sums),
                _ => self.block::<V, OUTS, 1>(tile, sums),
            }
            tile += tiles;
        }
    }

    /// `TILES` tiles of `OUTS` output channels, with all sums in registers.
    #[inline(always)]
    fn block<V: Wide<LANES>, const OUTS: usize, const TILES: usize>(&self, tile: usize, sums: &mut [[f32; LANES]]) {
        let mut totals = [[V::from(0.0); TILES]; OUTS];
        let rows = self.values.chunks_exact(self.num_tiles).zip(self.kernels.chunks_exact(self.columns));
        for (values, kernels) in rows {
            let (values, kernels) = (&values[tile..][..TILES], &kernels[self.out..][..OUTS]);
            for (totals, &kernel) in totals.iter_mut().zip(kernels) {
                let kernel = V::from(kernel);
                for (total, &value) in totals.iter_mut().zip(values) {
                    *total = kernel.multiply_add(V::from(value), *total);
                }
            }
        }
        for (totals, sums) in totals.iter().zip(sums.chunks_exact_mut(self.num_tiles)) {
            for (&total, sum) in totals.iter().zip(&mut sums[tile..][..TILES]) {
                *sum = total.into();
            }
        }
    }
}
