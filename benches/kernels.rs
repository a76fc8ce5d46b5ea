//! `cargo bench -p benches`: the lesson's kernels one by one, on a batch of 64 images.
//!
//! divan prints the times. What follows them is each kernel's GFLOP/s and its share of the machine's peak, measured in the
//! same run. The operations are counted as the textbook convolution needs them, two for each multiply-add; a kernel that
//! skips work can come out above the peak.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use dfdx_conv::kernels::Instructions;
use dfdx_conv::kernels::conv2d::{Conv2dGradients, Conv2dSizes, conv2d_backward, conv2d_forward};
use dfdx_conv::kernels::max_pool2d::{MaxPool2dSizes, max_pool2d_backward, max_pool2d_forward};
use dfdx_conv::kernels::peak::fma_peak;
use divan::Bencher;

const BATCH: usize = 64;

/// The lesson's first convolution; nobody asks for the gradient of its input.
const CONV1: Conv2dSizes = lesson_convolution(1, 28);
/// The lesson's second convolution.
const CONV2: Conv2dSizes = lesson_convolution(20, 14);

const fn lesson_convolution(in_channels: usize, side: usize) -> Conv2dSizes {
    Conv2dSizes { in_channels, out_channels: 20, kernel: 5, stride: 1, padding: 2, in_height: side, in_width: side }
}

/// The seconds of every call, and the operations in one, by kernel.
static CALLS: Mutex<BTreeMap<&str, (Vec<f64>, f64)>> = Mutex::new(BTreeMap::new());

fn main() {
    divan::main();
    let calls = CALLS.lock().expect("no kernel panicked");
    // None where divan was only asked for a list.
    if calls.is_empty() {
        return;
    }
    let threads = rayon::current_num_threads();
    let peak = fma_peak(threads);
    println!("\n{}, {threads} threads, peak {peak:.0} GFLOP/s", Instructions::chosen());
    for (kernel, (seconds, operations)) in calls.iter() {
        println!("{kernel:<16} {}", line(seconds.clone(), *operations, peak));
    }
}

fn line(mut seconds: Vec<f64>, operations: f64, peak: f64) -> String {
    seconds.sort_by(f64::total_cmp);
    let median = seconds[seconds.len() / 2];
    let time = format!("{:8.3} ms", median * 1e3);
    if operations == 0.0 {
        return time;
    }
    let rate = operations / median / 1e9;
    format!("{time} {rate:8.1} GFLOP/s {:5.0} % of the peak", 100.0 * rate / peak)
}

/// Lets divan time a kernel, and notes what it needs for the lines at the end.
fn measure(bencher: Bencher, kernel: &'static str, multiply_adds: usize, mut call: impl FnMut()) {
    let mut seconds = Vec::new();
    bencher.bench_local(|| {
        let started = Instant::now();
        call();
        seconds.push(started.elapsed().as_secs_f64());
    });
    let mut calls = CALLS.lock().expect("no kernel panicked");
    calls.insert(kernel, (seconds, 2.0 * multiply_adds as f64));
}

/// Multiply-adds of a convolution by its definition; of its weight's gradient, and of its input's, as many each.
fn multiply_adds(sizes: &Conv2dSizes) -> usize {
    BATCH * sizes.output_len() * sizes.in_channels * sizes.kernel * sizes.kernel
}

/// Numbers between −1 and 1 that follow no pattern a kernel could use (Weyl's sequence of the golden ratio).
fn numbers(len: usize) -> Vec<f32> {
    (0..len).map(|index| (index as f64 * 0.618_033_988_749_895).fract() as f32 * 2.0 - 1.0).collect()
}

#[divan::bench]
fn conv1_forward(bencher: Bencher) {
    forward(bencher, "conv1 forward", &CONV1);
}

#[divan::bench]
fn conv2_forward(bencher: Bencher) {
    forward(bencher, "conv2 forward", &CONV2);
}

fn forward(bencher: Bencher, kernel: &'static str, sizes: &Conv2dSizes) {
    let (input, weight) = (numbers(BATCH * sizes.input_len()), numbers(sizes.weight_len()));
    let (bias, mut output) = (numbers(sizes.out_channels), vec![0.0; BATCH * sizes.output_len()]);
    measure(bencher, kernel, multiply_adds(sizes), || conv2d_forward(sizes, &input, &weight, &bias, &mut output));
}

#[divan::bench]
fn conv1_backward(bencher: Bencher) {
    backward(bencher, "conv1 backward", &CONV1, false);
}

#[divan::bench]
fn conv2_backward(bencher: Bencher) {
    backward(bencher, "conv2 backward", &CONV2, true);
}

fn backward(bencher: Bencher, kernel: &'static str, sizes: &Conv2dSizes, with_input: bool) {
    let (input, weight) = (numbers(BATCH * sizes.input_len()), numbers(sizes.weight_len()));
    let grad_output = numbers(BATCH * sizes.output_len());
    let (mut grad_input, mut grad_weight) = (vec![0.0; input.len()], vec![0.0; weight.len()]);
    let mut grad_bias = vec![0.0; sizes.out_channels];
    let gradients = 1 + usize::from(with_input);
    measure(bencher, kernel, gradients * multiply_adds(sizes), || {
        let gradients = Conv2dGradients {
            input: with_input.then_some(&mut grad_input[..]),
            weight: &mut grad_weight,
            bias: &mut grad_bias,
        };
        conv2d_backward(sizes, &input, &weight, &grad_output, gradients);
    });
}

/// The lesson's first pooling; it multiplies nothing.
#[divan::bench]
fn pool1_forward(bencher: Bencher) {
    let (sizes, input) = (pooling(), numbers(BATCH * 20 * 28 * 28));
    let (mut output, mut positions) = (vec![0.0; input.len() / 4], vec![0; input.len() / 4]);
    measure(bencher, "pool1 forward", 0, || max_pool2d_forward(&sizes, &input, &mut output, &mut positions));
}

#[divan::bench]
fn pool1_backward(bencher: Bencher) {
    let (sizes, input) = (pooling(), numbers(BATCH * 20 * 28 * 28));
    let (mut output, mut positions) = (vec![0.0; input.len() / 4], vec![0; input.len() / 4]);
    max_pool2d_forward(&sizes, &input, &mut output, &mut positions);
    let mut grad_input = vec![0.0; input.len()];
    measure(bencher, "pool1 backward", 0, || max_pool2d_backward(&sizes, &positions, &output, &mut grad_input));
}

fn pooling() -> MaxPool2dSizes {
    MaxPool2dSizes { kernel: 2, stride: 2, padding: 0, in_height: 28, in_width: 28 }
}
