//! The course as web pages: notebooks in, a static site out. `cargo xtask site` runs it; README.md tells how it works.

use std::process::ExitCode;

mod api;
mod assets;
mod book;
mod build;
mod cells;
mod chapter;
mod clean;
mod dollars;
mod edition;
mod error;
mod formulas;
mod held;
mod highlight;
mod opening;
mod options;
mod outputs;
mod page;
mod pages;
mod phrases;
mod picture;
mod prose;
mod search;
mod serve;
mod svg;
mod terms;
#[cfg(test)]
mod tests;
mod widgets;

use options::{Options, Request};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    words::exit_code(run(&arguments))
}

fn run(arguments: &[String]) -> words::Outcome {
    match Options::parse(arguments)? {
        Request::Help => println!("{}", options::help()),
        Request::Build(options) => {
            let report = build::build(&options)?;
            println!("{}", report.sentence());
            if let Some(port) = options.serve {
                serve::serve(&options.output, port)?;
            }
        }
    }
    Ok(())
}
