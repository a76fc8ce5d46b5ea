//! From a picture to a digit.

use std::fmt;
use std::path::Path;

use crate::dataset::NUM_CLASSES;
use crate::error::{Error, Result};
use crate::loss::softmax;
use crate::metrics::predicted_label;
use crate::model::Model;
use crate::model::ModelError;
use crate::picture::{Picture, Preprocess, read_picture};
use crate::train::Checkpoint;
use figures::{Figure, plot_image, plot_probabilities};
use words::text;

/// What a network says of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The digit that it most likely is.
    pub label: usize,
    /// How likely each digit is, 0 to 1; together they are 1.
    pub probabilities: [f32; NUM_CLASSES],
    /// What the network saw.
    pub picture: Picture,
}

/// The network that comes with the library: [`crate::model::BestCnn`], trained by the recipe `best`.
///
/// `models/README.md` has the command, the seed and the accuracy that made it.
pub fn trained_model() -> Model {
    from_bytes(include_bytes!("../models/best.safetensors"), "models/best.safetensors")
}

/// The lesson's own network as the lesson trains it, ten epochs with cross-entropy.
///
/// `models/README.md` has the command, the seed and the accuracy that made it.
pub fn lesson_model() -> Model {
    from_bytes(include_bytes!("../models/lesson.safetensors"), "models/lesson.safetensors")
}

fn from_bytes(bytes: &[u8], path: &str) -> Model {
    let checkpoint = Checkpoint::from_bytes(bytes, Path::new(path));
    checkpoint.and_then(|checkpoint| checkpoint.into_model(Path::new(path))).expect("a checkpoint that a test reads")
}

/// Reads the digit in a picture with the network that comes with the library; the picture is made like MNIST's first.
///
/// # Errors
/// When the picture cannot be read or shows nothing.
///
/// ```
/// let prediction = shuzi::predict(shuzi::paths::example_picture())?;
/// assert_eq!(prediction.label, 0);
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn predict(path: impl AsRef<Path>) -> Result<Prediction> {
    predict_with(&trained_model(), path, Preprocess::Centred)
}

/// Reads the digit in a picture with a network of yours.
///
/// # Errors
/// When the picture cannot be read or shows nothing, or the network gives no ten logits.
pub fn predict_with(model: &Model, path: impl AsRef<Path>, preprocess: Preprocess) -> Result<Prediction> {
    predict_picture(model, &read_picture(path, preprocess)?)
}

/// Reads the digit in a picture that is 28×28 already.
///
/// # Errors
/// When the network gives no ten logits.
pub fn predict_picture(model: &Model, picture: &Picture) -> Result<Prediction> {
    if model.width() != NUM_CLASSES {
        return Err(Error::OfModel(ModelError::NotAClassifier {
            network: model.name().to_string(),
            width: model.width(),
        }));
    }
    let logits = model.outputs(&picture.input())?;
    let probabilities = softmax(&logits).try_into().expect("ten logits give ten probabilities");
    Ok(Prediction { label: predicted_label(&logits), probabilities, picture: picture.clone() })
}

impl Prediction {
    /// What the network saw, and how likely it holds each digit.
    pub fn figures(&self) -> [Figure; 2] {
        [plot_image(&self.picture.pixels), plot_probabilities(&self.probabilities)]
    }

    /// The lesson's last line: `本次预测的数字是: 0`.
    pub fn line(&self) -> String {
        let label = self.label;
        text!("本次预测的数字是: {label}", "The predicted digit is: {label}")
    }

    /// Shows it in a notebook.
    pub fn evcxr_display(&self) {
        let [saw, probabilities] = self.figures();
        let html = format!(
            "<div style=\"display:flex;flex-wrap:wrap;align-items:center;gap:12px\">{}{}</div><p>{}</p>",
            saw.html(),
            probabilities.html(),
            self.line()
        );
        evcxr_runtime::mime_type("text/html").text(html);
        evcxr_runtime::mime_type("text/plain").text(self.to_string());
    }
}

impl fmt::Display for Prediction {
    /// What the network saw, the ten probabilities, and [`Prediction::line`] as the last line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [saw, probabilities] = self.figures();
        write!(f, "{saw}\n\n{probabilities}\n\n{}", self.line())
    }
}
