//! Our side of `cargo xtask bench`: does one measurement and prints one line of JSON. `peer.py` is the other side.
//!
//! ```text
//! ours about
//! ours prepare FOLDER
//! ours train FOLDER --network lesson --seed 1 --images 60000 --batch-size 64 --epochs 1 [--test]
//! ours predict FOLDER --repeats 1000
//! ours classify FOLDER --images 10000 --repeats 5
//! ours figure RESULTS.json FIGURE.svg
//! ```
//!
//! Threads are what rayon finds in `RAYON_NUM_THREADS`, the instruction set what the library finds in
//! `SHUZI_INSTRUCTIONS`.

mod arguments;
mod exchange;
mod figure;
mod memory;
mod networks;
mod predict;
mod train;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};

use arguments::Arguments;
use shuzi::kernels::Instructions;

/// What a measurement answers: its line.
type Outcome = Result<Value, Box<dyn Error>>;

fn main() -> ExitCode {
    match run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["about"] => Ok(json!({ "instructions": Instructions::asked()?.to_string() })),
        ["prepare", folder] => exchange::prepare(Path::new(folder)),
        ["figure", results, svg] => figure::draw(Path::new(results), Path::new(svg)),
        ["train", folder, options @ ..] => train::measure(Path::new(folder), &Arguments::parse(options)?),
        ["predict", folder, options @ ..] => predict::one_picture(Path::new(folder), &Arguments::parse(options)?),
        ["classify", folder, options @ ..] => predict::many_pictures(Path::new(folder), &Arguments::parse(options)?),
        _ => Err("`cargo xtask bench` calls this program; see `cargo xtask bench --help`".into()),
    }
}
