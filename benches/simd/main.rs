//! `cargo bench --bench simd`: our vectors beside those of two crates, pulp and wide, in the kernel where training spends most
//! of its time: the matrix products at the points of Winograd's convolution, of the size of the lesson's second one.
//!
//! Each writes the same sums from the same numbers with the same register blocks, in one thread; results are compared before
//! anything is timed. Without `SHUZI_INSTRUCTIONS` it runs itself once for every instruction set that the machine has.
//!
//! wide is made of what the build may use. To see it with wider registers, let the build use all that the machine has:
//! `RUSTFLAGS="-C target-cpu=native" cargo bench --bench simd --target-dir target/native`.

mod with_pulp;
mod with_wide;

use std::hint::black_box;
use std::ops::{Deref, DerefMut};
use std::process::{Command, ExitCode};
use std::time::Instant;

use shuzi::kernels::peak::fma_peak;
use shuzi::kernels::{Instructions, winograd_products};

/// Points of a tile of 6 × 6.
const POINTS: usize = 36;
/// Times that every contestant is measured; they take turns, every second time in the opposite order.
const ROUNDS: usize = 15;
/// One measurement calls the kernel until this many seconds have passed.
const SECONDS: f64 = 0.02;
/// Results may differ by so much, beside sums of twenty products of numbers below one: some fuse and some round twice.
const TOLERANCE: f32 = 1e-5;

/// `sums[point, column, tile] = Σ over rows  kernels[point, row, column] · values[point, row, tile]`, where a value is one
/// number for each of `lanes` images.
struct Problem {
    rows: usize,
    columns: usize,
    num_tiles: usize,
    lanes: usize,
    kernels: Numbers,
    values: Numbers,
}

/// A contestant's name, and what writes the sums.
type Contestant<'a> = (String, Box<dyn Fn(&mut [f32]) + 'a>);

fn main() -> ExitCode {
    if std::env::var_os("SHUZI_INSTRUCTIONS").is_none() {
        return every_instruction_set();
    }
    let lanes = Instructions::chosen().lanes();
    let problem = Problem::of_the_lesson(lanes);
    let contestants = contestants(&problem);
    if let Err(difference) = compare(&problem, &contestants) {
        eprintln!("{difference}");
        return ExitCode::FAILURE;
    }
    time(&problem, &contestants);
    ExitCode::SUCCESS
}

/// Runs this program once for each instruction set: the library keeps the one that it chose first.
fn every_instruction_set() -> ExitCode {
    let best = Instructions::chosen().lanes();
    for (name, lanes) in [("avx512", 16), ("avx2", 8), ("portable", 4)] {
        if lanes > best {
            continue;
        }
        let child = std::env::current_exe().and_then(|exe| Command::new(exe).env("SHUZI_INSTRUCTIONS", name).status());
        match child {
            Ok(status) if status.success() => {}
            Ok(status) => {
                eprintln!("SHUZI_INSTRUCTIONS={name}: {status}");
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("this program cannot start itself: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

impl Problem {
    /// A row of seven tiles of the lesson's second convolution, for as many images as a vector has lanes.
    fn of_the_lesson(lanes: usize) -> Problem {
        // The sizes must not be known to the compiler, as they are not in the library.
        let (rows, columns, num_tiles) = black_box((20, 20, 7));
        let kernels = Numbers::new(POINTS * rows * columns, 0.5_f64.sqrt());
        let values = Numbers::new(POINTS * rows * num_tiles * lanes, 0.618_033_988_749_895);
        Problem { rows, columns, num_tiles, lanes, kernels, values }
    }

    fn sums_len(&self) -> usize {
        POINTS * self.columns * self.num_tiles * self.lanes
    }

    /// Multiplications and additions.
    fn operations(&self) -> f64 {
        2.0 * (self.rows * self.sums_len()) as f64
    }
}

/// Numbers that start a cache line, as the library's do.
struct Numbers {
    memory: Vec<f32>,
    start: usize,
}

impl Numbers {
    /// Numbers between −1 and 1 that follow no pattern a kernel could use: Weyl's sequence.
    fn new(len: usize, step: f64) -> Numbers {
        let mut memory = vec![0.0; len + 16];
        let start = memory.as_ptr().align_offset(64);
        for (index, number) in memory[start..][..len].iter_mut().enumerate() {
            *number = (index as f64 * step).fract() as f32 * 2.0 - 1.0;
        }
        memory.truncate(start + len);
        Numbers { memory, start }
    }
}

impl Deref for Numbers {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        &self.memory[self.start..]
    }
}

impl DerefMut for Numbers {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.memory[self.start..]
    }
}

/// Ours first.
fn contestants(problem: &Problem) -> Vec<Contestant<'_>> {
    let ours = winograd_products(&problem.kernels, problem.rows);
    let wide = format!("wide, f32x{}", with_wide::lanes());
    vec![
        ("ours".into(), Box::new(move |sums| ours(problem.num_tiles, &problem.values, sums))),
        ("pulp".into(), Box::new(|sums| with_pulp::multiply(problem, sums))),
        (wide.clone(), Box::new(|sums| with_wide::multiply(problem, sums))),
        (format!("{wide} inside pulp"), Box::new(|sums| with_wide::multiply_in_pulp(problem, sums))),
    ]
}

/// Whether all write the same sums as the definition.
fn compare(problem: &Problem, contestants: &[Contestant]) -> Result<(), String> {
    let expected = by_definition(problem);
    for (name, multiply) in contestants {
        let mut sums = Numbers::new(problem.sums_len(), 0.0);
        sums.fill(f32::NAN);
        multiply(&mut sums);
        for (index, (sum, expected)) in sums.iter().zip(&expected).enumerate() {
            // Not a number is a difference, too.
            let close = (sum - expected).abs() <= TOLERANCE;
            if !close {
                return Err(format!("{name}: sum {index} is {sum}, not {expected}"));
            }
        }
    }
    Ok(())
}

fn by_definition(problem: &Problem) -> Vec<f32> {
    let Problem { rows, columns, num_tiles, lanes, kernels, values } = problem;
    let width = num_tiles * lanes;
    let mut sums = vec![0.0_f64; problem.sums_len()];
    for (index, sum) in sums.iter_mut().enumerate() {
        let (point, column, place) = (index / (columns * width), index / width % columns, index % width);
        for row in point * rows..(point + 1) * rows {
            *sum += f64::from(kernels[row * columns + column]) * f64::from(values[row * width + place]);
        }
    }
    sums.into_iter().map(|sum| sum as f32).collect()
}

/// Measures the contestants in turns and prints a line of a Markdown table for each.
fn time(problem: &Problem, contestants: &[Contestant]) {
    let mut sums = Numbers::new(problem.sums_len(), 0.0);
    let mut seconds = vec![Vec::new(); contestants.len()];
    let mut peak = fma_peak(1);
    for round in 0..ROUNDS {
        let mut order: Vec<usize> = (0..contestants.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for place in order {
            seconds[place].push(seconds_of_a_call(|| contestants[place].1(black_box(&mut sums))));
        }
    }
    peak = peak.max(fma_peak(1));

    println!("\n{}, 1 thread, peak {peak:.0} GFLOP/s, {ROUNDS} rounds\n", Instructions::chosen());
    println!("| | µs, median (lowest–highest) | GFLOP/s | of the peak | ours is faster by |\n|---|--:|--:|--:|--:|");
    let ours = seconds[0].clone();
    for ((name, _), mut seconds) in contestants.iter().zip(seconds) {
        let mut ratios: Vec<f64> = seconds.iter().zip(&ours).map(|(theirs, ours)| theirs / ours).collect();
        let ratio = median(&mut ratios);
        let middle = median(&mut seconds);
        let (lowest, highest) = (seconds[0] * 1e6, seconds[ROUNDS - 1] * 1e6);
        let rate = problem.operations() / middle / 1e9;
        let share = 100.0 * rate / peak;
        let micros = middle * 1e6;
        println!("| {name} | {micros:.1} ({lowest:.1}–{highest:.1}) | {rate:.1} | {share:.0} % | {ratio:.2} |");
    }
}

fn seconds_of_a_call(mut call: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut calls = 0;
    while started.elapsed().as_secs_f64() < SECONDS {
        call();
        calls += 1;
    }
    started.elapsed().as_secs_f64() / f64::from(calls)
}

/// Sorts, and gives the middle one.
fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// How many of `left` tiles to take now, so that blocks of at most `most` are about equally large.
#[inline(always)]
fn balanced(left: usize, most: usize) -> usize {
    left.div_ceil(left.div_ceil(most))
}
