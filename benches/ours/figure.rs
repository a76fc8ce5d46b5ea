//! The figure of how the time grows with the work.

use std::path::Path;

use serde_json::{Value, json};
use shuzi::Language;
use shuzi::figures::{Curve, plot_growth};

use crate::Outcome;

/// Draws `growth` of a results file: `[{"label": …, "points": [[x, y], …]}, …]`.
pub fn draw(results: &Path, svg: &Path) -> Outcome {
    let results: Value = serde_json::from_slice(&std::fs::read(results)?)?;
    let curves = results["growth"].as_array().map(Vec::as_slice).unwrap_or_default();
    let curves: Vec<Curve> = curves.iter().map(curve).collect();
    // As the figures in the repository, whatever the reader's language.
    Language::Chinese.within(|| plot_growth(&curves)).save(svg)?;
    Ok(json!({ "figure": svg }))
}

fn curve(value: &Value) -> Curve {
    let points = value["points"].as_array().map(Vec::as_slice).unwrap_or_default();
    let points = points.iter().filter_map(|point| Some((point[0].as_f64()?, point[1].as_f64()?)));
    Curve::new(value["label"].as_str().unwrap_or_default(), points)
}
