//! `shuzi compare-losses`.

use std::process::ExitCode;

use shuzi::Result;
use shuzi::dataset::Split;
use shuzi::train::CompareLosses;
use words::text;

use crate::options::CompareLossesOptions;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};
use crate::training::{INTERRUPTED, load_train, use_threads};

pub fn run(options: &CompareLossesOptions) -> Result<ExitCode> {
    use_threads(options.threads)?;
    let (train, test) = (load_train(&options.data, options.limit)?, options.data.load(Split::Test)?);
    let mut comparing = CompareLosses::open(&options.output, train, test, options.num_epochs)?;
    // What was done before is told first; then the rest, as it is done.
    comparing.comparison().runs.iter().try_for_each(|run| say(run.line()))?;
    listen_for_interrupts();
    let file = options.output.display();
    let plan = CompareLosses::plan(options.seeds as u64);
    for (index, &(loss, rate, seed)) in plan.iter().enumerate() {
        if comparing.comparison().run(loss, rate, seed).is_some() {
            continue;
        }
        let mut bar = Terminal::bar_only(format!("{}/{} {} {rate}", index + 1, plan.len(), loss.name()));
        let Some(run) = comparing.follow(loss, rate, seed, &mut bar)? else {
            drop(bar);
            say(text!(
                "已中断。做完的存在 {file}；再运行同样的命令，接着做剩下的。",
                "stopped. What is done is in {file}; run the same command again, and it goes on with the rest."
            ))?;
            return Ok(ExitCode::from(INTERRUPTED));
        };
        let line = run.line();
        drop(bar);
        say(line)?;
    }
    let comparison = comparing.comparison();
    say(format!("\n{}\n\n{}", comparison.table(), comparison.best()))?;
    say(text!("每次训练的结果在 {file}。", "the results of each training: {file}."))?;
    Ok(ExitCode::SUCCESS)
}
