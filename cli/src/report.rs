//! `shuzi recipe-report`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shuzi::Result;
use shuzi::train::RecipeReport;
use words::text;

use crate::options::ReportOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::{INTERRUPTED, following, load_for, name_of, use_threads};

pub fn run(options: &ReportOptions) -> Result<ExitCode> {
    use_threads(options.threads)?;
    let folder =
        options.folder.clone().unwrap_or_else(|| Path::new("out").join(name_of(options.recipe, &options.trial)));
    let (train, test) = load_for(&options.trial, &options.data, options.limit)?;
    let following = following(&options.trial, &options.device);
    let mut report = RecipeReport::open(folder.join("runs.json"), options.recipe, &following, train, test)?;
    // What was done before is told first; then the rest, as it is done.
    report.runs().iter().try_for_each(|run| say(run.line()))?;
    listen_for_interrupts();
    for seed in 1..=options.seeds {
        if !follow(&mut report, seed, options.seeds)? {
            return stopped(&folder);
        }
    }
    let figure = folder.join("accuracy.svg");
    report.figure().save(&figure)?;
    say(format!("\n{}\n\n{}\n", report.summary(), report.figure()))?;
    let (figure, folder) = (figure.display(), folder.display());
    say(text!(
        "图：{figure}；每个种子的结果在 {folder}/runs.json。",
        "figure: {figure}; the results of each seed: {folder}/runs.json."
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Does one seed, unless it is done, and prints its line; `false` where Ctrl-C stopped it.
fn follow(report: &mut RecipeReport, seed: usize, seeds: usize) -> Result<bool> {
    let seed = seed as u64;
    if report.runs().iter().any(|run| run.seed == seed) {
        return Ok(true);
    }
    let mut bar = Terminal::bar_only(text!("种子 {seed}/{seeds}", "seed {seed}/{seeds}"));
    let Some(run) = report.follow(seed, &mut bar)? else { return Ok(false) };
    let line = run.line();
    drop(bar);
    say(line)?;
    Ok(true)
}

fn stopped(folder: &Path) -> Result<ExitCode> {
    let file: PathBuf = folder.join("runs.json");
    let file = file.display();
    say(text!(
        "已中断。做完的种子存在 {file}；再运行同样的命令，从没做完的种子接着做。",
        "stopped. The seeds that are done are in {file}; run the same command again, and it goes on with the next one."
    ))?;
    Ok(ExitCode::from(INTERRUPTED))
}
