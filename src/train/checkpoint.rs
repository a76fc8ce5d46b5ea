//! Weights, configuration and state of a training in one file.
//!
//! A checkpoint is a safetensors file. Its tensors are `model.…`, one a tensor of the network, `optimizer.…`, what the
//! optimizer remembers, and `history.losses`; its metadata has one entry, `shuzi`, a JSON text with everything else. It is written under a temporary name, synced and
//! renamed, so that a killed process leaves the old file or the new one, whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::{Deserialize, Serialize};

use super::{EpochMetrics, History, TrainConfig};
use crate::error::{Error, Result};
use crate::model::{BestCnn, Init, Model, NamedTensor};
use crate::train::TrainError;
use files::write_atomically;
use words::text;

/// The metadata entry that says that a safetensors file is ours.
const ENTRY: &str = "shuzi";
/// The version of what that entry holds.
const FORMAT: u32 = 1;
const MODEL_PREFIX: &str = "model.";
const OPTIMIZER_PREFIX: &str = "optimizer.";
const LOSSES: &str = "history.losses";

/// How far a training has come: the next step to take.
///
/// With the seed, the weights and what the optimizer remembers this is all the state there is: the order of an epoch's images
/// is a function of seed and epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The epoch, from 0.
    pub epoch: usize,
    /// The batch in it, from 0.
    pub batch: usize,
}

/// A training, stopped: its network, its configuration, and how far it has come.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// What the network was called: `LessonCnn` for the lesson's.
    pub network: String,
    /// The network's tensors.
    pub parameters: Vec<NamedTensor>,
    /// What its optimizer remembers.
    pub optimizer: Vec<NamedTensor>,
    /// What it is trained with.
    pub config: TrainConfig,
    /// How many images it is trained on.
    pub num_images: usize,
    /// A digest of these images and their labels.
    pub data: String,
    /// A digest of the weights that it began with.
    pub start: String,
    /// The next step.
    pub progress: Progress,
    /// Seconds that the unfinished epoch has taken so far.
    pub seconds: f64,
    /// What has happened so far.
    pub history: History,
}

/// What the metadata entry holds.
#[derive(Serialize, Deserialize)]
struct Entry {
    format: u32,
    network: String,
    config: TrainConfig,
    num_images: usize,
    data: String,
    start: String,
    progress: Progress,
    seconds: f64,
    epochs: Vec<EpochMetrics>,
}

impl Checkpoint {
    /// Whether all epochs are done.
    pub fn is_finished(&self) -> bool {
        self.progress.epoch >= self.config.num_epochs
    }

    /// The trained network alone, half the size where its optimizer remembered a velocity: to be handed out. Training
    /// cannot go on from it.
    pub fn without_optimizer(self) -> Checkpoint {
        Checkpoint { optimizer: Vec::new(), ..self }
    }

    /// Writes it to a file; what was there before stays until the new one is whole.
    ///
    /// # Errors
    /// When the operating system refuses to write; the old file is then untouched.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        Ok(write_atomically(path.as_ref(), &self.to_bytes())?)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let entry = Entry {
            format: FORMAT,
            network: self.network.clone(),
            config: self.config.clone(),
            num_images: self.num_images,
            data: self.data.clone(),
            start: self.start.clone(),
            progress: self.progress,
            seconds: self.seconds,
            epochs: self.history.epochs.clone(),
        };
        let entry = serde_json::to_string(&entry).expect("plain numbers and texts have a JSON form");
        let losses = NamedTensor {
            name: LOSSES.into(),
            shape: vec![self.history.losses.len()],
            values: self.history.losses.clone(),
        };
        let model = self.parameters.iter().map(|tensor| (format!("{MODEL_PREFIX}{}", tensor.name), tensor));
        let optimizer = self.optimizer.iter().map(|tensor| (format!("{OPTIMIZER_PREFIX}{}", tensor.name), tensor));
        let tensors = model.chain(optimizer);
        let tensors: Vec<(String, &NamedTensor, Vec<u8>)> = tensors
            .chain([(LOSSES.to_string(), &losses)])
            .map(|(name, tensor)| (name, tensor, tensor.values.iter().flat_map(|x| x.to_le_bytes()).collect()))
            .collect();
        let views = tensors.iter().map(|(name, tensor, bytes)| {
            let view = TensorView::new(Dtype::F32, tensor.shape.clone(), bytes);
            (name, view.expect("as many bytes as the shape says"))
        });
        safetensors::serialize(views, &Some(HashMap::from([(ENTRY.to_string(), entry)])))
            .expect("every tensor has its bytes")
    }

    /// Reads it from a file.
    ///
    /// # Errors
    /// When there is no such file, it is cut off or damaged, or it is no checkpoint of ours.
    pub fn load(path: impl AsRef<Path>) -> Result<Checkpoint> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => {
                Error::OfTraining(TrainError::MissingCheckpoint { path: path.to_path_buf() })
            }
            _ => Error::from(files::refused(path)(source)),
        })?;
        Checkpoint::from_bytes(&bytes, path)
    }

    pub(crate) fn from_bytes(bytes: &[u8], path: &Path) -> Result<Checkpoint> {
        let broken = |found: String| Error::OfTraining(TrainError::BadCheckpoint { path: path.to_path_buf(), found });
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| {
            broken(match error {
                _ if bytes.is_empty() => text!("是空的", "empty"),
                SafeTensorError::MetadataIncompleteBuffer => text!("被截断或损坏了", "cut off or damaged"),
                _ => text!("不是 safetensors 文件", "not a safetensors file"),
            })
        })?;
        let entry = metadata.metadata().as_ref().and_then(|entries| entries.get(ENTRY)).ok_or_else(|| {
            broken(text!(
                "是别的程序的 safetensors 文件，没有 {ENTRY} 这一项",
                "another program's safetensors file, without the entry {ENTRY}"
            ))
        })?;
        let entry: Entry = serde_json::from_str(entry).map_err(|error| {
            broken(text!("的 {ENTRY} 这一项读不懂（{error}）", "a file whose entry {ENTRY} cannot be read ({error})"))
        })?;
        if entry.format != FORMAT {
            let format = entry.format;
            return Err(broken(text!(
                "的格式是 {format}，本程序只懂 {FORMAT}",
                "of checkpoint format {format}, and this program reads {FORMAT}"
            )));
        }
        // The header was read above, so this cannot fail; if it does, the file is damaged.
        let tensors = SafeTensors::deserialize(bytes).map_err(|_| broken(text!("损坏了", "damaged")))?;
        let (mut parameters, mut optimizer) = (Vec::new(), Vec::new());
        let mut losses = None;
        for (name, view) in tensors.tensors() {
            if view.dtype() != Dtype::F32 {
                return Err(broken(text!("的张量 {name} 不是 f32", "a file whose tensor {name} is not f32")));
            }
            let numbers = view.data().chunks_exact(4).map(|x| f32::from_le_bytes([x[0], x[1], x[2], x[3]]));
            let values: Vec<f32> = numbers.collect();
            if values.iter().any(|value| !value.is_finite()) {
                return Err(broken(text!(
                    "的张量 {name} 里有无穷大或 NaN",
                    "a file whose tensor {name} has infinite numbers or NaN"
                )));
            }
            let named = |name: &str, values| NamedTensor { name: name.into(), shape: view.shape().to_vec(), values };
            match (name.strip_prefix(MODEL_PREFIX), name.strip_prefix(OPTIMIZER_PREFIX)) {
                (Some(name), _) => parameters.push(named(name, values)),
                (_, Some(name)) => optimizer.push(named(name, values)),
                _ if name == LOSSES => losses = Some(values),
                _ => return Err(broken(text!("有不认识的张量 {name}", "a file with an unknown tensor {name}"))),
            }
        }
        let losses = losses.ok_or_else(|| broken(text!("没有张量 {LOSSES}", "a file without the tensor {LOSSES}")))?;
        if losses.len() < entry.progress.batch || entry.epochs.len() != entry.progress.epoch {
            return Err(broken(text!("的进度和历史对不上", "a file whose progress and history disagree")));
        }
        Ok(Checkpoint {
            network: entry.network,
            parameters,
            optimizer,
            config: entry.config,
            num_images: entry.num_images,
            data: entry.data,
            start: entry.start,
            progress: entry.progress,
            seconds: entry.seconds,
            history: History { losses, epochs: entry.epochs, interrupted: false },
        })
    }

    /// Puts its weights into a network.
    ///
    /// # Errors
    /// When it is a checkpoint of another network: the first tensor that differs is named. The network is then as it was.
    pub fn restore(&self, model: &mut Model, path: impl AsRef<Path>) -> Result<()> {
        let expected = model.parameters();
        let mut ours = Vec::with_capacity(expected.len());
        for tensor in &expected {
            let found = self.parameters.iter().find(|found| found.name == tensor.name);
            match found {
                Some(found) if found.shape == tensor.shape => ours.push(found.clone()),
                _ => return Err(self.mismatch(path.as_ref(), model, Some(tensor), found)),
            }
        }
        if let Some(extra) =
            self.parameters.iter().find(|found| expected.iter().all(|tensor| tensor.name != found.name))
        {
            return Err(self.mismatch(path.as_ref(), model, None, Some(extra)));
        }
        model.set_parameters(&ours);
        Ok(())
    }

    fn mismatch(
        &self,
        path: &Path,
        model: &Model,
        expected: Option<&NamedTensor>,
        found: Option<&NamedTensor>,
    ) -> Error {
        let describe = |tensor: Option<&NamedTensor>| match tensor {
            Some(tensor) => format!("{} {:?}", tensor.name, tensor.shape),
            None => text!("没有这个张量", "no such tensor"),
        };
        Error::OfTraining(TrainError::OtherNetwork {
            path: path.to_path_buf(),
            expected: format!("{}: {}", model.name(), describe(expected)),
            found: format!("{}: {}", self.network, describe(found)),
        })
    }

    /// Builds the network that it says it is, with its weights.
    ///
    /// # Errors
    /// When it is a network that this library has no name for (build it by its type, and use [`Checkpoint::restore`]), or
    /// its tensors are not that network's.
    pub fn into_model(self, path: impl AsRef<Path>) -> Result<Model> {
        let mut model = match self.network.as_str() {
            "LessonCnn" => Model::lesson(Init::Paddle, 0),
            "RegressionCnn" => Model::regression(Init::Paddle, 0),
            "BestCnn" => Model::new::<BestCnn>("BestCnn", Init::Paddle, 0),
            "LeNet5" => Model::lenet5(Init::Paddle, 0),
            "SmallResNet" => Model::small_resnet(Init::Paddle, 0),
            other => {
                return Err(Error::OfTraining(TrainError::UnknownNetwork {
                    path: PathBuf::from(path.as_ref()),
                    network: other.to_string(),
                }));
            }
        };
        self.restore(&mut model, path)?;
        Ok(model)
    }
}
