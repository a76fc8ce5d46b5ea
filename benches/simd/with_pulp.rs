//! The products in the words of pulp, which chooses the instruction set at run time as we do.

use pulp::{Simd, WithSimd};
#[cfg(target_arch = "x86_64")]
use shuzi::kernels::Instructions;

use crate::{Problem, balanced};

/// Writes the sums.
pub fn multiply(problem: &Problem, sums: &mut [f32]) {
    dispatch(Products { problem, sums });
}

/// Runs an operation by the vectors that the library chose.
pub fn dispatch<Operation: WithSimd>(operation: Operation) -> Operation::Output {
    #[cfg(target_arch = "x86_64")]
    {
        const FOUND: &str = "the library found these instructions on this machine";
        match Instructions::chosen() {
            Instructions::Avx512 => Simd::vectorize(pulp::x86::V4::try_new().expect(FOUND), operation),
            Instructions::Avx2 => Simd::vectorize(pulp::x86::V3::try_new().expect(FOUND), operation),
            Instructions::Portable => Simd::vectorize(pulp::Scalar128b, operation),
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    pulp::Arch::new().dispatch(operation)
}

struct Products<'a> {
    problem: &'a Problem,
    sums: &'a mut [f32],
}

impl WithSimd for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Problem { rows, columns, num_tiles, .. } = *self.problem;
        let values = S::as_simd_f32s(&self.problem.values).0.chunks_exact(rows * num_tiles);
        let sums = S::as_mut_simd_f32s(self.sums).0.chunks_exact_mut(columns * num_tiles);
        let kernels = self.problem.kernels.chunks_exact(rows * columns);
        for ((values, kernels), sums) in values.zip(kernels).zip(sums) {
            let mut out = 0;
            for sums in sums.chunks_mut(4 * num_tiles) {
                let product = Product { simd, kernels, columns, out, values, num_tiles };
                match sums.len() / num_tiles {
                    4 => product.outs::<4>(sums),
                    3 => product.outs::<3>(sums),
                    2 => product.outs::<2>(sums),
                    _ => product.outs::<1>(sums),
                }
                out += 4;
            }
        }
    }
}

/// One point's matrix product, from output channel `out` on.
struct Product<'a, S: Simd> {
    simd: S,
    kernels: &'a [f32],
    columns: usize,
    out: usize,
    values: &'a [S::f32s],
    num_tiles: usize,
}

impl<S: Simd> Product<'_, S> {
    /// Tiles in a register block: as many as ours.
    const TILES_AT_ONCE: usize = match (S::REGISTER_COUNT, S::F32_LANES) {
        (32, 16) => 6,
        (32, _) => 4,
        (_, 8) => 3,
        _ => 2,
    };

    /// All tiles of `OUTS` output channels.
    #[inline(always)]
    fn outs<const OUTS: usize>(&self, sums: &mut [S::f32s]) {
        let mut tile = 0;
        while tile < self.num_tiles {
            let tiles = balanced(self.num_tiles - tile, Self::TILES_AT_ONCE);
            match tiles {
                6 => self.block::<OUTS, 6>(tile, sums),
                5 => self.block::<OUTS, 5>(tile, sums),
                4 => self.block::<OUTS, 4>(tile, sums),
                3 => self.block::<OUTS, 3>(tile, sums),
                2 => self.block::<OUTS, 2>(tile, sums),
                _ => self.block::<OUTS, 1>(tile, sums),
            }
            tile += tiles;
        }
    }

    /// `TILES` tiles of `OUTS` output channels, with all sums in registers.
    #[inline(always)]
    fn block<const OUTS: usize, const TILES: usize>(&self, tile: usize, sums: &mut [S::f32s]) {
        let simd = self.simd;
        let mut totals = [[simd.splat_f32s(0.0); TILES]; OUTS];
        let rows = self.values.chunks_exact(self.num_tiles).zip(self.kernels.chunks_exact(self.columns));
        for (values, kernels) in rows {
            let (values, kernels) = (&values[tile..][..TILES], &kernels[self.out..][..OUTS]);
            for (totals, &kernel) in totals.iter_mut().zip(kernels) {
                let kernel = simd.splat_f32s(kernel);
                for (total, &value) in totals.iter_mut().zip(values) {
                    *total = multiply_add(simd, kernel, value, *total);
                }
            }
        }
        for (totals, sums) in totals.iter().zip(sums.chunks_exact_mut(self.num_tiles)) {
            // Not `copy_from_slice`: with debug assertions it keeps the totals in memory all the time, three times slower.
            for (&total, sum) in totals.iter().zip(&mut sums[tile..][..TILES]) {
                *sum = total;
            }
        }
    }
}

/// pulp's plain vectors would call a function of the C library for each fused operation.
#[inline(always)]
fn multiply_add<S: Simd>(simd: S, a: S::f32s, b: S::f32s, sum: S::f32s) -> S::f32s {
    if cfg!(target_arch = "x86_64") && S::F32_LANES == 4 {
        simd.add_f32s(simd.mul_f32s(a, b), sum)
    } else {
        simd.mul_add_e_f32s(a, b, sum)
    }
}
