//! What may be typed where one of a few names is asked for, and what each means.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use shuzi::Device;
use shuzi::loss::Loss;
use shuzi::model::Init;
use shuzi::picture::Preprocess;
use shuzi::train::Recipe;
use words::Language;

/// A name, what it stands for, and what `--help` says of it.
type Choice<T> = (&'static str, T, &'static str);

/// Takes one of these names and nothing else.
fn one_of<T: Copy + Send + Sync + 'static>(choices: &'static [Choice<T>]) -> impl TypedValueParser<Value = T> {
    let names = choices.iter().map(|(name, _, help)| PossibleValue::new(*name).help(*help));
    let meant = |typed: String| choices.iter().find(|(name, ..)| *name == typed).map(|(_, meant, _)| *meant);
    PossibleValuesParser::new(names).map(move |typed| meant(typed).expect("clap lets only these names through"))
}

pub fn language() -> impl TypedValueParser<Value = Language> {
    one_of(&[("zh", Language::Chinese, "中文 / Chinese"), ("en", Language::English, "英文 / English")])
}

pub fn device() -> impl TypedValueParser<Value = Device> {
    one_of(&[
        ("cpu", Device::Processor, "处理器 / The processor"),
        ("cuda", Device::Cuda, "NVIDIA 显卡，编译时要加 --features cuda / An NVIDIA GPU; build with --features cuda"),
    ])
}

pub fn loss() -> impl TypedValueParser<Value = Loss> {
    one_of(&[
        ("cross-entropy", Loss::CrossEntropy, "交叉熵 / Cross-entropy"),
        ("mse", Loss::Mse, "概率上的平方误差，对类别求平均 / Squared error on probabilities, mean over classes"),
        ("brier", Loss::Brier, "概率上的平方误差，对类别求和 / Squared error on probabilities, sum over classes"),
        (
            "regression",
            Loss::Regression,
            "把数字当实数回归（RegressionCnn）/ The digit as one real number (RegressionCnn)",
        ),
        (
            "softmax-twice",
            Loss::SoftmaxTwice,
            "常见的错误：softmax 之后再用交叉熵 / A common mistake: softmax, then cross-entropy",
        ),
    ])
}

pub fn init() -> impl TypedValueParser<Value = Init> {
    one_of(&[
        (
            "paddle",
            Init::Paddle,
            "这节课所用框架的规则：He 正态、Xavier 均匀、偏置 0 / The lesson's framework: He normal, Xavier uniform, biases 0",
        ),
        ("torch", Init::Torch, "PyTorch 的默认规则 / PyTorch's default"),
    ])
}

pub fn recipe() -> impl TypedValueParser<Value = Recipe> {
    one_of(&[
        ("minute", Recipe::Minute, "这节课的网络，双核电脑上一分钟 / The lesson's network, in a minute on two cores"),
        ("best", Recipe::Best, "更大的网络，双核电脑上十分钟 / A larger network, in ten minutes on two cores"),
    ])
}

pub fn preprocess() -> impl TypedValueParser<Value = Preprocess> {
    one_of(&[
        (
            "centred",
            Preprocess::Centred,
            "找出数字，裁下、缩放、居中，像 MNIST 那样 / Find, crop, scale and centre the digit, as MNIST was made",
        ),
        ("plain", Preprocess::Plain, "整张图缩小后反色 / Shrink the whole picture and invert it"),
    ])
}
