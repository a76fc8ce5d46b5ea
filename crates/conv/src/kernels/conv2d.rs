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
//! Here are the sizes and the functions for a batch of planar images; `stage` says how a group is computed.

use super::buffer::Buffer;
use super::group::{deinterleave, interleave, lanes, num_groups};
pub use super::sizes::Conv2dSizes;
use super::stage::{Gradients, Prepared, Stage};

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
    let stage = Stage::new(*sizes);
    let input = grouped(input, sizes.input_len());
    let mut groups = Buffer::new(num_groups(output.len() / sizes.output_len()) * sizes.output_len() * lanes());
    stage.forward(&Prepared::new(&stage, weight, bias, false), &input, &mut groups, None);
    deinterleave(&groups, sizes.output_len(), output);
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
    let stage = Stage::new(*sizes);
    let prepared = Prepared::new(&stage, weight, &[], true);
    let (images, grad_output) = (grouped(input, sizes.input_len()), grouped(grad_output, sizes.output_len()));
    let mut grad_images = gradients.input.is_some().then(|| Buffer::new(images.len()));
    let group_gradients =
        Gradients { input: grad_images.as_deref_mut(), weight: gradients.weight, bias: gradients.bias };
    stage.backward(&prepared, &images, &[], &grad_output, group_gradients);
    if let (Some(total), Some(groups)) = (gradients.input, grad_images) {
        assert_eq!(total.len(), input.len(), "the input's gradient is as long as the input");
        let mut part = Buffer::new(total.len());
        deinterleave(&groups, sizes.input_len(), &mut part);
        total.iter_mut().zip(&part[..]).for_each(|(total, part)| *total += part);
    }
}

fn grouped(images: &[f32], image_len: usize) -> Buffer {
    let mut groups = Buffer::new(num_groups(images.len() / image_len) * image_len * lanes());
    interleave(images, image_len, &mut groups);
    groups
}

fn check_lengths(sizes: &Conv2dSizes, input: &[f32], weight: &[f32], output_len: usize) {
    assert_eq!(weight.len(), sizes.weight_len(), "weight of {sizes:?}");
    assert_eq!(input.len() % sizes.input_len(), 0, "input of {sizes:?}: {} is not whole images", input.len());
    let batch_size = input.len() / sizes.input_len();
    assert_eq!(output_len, batch_size * sizes.output_len(), "output of {sizes:?} for {batch_size} images");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{assert_close, convolutions};

    #[test]
    fn outputs_and_gradients_agree_with_pytorch() {
        for (_, sizes, case) in convolutions() {
            let list = |name: &str| case.list(name);
            let (input, weight) = (list("input"), list("weight"));
            let mut output = vec![f32::NAN; list("output").len()];
            conv2d_forward(&sizes, &input, &weight, &list("bias"), &mut output);
            assert_close(&format!("output of {sizes:?}"), &output, &list("output"));

            let (mut grad_input, mut grad_weight, mut grad_bias) =
                (vec![0.0; input.len()], vec![0.0; weight.len()], vec![0.0; sizes.out_channels]);
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
