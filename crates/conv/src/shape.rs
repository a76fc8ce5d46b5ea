//! Output-size arithmetic at the level of types: the formula of convolution and pooling, and flattening.
//!
//! A window of `KERNEL` pixels that moves by `STRIDE` over a side of `H` pixels, padded with `PADDING` on both ends, has
//!
//! ```text
//! (H + 2 × PADDING − KERNEL) / STRIDE + 1      (division rounds down)
//! ```
//!
//! places to stand ([`output_side`]; Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*, 2016,
//! relationship 6). Stable Rust cannot write this formula in a type, so it is taken apart into three steps, each a small
//! table of one-line implementations: [`Pad`] (+ 2 × padding), [`Slide`] (− kernel) and [`Step`] (÷ stride, + 1).
//! [`Window`] joins them. [`FlattenTo`] is the table for channels × side × side.
//!
//! The tables cover what the classic networks need: sides 1–227 (padded: up to 237), kernels 1–11, strides 1–4,
//! padding 0–5; flattening 1–64, 96, 120, 128, 192, 256, 384 and 512 channels at square sides 1–32.

use dfdx::shapes::{Const, ConstDim, Dim};
use seq_macro::seq;

/// Places to stand for a window on a side: `(side + 2 × padding − kernel) / stride + 1`, in pixels.
///
/// Returns `None` when the window is larger than the padded side, or when the kernel or the stride is 0.
///
/// ```
/// use dfdx_conv::shape::output_side;
/// assert_eq!(output_side(28, 5, 1, 2), Some(28));
/// assert_eq!(output_side(227, 11, 4, 0), Some(55));
/// assert_eq!(output_side(3, 5, 1, 0), None);
/// ```
pub const fn output_side(side: usize, kernel: usize, stride: usize, padding: usize) -> Option<usize> {
    let padded = side + 2 * padding;
    if kernel == 0 || stride == 0 || kernel > padded {
        return None;
    }
    Some((padded - kernel) / stride + 1)
}

/// A side that `PADDING` pixels can be added to, at both ends.
#[diagnostic::on_unimplemented(
    message = "padding {PADDING} on a side of `{Self}` pixels is outside the size tables",
    label = "the tables cover sides 1 to 227 and padding 0 to 5",
    note = "see `dfdx_conv::shape` for what the tables cover; a size outside them says nothing about whether a window fits"
)]
pub trait Pad<const PADDING: usize>: Dim {
    /// The side after padding.
    type Padded: Dim;
}

/// A padded side that a window of `Kernel` (a `Const`) pixels can slide along.
#[diagnostic::on_unimplemented(
    message = "a window of `{Kernel}` pixels does not fit into a padded side of `{Self}` pixels",
    label = "this side is smaller than the window",
    note = "use a smaller kernel or more padding, or pool less before this layer"
)]
pub trait Slide<Kernel>: Dim {
    /// How far the window can slide: the padded side less the kernel.
    type Room: Dim;
}

/// Room to slide, taken in strides of `STRIDE` pixels.
#[diagnostic::on_unimplemented(
    message = "a stride of {STRIDE} is outside the size tables",
    label = "the tables cover strides 1 to 4"
)]
pub trait Step<const STRIDE: usize>: Dim {
    /// The number of places: room ÷ stride, rounded down, + 1.
    type Places: ConstDim;
}

/// A kernel size in the tables.
#[diagnostic::on_unimplemented(
    message = "a kernel of `{Self}` pixels is outside the size tables",
    label = "the tables cover kernels of 1 to 11 pixels"
)]
pub trait KernelInTables {
    /// The size itself. [`Window`] asks [`Slide`] for it by this name, so that a kernel outside the tables is told as just
    /// that, and not as a window that does not fit.
    type Size;
}

/// A side of an image that a window with this kernel, stride and padding can be moved along.
///
/// This is the bound that convolution and pooling put on an image's height and width. It holds for whatever the tables
/// cover; you never implement it.
pub trait Window<const KERNEL: usize, const STRIDE: usize, const PADDING: usize>: Dim {
    /// The side of the output.
    type Output: ConstDim;
}

impl<const KERNEL: usize, const STRIDE: usize, const PADDING: usize, Side> Window<KERNEL, STRIDE, PADDING> for Side
where
    Const<KERNEL>: KernelInTables,
    Side: Pad<PADDING>,
    Side::Padded: Slide<<Const<KERNEL> as KernelInTables>::Size>,
    Room<Side::Padded, KERNEL>: Step<STRIDE>,
{
    type Output = <Room<Side::Padded, KERNEL> as Step<STRIDE>>::Places;
}

type Room<Padded, const KERNEL: usize> = <Padded as Slide<<Const<KERNEL> as KernelInTables>::Size>>::Room;

/// A pooling kernel whose padding is at most half of it, as PyTorch demands: every window then sees a real pixel.
#[diagnostic::on_unimplemented(
    message = "pooling with padding {PADDING} needs a kernel of at least twice that, not `{Self}`",
    label = "some windows would see nothing but padding"
)]
pub trait PoolPadding<const PADDING: usize> {}

/// Feature maps, `CHANNELS` of them and square, that flatten into one row of numbers.
#[diagnostic::on_unimplemented(
    message = "flattening {CHANNELS} channels with sides of `{Self}` pixels is outside the size tables",
    label = "the tables cover 1–64, 96, 120, 128, 192, 256, 384 and 512 channels at square sides 1 to 32"
)]
pub trait FlattenTo<const CHANNELS: usize>: Dim {
    /// `CHANNELS` × side × side.
    type Features: ConstDim;
}

macro_rules! pad_table {
    ($($padding:literal)*) => { $( seq!(SIDE in 1..=227 {
        impl Pad<$padding> for Const<SIDE> { type Padded = Const<{ SIDE + 2 * $padding }>; }
    }); )* };
}
pad_table!(0 1 2 3 4 5);

macro_rules! slide_table {
    ($($kernel:literal)*) => { $(
        impl KernelInTables for Const<$kernel> { type Size = Const<$kernel>; }
        seq!(ROOM in 0..=236 {
            impl Slide<Const<$kernel>> for Const<{ ROOM + $kernel }> { type Room = Const<ROOM>; }
        });
    )* };
}
slide_table!(1 2 3 4 5 6 7 8 9 10 11);

macro_rules! step_table {
    ($($stride:literal)*) => { $( seq!(ROOM in 0..=236 {
        impl Step<$stride> for Const<ROOM> { type Places = Const<{ ROOM / $stride + 1 }>; }
    }); )* };
}
step_table!(1 2 3 4);

macro_rules! pool_padding_table {
    ($($kernel:literal: $($padding:literal)*;)*) => { $( $( impl PoolPadding<$padding> for Const<$kernel> {} )* )* };
}
pool_padding_table! {
    1: 0; 2: 0 1; 3: 0 1; 4: 0 1 2; 5: 0 1 2; 6: 0 1 2 3; 7: 0 1 2 3;
    8: 0 1 2 3 4; 9: 0 1 2 3 4; 10: 0 1 2 3 4 5; 11: 0 1 2 3 4 5;
}

macro_rules! flatten_table {
    ($($channels:literal)*) => { $( seq!(SIDE in 1..=32 {
        impl FlattenTo<$channels> for Const<SIDE> { type Features = Const<{ $channels * SIDE * SIDE }>; }
    }); )* };
}
seq!(CHANNELS in 1..=64 { flatten_table!(#(CHANNELS)*); });
flatten_table!(96 120 128 192 256 384 512);

#[cfg(test)]
mod tests {
    use super::*;

    fn side<const K: usize, const S: usize, const P: usize, Side: Window<K, S, P>>() -> usize {
        <Side::Output as ConstDim>::SIZE
    }

    fn features<const C: usize, Side: FlattenTo<C>>() -> usize {
        <Side::Features as ConstDim>::SIZE
    }

    #[test]
    fn the_tables_agree_with_the_formula_on_the_classic_networks() {
        assert_eq!(Some(side::<5, 1, 2, Const<28>>()), output_side(28, 5, 1, 2));
        assert_eq!(Some(side::<2, 2, 0, Const<28>>()), output_side(28, 2, 2, 0));
        assert_eq!(Some(side::<5, 1, 0, Const<32>>()), output_side(32, 5, 1, 0));
        assert_eq!(Some(side::<11, 4, 0, Const<227>>()), output_side(227, 11, 4, 0));
        assert_eq!(Some(side::<11, 4, 2, Const<224>>()), output_side(224, 11, 4, 2));
        assert_eq!(Some(side::<3, 2, 0, Const<55>>()), output_side(55, 3, 2, 0));
        assert_eq!(Some(side::<7, 2, 3, Const<224>>()), output_side(224, 7, 2, 3));
        assert_eq!(Some(side::<3, 2, 1, Const<112>>()), output_side(112, 3, 2, 1));
        assert_eq!(Some(side::<3, 1, 5, Const<227>>()), output_side(227, 3, 1, 5));
        assert_eq!(Some(side::<1, 1, 0, Const<1>>()), output_side(1, 1, 1, 0));
    }

    #[test]
    fn flattening_multiplies() {
        assert_eq!(features::<20, Const<7>>(), 980);
        assert_eq!(features::<16, Const<5>>(), 400);
        assert_eq!(features::<256, Const<6>>(), 9216);
        assert_eq!(features::<512, Const<7>>(), 25088);
        assert_eq!(features::<120, Const<1>>(), 120);
    }
}
