//! Convolution and max-pooling composed of dfdx's own operations: for devices that have no kernels of ours.
//!
//! Only operations that dfdx has on every device take part, so that what a GPU runs is tested here on the `Cpu`, where it
//! is right, and far slower than the kernels.
//!
//! A convolution is one matrix product. `patches` lists, for each place of the window, the numbers that it sees there (the
//! usual name is *im2col*; Chellapilla, Puri and Simard, *High performance convolutional neural networks for document
//! processing*, 2006):
//!
//! ```text
//! [N, C·H·W] ── gather ──→ [N·H'·W', C·K·K] × weightᵀ [C·K·K, O] ──→ [N, H'·W', O] ── permute, + bias ──→ [N, O, H', W']
//! ```
//!
//! On a GPU dfdx 0.13 compiles some of its operations only when they are first used, with NVIDIA's run-time compiler and
//! headers of the machine that built the program: `concat`, `stack`, and reshaping what is not in order. None of them is used
//! here: padding is chosen instead of being appended, and whatever is reshaped is in order.
//!
//! Pooling lets the pixels of a window stand against one another, in reading order: see [`max_pool2d`].

use dfdx::shapes::{Axes2, Axes3, Axis, HasShape, Shape};
use dfdx::tensor::{PutTape, SplitTape, Tape, Tensor};
use dfdx::tensor_ops::{
    BroadcastTo, ChooseFrom, Device, GatherTo, PermuteTo, ReshapeTo, TryAdd, TryGe, TryMatMul, TryNe,
};

use crate::kernels::conv2d::Conv2dSizes;
use crate::kernels::max_pool2d::MaxPool2dSizes;

/// Rows of numbers, as many as there are when running.
type Rows<D, T> = Tensor<(usize, usize), f32, D, T>;

/// Convolves a batch: see [`crate::Backend::conv2d`].
///
/// # Shapes
/// `input` `[N, in_channels, in_height, in_width]`, `weight` `[out_channels, in_channels, kernel, kernel]`, `bias`
/// `[out_channels]` → `shape`, `[N, out_channels, out_height, out_width]`.
///
/// # Errors
/// When the device's memory runs out.
pub fn conv2d<X: Shape, Y: Shape, W: Shape, B: Shape, D: Device<f32>, T: Tape<f32, D>>(
    sizes: Conv2dSizes,
    shape: Y,
    input: Tensor<X, f32, D, T>,
    weight: &Tensor<W, f32, D>,
    bias: &Tensor<B, f32, D>,
) -> Result<Tensor<Y, f32, D, T>, D::Err> {
    let (places, taps) = (sizes.out_height() * sizes.out_width(), sizes.in_channels * sizes.kernel * sizes.kernel);
    let batch_size = shape.num_elements() / sizes.output_len();
    let images = input.try_reshape_like(&(batch_size, sizes.input_len()))?;
    let seen = see(images, &patches(&sizes))?.try_reshape_like(&(batch_size * places, taps))?;
    let weight = weight.retaped::<T>().try_reshape_like(&(sizes.out_channels, taps))?;
    let products = seen.try_matmul(weight.try_permute::<_, Axes2<1, 0>>()?)?;
    let products = products.try_reshape_like(&(batch_size, places, sizes.out_channels))?;
    let products = products.try_permute::<(usize, usize, usize), Axes3<0, 2, 1>>()?;
    let bias = bias.retaped::<T>().try_reshape_like(&(sizes.out_channels,))?;
    let bias = bias.try_broadcast_like::<_, Axes2<0, 2>>(products.shape())?;
    // The sum also lays the numbers out in their new order: see the module's documentation.
    products.try_add(bias)?.try_reshape_like(&shape)
}

/// Takes the maximum of each window: see [`crate::Backend::max_pool2d`].
///
/// The first pixel of a window stands against the second, the winner against the third, and so on; a later pixel wins only
/// where it is larger, or the first NaN. So the gradient, which follows the winner, goes to the first maximum alone, as in
/// PyTorch and in [`crate::kernels::max_pool2d`]. (dfdx's own `max` gives it to all that are equal.)
///
/// # Shapes
/// `input` `[N, C, in_height, in_width]` → `shape`, `[N, C, out_height, out_width]`.
///
/// # Errors
/// When the device's memory runs out.
pub fn max_pool2d<X: Shape, Y: Shape, D: Device<f32>, T: Tape<f32, D>>(
    sizes: MaxPool2dSizes,
    shape: Y,
    input: Tensor<X, f32, D, T>,
) -> Result<Tensor<Y, f32, D, T>, D::Err> {
    let num_planes = shape.num_elements() / (sizes.out_height() * sizes.out_width());
    let planes = input.try_reshape_like(&(num_planes, sizes.in_height * sizes.in_width))?;
    let (planes, tape) = planes.split_tape();
    let mut winners = gather(planes.clone().put_tape(tape), pixels(&sizes, 0, 0))?;
    for (i, j) in (0..sizes.kernel).flat_map(|i| (0..sizes.kernel).map(move |j| (i, j))).skip(1) {
        let others = gather(planes.retaped::<T>(), pixels(&sizes, i, j))?;
        // A NaN is larger than all else, and not equal to itself.
        let stays = winners.try_ge(&others)? | winners.try_ne(&winners)?;
        winners = stays.try_choose(winners, others)?;
    }
    winners.try_reshape_like(&shape)
}

/// Takes from each row the numbers at these positions: `[N, _]` → `[N, positions]`.
fn gather<D: Device<f32>, T: Tape<f32, D>>(rows: Rows<D, T>, positions: Vec<usize>) -> Result<Rows<D, T>, D::Err> {
    let shape = (rows.shape().0, positions.len());
    let table = rows.device().try_tensor_from_vec(positions, (shape.1,))?;
    rows.try_gather(table.try_broadcast_like::<_, Axis<0>>(&shape)?)
}

/// What the windows see of each image: `[N, C·H·W]` → `[N, patches]`, with zeros for the padding.
fn see<D: Device<f32>, T: Tape<f32, D>>(images: Rows<D, T>, patches: &[Option<usize>]) -> Result<Rows<D, T>, D::Err> {
    let seen = gather(images, patches.iter().map(|pixel| pixel.unwrap_or(0)).collect())?;
    if patches.iter().all(Option::is_some) {
        return Ok(seen);
    }
    let inside = patches.iter().map(|pixel| f32::from(u8::from(pixel.is_some()))).collect();
    let inside = seen.device().try_tensor_from_vec(inside, (patches.len(),))?.try_ne(0.0)?;
    // A row of zeros and not a single one: on a GPU, whoever adds to the same gradient waits for the others.
    let zeros: Tensor<_, f32, D, T> = seen.device().try_zeros_like(&(patches.len(),))?.put_tape(T::default());
    let inside = inside.try_broadcast_like::<_, Axis<0>>(seen.shape())?;
    let zeros = zeros.try_broadcast_like::<_, Axis<0>>(seen.shape())?;
    inside.try_choose(seen, zeros)
}

/// Where in an image, `[C, H, W]`, the window finds what it sees, or `None` where that is padding: `[H', W', C, K, K]`.
fn patches(sizes: &Conv2dSizes) -> Vec<Option<usize>> {
    let &Conv2dSizes { in_channels, kernel, stride, padding, in_height, in_width, .. } = sizes;
    let inside = |place: usize, tap: usize, side: usize| {
        (place * stride + tap).checked_sub(padding).filter(|&pixel| pixel < side)
    };
    let mut pixels = Vec::with_capacity(sizes.out_height() * sizes.out_width() * in_channels * kernel * kernel);
    for y in 0..sizes.out_height() {
        for x in 0..sizes.out_width() {
            for channel in 0..in_channels {
                for i in 0..kernel {
                    let row = inside(y, i, in_height).map(|row| (channel * in_height + row) * in_width);
                    pixels.extend((0..kernel).map(|j| Some(row? + inside(x, j, in_width)?)));
                }
            }
        }
    }
    pixels
}

/// Where in a plane, `[H, W]`, the window finds its pixel in row `i` and column `j`: `[H', W']`.
///
/// Instead of padding it finds the nearest pixel inside, which it also sees as such, and no earlier one: neither the maximum
/// nor which one is the first changes, and padding never wins.
fn pixels(sizes: &MaxPool2dSizes, i: usize, j: usize) -> Vec<usize> {
    let nearest = |place: usize, tap: usize, side: usize| {
        (place * sizes.stride + tap).saturating_sub(sizes.padding).min(side - 1)
    };
    let rows = (0..sizes.out_height()).map(|y| nearest(y, i, sizes.in_height));
    rows.flat_map(|row| (0..sizes.out_width()).map(move |x| row * sizes.in_width + nearest(x, j, sizes.in_width)))
        .collect()
}

#[cfg(test)]
mod tests {
    use dfdx::tensor::{Cpu, Gradients, OwnedTape, TensorFromVec, Trace};
    use dfdx::tensor_ops::{Backward, SumTo};

    use super::*;
    use crate::reference::{assert_close, convolutions, poolings};

    /// Sends a gradient back: the sum of `output × gradient` has it as its own.
    fn send_back<S: Shape>(
        output: Tensor<S, f32, Cpu, OwnedTape<f32, Cpu>>,
        gradient: Vec<f32>,
    ) -> Gradients<f32, Cpu> {
        let (device, shape) = (output.device().clone(), *output.shape());
        (output * device.tensor_from_vec(gradient, shape)).reshape_like(&(shape.num_elements(),)).sum().backward()
    }

    #[test]
    fn convolutions_and_their_gradients_agree_with_pytorch() {
        let device = Cpu::default();
        for (n, sizes, case) in convolutions() {
            let Conv2dSizes { in_channels: c, out_channels: o, kernel: k, in_height: h, in_width: w, .. } = sizes;
            let list = |name: &str| case.list(name);
            let input = device.tensor_from_vec(list("input"), (n, c, h, w));
            let weight = device.tensor_from_vec(list("weight"), (o, c, k, k));
            let bias = device.tensor_from_vec(list("bias"), (o,));
            let shape = (n, o, sizes.out_height(), sizes.out_width());
            let output = conv2d(sizes, shape, input.leaky_trace(), &weight, &bias).expect("memory");
            assert_close(&format!("output of {sizes:?}"), &output.as_vec(), &list("output"));

            let gradients = send_back(output, list("grad_output"));
            assert_close(&format!("∂input of {sizes:?}"), &gradients.get(&input).as_vec(), &list("grad_input"));
            assert_close(&format!("∂weight of {sizes:?}"), &gradients.get(&weight).as_vec(), &list("grad_weight"));
            assert_close(&format!("∂bias of {sizes:?}"), &gradients.get(&bias).as_vec(), &list("grad_bias"));
        }
    }

    #[test]
    fn poolings_and_their_gradients_agree_with_pytorch_also_where_pixels_tie() {
        let device = Cpu::default();
        for (n, c, sizes, case) in poolings() {
            let list = |name: &str| case.list(name);
            let input = device.tensor_from_vec(list("input"), (n, c, sizes.in_height, sizes.in_width));
            let shape = (n, c, sizes.out_height(), sizes.out_width());
            let output = max_pool2d(sizes, shape, input.leaky_trace()).expect("memory");
            assert_eq!(output.as_vec(), list("output"), "output of {sizes:?}");
            let gradients = send_back(output, list("grad_output"));
            assert_close(&format!("∂input of {sizes:?}"), &gradients.get(&input).as_vec(), &list("grad_input"));
        }
    }

    #[test]
    fn the_first_of_equal_pixels_gets_the_gradient_and_nan_beats_them_all() {
        let sizes = MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height: 2, in_width: 6 };
        let rows = [[1.0, 7.0, 3.0, f32::NAN, 5.0, 5.0], [7.0, 7.0, 9.0, f32::NAN, 5.0, 5.0]];
        let input = Cpu::default().tensor_from_vec(rows.concat(), (1, 1, 2, 6));
        let output = max_pool2d(sizes, (1, 1, 1, 3), input.leaky_trace()).expect("memory");
        let maxima = output.as_vec();
        assert!(maxima[0] == 7.0 && maxima[1].is_nan() && maxima[2] == 5.0, "{maxima:?}");
        // Not through a product: NaN would spread.
        let gradients = output.reshape_like(&(3,)).sum().backward();
        let expected = [[0.0, 1.0, 0.0, 1.0, 1.0, 0.0], [0.0; 6]].concat();
        assert_eq!(gradients.get(&input).as_vec(), expected);
    }

    /// Of windows that padding cuts, and whose pixels are all below 0 and partly equal.
    #[test]
    fn padding_never_wins_and_takes_no_gradient() {
        let sizes = MaxPool2dSizes { kernel: 3, stride: 2, padding: 1, in_height: 3, in_width: 3 };
        let input =
            Cpu::default().tensor_from_vec([[-4.0, -3.0, -3.0], [-3.0; 3], [-9.0, -8.0, -7.0]].concat(), (1, 1, 3, 3));
        let output = max_pool2d(sizes, (1, 1, 2, 2), input.leaky_trace()).expect("memory");
        assert_eq!(output.as_vec(), [-3.0; 4]);
        let gradients = output.reshape_like(&(4,)).sum().backward();
        assert_eq!(gradients.get(&input).as_vec(), [[0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0; 3]].concat());
    }
}
