//! Training: what `fit` does for each batch, without its tests and checkpoints.

use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use shuzi::dataset::Dataset;
use shuzi::loss::Loss;
use shuzi::metrics::evaluate;
use shuzi::model::Model;

use crate::arguments::Arguments;
use crate::{Outcome, exchange, memory};

/// The lesson's.
const LEARNING_RATE: f32 = 0.01;
/// Steps on a copy, before the clock starts: memory is claimed and threads are started once, not in every epoch.
const WARM_UP: usize = 3;
/// So many losses are compared with the peers'.
const COMPARED: usize = 200;

/// Trains, and tells the seconds, the first losses, the memory, and after each epoch the accuracy if it is asked for.
pub fn measure(folder: &Path, arguments: &Arguments) -> Outcome {
    let (seed, images) = (arguments.get("seed")?, arguments.get("images")?);
    let (batch_size, epochs): (usize, usize) = (arguments.get("batch-size")?, arguments.get("epochs")?);
    let train = exchange::dataset(folder, "train")?;
    let test = if arguments.has("test") { Some(exchange::dataset(folder, "test")?) } else { None };
    let mut model = exchange::network(folder, &arguments.get::<String>("network")?, seed)?;
    let orders: Vec<Vec<u32>> = (0..epochs).map(|epoch| exchange::order(seed, epoch)).collect();

    warm_up(&model, &train, &orders[0][..batch_size.min(images)])?;
    let (mut seconds, mut losses, mut accuracies) = (0.0, Vec::new(), Vec::new());
    let mut memory = vec![json!(memory::now())];
    for order in &orders {
        let started = Instant::now();
        for indices in order[..images].chunks(batch_size) {
            let step = losses.len() as u64;
            losses.push(model.train_step(&train.batch(indices), Loss::CrossEntropy, LEARNING_RATE, step)?);
        }
        seconds += started.elapsed().as_secs_f64();
        memory.push(json!(memory::now()));
        if let Some(test) = &test {
            accuracies.push(json!(evaluate(&model, test)?.accuracy()));
        }
    }
    Ok(json!({
        "seconds": seconds,
        "losses": &losses[..losses.len().min(COMPARED)],
        "accuracies": accuracies,
        "memory": Value::Array(memory),
        "peak_memory": memory::peak(),
    }))
}

fn warm_up(model: &Model, train: &Dataset, indices: &[u32]) -> shuzi::Result<()> {
    let mut copy = model.clone();
    for step in 0..WARM_UP {
        copy.train_step(&train.batch(indices), Loss::CrossEntropy, LEARNING_RATE, step as u64)?;
    }
    Ok(())
}
