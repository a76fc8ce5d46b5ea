//! Two-dimensional convolution (cross-correlation, as every deep-learning framework has it) and its gradients.
//!
//! Three sums, for output pixel `(y, x)` of channel `o`, stride `s`, and an input that is padded with zeros:
//!
//! ```text
//! output[o, y, x]         = bias[o] + Σ c,i,j  weight[o, c, i, j] · input[c, y·s + i, x·s + j]
//! ∂weight[o, c, i, j]     = Σ n,y,x            ∂output[o, y, x]   · input[c, y·s + i, x·s + j]
//! ∂input[c, v, u]         = Σ o,i,j            weight[o, c, i, j] · ∂output[o, (v − i)/s, (u − j)/s]   (where whole)
//! ```
//!
//! The third is again a convolution: of the output's gradient, spread out by the stride and padded with zeros, with the
//! weight turned by 180° and its channels exchanged. So one routine, `correlate`, serves forward and backward.

use rayon::prelude::*;

use super::instructions::{Vector, for_each_instruction_set};
use super::lanes::{Group, LANES, Lanes, Placement, deinterleave};
use super::places;

/// The sizes of a convolution, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2dSizes {
    /// Channels of the input.
    pub in_channels: usize,
    /// Channels of the output.
    pub out_channels: usize,
    /// Side of the square kernel.
    pub kernel: usize,
    /// How far the kernel moves from one output pixel to the next.
    pub stride: usize,
    /// Zeros around the input, on each side.
    pub padding: usize,
    /// Height of the input.
    pub in_height: usize,
    /// Width of the input.
    pub in_width: usize,
}

impl Conv2dSizes {
    /// Height of the output.
    ///
    /// # Panics
    /// When the kernel does not fit into the padded input.
    pub fn out_height(&self) -> usize {
        places(self.in_height, self.kernel, self.stride, self.padding)
    }

    /// Width of the output.
    ///
    /// # Panics
    /// When the kernel does not fit into the padded input.
    pub fn out_width(&self) -> usize {
        places(self.in_width, self.kernel, self.stride, self.padding)
    }

    /// Numbers in one input image, `[in_channels, in_height, in_width]`.
    pub fn input_len(&self) -> usize {
        self.in_channels * self.in_height * self.in_width
    }

    /// Numbers in one output image, `[out_channels, out_height, out_width]`.
    pub fn output_len(&self) -> usize {
        self.out_channels * self.out_height() * self.out_width()
    }

    /// Numbers in the weight, `[out_channels, in_channels, kernel, kernel]`.
    pub fn weight_len(&self) -> usize {
        self.out_channels * self.in_channels * self.kernel * self.kernel
    }

    /// The convolution itself, over padded input.
    fn correlation<'a>(&self, weight: &'a [f32], bias: &'a [f32]) -> Correlation<'a> {
        Correlation {
            weight,
            bias,
            kernel: self.kernel,
            stride: self.stride,
            in_channels: self.in_channels,
            out_channels: self.out_channels,
            out_height: self.out_height(),
            out_width: self.out_width(),
        }
    }

    /// A group of output gradients, as they are.
    fn pack_grad_output(&self, gradients: &[f32]) -> Group {
        let [channels, height, width] = [self.out_channels, self.out_height(), self.out_width()];
        let mut group = Group::zeros(channels, height, width);
        group.interleave(gradients, [channels, height, width], &Placement { top: 0, left: 0, step: 1 });
        group
    }

    /// A group of input images, padded.
    fn pack_input(&self, images: &[f32]) -> Group {
        let (height, width) = (self.in_height + 2 * self.padding, self.in_width + 2 * self.padding);
        let mut group = Group::zeros(self.in_channels, height, width);
        let placement = Placement { top: self.padding, left: self.padding, step: 1 };
        group.interleave(images, [self.in_channels, self.in_height, self.in_width], &placement);
        group
    }
}

/// Computes the output of a batch.
///
/// # Shapes
/// `input` `[N, in_channels, in_height, in_width]`, `weight` `[out_channels, in_channels, kernel, kernel]`, `bias`
/// `[out_channels]`, `output` `[N, out_channels, out_height, out_width]` (overwritten).
///
/// # Panics
/// When a slice's length does not agree with the sizes.
pub fn conv2d_forward(sizes: &Conv2dSizes, input: &[f32], weight: &[f32], bias: &[f32], output: &mut [f32]) {
    check_lengths(sizes, input, weight, output.len());
    assert_eq!(bias.len(), sizes.out_channels, "one bias an output channel");
    let groups = input.par_chunks(LANES * sizes.input_len()).zip(output.par_chunks_mut(LANES * sizes.output_len()));
    let correlation = sizes.correlation(weight, bias);
    groups.for_each(|(images, results)| correlate(&correlation, &sizes.pack_input(images), results));
}

/// Where the gradients of [`conv2d_backward`] are added.
pub struct Conv2dGradients<'a> {
    /// `[N, in_channels, in_height, in_width]`, or `None` where nobody asks for it.
    pub input: Option<&'a mut [f32]>,
    /// `[out_channels, in_channels, kernel, kernel]`.
    pub weight: &'a mut [f32],
    /// `[out_channels]`.
    pub bias: &'a mut [f32],
}

/// Adds the gradients of the input, the weight and the bias to `gradients`, given the output's gradient.
///
/// # Shapes
/// As [`conv2d_forward`]; `grad_output` as its `output`.
///
/// # Panics
/// When a slice's length does not agree with the sizes.
pub fn conv2d_backward(
    sizes: &Conv2dSizes,
    input: &[f32],
    weight: &[f32],
    grad_output: &[f32],
    gradients: Conv2dGradients<'_>,
) {
    check_lengths(sizes, input, weight, grad_output.len());
    add_parameter_gradients(sizes, input, grad_output, gradients.weight, gradients.bias);
    if let Some(grad_input) = gradients.input {
        assert_eq!(grad_input.len(), input.len(), "the input's gradient is as long as the input");
        add_input_gradient(sizes, weight, grad_output, grad_input);
    }
}

fn check_lengths(sizes: &Conv2dSizes, input: &[f32], weight: &[f32], output_len: usize) {
    assert_eq!(weight.len(), sizes.weight_len(), "weight of {sizes:?}");
    assert_eq!(input.len() % sizes.input_len(), 0, "input of {sizes:?}: {} is not whole images", input.len());
    let batch_size = input.len() / sizes.input_len();
    assert_eq!(output_len, batch_size * sizes.output_len(), "output of {sizes:?} for {batch_size} images");
}

/// A convolution over a group that is padded already.
struct Correlation<'a> {
    weight: &'a [f32],
    bias: &'a [f32],
    kernel: usize,
    stride: usize,
    in_channels: usize,
    out_channels: usize,
    out_height: usize,
    out_width: usize,
}

for_each_instruction_set! {
    /// Writes a group's output, image by image.
    fn correlate(correlation: &Correlation<'_>, input: &Group, results: &mut [f32]) = correlate_body
}

#[inline(always)]
fn correlate_body<V: Vector>(correlation: &Correlation<'_>, input: &Group, results: &mut [f32]) {
    let plane_len = correlation.out_height * correlation.out_width;
    let image_len = correlation.out_channels * plane_len;
    // As many sums in registers as there are: channels × neighbouring places.
    let at_once = if V::ACCUMULATORS >= 24 { 4 } else { 2 };
    let mut planes = vec![[0.0; LANES]; at_once * plane_len];
    for first in (0..correlation.out_channels).step_by(at_once) {
        match (at_once, correlation.out_channels - first) {
            (4, 4..) => correlate_channels::<V, 4, 6>(correlation, input, first, &mut planes),
            (2, 2..) => correlate_channels::<V, 2, 2>(correlation, input, first, &mut planes),
            (_, left) => {
                for (channel, plane) in (first..first + left).zip(planes.chunks_exact_mut(plane_len)) {
                    correlate_channels::<V, 1, 4>(correlation, input, channel, plane);
                }
            }
        }
        let channels = first..(first + at_once).min(correlation.out_channels);
        for (channel, plane) in channels.zip(planes.chunks_exact(plane_len)) {
            deinterleave(plane, results, image_len, channel);
        }
    }
}

/// Fills the planes of `OUTS` output channels from `first` on, `PLACES` neighbouring places of a row at once.
#[inline(always)]
fn correlate_channels<V: Vector, const OUTS: usize, const PLACES: usize>(
    correlation: &Correlation<'_>,
    input: &Group,
    first: usize,
    planes: &mut [Lanes],
) {
    let width = correlation.out_width;
    for y in 0..correlation.out_height {
        let mut x = 0;
        while x < width {
            let block = Block { correlation, input, first, y, x };
            if width - x >= PLACES {
                block.sum::<V, OUTS, PLACES>(planes);
                x += PLACES;
            } else if width - x >= 2 {
                block.sum::<V, OUTS, 2>(planes);
                x += 2;
            } else {
                block.sum::<V, OUTS, 1>(planes);
                x += 1;
            }
        }
    }
}

/// A few places of a row of a few output channels, from `(y, x)` and channel `first` on.
struct Block<'a> {
    correlation: &'a Correlation<'a>,
    input: &'a Group,
    first: usize,
    y: usize,
    x: usize,
}

impl Block<'_> {
    /// Sums over all input channels and the whole window with the sums in registers, and writes them to the planes.
    #[inline(always)]
    fn sum<V: Vector, const OUTS: usize, const PLACES: usize>(&self, planes: &mut [Lanes]) {
        let &Correlation { weight, bias, kernel, stride, in_channels, out_height, out_width, .. } = self.correlation;
        let area = in_channels * kernel * kernel;
        let weights: [&[f32]; OUTS] = std::array::from_fn(|out| &weight[(self.first + out) * area..][..area]);
        let mut sums: [[V; PLACES]; OUTS] = std::array::from_fn(|out| [V::splat(bias[self.first + out]); PLACES]);
        for in_channel in 0..in_channels {
            for i in 0..kernel {
                let row = &self.input.row(in_channel, self.y * stride + i)[self.x * stride..];
                for j in 0..kernel {
                    let pixels: [V; PLACES] = std::array::from_fn(|place| V::load(&row[place * stride + j]));
                    for (sums, weights) in sums.iter_mut().zip(weights) {
                        let tap = V::splat(weights[(in_channel * kernel + i) * kernel + j]);
                        for (sum, pixel) in sums.iter_mut().zip(pixels) {
                            *sum = tap.multiply_add(pixel, *sum);
                        }
                    }
                }
            }
        }
        for (sums, plane) in sums.iter().zip(planes.chunks_exact_mut(out_height * out_width)) {
            let places = &mut plane[self.y * out_width + self.x..][..PLACES];
            for (place, sum) in places.iter_mut().zip(sums) {
                sum.store(place);
            }
        }
    }
}

/// ∂weight and ∂bias: each group makes its own sum, and the sums are added in the groups' order, so that the bits do not
/// depend on the number of threads.
fn add_parameter_gradients(
    sizes: &Conv2dSizes,
    input: &[f32],
    grad_output: &[f32],
    grad_weight: &mut [f32],
    grad_bias: &mut [f32],
) {
    assert_eq!(grad_weight.len(), sizes.weight_len(), "the weight's gradient is as long as the weight");
    assert_eq!(grad_bias.len(), sizes.out_channels, "one bias an output channel");
    let groups = input.par_chunks(LANES * sizes.input_len()).zip(grad_output.par_chunks(LANES * sizes.output_len()));
    let sums: Vec<(Vec<f32>, Vec<f32>)> = groups
        .map(|(images, grads)| {
            let (mut weight_sum, mut bias_sum) = (vec![0.0; grad_weight.len()], vec![0.0; grad_bias.len()]);
            let packed = sizes.pack_grad_output(grads);
            sum_parameter_gradients(sizes, &sizes.pack_input(images), &packed, &mut weight_sum, &mut bias_sum);
            (weight_sum, bias_sum)
        })
        .collect();
    for (weight_sum, bias_sum) in &sums {
        grad_weight.iter_mut().zip(weight_sum).for_each(|(total, part)| *total += part);
        grad_bias.iter_mut().zip(bias_sum).for_each(|(total, part)| *total += part);
    }
}

for_each_instruction_set! {
    /// Sums ∂weight and ∂bias over a group.
    fn sum_parameter_gradients(
        sizes: &Conv2dSizes,
        input: &Group,
        grad_output: &Group,
        weight_sum: &mut [f32],
        bias_sum: &mut [f32],
    ) = sum_parameter_gradients_body
}

#[inline(always)]
fn sum_parameter_gradients_body<V: Vector>(
    sizes: &Conv2dSizes,
    input: &Group,
    grad_output: &Group,
    weight_sum: &mut [f32],
    bias_sum: &mut [f32],
) {
    for (out_channel, bias) in bias_sum.iter_mut().enumerate() {
        let rows = (0..grad_output.height).flat_map(|y| grad_output.row(out_channel, y));
        let one = V::splat(1.0);
        let total = rows.fold(V::splat(0.0), |total, pixel| one.multiply_add(V::load(pixel), total));
        *bias += sum_lanes(total);
    }
    // As many output channels at once as there are registers for one row of their kernels.
    let at_once = V::ACCUMULATORS / sizes.kernel;
    for first in (0..sizes.out_channels).step_by(at_once.max(1)) {
        let left = sizes.out_channels - first;
        match sizes.kernel {
            3 if at_once >= 8 && left >= 8 => sum_kernels::<V, 8, 3>(sizes, input, grad_output, first, weight_sum),
            5 if at_once >= 4 && left >= 4 => sum_kernels::<V, 4, 5>(sizes, input, grad_output, first, weight_sum),
            kernel => {
                for channel in first..first + left.min(at_once.max(1)) {
                    match kernel {
                        3 => sum_kernels::<V, 1, 3>(sizes, input, grad_output, channel, weight_sum),
                        5 => sum_kernels::<V, 1, 5>(sizes, input, grad_output, channel, weight_sum),
                        _ => sum_kernels::<V, 1, 1>(sizes, input, grad_output, channel, weight_sum),
                    }
                }
            }
        }
    }
}

/// Sums the kernels' gradients of `OUTS` output channels from `first` on, `TAPS` neighbouring entries at once: a whole row
/// of a kernel, or one entry after the other where `TAPS` is 1.
#[inline(always)]
fn sum_kernels<V: Vector, const OUTS: usize, const TAPS: usize>(
    sizes: &Conv2dSizes,
    input: &Group,
    grad_output: &Group,
    first: usize,
    weight_sum: &mut [f32],
) {
    let &Conv2dSizes { in_channels, kernel, stride, .. } = sizes;
    for in_channel in 0..in_channels {
        for i in 0..kernel {
            for j in (0..kernel).step_by(TAPS) {
                let mut totals = [[V::splat(0.0); TAPS]; OUTS];
                for y in 0..grad_output.height {
                    let windows = input.row(in_channel, y * stride + i)[j..].windows(TAPS).step_by(stride);
                    let grad_rows: [&[Lanes]; OUTS] = std::array::from_fn(|out| grad_output.row(first + out, y));
                    for (x, window) in windows.enumerate().take(grad_output.width) {
                        let window: [V; TAPS] = std::array::from_fn(|tap| V::load(&window[tap]));
                        for (totals, grad_row) in totals.iter_mut().zip(grad_rows) {
                            let grads = V::load(&grad_row[x]);
                            for (total, pixel) in totals.iter_mut().zip(window) {
                                *total = grads.multiply_add(pixel, *total);
                            }
                        }
                    }
                }
                for (out, totals) in totals.iter().enumerate() {
                    let sums_at = (((first + out) * in_channels + in_channel) * kernel + i) * kernel + j;
                    for (sum, total) in weight_sum[sums_at..].iter_mut().zip(totals) {
                        *sum += sum_lanes(*total);
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn sum_lanes<V: Vector>(vector: V) -> f32 {
    let mut lanes = [0.0; LANES];
    vector.store(&mut lanes);
    lanes.iter().sum()
}

/// ∂input, as a correlation of the spread-out gradient with the turned weight.
fn add_input_gradient(sizes: &Conv2dSizes, weight: &[f32], grad_output: &[f32], grad_input: &mut [f32]) {
    let turned = turn_weight(sizes, weight);
    let correlation = Correlation {
        weight: &turned,
        bias: &vec![0.0; sizes.in_channels],
        kernel: sizes.kernel,
        stride: 1,
        in_channels: sizes.out_channels,
        out_channels: sizes.in_channels,
        out_height: sizes.in_height,
        out_width: sizes.in_width,
    };
    let out_shape = [sizes.out_channels, sizes.out_height(), sizes.out_width()];
    let groups =
        grad_output.par_chunks(LANES * sizes.output_len()).zip(grad_input.par_chunks_mut(LANES * sizes.input_len()));
    groups.for_each(|(grads, totals)| {
        // Output pixel y touched the padded input's rows from y × stride on; the input's first row is at `padding`.
        // With kernel − 1 zeros in front, the window over padded row v starts at v: drop the first `padding` rows.
        let side = |in_side: usize, out_side: usize| {
            (in_side + sizes.padding + sizes.kernel - 1).max((out_side - 1) * sizes.stride + sizes.kernel)
        };
        let (height, width) = (side(sizes.in_height, out_shape[1]), side(sizes.in_width, out_shape[2]));
        let mut spread = Group::zeros(sizes.out_channels, height, width);
        let lead = sizes.kernel - 1;
        spread.interleave(grads, out_shape, &Placement { top: lead, left: lead, step: sizes.stride });
        spread.skip = sizes.padding;
        let mut part = vec![0.0; totals.len()];
        correlate(&correlation, &spread, &mut part);
        totals.iter_mut().zip(&part).for_each(|(total, part)| *total += part);
    });
}

/// `[out, in, k, k]` → `[in, out, k, k]`, each kernel turned by 180°.
fn turn_weight(sizes: &Conv2dSizes, weight: &[f32]) -> Vec<f32> {
    let area = sizes.kernel * sizes.kernel;
    let mut turned = Vec::with_capacity(weight.len());
    for in_channel in 0..sizes.in_channels {
        for out_channel in 0..sizes.out_channels {
            let kernel = &weight[(out_channel * sizes.in_channels + in_channel) * area..][..area];
            turned.extend(kernel.iter().rev());
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{assert_close, numbers, reference};

    #[test]
    fn outputs_and_gradients_agree_with_pytorch() {
        for case in reference()["convolutions"].as_array().expect("a list of cases") {
            let size = numbers(&case["sizes"]);
            let [_, c, o, h, w, k, s, p] = std::array::from_fn(|index| size[index] as usize);
            let sizes = Conv2dSizes {
                in_channels: c,
                out_channels: o,
                kernel: k,
                stride: s,
                padding: p,
                in_height: h,
                in_width: w,
            };
            let list = |name: &str| numbers(&case[name]);
            let (input, weight) = (list("input"), list("weight"));
            let mut output = vec![f32::NAN; list("output").len()];
            conv2d_forward(&sizes, &input, &weight, &list("bias"), &mut output);
            assert_close(&format!("output of {sizes:?}"), &output, &list("output"));

            let (mut grad_input, mut grad_weight, mut grad_bias) =
                (vec![0.0; input.len()], vec![0.0; weight.len()], vec![0.0; o]);
            let gradients =
                Conv2dGradients { input: Some(&mut grad_input), weight: &mut grad_weight, bias: &mut grad_bias };
            conv2d_backward(&sizes, &input, &weight, &list("grad_output"), gradients);
            assert_close(&format!("∂input of {sizes:?}"), &grad_input, &list("grad_input"));
            assert_close(&format!("∂weight of {sizes:?}"), &grad_weight, &list("grad_weight"));
            assert_close(&format!("∂bias of {sizes:?}"), &grad_bias, &list("grad_bias"));
        }
    }

    #[test]
    fn gradients_are_added_to_what_is_there() {
        let sizes = Conv2dSizes {
            in_channels: 1,
            out_channels: 1,
            kernel: 1,
            stride: 1,
            padding: 0,
            in_height: 1,
            in_width: 2,
        };
        let (mut input, mut weight, mut bias) = ([10.0, 20.0], [100.0], [1000.0]);
        let gradients = Conv2dGradients { input: Some(&mut input), weight: &mut weight, bias: &mut bias };
        conv2d_backward(&sizes, &[2.0, 3.0], &[5.0], &[1.0, -1.0], gradients);
        assert_eq!((input, weight, bias), ([15.0, 15.0], [99.0], [1000.0]));
    }

    /// Output, ∂weight and ∂bias of a group, by one instruction set.
    fn by<V: Vector>(sizes: &Conv2dSizes, [input, weight, bias, grad_output]: [&[f32]; 4]) -> [Vec<f32>; 3] {
        let correlation = sizes.correlation(weight, bias);
        let packed = sizes.pack_input(input);
        let mut output = vec![0.0; grad_output.len()];
        correlate_body::<V>(&correlation, &packed, &mut output);
        let grads = sizes.pack_grad_output(grad_output);
        let (mut weight_sum, mut bias_sum) = (vec![0.0; weight.len()], vec![0.0; bias.len()]);
        sum_parameter_gradients_body::<V>(sizes, &packed, &grads, &mut weight_sum, &mut bias_sum);
        [output, weight_sum, bias_sum]
    }

    #[test]
    fn every_instruction_set_that_this_machine_has_computes_the_same() {
        // Kernels of 5 and 3 with few and many channels, and one that is not written out.
        for (kernel, in_channels, out_channels) in [(5, 1, 20), (5, 3, 7), (3, 2, 17), (3, 4, 2), (4, 3, 5)] {
            let sizes =
                Conv2dSizes { in_channels, out_channels, kernel, stride: 1, padding: 2, in_height: 9, in_width: 8 };
            let wave = |len: usize, pace: f32| (0..len).map(|i| (i as f32 * pace).sin()).collect::<Vec<f32>>();
            let (input, weight) = (wave(13 * sizes.input_len(), 0.7), wave(sizes.weight_len(), 1.3));
            let (bias, grads) = (wave(out_channels, 2.1), wave(13 * sizes.output_len(), 0.9));
            let data = [&input[..], &weight[..], &bias[..], &grads[..]];
            let expected = by::<super::super::instructions::Portable>(&sizes, data);
            let mut others = Vec::new();
            #[cfg(target_arch = "x86_64")]
            {
                use super::super::instructions::x86;
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    others.push(("AVX2", by::<x86::Avx2>(&sizes, data)));
                }
                if is_x86_feature_detected!("avx512f") {
                    others.push(("AVX-512", by::<x86::Avx512>(&sizes, data)));
                }
            }
            for (name, found) in &others {
                for (found, expected) in found.iter().zip(&expected) {
                    assert_close(&format!("{name}, {sizes:?}"), found, expected);
                }
            }
        }
    }
}
