//! `cargo xtask bench`: ours against other frameworks, on the reader's own machine.

mod environment;
mod long_runs;
mod machine;
mod plan;
mod programs;
mod results;
mod rounds;
pub mod statistics;
mod table;
mod verdict;

use std::path::PathBuf;

use serde_json::{Value, json};

use lab::Layout;
use lab::files::remove;
use lab::process::{not_understood, say};
use long_runs::LongRuns;
use plan::Work;
use programs::{OURS_TO_AVX2, PEER_TO_AVX2, Program};
use results::Files;
use words::{Outcome, text};

/// Each work is measured so many times by each program.
const ROUNDS: usize = 5;
/// More threads than this are not compared: the lesson's batches are small.
const MOST_THREADS: usize = 2;
/// What lies in `.bench`.
const CONTENTS: [&str; 5] = ["torch", "paddle", "exchange", "log", "smoke"];

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Options {
    quick: bool,
    accuracy: bool,
    paddle: bool,
    smoke: bool,
    clean: bool,
    help: bool,
}

/// Runs `cargo xtask bench <arguments>`.
pub fn run(arguments: &[String]) -> Outcome {
    let (options, layout) = (parse(arguments)?, Layout::of_benchmarks());
    if options.help {
        println!("{}", help());
        return Ok(());
    }
    if options.clean {
        return remove(&layout, CONTENTS.iter().map(|name| layout.inside(name)), "");
    }
    Bench::prepare(layout, options)?.run()
}

fn parse(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options::default();
    for argument in arguments {
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--accuracy" => options.accuracy = true,
            "--paddle" => options.paddle = true,
            "--smoke" => options.smoke = true,
            "--clean" => options.clean = true,
            "--help" | "-h" => options.help = true,
            _ => return Err(not_understood("cargo xtask bench", &[argument])),
        }
    }
    Ok(options)
}

fn help() -> String {
    text!(
        "cargo xtask bench              和 PyTorch 比较，约半小时；结果存进 benches/
cargo xtask bench --quick      只比较最主要的一项，不到三分钟；不存结果
cargo xtask bench --accuracy   再比较三个种子、十轮训练后的准确率
cargo xtask bench --paddle     再比较 PaddlePaddle（只比主要的一项）
cargo xtask bench --smoke      每项只做几批：看程序能不能运行，时间没有意义；不存结果
cargo xtask bench --clean      删除 .bench 里的环境

第一次运行会在 .bench 里安装 PyTorch；SHUZI_BENCH_PYTHON=<已经装好 PyTorch 的 Python> 则用那一个。",
        "cargo xtask bench              compares with PyTorch, about half an hour; saves the results in benches/
cargo xtask bench --quick      only the main comparison, in under three minutes; saves nothing
cargo xtask bench --accuracy   also the accuracy after ten epochs with three seeds
cargo xtask bench --paddle     also PaddlePaddle (in the main comparison only)
cargo xtask bench --smoke      a few batches of each: do the programs run? The times mean nothing; saves nothing
cargo xtask bench --clean      removes the environments in .bench

The first run installs PyTorch in .bench; SHUZI_BENCH_PYTHON=<a Python that has PyTorch> takes that one instead."
    )
}

/// A comparison, ready to run.
struct Bench {
    layout: Layout,
    options: Options,
    ours: Program,
    torch: Vec<Program>,
    paddle: Option<Program>,
    exchange: PathBuf,
    threads: usize,
}

impl Bench {
    /// Installs, compiles, and writes what both sides read.
    fn prepare(layout: Layout, options: Options) -> Outcome<Bench> {
        let torch = environment::torch(&layout)?;
        let paddle = options.paddle.then(|| environment::paddle(&layout)).transpose()?;
        let ours = programs::build_ours(&layout.repository)?;
        let exchange = layout.inside("exchange");
        ours.ask(&["prepare", &exchange.to_string_lossy()])?;
        let threads = machine::cores().min(MOST_THREADS);
        Ok(Bench { layout, options, ours, torch, paddle, exchange, threads })
    }

    fn run(&self) -> Outcome {
        let machine = self.machine()?;
        println!("{}\n", serde_json::to_string_pretty(&machine).unwrap_or_default());
        let rows = self.rows()?;
        let (mut memory, mut accuracies) = (Vec::new(), Vec::new());
        if !self.options.quick {
            say(&text!("十轮训练的内存……", "The memory of ten epochs …"));
            memory = self.long_runs().memory()?;
        }
        if self.options.accuracy {
            say(&text!("三个种子、十轮训练的准确率……", "The accuracy of ten epochs with three seeds …"));
            accuracies = self.long_runs().accuracies()?;
        }
        let growth = results::growth_curves(&rows);
        let results =
            json!({ "machine": machine, "rows": rows, "memory": memory, "accuracies": accuracies, "growth": growth });
        println!("{}", self.keep(&results)?);
        self.judge(&results)
    }

    fn rows(&self) -> Outcome<Vec<Value>> {
        let works =
            if self.options.quick { vec![plan::main_row(self.threads)] } else { plan::everything(self.threads) };
        let (count, mut rows) = (works.len(), Vec::new());
        for (index, work) in works.into_iter().enumerate() {
            let (number, [zh, en]) = (index + 1, &work.name);
            say(&text!("{number}/{count} {zh}……", "{number}/{count} {en} …"));
            let row = self.row(work)?;
            if let Some(sentence) = verdict::disagreement(&row) {
                return Err(sentence);
            }
            rows.push(row);
        }
        Ok(rows)
    }

    fn row(&self, work: Work) -> Outcome<Value> {
        // Three minutes are not enough for both layouts.
        let torch = if self.options.quick { &self.torch[..1] } else { &self.torch };
        let paddle = self.paddle.iter().filter(|_| work.id == "epoch");
        let peers: Vec<Program> = torch.iter().chain(paddle).cloned().collect();
        let (work, rounds) = if self.options.smoke { (work.tiny(), 1) } else { (work, ROUNDS) };
        rounds::row(&work, &self.ours, &peers, rounds, &self.exchange)
    }

    fn long_runs(&self) -> LongRuns<'_> {
        LongRuns {
            // PyTorch's layouts compute the same in the same memory: the one that is mostly faster is enough.
            programs: vec![&self.ours, &self.torch[0]],
            folder: &self.exchange,
            threads: self.threads,
            tiny: self.options.smoke,
        }
    }

    fn machine(&self) -> Outcome<Value> {
        let busy = machine::busy();
        if let Some(share) = busy.filter(|share| *share > machine::BUSY) {
            let percent = share * 100.0;
            say(&text!(
                "注意：别的程序占用了这台机器的 {percent:.0}%，时间不可信；请关掉它们再运行。",
                "Note: other programs keep {percent:.0} % of this machine busy and the times cannot be trusted; close them and run again."
            ));
        }
        let (ours, peer) = (self.ours.ask(&["about"])?, self.torch[0].ask(&["about"])?);
        let paddle = self.paddle.as_ref().map(|program| program.ask(&["about"])).transpose()?;
        let names = std::iter::once(&peer).chain(&paddle).filter_map(|about| about["name"].as_str());
        Ok(json!({
            "processor": machine::processor(),
            "instructions": ours["instructions"],
            "cores": machine::cores(),
            "threads": self.threads,
            "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            "busy_before": busy,
            "peers": names.collect::<Vec<_>>().join(", "),
            "python": peer["python"],
            "date": peer["date"],
            "held_to_avx2_by": format!("{OURS_TO_AVX2:?}, {PEER_TO_AVX2:?}"),
        }))
    }

    /// Saves the results where they are worth it; returns their tables.
    fn keep(&self, results: &Value) -> Outcome<String> {
        if self.options.smoke {
            let files = Files { folder: self.layout.inside("smoke") };
            files.begin(&self.layout.repository.join("benches/README.md"))?;
            return files.save(results, &self.ours);
        }
        if self.options.quick {
            return Ok(table::section(results, None));
        }
        Files { folder: self.layout.repository.join("benches") }.save(results, &self.ours)
    }

    fn judge(&self, results: &Value) -> Outcome {
        let broken = verdict::broken_limits(results);
        // A few batches say nothing of speed or of what is learnt.
        if broken.is_empty() || self.options.smoke { Ok(()) } else { Err(broken.join("\n")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Options> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn flags_may_be_combined() {
        let expected = Options { quick: true, paddle: true, ..Options::default() };
        assert_eq!(parsed("--quick --paddle"), Ok(expected));
        assert_eq!(parsed(""), Ok(Options::default()));
    }

    #[test]
    fn an_unknown_argument_is_refused() {
        assert!(parsed("--quik").unwrap_err().contains("--quik"));
    }

    #[test]
    fn the_readme_has_the_lines_that_the_tables_stand_between() {
        assert!(table::between_markers(include_str!("../../../benches/README.md"), "").is_ok());
    }
}
