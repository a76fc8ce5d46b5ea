//! What a notebook needs: `use shuzi::prelude::*;`.
//!
//! ```
//! use shuzi::prelude::*;
//!
//! let probabilities = softmax(&[3.0, 1.0, -3.0]);
//! println!("{}", plot_softmax(&[3.0, 1.0, -3.0], &probabilities));
//! ```

pub use crate::answers::{Answer, answers};
pub use crate::calibration::Calibration;
pub use crate::dataset::{Dataset, Split};
pub use crate::device::Device;
pub use crate::error::{Error, Result};
pub use crate::figures::{
    Curve, Figure, plot_accuracy_by_time, plot_accuracy_curve, plot_confusion_matrix, plot_image, plot_log,
    plot_loss_curve, plot_probabilities, plot_softmax,
};
pub use crate::figures::{
    draw_classic_networks, draw_method, draw_three_classes, draw_two_boxes, draw_two_classes, draw_valve,
};
pub use crate::figures::{plot_calibration, plot_pictures};
pub use crate::figures::{plot_feature_maps, plot_filters};
pub use crate::language::Language;
pub use crate::loss::{Loss, cross_entropy_with_logits, sigmoid, softmax};
pub use crate::metrics::{ConfusionMatrix, accuracy, evaluate};
pub use crate::mistakes::{Mistakes, confident_mistakes};
pub use crate::model::{
    AlexNet, AvgPoolGlobal, BasicBlock, DownBlock, LeNet5, Linear, Photo224, Photo227, ReLU, ResNet18, SmallResNet,
    Vgg11, classic_networks,
};
pub use crate::model::{Conv2d, Digit, Flatten, Init, LessonCnn, MaxPool2d, Model, RegressionCnn, Summary, summary};
pub use crate::paths::example_picture;
pub use crate::picture::{Picture, Preprocess, read_picture};
pub use crate::picture::{UnlikeTable, plot_unlike, unlike_mnist};
pub use crate::predict::{Prediction, lesson_model, predict, predict_picture, predict_with, trained_model};
pub use crate::train::{Checkpoint, History, Resume, TrainConfig, fit};
pub use crate::train::{Contender, NetworkComparison};
pub use crate::tumour::Tumours;

pub use crate::boxes::{Boxes, Draws};
pub use crate::entropy::{cross_entropy_in_bits, entropy};
pub use crate::figures::{
    plot_descent, plot_gradients, plot_likelihood, plot_regression_outputs, plot_two_boxes_simulation,
};
pub use crate::gradient::{Descent, cross_entropy_gradient, descend, gradient, loss_of, numerical_gradient};
pub use crate::outputs::Outputs;
pub use crate::train::{InterruptAfter, fit_with};
pub use crate::train::{LossComparison, RATES};
