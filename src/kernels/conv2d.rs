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
//! weight turned by 180° and its channels exchanged. So [`correlate`] serves forward and backward.

use rayon::prelude::*;

use super::instructions::{for_each_instruction_set, multiply_add};
use super::lanes::{Group, LANES, Lanes, Placement, deinterleave};
use crate::shape::output_side;

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
        self.out_side(self.in_height)
    }

    /// Width of the output.
    ///
    /// # Panics
    /// When the kernel does not fit into the padded input.
    pub fn out_width(&self) -> usize {
        self.out_side(self.in_width)
    }

    fn out_side(&self, side: usize) -> usize {
        output_side(side, self.kernel, self.stride, self.padding)
            .unwrap_or_else(|| panic!("the window does not fit into a side of {side} pixels: {self:?}"))
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
    let correlation = Correlation {
        weight,
        bias,
        kernel: sizes.kernel,
        stride: sizes.stride,
        in_channels: sizes.in_channels,
        out_channels: sizes.out_channels,
        out_height: sizes.out_height(),
        out_width: sizes.out_width(),
    };
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
fn correlate_body<const FUSED: bool>(correlation: &Correlation<'_>, input: &Group, results: &mut [f32]) {
    let &Correlation { kernel, stride, in_channels, out_height, out_width, .. } = correlation;
    let mut plane = vec![[0.0; LANES]; out_height * out_width];
    for out_channel in 0..correlation.out_channels {
        plane.fill([correlation.bias[out_channel]; LANES]);
        for in_channel in 0..in_channels {
            for i in 0..kernel {
                let taps_at = ((out_channel * in_channels + in_channel) * kernel + i) * kernel;
                let taps = &correlation.weight[taps_at..taps_at + kernel];
                for (y, out_row) in plane.chunks_exact_mut(out_width).enumerate() {
                    let in_row = input.row(in_channel, y * stride + i);
                    // Written out for the kernels that matter, so that the taps stay in registers.
                    match *taps {
                        [a] => add_row::<FUSED, 1>(out_row, in_row, [a], stride),
                        [a, b, c] => add_row::<FUSED, 3>(out_row, in_row, [a, b, c], stride),
                        [a, b, c, d, e] => add_row::<FUSED, 5>(out_row, in_row, [a, b, c, d, e], stride),
                        _ => {
                            for (j, &tap) in taps.iter().enumerate() {
                                add_row::<FUSED, 1>(out_row, &in_row[j..], [tap], stride);
                            }
                        }
                    }
                }
            }
        }
        deinterleave(&plane, results, correlation.out_channels * plane.len(), out_channel);
    }
}

/// Adds one row of the kernel, times a row of the input, to a row of the output.
#[inline(always)]
fn add_row<const FUSED: bool, const TAPS: usize>(
    out_row: &mut [Lanes],
    in_row: &[Lanes],
    taps: [f32; TAPS],
    stride: usize,
) {
    let windows = in_row.windows(TAPS).step_by(stride);
    for (out, window) in out_row.iter_mut().zip(windows) {
        let mut sum = *out;
        for (tap, pixel) in taps.iter().zip(window) {
            for lane in 0..LANES {
                sum[lane] = multiply_add::<FUSED>(*tap, pixel[lane], sum[lane]);
            }
        }
        *out = sum;
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
            let mut packed = Group::zeros(sizes.out_channels, sizes.out_height(), sizes.out_width());
            let placement = Placement { top: 0, left: 0, step: 1 };
            packed.interleave(grads, [sizes.out_channels, sizes.out_height(), sizes.out_width()], &placement);
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
fn sum_parameter_gradients_body<const FUSED: bool>(
    sizes: &Conv2dSizes,
    input: &Group,
    grad_output: &Group,
    weight_sum: &mut [f32],
    bias_sum: &mut [f32],
) {
    let &Conv2dSizes { in_channels, kernel, .. } = sizes;
    for (out_channel, bias) in bias_sum.iter_mut().enumerate() {
        let mut total = [0.0; LANES];
        for y in 0..grad_output.height {
            for grads in grad_output.row(out_channel, y) {
                for lane in 0..LANES {
                    total[lane] += grads[lane];
                }
            }
        }
        *bias += total.iter().sum::<f32>();
        for in_channel in 0..in_channels {
            for i in 0..kernel {
                let sums_at = ((out_channel * in_channels + in_channel) * kernel + i) * kernel;
                let sums = &mut weight_sum[sums_at..sums_at + kernel];
                let row_of = Rows { sizes, input, grad_output, out_channel, in_channel, i };
                match kernel {
                    3 => sum_kernel_row::<FUSED, 3>(&row_of, 0, sums),
                    5 => sum_kernel_row::<FUSED, 5>(&row_of, 0, sums),
                    _ => (0..kernel).for_each(|j| sum_kernel_row::<FUSED, 1>(&row_of, j, &mut sums[j..=j])),
                }
            }
        }
    }
}

/// Which rows of the input and of the output's gradient meet in row `i` of a kernel.
struct Rows<'a> {
    sizes: &'a Conv2dSizes,
    input: &'a Group,
    grad_output: &'a Group,
    out_channel: usize,
    in_channel: usize,
    i: usize,
}

/// Adds `TAPS` neighbouring entries of a kernel's gradient, from column `first`, to `sums`.
#[inline(always)]
fn sum_kernel_row<const FUSED: bool, const TAPS: usize>(rows: &Rows<'_>, first: usize, sums: &mut [f32]) {
    let mut totals = [[0.0; LANES]; TAPS];
    for y in 0..rows.grad_output.height {
        let grad_row = rows.grad_output.row(rows.out_channel, y);
        let in_row = &rows.input.row(rows.in_channel, y * rows.sizes.stride + rows.i)[first..];
        for (grads, window) in grad_row.iter().zip(in_row.windows(TAPS).step_by(rows.sizes.stride)) {
            for (total, pixel) in totals.iter_mut().zip(window) {
                for lane in 0..LANES {
                    total[lane] = multiply_add::<FUSED>(grads[lane], pixel[lane], total[lane]);
                }
            }
        }
    }
    for (sum, total) in sums.iter_mut().zip(&totals) {
        *sum += total.iter().sum::<f32>();
    }
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
}
