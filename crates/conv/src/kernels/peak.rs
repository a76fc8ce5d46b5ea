//! How fast this machine could multiply and add at most: what kernels are measured against.

use std::hint::black_box;
use std::time::Instant;

use super::instructions::{Instructions, for_each_instruction_set};

/// Sums under way at once: as many as hide the latency of an addition (4 steps, two instructions each), and few enough for
/// the registers of every instruction set.
const CHAINS: usize = 12;
/// Multiply-adds in each chain of a measurement: tens of milliseconds, beside which starting threads is nothing.
const ROUNDS: usize = 20_000_000;
/// The best of so many measurements counts: a peak is what nothing disturbed.
const ATTEMPTS: usize = 5;

/// The most that `threads` threads reach with multiply-adds on numbers in registers, in GFLOP/s (10⁹ multiplications or
/// additions a second), with the vectors of [`Instructions::chosen`]. It takes a few tenths of a second.
///
/// ```
/// let peak = dfdx_conv::kernels::peak::fma_peak(1);
/// assert!(peak > 0.1);
/// ```
pub fn fma_peak(threads: usize) -> f64 {
    (0..ATTEMPTS).map(|_| gigaflops(threads.max(1), ROUNDS)).fold(0.0, f64::max)
}

fn gigaflops(threads: usize, rounds: usize) -> f64 {
    let lanes = Instructions::chosen().lanes();
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut sums = vec![0.0; CHAINS * lanes];
                // The compiler must neither know the numbers beforehand nor see that nobody wants the result.
                multiply_and_add(rounds, black_box(0.5), &mut sums);
                black_box(&sums);
            });
        }
    });
    (2 * CHAINS * lanes * rounds * threads) as f64 / started.elapsed().as_secs_f64() / 1e9
}

for_each_instruction_set! {
    /// Replaces every sum by `sum × half + half`, again and again.
    fn multiply_and_add<V>(rounds: usize, half: f32, sums: &mut [f32]) {
        let half = V::splat(half);
        let mut chains = [V::splat(0.0); CHAINS];
        for _ in 0..rounds {
            for chain in &mut chains {
                *chain = chain.multiply_add(half, half);
            }
        }
        for (chain, lanes) in chains.iter().zip(V::vectors_mut(sums)) {
            chain.store(lanes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chain_and_lane_is_really_computed() {
        let mut sums = vec![0.0; CHAINS * Instructions::chosen().lanes()];
        multiply_and_add(3, 0.5, &mut sums);
        assert!(sums.iter().all(|&sum| sum == 0.875), "{sums:?}");
        multiply_and_add(100, 0.5, &mut sums);
        assert!(sums.iter().all(|&sum| sum == 1.0), "{sums:?}");
    }

    #[test]
    fn no_thread_counts_as_one() {
        assert!(gigaflops(1, 1000) > 0.0 && fma_peak(0) > 0.1);
    }
}
