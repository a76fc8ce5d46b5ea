//! Convolution and pooling of dfdx tensors on the `Cpu`: the kernels of [`crate::kernels`], put on dfdx's tape.

use dfdx::shapes::Shape;
use dfdx::tensor::{Cpu, CpuError, PutTape, SplitTape, Tape, Tensor, TensorFromVec};

use crate::backend::Backend;
use crate::kernels::conv2d::{Conv2dGradients, Conv2dSizes, conv2d_backward, conv2d_forward};
use crate::kernels::max_pool2d::{MaxPool2dSizes, max_pool2d_backward, max_pool2d_forward};

impl Backend for Cpu {
    fn conv2d<X: Shape, Y: Shape, W: Shape, B: Shape, T: Tape<f32, Cpu>>(
        sizes: Conv2dSizes,
        shape: Y,
        x: Tensor<X, f32, Cpu, T>,
        weight: &Tensor<W, f32, Cpu>,
        bias: &Tensor<B, f32, Cpu>,
    ) -> Result<Tensor<Y, f32, Cpu, T>, CpuError> {
        let (x, mut tape) = x.split_tape();
        let (weight_ghost, bias_ghost) = (weight.ghost(), bias.ghost());
        let (input, weight) = (x.as_vec(), weight.as_vec());
        let mut output = vec![0.0; shape.num_elements()];
        conv2d_forward(&sizes, &input, &weight, &bias.as_vec(), &mut output);
        let y = x.device().try_tensor_from_vec(output, shape)?;

        let (x_ghost, y_ghost) = (x.ghost(), y.ghost());
        tape.add_backward_op(move |gradients| {
            // The tape lends one gradient at a time: take them all, and put them back.
            let grad_output = std::mem::take(&mut **gradients.get_or_alloc_mut(&y_ghost)?);
            let mut grad_input = std::mem::take(&mut **gradients.get_or_alloc_mut(&x_ghost)?);
            let mut grad_weight = std::mem::take(&mut **gradients.get_or_alloc_mut(&weight_ghost)?);
            let mut grad_bias = std::mem::take(&mut **gradients.get_or_alloc_mut(&bias_ghost)?);
            let targets =
                Conv2dGradients { input: Some(&mut grad_input), weight: &mut grad_weight, bias: &mut grad_bias };
            conv2d_backward(&sizes, &input, &weight, &grad_output, targets);
            **gradients.get_or_alloc_mut(&y_ghost)? = grad_output;
            **gradients.get_or_alloc_mut(&x_ghost)? = grad_input;
            **gradients.get_or_alloc_mut(&weight_ghost)? = grad_weight;
            **gradients.get_or_alloc_mut(&bias_ghost)? = grad_bias;
            Ok(())
        });
        Ok(y.put_tape(tape))
    }

    fn max_pool2d<X: Shape, Y: Shape, T: Tape<f32, Cpu>>(
        sizes: MaxPool2dSizes,
        shape: Y,
        x: Tensor<X, f32, Cpu, T>,
    ) -> Result<Tensor<Y, f32, Cpu, T>, CpuError> {
        let (x, mut tape) = x.split_tape();
        let output_len = shape.num_elements();
        let (mut output, mut positions) = (vec![0.0; output_len], vec![0; output_len]);
        max_pool2d_forward(&sizes, &x.as_vec(), &mut output, &mut positions);
        let y = x.device().try_tensor_from_vec(output, shape)?;

        let (x_ghost, y_ghost) = (x.ghost(), y.ghost());
        tape.add_backward_op(move |gradients| {
            // The tape lends one gradient at a time: take both, and put them back.
            let grad_output = std::mem::take(&mut **gradients.get_or_alloc_mut(&y_ghost)?);
            let mut grad_input = std::mem::take(&mut **gradients.get_or_alloc_mut(&x_ghost)?);
            max_pool2d_backward(&sizes, &positions, &grad_output, &mut grad_input);
            **gradients.get_or_alloc_mut(&y_ghost)? = grad_output;
            **gradients.get_or_alloc_mut(&x_ghost)? = grad_input;
            Ok(())
        });
        Ok(y.put_tape(tape))
    }
}
