//! Chooses the instruction set at run time: the notebooks' kernel compiles its dependencies for any x86-64 machine.
//!
//! A kernel is written once, over a [`Vector`] of [`LANES`] numbers, and compiled three times.

use super::lanes::{LANES, Lanes};

/// [`LANES`] numbers in registers.
pub(super) trait Vector: Copy {
    /// How many of these a kernel may keep in registers at once, besides a few for its operands.
    const ACCUMULATORS: usize;
    /// The same number in every lane.
    fn splat(number: f32) -> Self;
    /// One number a lane.
    fn load(lanes: &Lanes) -> Self;
    /// Writes one number a lane.
    fn store(self, lanes: &mut Lanes);
    /// `self × factor + sum`, rounded once where the machine has an instruction for it.
    fn multiply_add(self, factor: Self, sum: Self) -> Self;
}

/// Plain Rust: the reference, and what machines without the extensions below run.
#[derive(Clone, Copy)]
pub(super) struct Portable(Lanes);

impl Vector for Portable {
    const ACCUMULATORS: usize = 4;

    #[inline(always)]
    fn splat(number: f32) -> Self {
        Portable([number; LANES])
    }

    #[inline(always)]
    fn load(lanes: &Lanes) -> Self {
        Portable(*lanes)
    }

    #[inline(always)]
    fn store(self, lanes: &mut Lanes) {
        *lanes = self.0;
    }

    #[inline(always)]
    fn multiply_add(self, factor: Self, sum: Self) -> Self {
        Portable(std::array::from_fn(|lane| {
            // Every aarch64 machine fuses; elsewhere a fused operation without the instruction is a slow library call.
            if cfg!(target_arch = "aarch64") {
                self.0[lane].mul_add(factor.0[lane], sum.0[lane])
            } else {
                self.0[lane] * factor.0[lane] + sum.0[lane]
            }
        }))
    }
}

/// The vectors of x86-64's extensions. They must only be used inside a function that is compiled for the extension and
/// was called because the machine has it: [`for_each_instruction_set`] is the one place that does.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
pub(super) mod x86 {
    use std::arch::x86_64::{
        __m256, __m512, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_set1_ps, _mm256_storeu_ps, _mm512_fmadd_ps,
        _mm512_loadu_ps, _mm512_set1_ps, _mm512_storeu_ps,
    };

    use super::{Lanes, Vector};

    /// One register of 16 lanes.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx512(__m512);

    impl Vector for Avx512 {
        const ACCUMULATORS: usize = 24;

        #[inline(always)]
        fn splat(number: f32) -> Self {
            // SAFETY: the machine has AVX-512, as the type demands.
            Avx512(unsafe { _mm512_set1_ps(number) })
        }

        #[inline(always)]
        fn load(lanes: &Lanes) -> Self {
            // SAFETY: the machine has AVX-512; the reference is to 16 numbers, and no alignment is asked for.
            Avx512(unsafe { _mm512_loadu_ps(lanes.as_ptr()) })
        }

        #[inline(always)]
        fn store(self, lanes: &mut Lanes) {
            // SAFETY: the machine has AVX-512; the reference is to 16 numbers, and no alignment is asked for.
            unsafe { _mm512_storeu_ps(lanes.as_mut_ptr(), self.0) }
        }

        #[inline(always)]
        fn multiply_add(self, factor: Self, sum: Self) -> Self {
            // SAFETY: the machine has AVX-512, as the type demands.
            Avx512(unsafe { _mm512_fmadd_ps(self.0, factor.0, sum.0) })
        }
    }

    /// Two registers of 8 lanes.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2(__m256, __m256);

    impl Vector for Avx2 {
        const ACCUMULATORS: usize = 5;

        #[inline(always)]
        fn splat(number: f32) -> Self {
            // SAFETY: the machine has AVX2, as the type demands.
            let register = unsafe { _mm256_set1_ps(number) };
            Avx2(register, register)
        }

        #[inline(always)]
        fn load(lanes: &Lanes) -> Self {
            let (low, high) = lanes.split_at(8);
            // SAFETY: the machine has AVX2; each half is 8 numbers, and no alignment is asked for.
            unsafe { Avx2(_mm256_loadu_ps(low.as_ptr()), _mm256_loadu_ps(high.as_ptr())) }
        }

        #[inline(always)]
        fn store(self, lanes: &mut Lanes) {
            let (low, high) = lanes.split_at_mut(8);
            // SAFETY: the machine has AVX2; each half is 8 numbers, and no alignment is asked for.
            unsafe {
                _mm256_storeu_ps(low.as_mut_ptr(), self.0);
                _mm256_storeu_ps(high.as_mut_ptr(), self.1);
            }
        }

        #[inline(always)]
        fn multiply_add(self, factor: Self, sum: Self) -> Self {
            // SAFETY: the machine has AVX2 and FMA, as the type demands.
            unsafe { Avx2(_mm256_fmadd_ps(self.0, factor.0, sum.0), _mm256_fmadd_ps(self.1, factor.1, sum.1)) }
        }
    }
}

/// Defines a function three times from one body that is generic over [`Vector`], and calls the best that this machine has.
macro_rules! for_each_instruction_set {
    ($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $body:ident) => {
        $(#[$doc])*
        #[allow(unsafe_code)]
        fn $name($($argument: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                use $crate::kernels::instructions::x86;

                #[target_feature(enable = "avx512f,fma")]
                fn avx512($($argument: $type),*) { $body::<x86::Avx512>($($argument),*) }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) { $body::<x86::Avx2>($($argument),*) }

                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("fma") {
                    // SAFETY: the instructions that `avx512` is compiled with were just found on this machine.
                    return unsafe { avx512($($argument),*) };
                }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the instructions that `avx2` is compiled with were just found on this machine.
                    return unsafe { avx2($($argument),*) };
                }
            }
            $body::<$crate::kernels::instructions::Portable>($($argument),*)
        }
    };
}
pub(super) use for_each_instruction_set;
