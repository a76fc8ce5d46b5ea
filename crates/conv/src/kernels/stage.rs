//! A stage: convolution, bias, and, where they follow, ReLU and max-pooling, in one pass over a group.
//!
//! The groups of a batch are shared out among the threads. Each is computed by one thread in one way, and the groups' parts
//! of the weight's gradient are added in their order, so that the bits do not depend on the number of threads.

use rayon::prelude::*;

use super::blocks::{self, Blocks};
use super::buffer::Buffer;
use super::direct::{self, Phases, correlate};
use super::finish;
use super::group::lanes;
#[cfg(test)]
use super::instructions::Instructions;
use super::instructions::OUTS_AT_ONCE;
use super::sizes::Conv2dSizes;
pub(crate) use super::sizes::Stage;
use super::sparse;
use super::winograd::{self, Kernels};

/// A stage's weight and bias, as its kernels take them.
pub(crate) struct Prepared {
    weight: Vec<f32>,
    bias: Vec<f32>,
    /// Transformed for the output, where the convolution goes by Winograd's way, and for the input's gradient.
    kernels: Option<(Kernels, Option<Kernels>)>,
}

impl Prepared {
    /// From a weight `[out_channels, in_channels, kernel, kernel]` and a bias `[out_channels]`; `backward` where the input's
    /// gradient will be asked for.
    pub fn new(stage: &Stage, weight: &[f32], bias: &[f32], backward: bool) -> Prepared {
        let kernels = winograd::suits(&stage.conv).then(|| {
            let for_gradient = backward.then(|| Kernels::for_gradient(&stage.conv, weight));
            (Kernels::for_output(&stage.conv, weight), for_gradient)
        });
        Prepared { weight: weight.to_vec(), bias: bias.to_vec(), kernels }
    }
}

/// Where a stage's gradients go.
pub(crate) struct Gradients<'a> {
    /// Overwritten, in groups; `None` where nobody asks for it.
    pub input: Option<&'a mut [f32]>,
    /// Added to, `[out_channels, in_channels, kernel, kernel]`.
    pub weight: &'a mut [f32],
    /// Added to, `[out_channels]`.
    pub bias: &'a mut [f32],
}

impl Stage {
    /// Computes the output's groups from the input's, and pooling's marks where there is a place for them.
    ///
    /// # Shapes
    /// `input` `[groups, in_channels, in_height, in_width, lanes]`, `output` and `marks` `[groups, out_channels, height,
    /// width, lanes]` after pooling.
    pub fn forward(&self, prepared: &Prepared, input: &[f32], output: &mut [f32], marks: Option<&mut [f32]>) {
        let (in_len, out_len) = (self.conv.input_len() * lanes(), self.output_len() * lanes());
        let groups = input.par_chunks_exact(in_len).zip(output.par_chunks_exact_mut(out_len));
        match marks.filter(|_| self.pool.is_some()) {
            Some(marks) => groups
                .zip(marks.par_chunks_exact_mut(out_len))
                .for_each(|((input, output), marks)| self.forward_group(prepared, input, output, Some(marks))),
            None => groups.for_each(|(input, output)| self.forward_group(prepared, input, output, None)),
        }
    }

    /// As [`Stage::forward`] for a few images, planar ones: see [`super::blocks`]. `false`, and nothing done, where there is
    /// no such way.
    ///
    /// # Shapes
    /// `input` `[N, in_channels, in_height, in_width]`, `output` `[N, out_channels, height, width]`.
    pub fn forward_few(&self, prepared: &Prepared, input: &[f32], output: &mut [f32]) -> bool {
        let Some(blocks) = Blocks::of(self) else { return false };
        let groups = blocks.num_groups(input.len() / self.conv.input_len());
        let (in_len, out_len) = (blocks.stage.conv.input_len() * lanes(), blocks.stage.output_len() * lanes());
        let (mut seen, mut computed) = (Buffer::new(in_len), Buffer::new(out_len));
        // In this thread: to wake another one takes longer than an image does.
        for group in 0..groups {
            blocks::gather(&blocks, group, input, &mut seen);
            blocks.stage.forward_group(prepared, &seen, &mut computed, None);
            blocks::scatter(&blocks, group, &computed, output);
        }
        true
    }

    fn forward_group(&self, prepared: &Prepared, input: &[f32], output: &mut [f32], mut marks: Option<&mut [f32]>) {
        let conv = &self.conv;
        let plane_len = conv.out_height() * conv.out_width() * lanes();
        if let Some((kernels, _)) = &prepared.kernels {
            let convolve = |planes: &mut [f32]| winograd::forward(conv, kernels, &prepared.bias, input, planes);
            return self.finish(conv.out_channels * plane_len, convolve, output, marks);
        }
        // A few channels at a time, so that their planes stay in the nearer caches.
        let input = Phases::of(conv, input, lanes());
        let out_plane = self.output_len() / conv.out_channels * lanes();
        for (block, output) in output.chunks_mut(OUTS_AT_ONCE * out_plane).enumerate() {
            let channels = output.len() / out_plane;
            let marks =
                marks.as_deref_mut().map(|marks| &mut marks[block * OUTS_AT_ONCE * out_plane..][..output.len()]);
            let convolve = |planes: &mut [f32]| {
                correlate(conv, &input, &prepared.weight, &prepared.bias, block * OUTS_AT_ONCE, planes);
            };
            self.finish(channels * plane_len, convolve, output, marks);
        }
    }

    /// Convolves into planes of so many numbers, and does what follows.
    fn finish(
        &self,
        planes_len: usize,
        convolve: impl FnOnce(&mut [f32]),
        output: &mut [f32],
        marks: Option<&mut [f32]>,
    ) {
        match &self.pool {
            Some(pool) => {
                let mut planes = Buffer::new(planes_len);
                convolve(&mut planes);
                finish::pool(pool, self.relu, &planes, output, marks);
            }
            None => {
                convolve(output);
                if self.relu {
                    finish::relu(output);
                }
            }
        }
    }

    /// Computes the gradients, given the output's.
    ///
    /// # Shapes
    /// As [`Stage::forward`]; `kept` is what backward needs of the forward pass: pooling's marks, or, after ReLU without
    /// pooling, the output, or nothing.
    pub fn backward(
        &self,
        prepared: &Prepared,
        input: &[f32],
        kept: &[f32],
        grad_output: &[f32],
        gradients: Gradients<'_>,
    ) {
        let (in_len, out_len) = (self.conv.input_len() * lanes(), self.output_len() * lanes());
        let groups = grad_output.len() / out_len;
        let (weight_len, bias_len) = (gradients.weight.len(), gradients.bias.len());
        let mut parts = Buffer::zeros(groups * (weight_len + bias_len));
        let grad_input: Vec<Option<&mut [f32]>> = match gradients.input {
            Some(grad_input) => grad_input.chunks_exact_mut(in_len).map(Some).collect(),
            None => (0..groups).map(|_| None).collect(),
        };
        let work = parts.par_chunks_exact_mut(weight_len + bias_len).zip(grad_input);
        work.enumerate().for_each(|(group, (part, grad_input))| {
            let (weight, bias) = part.split_at_mut(weight_len);
            let kept = if kept.is_empty() { kept } else { &kept[group * out_len..][..out_len] };
            let (input, grad_output) = (&input[group * in_len..][..in_len], &grad_output[group * out_len..][..out_len]);
            self.backward_group(prepared, input, kept, grad_output, Gradients { input: grad_input, weight, bias });
        });
        for part in parts.chunks_exact(weight_len + bias_len) {
            let totals = gradients.weight.iter_mut().chain(&mut *gradients.bias);
            totals.zip(part).for_each(|(total, part)| *total += part);
        }
    }

    fn backward_group(
        &self,
        prepared: &Prepared,
        input: &[f32],
        kept: &[f32],
        grad_output: &[f32],
        gradients: Gradients<'_>,
    ) {
        let conv = &self.conv;
        let plane_len = conv.out_height() * conv.out_width();
        let out_plane = self.output_len() / conv.out_channels * lanes();
        let phases = match self.pool.filter(|pool| sparse::suits(conv, pool)) {
            Some(pool) => {
                sparse::add_weight_gradient(conv, &pool, input, grad_output, kept, gradients.weight);
                None
            }
            None => Some(Phases::of(conv, input, lanes())),
        };
        // All channels at once where the input's gradient needs them so; else a few, which stay in the nearer caches.
        let at_once = if gradients.input.is_some() { conv.out_channels } else { OUTS_AT_ONCE };
        let mut all_planes = None;
        for first in (0..conv.out_channels).step_by(at_once) {
            let channels = at_once.min(conv.out_channels - first);
            let pooled = first * out_plane..(first + channels) * out_plane;
            let mut planes = Buffer::new(channels * plane_len * lanes());
            match (&self.pool, self.relu) {
                (Some(pool), _) => finish::unpool(pool, &grad_output[pooled.clone()], &kept[pooled], &mut planes),
                (None, true) => finish::relu_gradient(&grad_output[pooled.clone()], &kept[pooled], &mut planes),
                (None, false) => planes.copy_from_slice(&grad_output[pooled]),
            }
            finish::add_planes(&planes, plane_len, &mut gradients.bias[first..][..channels]);
            if let Some(phases) = &phases {
                direct::add_weight_gradient(conv, phases, &planes, first, gradients.weight);
            }
            all_planes = Some(planes);
        }
        if let (Some(grad_input), Some(planes)) = (gradients.input, all_planes) {
            match &prepared.kernels {
                Some((_, Some(kernels))) => winograd::input_gradient(conv, kernels, &planes, grad_input),
                _ => direct_input_gradient(conv, &prepared.weight, &planes, grad_input),
            }
        }
    }
}

/// ∂input by the definition: a convolution of the output's gradient, spread out by the stride and padded with zeros, with
/// the weight turned by 180° and its channels exchanged.
fn direct_input_gradient(sizes: &Conv2dSizes, weight: &[f32], planes: &[f32], grad_input: &mut [f32]) {
    let &Conv2dSizes { in_channels, out_channels, kernel, stride, padding, in_height, in_width } = sizes;
    let (out_height, out_width) = (sizes.out_height(), sizes.out_width());
    // Output pixel y touched the padded input's rows from y × stride on. With kernel − 1 zeros in front, the window that
    // starts at row v of the spread gradient is the one for padded row v: begin at `padding`.
    let (spread_height, spread_width) = (in_height + kernel - 1, in_width + kernel - 1);
    let mut spread = Buffer::zeros(out_channels * spread_height * spread_width * lanes());
    for (index, row) in planes.chunks_exact(out_width * lanes()).enumerate() {
        let (channel, y) = (index / out_height, index % out_height);
        let Some(v) = (y * stride + kernel - 1).checked_sub(padding).filter(|&v| v < spread_height) else { continue };
        for (x, pixel) in row.chunks_exact(lanes()).enumerate() {
            let column = (x * stride + kernel - 1).checked_sub(padding).filter(|&u| u < spread_width);
            if let Some(u) = column {
                let place = (channel * spread_height + v) * spread_width + u;
                spread[place * lanes()..][..lanes()].copy_from_slice(pixel);
            }
        }
    }
    let turned = Conv2dSizes {
        in_channels: out_channels,
        out_channels: in_channels,
        kernel,
        stride: 1,
        padding: 0,
        in_height: spread_height,
        in_width: spread_width,
    };
    let no_bias = vec![0.0; in_channels];
    let input = Phases::of(&turned, &spread, lanes());
    correlate(&turned, &input, &turn_weight(sizes, weight), &no_bias, 0, grad_input);
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
mod tests;
