//! The network: layers whose sizes the compiler checks.

mod architectures;
mod backend;
mod borrowed;
mod classic;
pub mod composed;
mod composed_layers;
mod conv2d;
mod error;
mod feature_maps;
mod flatten;
mod init;
mod layer;
mod maps;
mod max_pool2d;
mod network;
mod on_cpu;
mod on_cuda;
mod on_device;
mod runs;
mod summary;
mod unbiased;

pub use architectures::{BestCnn, Digit, LessonCnn, RegressionCnn};
pub use backend::Backend;
pub use borrowed::{AvgPoolGlobal, BatchNorm2d, DropoutOneIn, GeneralizedResidual, Linear, ReLU, Residual};
pub use classic::{
    AlexNet, BasicBlock, ClassicNetwork, ClassicNetworks, Digit32, DownBlock, LeNet5, Photo224, Photo227, ResNet18,
    SmallResNet, Vgg11, classic_networks,
};
pub use conv2d::{Channels, Conv2d};
pub use error::ModelError;
pub use feature_maps::{FeatureMaps, StageMaps};
pub use flatten::Flatten;
pub use init::Init;
pub use layer::{FeatureShape, Features, Layer};
pub use maps::Maps;
pub use max_pool2d::MaxPool2d;
pub use network::{Model, NamedTensor, Network, Objective, ScoreRow};
pub use on_cuda::ToCuda;
pub use runs::{Runs, Tracked, Values};
pub use summary::{LayerSummary, Summary, summary};
pub use unbiased::Conv2dNoBias;
