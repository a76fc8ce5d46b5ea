//! Every instruction set against the definition, written out in f64, over stages of random sizes.

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Uniform};

use super::*;
use crate::kernels::instructions::with_instructions;
use crate::kernels::max_pool2d::MaxPool2dSizes;
use crate::reference::assert_close;

/// A stage and how many images it is given.
#[derive(Clone, Copy, Debug)]
struct Case {
    stage: Stage,
    images: usize,
    seed: u64,
}

prop_compose! {
    fn convolutions()(
        in_channels in 1..19_usize,
        out_channels in 1..10_usize,
        // The kernels with a way of their own are drawn more often.
        kernel in prop_oneof![Just(3_usize), Just(5), 1..8_usize],
        stride in prop_oneof![Just(1_usize), 1..4_usize],
        padding in 0..4_usize,
        in_height in 1..14_usize,
        in_width in 1..14_usize,
    ) -> Conv2dSizes {
        let fits = in_height.min(in_width) + 2 * padding;
        Conv2dSizes { in_channels, out_channels, kernel: kernel.min(fits), stride, padding, in_height, in_width }
    }
}

prop_compose! {
    fn cases()(
        conv in convolutions(),
        relu: bool,
        pooled in 0..4_u8,
        (kernel, stride, padding) in prop_oneof![Just((2_usize, 2_usize, 0_usize)), (1..4_usize, 1..4_usize, 0..2_usize)],
        images in 1..17_usize,
        seed: u64,
    ) -> Case {
        let (in_height, in_width) = (conv.out_height(), conv.out_width());
        let padding = padding.min(kernel / 2);
        let kernel = kernel.min(in_height.min(in_width));
        let padding = padding.min(kernel / 2);
        let pool = (pooled > 0).then_some(MaxPool2dSizes { kernel, stride, padding, in_height, in_width });
        Case { stage: Stage { conv, relu, pool }, images, seed }
    }
}

/// Numbers from −1 to 1.
fn numbers(seed: u64, len: usize) -> Vec<f32> {
    Uniform::new(-1.0, 1.0).sample_iter(ChaCha8Rng::seed_from_u64(seed)).take(len).collect()
}

/// Planar images as one group of the chosen lanes, and back.
fn group(planar: &[f32], image_len: usize) -> Vec<f32> {
    let mut group = vec![0.0; image_len * lanes()];
    for (lane, image) in planar.chunks_exact(image_len).enumerate() {
        image.iter().enumerate().for_each(|(place, number)| group[place * lanes() + lane] = *number);
    }
    group
}

fn planar(group: &[f32], images: usize) -> Vec<f32> {
    (0..images).flat_map(|lane| group.iter().skip(lane).step_by(lanes()).copied()).collect()
}

/// Calls `tap(output index, weight index, input index)` for every product in the convolution of one image.
fn for_each_product(conv: &Conv2dSizes, mut tap: impl FnMut(usize, usize, usize)) {
    let (height, width, k) = (conv.out_height(), conv.out_width(), conv.kernel);
    for (o, y, x) in
        (0..conv.out_channels).flat_map(|o| (0..height).flat_map(move |y| (0..width).map(move |x| (o, y, x))))
    {
        for (c, i, j) in (0..conv.in_channels).flat_map(|c| (0..k).flat_map(move |i| (0..k).map(move |j| (c, i, j)))) {
            let inside = |place: usize, tap: usize, side: usize| {
                (place * conv.stride + tap).checked_sub(conv.padding).filter(|&pixel| pixel < side)
            };
            if let (Some(v), Some(u)) = (inside(y, i, conv.in_height), inside(x, j, conv.in_width)) {
                let weight = ((o * conv.in_channels + c) * k + i) * k + j;
                tap((o * height + y) * width + x, weight, (c * conv.in_height + v) * conv.in_width + u);
            }
        }
    }
}

/// The pixels that each pooled pixel sees, in reading order: `(its mark, its index in the convolution's output)`.
fn windows(case: &Case) -> Vec<Vec<(f32, usize)>> {
    let (conv, Some(pool)) = (&case.stage.conv, &case.stage.pool) else { return Vec::new() };
    let mut windows = Vec::new();
    for o in 0..conv.out_channels {
        for (y, x) in (0..pool.out_height()).flat_map(|y| (0..pool.out_width()).map(move |x| (y, x))) {
            let mut window = Vec::new();
            for (i, j) in (0..pool.kernel).flat_map(|i| (0..pool.kernel).map(move |j| (i, j))) {
                let inside = |place: usize, tap: usize, side: usize| {
                    (place * pool.stride + tap).checked_sub(pool.padding).filter(|&pixel| pixel < side)
                };
                if let (Some(v), Some(u)) = (inside(y, i, pool.in_height), inside(x, j, pool.in_width)) {
                    window.push(((i * pool.kernel + j) as f32, (o * pool.in_height + v) * pool.in_width + u));
                }
            }
            windows.push(window);
        }
    }
    windows
}

fn f32s(numbers: Vec<f64>) -> Vec<f32> {
    numbers.into_iter().map(|number| number as f32).collect()
}

/// Runs a case by the chosen instructions and holds it to the definition.
fn check(case: &Case) {
    let Case { stage, seed, .. } = *case;
    let (conv, images) = (stage.conv, case.images.min(lanes()));
    let input = numbers(seed, images * conv.input_len());
    let (weight, bias) = (numbers(seed ^ 1, conv.weight_len()), numbers(seed ^ 2, conv.out_channels));
    let grad_output = numbers(seed ^ 3, images * stage.output_len());
    let prepared = Prepared::new(&stage, &weight, &bias, true);

    let mut output_group = vec![f32::NAN; stage.output_len() * lanes()];
    let mut mark_group = stage.pool.map(|_| vec![f32::NAN; output_group.len()]);
    let input_group = group(&input, conv.input_len());
    stage.forward_group(&prepared, &input_group, &mut output_group, mark_group.as_deref_mut());
    let output = planar(&output_group, images);
    let marks = mark_group.as_ref().map(|marks| planar(marks, images)).unwrap_or_default();

    // Without a place for the marks the outputs are the same: what a trained network runs.
    let mut unmarked = vec![f32::NAN; output_group.len()];
    stage.forward_group(&prepared, &input_group, &mut unmarked, None);
    assert_eq!(unmarked, output_group, "without marks, {case:?}");

    // A few images by blocks: rounded differently, where Winograd's tiles begin elsewhere.
    let mut by_blocks = vec![f32::NAN; output.len()];
    if stage.forward_few(&prepared, &input, &mut by_blocks) {
        assert_close(&format!("output by blocks, {case:?}"), &by_blocks, &output);
    } else {
        assert!(stage.pool.is_some_and(|pool| pool.padding > 0), "{case:?}");
    }

    let kept = match (&mark_group, stage.relu) {
        (Some(marks), _) => &marks[..],
        (None, true) => &output_group[..],
        (None, false) => &[],
    };
    let grad_group = group(&grad_output, stage.output_len());
    let run = |asked: bool| {
        let (mut weight_sum, mut bias_sum) = (vec![0.0; weight.len()], vec![0.0; bias.len()]);
        let mut grad_input = vec![f32::NAN; input_group.len()];
        let input = asked.then_some(&mut grad_input[..]);
        let gradients = Gradients { input, weight: &mut weight_sum, bias: &mut bias_sum };
        stage.backward_group(&prepared, &input_group, kept, &grad_group, gradients);
        (planar(&grad_input, images), weight_sum, bias_sum)
    };
    let (grad_input, grad_weight, grad_bias) = run(true);
    let (_, alone_weight, alone_bias) = run(false);
    assert_close(&format!("∂weight without ∂input, {case:?}"), &alone_weight, &grad_weight);
    assert_close(&format!("∂bias without ∂input, {case:?}"), &alone_bias, &grad_bias);

    let windows = windows(case);
    let (mut outputs, mut expected_input) = (Vec::new(), Vec::new());
    let (mut expected_weight, mut expected_bias) = (vec![0.0; weight.len()], vec![0.0; bias.len()]);
    for (image, pixels) in input.chunks_exact(conv.input_len()).enumerate() {
        let part = image * stage.output_len()..(image + 1) * stage.output_len();
        let plane = conv.out_height() * conv.out_width();
        let mut sums: Vec<f64> = (0..conv.output_len()).map(|index| f64::from(bias[index / plane])).collect();
        for_each_product(&conv, |y, w, x| sums[y] += f64::from(weight[w]) * f64::from(pixels[x]));

        // Which pixel is the largest may depend on rounding: the gradient follows the kernel's mark, which must be of a
        // pixel that is as large as any.
        let mut before = vec![0.0; sums.len()];
        if stage.pool.is_some() {
            for ((window, &mark), &gradient) in windows.iter().zip(&marks[part.clone()]).zip(&grad_output[part.clone()])
            {
                let largest = window.iter().map(|&(_, index)| sums[index]).fold(f64::NEG_INFINITY, f64::max);
                outputs.push(if stage.relu { largest.max(0.0) } else { largest });
                match window.iter().find(|&&(here, _)| here == mark) {
                    Some(&(_, index)) => {
                        assert!((sums[index] - largest).abs() < 1e-3, "mark {mark} of {window:?}, {case:?}");
                        before[index] += f64::from(gradient);
                    }
                    None => assert!(mark == -1.0 && stage.relu && largest < 1e-3, "mark {mark}, {case:?}"),
                }
            }
        } else {
            outputs.extend(sums.iter().map(|&sum| if stage.relu { sum.max(0.0) } else { sum }));
            for ((before, &gradient), &output) in before.iter_mut().zip(&grad_output[part.clone()]).zip(&output[part]) {
                *before = if stage.relu && output <= 0.0 { 0.0 } else { f64::from(gradient) };
            }
        }
        let mut from_this_image = vec![0.0; pixels.len()];
        for_each_product(&conv, |y, w, x| {
            expected_weight[w] += before[y] * f64::from(pixels[x]);
            from_this_image[x] += before[y] * f64::from(weight[w]);
        });
        before.iter().enumerate().for_each(|(index, gradient)| expected_bias[index / plane] += gradient);
        expected_input.extend(from_this_image);
    }
    assert_close(&format!("output, {case:?}"), &output, &f32s(outputs));
    assert_close(&format!("∂weight, {case:?}"), &grad_weight, &f32s(expected_weight));
    assert_close(&format!("∂bias, {case:?}"), &grad_bias, &f32s(expected_bias));
    assert_close(&format!("∂input, {case:?}"), &grad_input, &f32s(expected_input));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_instruction_set_agrees_with_the_definition(case in cases()) {
        for instructions in Instructions::all_here() {
            with_instructions(instructions, || check(&case));
        }
    }
}

/// The lesson's second stage, which goes every special way at once.
#[test]
fn the_lessons_stage_agrees_with_the_definition() {
    let conv = Conv2dSizes {
        in_channels: 20,
        out_channels: 20,
        kernel: 5,
        stride: 1,
        padding: 2,
        in_height: 14,
        in_width: 14,
    };
    let pool = MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height: 14, in_width: 14 };
    let stage = Stage { conv, relu: true, pool: Some(pool) };
    assert!(winograd::suits(&conv) && sparse::suits(&conv, &pool));
    for instructions in Instructions::all_here() {
        with_instructions(instructions, || check(&Case { stage, images: 3, seed: 7 }));
    }
}

/// Each way once, small and in one thread, without any machine's instructions: fit for
/// `cargo miri test -p dfdx-conv --lib -- portable buffer`.
#[test]
fn portable_kernels_agree_with_the_definition_on_small_stages() {
    let conv = |channels, kernel, stride, side| Conv2dSizes {
        in_channels: channels,
        out_channels: channels,
        kernel,
        stride,
        padding: kernel / 2,
        in_height: side,
        in_width: side,
    };
    let pooled = |conv: Conv2dSizes| {
        let (in_height, in_width) = (conv.out_height(), conv.out_width());
        Stage { conv, relu: true, pool: Some(MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height, in_width }) }
    };
    let stages = [pooled(conv(4, 5, 1, 4)), pooled(conv(4, 3, 1, 5)), Stage::new(conv(1, 3, 2, 5))];
    assert!(winograd::suits(&stages[0].conv) && winograd::suits(&stages[1].conv) && !winograd::suits(&stages[2].conv));
    for stage in stages {
        with_instructions(Instructions::Portable, || check(&Case { stage, images: 2, seed: 7 }));
    }
}
