//! Chooses the instruction set at run time: the notebooks' kernel compiles its dependencies for any x86-64 machine.

/// Defines a function three times from one safe body, with AVX-512, with AVX2 and FMA, and plain, and calls the best that
/// this machine has. In the body, `FUSED` says whether a multiplication and an addition may be one instruction.
macro_rules! for_each_instruction_set {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $body:ident) => {
        $(#[$doc])*
        #[allow(unsafe_code)]
        $visibility fn $name($($argument: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512vl,avx2,fma")]
                fn avx512($($argument: $type),*) { $body::<true>($($argument),*) }

                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) { $body::<true>($($argument),*) }

                if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vl") && is_x86_feature_detected!("fma") {
                    // SAFETY: the instructions that `avx512` is compiled with were just found on this machine.
                    return unsafe { avx512($($argument),*) };
                }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the instructions that `avx2` is compiled with were just found on this machine.
                    return unsafe { avx2($($argument),*) };
                }
            }
            // Every aarch64 machine fuses; elsewhere a fused operation without the instruction is a slow library call.
            $body::<{ cfg!(target_arch = "aarch64") }>($($argument),*)
        }
    };
}
pub(super) use for_each_instruction_set;

/// `a × b + c`, rounded once where `FUSED`.
#[inline(always)]
pub(super) fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}
