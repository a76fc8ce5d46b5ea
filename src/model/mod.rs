//! The network: layers whose sizes the compiler checks.

mod any;
mod architectures;
mod classic;
mod composed_lesson;
mod error;
mod feature_maps;
mod network;
mod on_cuda;
mod on_device;
mod summary;

pub use any::{NamedTensor, Objective};
pub use architectures::{BestCnn, Digit, LessonCnn, RegressionCnn};
pub use classic::{
    AlexNet, BasicBlock, ClassicNetwork, ClassicNetworks, Digit32, DownBlock, LeNet5, Photo224, Photo227, ResNet18,
    SmallResNet, Vgg11, classic_networks,
};
pub use dfdx_conv::{
    AvgPoolGlobal, Backend, BatchNorm2d, Channels, Conv2d, Conv2dNoBias, DropoutOneIn, FeatureShape, Features, Flatten,
    GeneralizedResidual, Init, Layer, LayerSummary, Linear, Maps, MaxPool2d, ReLU, Residual, Runs, Tracked, Values,
    composed,
};
pub use error::ModelError;
pub use feature_maps::{FeatureMaps, StageMaps};
pub use network::{Model, Network, ScoreRow};
pub use on_cuda::ToCuda;
pub use summary::{Summary, summary};
