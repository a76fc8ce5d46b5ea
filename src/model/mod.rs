//! The network: layers whose sizes the compiler checks.

mod architectures;
mod conv2d;
mod flatten;
mod init;
mod layer;
mod maps;
mod max_pool2d;
mod network;
mod runs;
mod summary;

pub use architectures::{BestCnn, Digit, LessonCnn, RegressionCnn};
pub use conv2d::{Channels, Conv2d};
pub use flatten::Flatten;
pub use init::Init;
pub use layer::{FeatureShape, Features, Layer};
pub use maps::Maps;
pub use max_pool2d::MaxPool2d;
pub use network::{Model, NamedTensor, Network, Objective, ScoreRow};
pub use runs::{Runs, Tracked, Values};
pub use summary::{LayerSummary, Summary, summary};
