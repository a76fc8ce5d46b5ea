//! The lesson in the terminal: one network, two losses, and the difference between them.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::Result;
use figures::{plot_accuracy_curve, plot_loss_curve};
use shuzi::Curve;
use shuzi::dataset::{Dataset, Split};
use shuzi::loss::Loss;
use shuzi::model::{Digit, Init, LessonCnn, Model, summary};
use shuzi::picture::Preprocess;
use shuzi::predict::predict_with;
use shuzi::train::{History, Resume, TrainConfig, fit_with};
use words::text;

use crate::illustrations::EXAMPLE;
use crate::output::say;
use crate::progress::{Terminal, listen_for_interrupts};

/// Epochs for each loss: as many as the lesson's, and done in about a minute for both.
const NUM_EPOCHS: usize = 10;
const SEED: u64 = 1;

pub fn run() -> Result<ExitCode> {
    let folder = PathBuf::from("out").join("lesson");
    say(text!("这节课的网络（从类型算出）：", "The lesson's network, from its type:"))?;
    say(summary::<LessonCnn, Digit>())?;
    let (train, test) = (Dataset::load(Split::Train)?, Dataset::load(Split::Test)?);
    // Both start from the very same weights, so that only the loss differs.
    let start = Model::lesson(Init::Paddle, SEED);
    listen_for_interrupts();

    let mut runs = Vec::new();
    for loss in [Loss::Mse, Loss::CrossEntropy] {
        let loss_name = name(loss);
        say(text!("用{loss_name}训练 {NUM_EPOCHS} 轮：", "{NUM_EPOCHS} epochs with {loss_name}:"))?;
        let mut model = start.clone();
        let checkpoint = folder.join(format!("{}.safetensors", loss.name()));
        let config = TrainConfig {
            num_epochs: NUM_EPOCHS,
            seed: SEED,
            loss,
            checkpoint: Some(checkpoint.clone()),
            resume: Resume::Unfinished,
            ..TrainConfig::default()
        };
        let history = fit_with(&mut model, &train, &test, &config, &mut Terminal::new())?;
        say("")?;
        if history.interrupted {
            say(text!(
                "已中断，进度存好了。再运行一次，这次训练从存下的地方继续。",
                "stopped, and the progress is saved. Run it again, and this training goes on from there."
            ))?;
            return Ok(ExitCode::from(130));
        }
        runs.push((loss, history, model, checkpoint));
    }
    compare(&runs)?;
    for (name, figure) in [("loss", losses(&runs)), ("accuracy", accuracies(&runs))] {
        figure.save(folder.join(format!("{name}.svg")))?;
    }
    predict_example(&runs, &folder)
}

type Run = (Loss, History, Model, PathBuf);

fn name(loss: Loss) -> String {
    match loss {
        Loss::CrossEntropy => text!("交叉熵", "cross-entropy"),
        _ => text!("均方误差", "mean squared error"),
    }
}

/// The accuracies side by side: the losses themselves are on different scales and cannot be compared.
fn compare(runs: &[Run]) -> Result<()> {
    say(text!(
        "两种损失的数值不能直接比较，要比准确率：",
        "The two losses are on different scales; compare the accuracies:"
    ))?;
    Ok(say(format!("\n{}\n", accuracies(runs)))?)
}

fn losses(runs: &[Run]) -> shuzi::Figure {
    let curves = runs.iter().map(|(loss, history, ..)| {
        let points = history.losses.iter().enumerate().map(|(step, &loss)| (step as f64, f64::from(loss)));
        Curve::new(name(*loss), points).smoothed(50)
    });
    plot_loss_curve(&curves.collect::<Vec<_>>())
}

fn accuracies(runs: &[Run]) -> shuzi::Figure {
    let curves = runs.iter().map(|(loss, history, ..)| {
        Curve::new(name(*loss), history.epochs.iter().map(|epoch| ((epoch.epoch + 1) as f64, epoch.accuracy)))
    });
    plot_accuracy_curve(&curves.collect::<Vec<_>>())
}

/// Reads the example with the network that cross-entropy taught, and says what was left where.
fn predict_example(runs: &[Run], folder: &std::path::Path) -> Result<ExitCode> {
    let mut example = shuzi::paths::example_picture();
    if !example.exists() {
        // The program left its repository: it has the picture with it.
        example = folder.join("example_0.jpg");
        write(&example, EXAMPLE)?;
    }
    let (_, _, model, _) = &runs[runs.len() - 1];
    let prediction = predict_with(model, &example, Preprocess::Centred)?;
    let folder = folder.display();
    say(text!("图和检查点在 {folder}。", "The figures and the checkpoints are in {folder}."))?;
    say(format!("\n{prediction}"))?;
    Ok(ExitCode::SUCCESS)
}

fn write(path: &std::path::Path, bytes: &[u8]) -> Result<()> {
    Ok(std::fs::write(path, bytes).map_err(files::refused(path))?)
}
