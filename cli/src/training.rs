//! `shuzi train`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::Result;
use shuzi::dataset::Dataset;
use shuzi::loss::Loss;
use shuzi::model::{Init, Model};
use shuzi::paths;
use shuzi::train::{Following, Recipe, Resume, TrainConfig, fit_recipe_with, fit_with};
use words::text;

use crate::options::{DeviceOptions, TrainOptions, TrainingOptions, TrialOptions};
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};

/// What a process that was stopped by Ctrl-C exits with, by the shells' custom.
pub const INTERRUPTED: u8 = 130;

pub fn run(options: TrainOptions) -> Result<ExitCode> {
    if let Some(recipe) = options.recipe {
        return follow(recipe, &options);
    }
    let (train, test) = (options.images.prepare()?, options.images.test()?);
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
    let mut model = new_model(options.loss, options.init, options.seed).to(options.device.device)?;
    listen_for_interrupts();
    let history = fit_with(&mut model, &train, &test, &config, &mut Terminal::new())?;
    say_where(&checkpoint, history.interrupted)
}

/// Says where a training's checkpoint is, and how to go on from it.
fn say_where(checkpoint: &Path, interrupted: bool) -> Result<ExitCode> {
    let path = checkpoint.display();
    if interrupted {
        let again = command_to_resume(checkpoint);
        say(text!(
            "已中断，进度保存在 {path}。接着训练：{again}",
            "stopped; the progress is saved in {path}. To go on: {again}"
        ))?;
        return Ok(ExitCode::from(INTERRUPTED));
    }
    say(text!("检查点：{path}", "checkpoint: {path}"))?;
    Ok(ExitCode::SUCCESS)
}

/// `shuzi train --recipe`.
fn follow(recipe: Recipe, options: &TrainOptions) -> Result<ExitCode> {
    let trial = &options.trial;
    let checkpoint = options.checkpoint.clone().unwrap_or_else(|| paths::checkpoint_file(&name_of(recipe, trial)));
    let following = Following {
        seed: options.seed,
        checkpoint: Some(checkpoint.clone()),
        resume: if options.resume { Resume::Required } else { Resume::Never },
        ..following(trial, &options.device)
    };
    let (train, test) = load_for(trial, &options.images)?;
    listen_for_interrupts();
    let trained = fit_recipe_with(recipe, train, test.as_ref(), &following, &mut Terminal::new())?;
    if let Some(line) = trained.line() {
        say(line)?;
    }
    say_where(&checkpoint, trained.history.interrupted)
}

/// How a recipe is followed, as it was typed.
pub fn following(trial: &TrialOptions, device: &DeviceOptions) -> Following {
    Following {
        validation: trial.validation,
        changes: trial.set.clone(),
        device: device.device,
        ..Following::default()
    }
}

/// The training images, and the test images where they may be read.
pub fn load_for(trial: &TrialOptions, images: &TrainingOptions) -> Result<(Dataset, Option<Dataset>)> {
    let train = images.prepare()?;
    Ok((train, if trial.leaves_test_alone() { None } else { Some(images.test()?) }))
}

/// What a recipe's files are called: a changed one does not overwrite the recipe's own.
pub fn name_of(recipe: Recipe, trial: &TrialOptions) -> String {
    let changed = if trial.set.is_empty() { "" } else { "-changed" };
    format!("{}{changed}", recipe.name())
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

/// What was typed, with `--resume` and the checkpoint's name, for a shell.
fn command_to_resume(checkpoint: &Path) -> String {
    let mut words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let program = words.drain(..1.min(words.len())).next().unwrap_or_else(|| "shuzi".into());
    for word in [format!("--checkpoint={}", checkpoint.display()), "--resume".into()] {
        let option = word.split('=').next().unwrap_or_default().to_string();
        if !words.iter().any(|typed| typed == &option || typed.starts_with(&format!("{option}="))) {
            words.push(word);
        }
    }
    // Cargo tells its programs where it is: then the learner typed `cargo run`.
    let start = if std::env::var_os("CARGO").is_some() { "cargo run --release --".into() } else { quoted(&program) };
    words.iter().fold(start, |line, word| line + " " + &quoted(word))
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "_./=:-+,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_for_a_shell_where_they_must_be() {
        assert_eq!(quoted("out/lesson.safetensors"), "out/lesson.safetensors");
        assert_eq!(quoted("my file"), "'my file'");
        assert_eq!(quoted("it's $x"), "'it'\\''s $x'");
    }
}
