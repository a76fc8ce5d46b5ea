//! What a trained network says: of one picture at a time, and of many in one call.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use serde_json::json;
use shuzi::metrics::{accuracy, predicted_label};
use shuzi::softmax;

use crate::arguments::Arguments;
use crate::{Outcome, exchange};

/// Calls before the clock starts.
const WARM_UP: usize = 3;

/// The time from 784 numbers to ten probabilities: the median of many calls.
pub fn one_picture(folder: &Path, arguments: &Arguments) -> Outcome {
    let (model, test) = (exchange::trained_network(folder)?, exchange::dataset(folder, "test")?);
    let picture = test.batch(&[0]).images;
    let mut probabilities = Vec::new();
    let seconds = median_seconds(arguments.get("repeats")?, || {
        probabilities = softmax(&model.outputs(black_box(&picture))?);
        Ok(())
    })?;
    Ok(json!({ "seconds": seconds, "probabilities": probabilities }))
}

/// The time from the test images to their labels in one call: the median of a few.
pub fn many_pictures(folder: &Path, arguments: &Arguments) -> Outcome {
    let (model, test) = (exchange::trained_network(folder)?, exchange::dataset(folder, "test")?);
    let test = test.take(arguments.get("images")?);
    let pictures = test.batch(&(0..test.len() as u32).collect::<Vec<_>>()).images;
    let mut labels = Vec::new();
    let seconds = median_seconds(arguments.get("repeats")?, || {
        let logits = model.outputs(black_box(&pictures))?;
        labels = logits.chunks_exact(model.width()).map(predicted_label).collect();
        Ok(())
    })?;
    Ok(json!({ "seconds": seconds, "accuracies": [accuracy(&labels, &test.labels)] }))
}

fn median_seconds(repeats: usize, mut call: impl FnMut() -> shuzi::Result<()>) -> shuzi::Result<f64> {
    for _ in 0..WARM_UP {
        call()?;
    }
    let mut seconds = Vec::with_capacity(repeats);
    for _ in 0..repeats.max(1) {
        let started = Instant::now();
        call()?;
        seconds.push(started.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}
