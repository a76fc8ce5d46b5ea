//! The network: layers whose sizes the compiler checks.

mod architectures;
mod conv2d;
mod flatten;
mod layer;
mod max_pool2d;
mod summary;

pub use architectures::{Digit, LessonCnn, RegressionCnn};
pub use conv2d::{Channels, Conv2d};
pub use flatten::Flatten;
pub use layer::{FeatureShape, Features, Layer};
pub use max_pool2d::MaxPool2d;
pub use summary::{LayerSummary, Summary, summary};
