//! Chooses the instruction set at run time: the notebooks' kernel compiles its dependencies for any x86-64 machine.
//!
//! A kernel is written once, over a [`Vector`] of numbers, and compiled three times. `SHUZI_INSTRUCTIONS` in the environment
//! (`avx512`, `avx2` or `portable`) asks for less than the machine has, to compare them.

use std::fmt;
use std::sync::OnceLock;

/// What a vector is made of on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instructions {
    /// 16 numbers, 32 registers.
    Avx512,
    /// 8 numbers, 16 registers.
    Avx2,
    /// 4 numbers, in plain Rust, which the compiler turns into whatever vectors the target has: SSE2, NEON, simd128.
    Portable,
}

impl Instructions {
    /// The best that this machine has, or less where the environment asks for less; the same for the whole process.
    pub fn chosen() -> Instructions {
        #[cfg(test)]
        if let Some(asked) = ASKED.get() {
            return asked;
        }
        static CHOSEN: OnceLock<Instructions> = OnceLock::new();
        *CHOSEN.get_or_init(|| Instructions::asked().unwrap_or_else(|_| Instructions::best()))
    }

    /// What the environment asks for, or the best there is where it does not ask; a program looks here first, since
    /// [`Instructions::chosen`] has no way to say that it was asked for something it does not know.
    ///
    /// # Errors
    /// When `SHUZI_INSTRUCTIONS` is none of the three, or one that this machine lacks.
    pub fn asked() -> Result<Instructions, NoSuchInstructions> {
        let best = Instructions::best();
        match std::env::var_os(VARIABLE) {
            Some(asked) => named(&asked.to_string_lossy(), best),
            None => Ok(best),
        }
    }

    fn best() -> Instructions {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                let wide = is_x86_feature_detected!("avx512f");
                return if wide { Instructions::Avx512 } else { Instructions::Avx2 };
            }
        }
        Instructions::Portable
    }

    /// Numbers in a vector, which is images in a group.
    pub fn lanes(self) -> usize {
        match self {
            Instructions::Avx512 => 16,
            Instructions::Avx2 => 8,
            Instructions::Portable => 4,
        }
    }
}

/// The environment's variable that asks for instructions.
pub const VARIABLE: &str = "SHUZI_INSTRUCTIONS";

/// The instructions of a name, as far as a machine whose best are `best` has them.
fn named(name: &str, best: Instructions) -> Result<Instructions, NoSuchInstructions> {
    let instructions = match name {
        "avx512" => Some(Instructions::Avx512),
        "avx2" => Some(Instructions::Avx2),
        "portable" => Some(Instructions::Portable),
        _ => None,
    };
    instructions.filter(|asked| asked.lanes() <= best.lanes()).ok_or_else(|| NoSuchInstructions {
        asked: name.to_string(),
        there: match best {
            Instructions::Avx512 => "avx512, avx2, portable",
            Instructions::Avx2 => "avx2, portable",
            Instructions::Portable => "portable",
        },
    })
}

/// The environment asks for instructions that nobody knows, or that this machine lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoSuchInstructions {
    /// What [`VARIABLE`] says.
    pub asked: String,
    /// What it may say on this machine.
    pub there: &'static str,
}

impl fmt::Display for NoSuchInstructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VARIABLE} is {:?}, and may be one of: {}", self.asked, self.there)
    }
}

impl std::error::Error for NoSuchInstructions {}

impl fmt::Display for Instructions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Instructions::Avx512 => "AVX-512",
            Instructions::Avx2 => "AVX2",
            Instructions::Portable => "portable",
        })
    }
}

#[cfg(test)]
impl Instructions {
    /// All that this machine has.
    pub(super) fn all_here() -> Vec<Instructions> {
        let best = Instructions::best();
        let all = [Instructions::Portable, Instructions::Avx2, Instructions::Avx512];
        all.into_iter().filter(|instructions| instructions.lanes() <= best.lanes()).collect()
    }
}

#[cfg(test)]
thread_local! {
    static ASKED: std::cell::Cell<Option<Instructions>> = const { std::cell::Cell::new(None) };
}

/// Runs a test's function by other instructions, as far as it stays in this thread.
#[cfg(test)]
pub(super) fn with_instructions(instructions: Instructions, test: impl FnOnce()) {
    assert!(Instructions::all_here().contains(&instructions), "this machine has no {instructions}");
    ASKED.set(Some(instructions));
    test();
    ASKED.set(None);
}

/// A few numbers in a register, one a lane.
pub(super) trait Vector: Copy {
    /// How many numbers.
    const LANES: usize;
    /// The most neighbouring places that a block of [`OUTS_AT_ONCE`] output channels may span: the block's sums, one place
    /// of each input and one weight fill the registers.
    const PLACES_AT_ONCE: usize;
    /// The numbers in memory.
    type Lanes: Copy + AsRef<[f32]> + AsMut<[f32]>;
    /// One yes or no a lane.
    type Mask: Copy;

    /// A slice as vectors; what is left over at its end is left out.
    fn vectors(numbers: &[f32]) -> &[Self::Lanes];
    /// A slice as vectors; what is left over at its end is left out.
    fn vectors_mut(numbers: &mut [f32]) -> &mut [Self::Lanes];
    /// The same number in every lane.
    fn splat(number: f32) -> Self;
    /// From memory.
    fn load(lanes: &Self::Lanes) -> Self;
    /// To memory.
    fn store(self, lanes: &mut Self::Lanes);
    /// `self + other`.
    fn add(self, other: Self) -> Self;
    /// `self − other`.
    fn sub(self, other: Self) -> Self;
    /// `self × factor`.
    fn mul(self, factor: Self) -> Self;
    /// `self × factor + sum`, rounded once where the machine has an instruction for it.
    fn multiply_add(self, factor: Self, sum: Self) -> Self;
    /// Where `self > other`, or `self` is not a number.
    fn greater_or_nan(self, other: Self) -> Self::Mask;
    /// Where `self == other`.
    fn equal(self, other: Self) -> Self::Mask;
    /// `yes` where the mask says so, `no` elsewhere.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// The lanes of both in turn: `(a₀b₀a₁b₁…, …)`, the lower halves and the upper halves.
    fn zip(self, other: Self) -> (Self, Self);

    /// The sum over the lanes, in a fixed order.
    #[inline(always)]
    fn sum_lanes(self) -> f32 {
        let mut lanes = Self::vectors(&[0.0; 16])[0];
        self.store(&mut lanes);
        // Halves onto halves: as fast as it gets without an instruction for it.
        let numbers = lanes.as_mut();
        let mut half = Self::LANES / 2;
        while half > 0 {
            for lane in 0..half {
                numbers[lane] += numbers[lane + half];
            }
            half /= 2;
        }
        numbers[0]
    }
}

/// `N` vectors, side by side. (Not `array::from_fn`: a closure is not compiled for the instruction set of its caller.)
///
/// # Panics
/// When there are fewer.
#[inline(always)]
pub(super) fn load_all<V: Vector, const N: usize>(lanes: &[V::Lanes]) -> [V; N] {
    let mut loaded = [V::splat(0.0); N];
    for (loaded, lanes) in loaded.iter_mut().zip(&lanes[..N]) {
        *loaded = V::load(lanes);
    }
    loaded
}

/// Exchanges rows and lanes of the first [`Vector::LANES`] rows.
///
/// Zipping row i with row i + LANES/2 rotates the bits of (row, lane) by one; after as many rotations as a lane has bits,
/// rows and lanes have changed places.
#[inline(always)]
pub(super) fn transpose<V: Vector>(mut rows: [V; 16]) -> [V; 16] {
    let half = V::LANES / 2;
    for _ in 0..V::LANES.trailing_zeros() {
        let mut zipped = rows;
        for i in 0..half {
            (zipped[2 * i], zipped[2 * i + 1]) = rows[i].zip(rows[i + half]);
        }
        rows = zipped;
    }
    rows
}

/// Output channels in a register block.
pub(super) const OUTS_AT_ONCE: usize = 4;

/// Plain Rust: the reference, and what machines without the extensions below run.
#[derive(Clone, Copy)]
pub(super) struct Portable([f32; 4]);

impl Portable {
    #[inline(always)]
    fn lanewise(self, other: Self, operation: impl Fn(f32, f32) -> f32) -> Self {
        Portable(std::array::from_fn(|lane| operation(self.0[lane], other.0[lane])))
    }
}

impl Vector for Portable {
    const LANES: usize = 4;
    // NEON and most others have 32 registers; SSE2 has 16.
    const PLACES_AT_ONCE: usize = if cfg!(target_arch = "x86_64") { 2 } else { 4 };
    type Lanes = [f32; 4];
    type Mask = [bool; 4];

    #[inline(always)]
    fn vectors(numbers: &[f32]) -> &[[f32; 4]] {
        numbers.as_chunks().0
    }

    #[inline(always)]
    fn vectors_mut(numbers: &mut [f32]) -> &mut [[f32; 4]] {
        numbers.as_chunks_mut().0
    }

    #[inline(always)]
    fn splat(number: f32) -> Self {
        Portable([number; 4])
    }

    #[inline(always)]
    fn load(lanes: &[f32; 4]) -> Self {
        Portable(*lanes)
    }

    #[inline(always)]
    fn store(self, lanes: &mut [f32; 4]) {
        *lanes = self.0;
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.lanewise(other, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.lanewise(other, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, factor: Self) -> Self {
        self.lanewise(factor, |a, b| a * b)
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

    #[inline(always)]
    fn greater_or_nan(self, other: Self) -> [bool; 4] {
        std::array::from_fn(|lane| self.0[lane] > other.0[lane] || self.0[lane].is_nan())
    }

    #[inline(always)]
    fn equal(self, other: Self) -> [bool; 4] {
        std::array::from_fn(|lane| self.0[lane] == other.0[lane])
    }

    #[inline(always)]
    fn select(mask: [bool; 4], yes: Self, no: Self) -> Self {
        Portable(std::array::from_fn(|lane| if mask[lane] { yes.0[lane] } else { no.0[lane] }))
    }

    #[inline(always)]
    fn zip(self, other: Self) -> (Self, Self) {
        let ([a0, a1, a2, a3], [b0, b1, b2, b3]) = (self.0, other.0);
        (Portable([a0, b0, a1, b1]), Portable([a2, b2, a3, b3]))
    }
}

/// The vectors of x86-64's extensions. They must only be used inside a function that is compiled for the extension and
/// was called because the machine has it: [`for_each_instruction_set`] is the one place that does.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
pub(super) mod x86 {
    use std::arch::x86_64::*;
    use std::mem::transmute;

    use super::Vector;

    macro_rules! vector_of_an_extension {
        (
            $(#[$doc:meta])* $name:ident($register:ty, $lanes:literal lanes, $places:literal places), $mask:ty,
            $splat:ident, $add:ident, $sub:ident, $mul:ident, $multiply_add:ident,
            greater_or_nan($a:ident, $b:ident) = $greater_or_nan:expr,
            equal($c:ident, $d:ident) = $equal:expr,
            select($mask_name:ident, $yes:ident, $no:ident) = $select:expr,
            zip($e:ident, $f:ident) = $zip:expr $(,)?
        ) => {
            $(#[$doc])*
            #[derive(Clone, Copy)]
            pub(in super::super) struct $name($register);

            // SAFETY of every intrinsic here: the machine has the extension, as the type demands; they touch no memory.
            impl Vector for $name {
                const LANES: usize = $lanes;
                const PLACES_AT_ONCE: usize = $places;
                type Lanes = [f32; $lanes];
                type Mask = $mask;

                #[inline(always)]
                fn vectors(numbers: &[f32]) -> &[[f32; $lanes]] {
                    numbers.as_chunks().0
                }

                #[inline(always)]
                fn vectors_mut(numbers: &mut [f32]) -> &mut [[f32; $lanes]] {
                    numbers.as_chunks_mut().0
                }

                #[inline(always)]
                fn splat(number: f32) -> Self {
                    // SAFETY: see above.
                    $name(unsafe { $splat(number) })
                }

                // Not by a load intrinsic: those check their pointer in every build with debug assertions, and such are
                // the kernels of notebooks.
                #[inline(always)]
                fn load(lanes: &[f32; $lanes]) -> Self {
                    // SAFETY: the same size, and every bit pattern is a number.
                    $name(unsafe { transmute::<[f32; $lanes], $register>(*lanes) })
                }

                #[inline(always)]
                fn store(self, lanes: &mut [f32; $lanes]) {
                    // SAFETY: the same size, and every bit pattern is a number.
                    *lanes = unsafe { transmute::<$register, [f32; $lanes]>(self.0) };
                }

                #[inline(always)]
                fn add(self, other: Self) -> Self {
                    // SAFETY: see above.
                    $name(unsafe { $add(self.0, other.0) })
                }

                #[inline(always)]
                fn sub(self, other: Self) -> Self {
                    // SAFETY: see above.
                    $name(unsafe { $sub(self.0, other.0) })
                }

                #[inline(always)]
                fn mul(self, factor: Self) -> Self {
                    // SAFETY: see above.
                    $name(unsafe { $mul(self.0, factor.0) })
                }

                #[inline(always)]
                fn multiply_add(self, factor: Self, sum: Self) -> Self {
                    // SAFETY: see above.
                    $name(unsafe { $multiply_add(self.0, factor.0, sum.0) })
                }

                #[inline(always)]
                fn greater_or_nan(self, other: Self) -> $mask {
                    let ($a, $b) = (self.0, other.0);
                    // SAFETY: see above.
                    unsafe { $greater_or_nan }
                }

                #[inline(always)]
                fn equal(self, other: Self) -> $mask {
                    let ($c, $d) = (self.0, other.0);
                    // SAFETY: see above.
                    unsafe { $equal }
                }

                #[inline(always)]
                fn select(mask: $mask, yes: Self, no: Self) -> Self {
                    let ($mask_name, $yes, $no) = (mask, yes.0, no.0);
                    // SAFETY: see above.
                    $name(unsafe { $select })
                }

                #[inline(always)]
                fn zip(self, other: Self) -> (Self, Self) {
                    let ($e, $f) = (self.0, other.0);
                    // SAFETY: see above.
                    let (low, high) = unsafe { $zip };
                    ($name(low), $name(high))
                }
            }
        };
    }

    vector_of_an_extension!(
        /// A register of AVX-512.
        Avx512(__m512, 16 lanes, 6 places), __mmask16,
        _mm512_set1_ps, _mm512_add_ps, _mm512_sub_ps, _mm512_mul_ps, _mm512_fmadd_ps,
        greater_or_nan(a, b) = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(a, b) | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(a, a),
        equal(a, b) = _mm512_cmp_ps_mask::<_CMP_EQ_OQ>(a, b),
        select(mask, yes, no) = _mm512_mask_blend_ps(mask, no, yes),
        zip(a, b) = {
            let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            (_mm512_permutex2var_ps(a, low, b), _mm512_permutex2var_ps(a, high, b))
        }
    );

    vector_of_an_extension!(
        /// A register of AVX2.
        Avx2(__m256, 8 lanes, 3 places), __m256,
        _mm256_set1_ps, _mm256_add_ps, _mm256_sub_ps, _mm256_mul_ps, _mm256_fmadd_ps,
        greater_or_nan(a, b) = _mm256_or_ps(_mm256_cmp_ps::<_CMP_GT_OQ>(a, b), _mm256_cmp_ps::<_CMP_UNORD_Q>(a, a)),
        equal(a, b) = _mm256_cmp_ps::<_CMP_EQ_OQ>(a, b),
        select(mask, yes, no) = _mm256_blendv_ps(no, yes, mask),
        zip(a, b) = {
            // Within each half of the registers; then the halves are put in order.
            let (outer, inner) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            (_mm256_permute2f128_ps::<0x20>(outer, inner), _mm256_permute2f128_ps::<0x31>(outer, inner))
        }
    );
}

/// Defines a function three times from one body that is generic over [`Vector`], and calls the chosen one. The body is
/// written here, for a vector of type `V`, or it is a function of the same arguments.
macro_rules! for_each_instruction_set {
    ($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $body:ident) => {
        for_each_instruction_set! {
            $(#[$doc])*
            fn $name<V>($($argument: $type),*) { $body::<V>($($argument),*) }
        }
    };
    ($(#[$doc:meta])* fn $name:ident<$vector:ident>($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        #[allow(unsafe_code, clippy::too_many_arguments)]
        pub(super) fn $name($($argument: $type),*) {
            use $crate::kernels::instructions::{Instructions, Portable, Vector};

            #[inline(always)]
            fn body<$vector: Vector>($($argument: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            {
                use $crate::kernels::instructions::x86;

                #[target_feature(enable = "avx512f,fma")]
                fn avx512($($argument: $type),*) { body::<x86::Avx512>($($argument),*) }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) { body::<x86::Avx2>($($argument),*) }

                match Instructions::chosen() {
                    // SAFETY: the instructions that `avx512` is compiled with were found on this machine.
                    Instructions::Avx512 => return unsafe { avx512($($argument),*) },
                    // SAFETY: the instructions that `avx2` is compiled with were found on this machine.
                    Instructions::Avx2 => return unsafe { avx2($($argument),*) },
                    Instructions::Portable => {}
                }
            }
            debug_assert_eq!(Instructions::chosen(), Instructions::Portable);
            body::<Portable>($($argument),*)
        }
    };
}
pub(super) use for_each_instruction_set;

/// Calls a function that is compiled for each size: `match`es a number, which is a constant in the call. The last size
/// stands for all that is left.
macro_rules! by_size {
    ($number:expr, [$($size:literal)*] else $last:literal, $constant:ident => $call:expr) => {
        match $number {
            $( $size => { const $constant: usize = $size; $call } )*
            _ => { const $constant: usize = $last; $call }
        }
    };
}
pub(super) use by_size;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_instructions_and_those_that_the_machine_lacks_are_told() {
        assert_eq!(named("avx2", Instructions::Avx512).expect("there"), Instructions::Avx2);
        assert_eq!(named("portable", Instructions::Portable).expect("always there"), Instructions::Portable);
        for (name, best) in [
            ("neon", Instructions::Avx512),
            ("", Instructions::Avx2),
            ("avx512", Instructions::Avx2),
            ("AVX2", Instructions::Avx2),
        ] {
            let error = named(name, best).expect_err(name).to_string();
            assert!(error.contains(VARIABLE) && error.contains("avx2, portable"), "{error}");
        }
    }

    #[test]
    fn transposing_exchanges_rows_and_lanes() {
        let mut rows = [Portable::splat(0.0); 16];
        for (row, vector) in rows.iter_mut().take(4).enumerate() {
            *vector = Portable::load(&std::array::from_fn(|lane| (10 * row + lane) as f32));
        }
        for (row, vector) in transpose(rows).into_iter().take(4).enumerate() {
            let mut lanes = [0.0; 4];
            vector.store(&mut lanes);
            assert_eq!(lanes, std::array::from_fn(|lane| (10 * lane + row) as f32));
        }
    }
}
