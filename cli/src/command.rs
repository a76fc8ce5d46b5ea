//! What each word of the command does.

use std::path::Path;
use std::process::ExitCode;

use crate::error::Result;
use crate::illustrations::write_figures;
use crate::options::{Options, PredictOptions, SelftestOptions, Task};
use crate::output::say;
use crate::repository::repository;
use crate::{check, compare_losses, lesson, networks, report, training};
use shuzi::dataset::Split;
use shuzi::metrics::evaluate;
use shuzi::model::{Digit, LessonCnn, Model, summary};
use shuzi::predict::{Prediction, predict_with, trained_model};
use shuzi::train::Checkpoint;
use words::text;

/// Does what was asked for.
pub fn run(options: Options) -> Result<ExitCode> {
    match options.task {
        None => lesson::run(),
        Some(Task::Train(options)) => training::run(options),
        Some(Task::CompareNetworks(options)) => networks::run(&options),
        Some(Task::Evaluate { checkpoint, data, device }) => {
            let model = load_model(&checkpoint)?.to(device.device)?;
            say(format!("test accuracy: {}", evaluate(&model, &data.load(Split::Test)?)?))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Task::Export { checkpoint, output }) => {
            Checkpoint::load(checkpoint)?.without_optimizer().save(&output)?;
            say(output.display())?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Task::Predict(options)) => predict(&options),
        Some(Task::Figures { folder }) => {
            let folder = folder.unwrap_or_else(|| repository().join("figures"));
            for path in write_figures(folder)? {
                say(path.display())?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Some(Task::RecipeReport(options)) => report::run(&options),
        Some(Task::CompareLosses(options)) => compare_losses::run(&options),
        Some(Task::Selftest(options)) => selftest(&options),
        Some(Task::Check(options)) => Ok(check::run(&options)?),
        Some(Task::Summary) => {
            say(format!("LessonCnn\n{}", summary::<LessonCnn, Digit>()))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn load_model(checkpoint: &Path) -> Result<Model> {
    Ok(Checkpoint::load(checkpoint)?.into_model(checkpoint)?)
}

/// Reads one picture after the other; one that cannot be read does not keep the others from being read.
fn predict(options: &PredictOptions) -> Result<ExitCode> {
    let model = match &options.checkpoint {
        Some(checkpoint) => load_model(checkpoint)?,
        None => trained_model(),
    };
    let model = model.to(options.device.device)?;
    let mut code = ExitCode::SUCCESS;
    for image in &options.images {
        match predict_with(&model, image, options.preprocess) {
            Ok(prediction) if options.json => say(json_line(image, &prediction))?,
            Ok(prediction) => {
                if options.images.len() > 1 {
                    say(image.display())?;
                }
                say(&prediction)?;
            }
            Err(error) => {
                let prefix = text!("错误：", "error: ");
                eprintln!("{prefix}{error}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}

/// Succeeds where both ways to compute agree.
fn selftest(options: &SelftestOptions) -> Result<ExitCode> {
    let SelftestOptions { device, num_batches, data } = options;
    let report = shuzi::selftest::selftest(*device, &data.load(Split::Train)?, &data.load(Split::Test)?, *num_batches)?;
    say(&report)?;
    Ok(if report.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `{"image": …, "label": 0, "probabilities": [ten numbers]}`.
fn json_line(image: &Path, prediction: &Prediction) -> String {
    let image = serde_json::Value::from(image.to_string_lossy());
    let probabilities: Vec<String> = prediction.probabilities.iter().map(f32::to_string).collect();
    let (label, probabilities) = (prediction.label, probabilities.join(", "));
    format!("{{\"image\": {image}, \"label\": {label}, \"probabilities\": [{probabilities}]}}")
}
