//! What both sides read, so that they do the same work: images, orders and weights, as raw little-endian numbers.
//!
//! Raw, since the peers' environment then needs no reader of any format.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use shuzi::dataset::shuffled_order;
use shuzi::model::Model;
use shuzi::{Dataset, Split};

use crate::{Outcome, networks};

/// The seeds that a training may have, and the most epochs.
const SEEDS: [u64; 3] = [1, 2, 3];
const EPOCHS: usize = 10;

/// Writes all of it.
pub fn prepare(folder: &Path) -> Outcome {
    fs::create_dir_all(folder)?;
    for (name, split) in [("train", Split::Train), ("test", Split::Test)] {
        let data = Dataset::load(split)?;
        fs::write(folder.join(format!("{name}-images.u8")), &data.images)?;
        fs::write(folder.join(format!("{name}-labels.u8")), &data.labels)?;
    }
    write_weights(&folder.join("trained.f32"), &shuzi::predict::lesson_model())?;
    for seed in SEEDS {
        let orders: Vec<u8> = (0..EPOCHS).flat_map(|epoch| order(seed, epoch)).flat_map(u32::to_le_bytes).collect();
        fs::write(folder.join(format!("order-{seed}.u32")), orders)?;
        for name in networks::NAMES {
            write_weights(&weights(folder, name, seed), &networks::fresh(name, seed)?)?;
        }
    }
    Ok(json!({ "prepared": true }))
}

/// The order in which an epoch visits the training images; of fewer images, those that come first in it.
pub fn order(seed: u64, epoch: usize) -> Vec<u32> {
    shuffled_order(60_000, seed, epoch)
}

/// Images and labels that [`prepare`] wrote.
pub fn dataset(folder: &Path, name: &str) -> std::io::Result<Dataset> {
    let images = fs::read(folder.join(format!("{name}-images.u8")))?;
    Ok(Dataset::new(images, fs::read(folder.join(format!("{name}-labels.u8")))?))
}

/// A network with the weights that [`prepare`] wrote.
pub fn network(folder: &Path, name: &str, seed: u64) -> Result<Model, Box<dyn std::error::Error>> {
    read_weights(&weights(folder, name, seed), networks::fresh(name, seed)?)
}

/// The network that comes with the library, with the weights that [`prepare`] wrote.
pub fn trained_network(folder: &Path) -> Result<Model, Box<dyn std::error::Error>> {
    read_weights(&folder.join("trained.f32"), networks::fresh("lesson", 1)?)
}

fn weights(folder: &Path, name: &str, seed: u64) -> PathBuf {
    folder.join(format!("{name}-{seed}.f32"))
}

fn write_weights(path: &Path, model: &Model) -> std::io::Result<()> {
    let numbers = model.parameters().into_iter().flat_map(|tensor| tensor.values);
    fs::write(path, numbers.flat_map(f32::to_le_bytes).collect::<Vec<u8>>())
}

fn read_weights(path: &Path, mut model: Model) -> Result<Model, Box<dyn std::error::Error>> {
    let bytes = fs::read(path)?;
    let mut numbers = bytes.as_chunks().0.iter().copied().map(f32::from_le_bytes);
    let mut tensors = model.parameters();
    for tensor in &mut tensors {
        tensor.values = numbers.by_ref().take(tensor.values.len()).collect();
    }
    model.set_parameters(&tensors);
    Ok(model)
}
