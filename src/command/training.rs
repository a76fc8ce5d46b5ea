//! `shuzi train`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use shuzi::dataset::Split;
use shuzi::loss::Loss;
use shuzi::model::{Init, Model};
use shuzi::train::{Resume, TrainConfig, fit_with};
use shuzi::{Result, paths, text};

use super::options::TrainOptions;
use super::progress::{Terminal, listen_for_interrupts};

/// What a process that was stopped by Ctrl-C exits with, by the shells' custom.
const INTERRUPTED: u8 = 130;

pub fn run(options: TrainOptions) -> Result<ExitCode> {
    use_threads(options.threads);
    let mut train = options.data.load(Split::Train)?;
    if let Some(limit) = options.limit {
        train = train.take(limit);
    }
    let test = options.data.load(Split::Test)?;
    let checkpoint = options.checkpoint.clone().unwrap_or_else(|| default_checkpoint(options.loss));
    let config = TrainConfig {
        num_epochs: options.num_epochs,
        batch_size: options.batch_size,
        learning_rate: options.learning_rate,
        seed: options.seed,
        loss: options.loss,
        checkpoint: Some(checkpoint.clone()),
        resume: if options.resume { Resume::Required } else { Resume::Never },
        ..TrainConfig::default()
    };
    let mut model = new_model(options.loss, options.init, options.seed);
    listen_for_interrupts();
    let history = fit_with(&mut model, &train, &test, &config, &mut Terminal::new())?;
    let path = checkpoint.display();
    if history.interrupted {
        let again = command_to_resume(&checkpoint);
        println!(
            "{}",
            text!(
                "已中断，进度保存在 {path}。接着训练：{again}",
                "stopped; the progress is saved in {path}. To go on: {again}"
            )
        );
        return Ok(ExitCode::from(INTERRUPTED));
    }
    println!("{}", text!("检查点：{path}", "checkpoint: {path}"));
    Ok(ExitCode::SUCCESS)
}

/// The network that a loss is for.
pub fn new_model(loss: Loss, init: Init, seed: u64) -> Model {
    match loss {
        Loss::Regression => Model::regression(init, seed),
        _ => Model::lesson(init, seed),
    }
}

/// Where a training is saved when nobody says where.
fn default_checkpoint(loss: Loss) -> PathBuf {
    paths::checkpoint_file(loss.name())
}

/// What was typed, with `--resume` and the checkpoint's name.
fn command_to_resume(checkpoint: &Path) -> String {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    for word in [format!("--checkpoint={}", checkpoint.display()), "--resume".into()] {
        let option = word.split('=').next().unwrap_or_default().to_string();
        if !words.iter().any(|typed| typed == &option || typed.starts_with(&format!("{option}="))) {
            words.push(word);
        }
    }
    let quoted = words.iter().map(|word| if word.contains(' ') { format!("'{word}'") } else { word.clone() });
    format!("shuzi {}", quoted.collect::<Vec<_>>().join(" "))
}

/// Sets the number of threads, once for the process.
fn use_threads(threads: Option<usize>) {
    if let Some(threads) = threads {
        // It fails only where a pool is there already, and nothing has computed yet.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
}
