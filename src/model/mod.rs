//! The network: layers whose sizes the compiler checks.

mod architectures;
mod classic;
mod error;
mod feature_maps;
mod network;
mod on_cuda;
mod on_device;
mod summary;

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
pub use network::{Model, NamedTensor, Network, Objective, ScoreRow};
pub use on_cuda::ToCuda;
pub use summary::{Summary, summary};
