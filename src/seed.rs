//! Random numbers that are a function of what they are for: nothing to remember, nothing to restore.

/// Mixes a number into a seed: the SplitMix64 finaliser (Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, 2014) over both.
pub(crate) fn mix(seed: u64, number: u64) -> u64 {
    let mut z = seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
