//! What a notebook needs: `use shuzi::prelude::*;`.
//!
//! ```
//! use shuzi::prelude::*;
//!
//! let probabilities = softmax(&[3.0, 1.0, -3.0]);
//! println!("{}", plot_softmax(&[3.0, 1.0, -3.0], &probabilities));
//! ```

pub use crate::answers::{Answer, answers};
pub use crate::boxes::{Boxes, Draws, plot_two_boxes_simulation};
pub use crate::calibration::Calibration;
pub use crate::dataset::{Dataset, Split};
pub use crate::device::Device;
pub use crate::entropy::{cross_entropy_in_bits, entropy};
pub use crate::error::{Error, Result};
// The lesson's diagrams, then plots of numbers.
pub use crate::gradient::{
    Descent, cross_entropy_gradient, descend, gradient, loss_of, numerical_gradient, plot_descent,
};
pub use crate::loss::{Loss, cross_entropy_with_logits, sigmoid, softmax};
pub use crate::metrics::{ConfusionMatrix, accuracy, evaluate};
pub use crate::mistakes::{Mistakes, confident_mistakes};
pub use figures::{
    Curve, Figure, draw_classic_networks, draw_method, draw_three_classes, draw_two_boxes, draw_two_classes, draw_valve,
};
pub use figures::{
    plot_accuracy_by_time, plot_accuracy_curve, plot_calibration, plot_confusion_matrix, plot_feature_maps,
    plot_filters, plot_gradients, plot_image, plot_likelihood, plot_log, plot_loss_curve, plot_pictures,
    plot_probabilities, plot_regression_outputs, plot_softmax,
};
pub use words::Language;
// Layers, networks of a name, and the shapes that go into them.
pub use crate::model::{
    AlexNet, AvgPoolGlobal, BasicBlock, Conv2d, Digit, Digit32, DownBlock, Flatten, Init, LeNet5, LessonCnn, Linear,
    MaxPool2d, Model, Photo224, Photo227, ReLU, RegressionCnn, ResNet18, Residual, SmallResNet, Summary, Vgg11,
    classic_networks, summary,
};
pub use crate::outputs::Outputs;
pub use crate::paths::example_picture;
pub use crate::picture::{Picture, Preprocess, read_picture};
pub use crate::predict::{Prediction, lesson_model, predict, predict_picture, predict_with, trained_model};
pub use crate::train::{
    Checkpoint, Contender, History, InterruptAfter, LossComparison, NetworkComparison, RATES, Resume, TrainConfig, fit,
    fit_with,
};
pub use crate::tumour::Tumours;
pub use crate::unlike::{UnlikeTable, plot_unlike, unlike_mnist};
