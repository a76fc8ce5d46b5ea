//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use shuzi::Device;
use shuzi::dataset::{Dataset, Split};
use shuzi::loss::Loss;
use shuzi::model::{Init, ModelError};
use shuzi::picture::Preprocess;
use shuzi::train::{Recipe, VALIDATION};
use words::Language;

use crate::choices;
use shuzi::Result;

/// 用 Rust 学深度学习：手写数字识别与损失函数
/// Deep learning in Rust: handwritten digits and the loss that teaches them
///
/// 不带参数运行就是整节课：用均方误差和交叉熵各训练 10 轮（一共约一分钟），比较准确率，再认出 figures/example_0.jpg。
/// Without a word it runs the lesson: trains ten epochs with squared error and ten with cross-entropy (about a minute in
/// all), compares the accuracies, and reads figures/example_0.jpg.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment, disable_help_subcommand = true, disable_help_flag = true)]
#[command(disable_version_flag = true)]
pub struct Options {
    #[command(subcommand)]
    pub task: Option<Task>,

    /// 输出的语言；默认看环境变量 LANG / Language of the output; by default that of LANG
    #[arg(long, global = true, value_parser = choices::language(), display_order = 100)]
    pub lang: Option<Language>,

    /// 打印帮助 / Print help
    #[arg(short, long, global = true, action = clap::ArgAction::Help, display_order = 101)]
    help: Option<bool>,

    /// 打印版本 / Print the version
    #[arg(short = 'V', long, action = clap::ArgAction::Version, display_order = 102)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Task {
    /// 训练一个网络，并存成检查点 / Train a network and save it as a checkpoint
    Train(TrainOptions),
    /// 在测试集上算准确率 / Count how many test images a checkpoint reads right
    Evaluate {
        /// 检查点文件 / Checkpoint file
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
        #[command(flatten)]
        data: DataOptions,
        #[command(flatten)]
        device: DeviceOptions,
    },
    /// 只留下检查点里的网络，好交给别人 / Keep the network of a checkpoint alone, to hand it out
    Export {
        /// 检查点文件 / Checkpoint file
        #[arg(long, value_name = "FILE")]
        checkpoint: PathBuf,
        /// 存到哪里 / Where to save it
        #[arg(value_name = "OUTPUT")]
        output: PathBuf,
    },
    /// 认出图片里的数字 / Read the digits in pictures
    Predict(PredictOptions),
    /// 重新画出仓库里的插图 / Draw the repository's figures again
    Figures {
        /// 画到哪个文件夹；默认 figures / Folder to draw into; by default figures
        #[arg(value_name = "FOLDER")]
        folder: Option<PathBuf>,
    },
    /// 用几个种子各照配方训练一次：中位数、范围、准确率曲线 / Follow a recipe with several seeds: medians, spread and a curve
    RecipeReport(ReportOptions),
    /// 比较各种损失：几种学习率、几个种子各训练一次，比准确率 / Compare losses by accuracy, over learning rates and seeds
    CompareLosses(CompareLossesOptions),
    /// 这节课的网络、LeNet-5 和一个小残差网络，同样训练，比较准确率
    /// The lesson's network, LeNet-5 and a small residual network, trained alike: accuracies compared
    #[command(verbatim_doc_comment)]
    CompareNetworks(CompareNetworksOptions),
    /// 显卡算得对吗：在处理器和显卡上各训练几步，比较结果 / Does a GPU compute right? A few steps on both, compared
    Selftest(SelftestOptions),
    /// 打印这节课的网络：每层的输出形状和参数个数 / Print the lesson's network: shapes and parameters, from its type
    Summary,
    /// 练习：列出做完和没做的题，或检查一道题 / The exercises: what is done and what is open, or check one
    Check(CheckOptions),
}

#[derive(Args, Debug)]
pub struct DataOptions {
    /// 数据文件夹，MNIST 格式（例如 Fashion-MNIST）；默认用仓库自带的 MNIST
    /// Data folder in MNIST's format (for example Fashion-MNIST); by default the repository's MNIST
    #[arg(long, value_name = "DIR", verbatim_doc_comment)]
    pub data: Option<PathBuf>,
}

impl DataOptions {
    /// A split of the set that was asked for.
    pub fn load(&self, split: Split) -> shuzi::Result<Dataset> {
        match &self.data {
            Some(folder) => Dataset::load_from(folder, split),
            None => Dataset::load(split),
        }
    }
}

/// What is trained on, and with how many threads.
#[derive(Args, Debug)]
pub struct TrainingOptions {
    /// 用几个线程；默认全部核心 / Threads; by default one a core
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    #[command(flatten)]
    pub data: DataOptions,
    /// 只用前 N 张训练图片 / Only the first N training images
    #[arg(long, value_name = "N", value_parser = positive)]
    pub limit: Option<usize>,
}

impl TrainingOptions {
    /// Sets the number of threads, once for the process, and loads the training images, or the first `limit` of them.
    pub fn prepare(&self) -> Result<Dataset> {
        if let Some(threads) = self.threads {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
            pool.map_err(|error| ModelError::Compute { message: format!("--threads {threads}: {error}") })
                .map_err(shuzi::Error::from)?;
        }
        let train = self.data.load(Split::Train)?;
        Ok(match self.limit {
            Some(limit) => train.take(limit),
            None => train,
        })
    }

    /// The test images.
    pub fn test(&self) -> Result<Dataset> {
        self.data.load(Split::Test)
    }
}

#[derive(Args, Debug)]
pub struct CheckOptions {
    /// 题号，例如 3.2，或 hw.1（作业 2-2）；不写就列出所有的题 / The task, such as 3.2 or hw.1 (homework 2-2); without it all are listed
    #[arg(value_name = "TASK")]
    pub task: Option<String>,
    /// 笔记本文件；默认是 notebooks/exercises 里这一章的 / The notebook; by default the chapter's in notebooks/exercises
    #[arg(long, value_name = "FILE", requires = "task")]
    pub notebook: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub struct DeviceOptions {
    /// 在哪里计算 / Where to compute
    #[arg(long, value_parser = choices::device(), default_value = "cpu")]
    pub device: Device,
}

#[derive(Args, Debug)]
pub struct SelftestOptions {
    /// 检查什么：cuda 是显卡；cpu 是在处理器上按显卡的算法计算
    /// What is tested: cuda, a GPU; or cpu, the GPU's way to compute on the processor
    #[arg(long, value_parser = choices::device(), default_value = "cpu", verbatim_doc_comment)]
    pub device: Device,
    /// 训练几步 / Steps of training
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = positive)]
    pub num_batches: usize,
    #[command(flatten)]
    pub data: DataOptions,
}

/// How a recipe is followed, and tried with other settings.
#[derive(Args, Debug)]
pub struct TrialOptions {
    /// 改配方的一个设置，例如 momentum=0.95，可以写几次；只看验证准确率，不读测试集
    /// Change one of the recipe's settings, such as momentum=0.95, any number of times; the test set is then not read
    #[arg(long, value_name = "NAME=VALUE", requires = "recipe", verbatim_doc_comment)]
    pub set: Vec<String>,
    /// 配方留下多少张训练图片做验证 / Training images that a recipe keeps for validation
    #[arg(long, value_name = "N", default_value_t = VALIDATION, requires = "recipe", value_parser = validation)]
    pub validation: usize,
    /// 不读测试集 / Do not read the test set
    #[arg(long, requires = "recipe")]
    pub no_test: bool,
}

impl TrialOptions {
    /// Whether the test set is left alone. A changed recipe is a choice that is being made, and what it is made by is no test.
    pub fn leaves_test_alone(&self) -> bool {
        self.no_test || !self.set.is_empty()
    }
}

/// What a recipe sets, and so cannot be typed beside it.
const SET_BY_RECIPE: [&str; 5] = ["num_epochs", "batch_size", "learning_rate", "loss", "init"];

#[derive(Args, Debug)]
pub struct TrainOptions {
    /// 照一份配方训练，其余设置都已选好 / Follow a recipe, in which everything else is set
    #[arg(long, value_parser = choices::recipe(), conflicts_with_all = SET_BY_RECIPE)]
    pub recipe: Option<Recipe>,
    #[command(flatten)]
    pub trial: TrialOptions,
    /// 训练几轮 / Passes over the training images
    #[arg(long, default_value_t = 10, value_parser = positive)]
    pub num_epochs: usize,
    /// 每步用几张图片 / Images a step
    #[arg(long, default_value_t = 64, value_parser = positive)]
    pub batch_size: usize,
    /// 学习率 / How far a step goes against the gradient
    #[arg(long, default_value_t = 0.01, value_parser = positive_number)]
    pub learning_rate: f32,
    /// 损失函数 / What is made small
    #[arg(long, value_parser = choices::loss(), default_value = "cross-entropy")]
    pub loss: Loss,
    /// 参数怎样初始化 / How the weights start
    #[arg(long, value_parser = choices::init(), default_value = "paddle")]
    pub init: Init,
    /// 随机种子：同一种子，同样的结果 / Seed: the same one gives the same result
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub device: DeviceOptions,
    #[command(flatten)]
    pub images: TrainingOptions,
    /// 检查点文件；边训练边保存 / Checkpoint file, saved as the training goes on
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// 从检查点接着训练 / Go on from the checkpoint
    #[arg(long)]
    pub resume: bool,
}

#[derive(Args, Debug)]
pub struct ReportOptions {
    /// 哪份配方 / Which recipe
    #[arg(long, value_parser = choices::recipe())]
    pub recipe: Recipe,
    /// 几个种子：1、2、3…… / How many seeds: 1, 2, 3, …
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = positive)]
    pub seeds: usize,
    #[command(flatten)]
    pub trial: TrialOptions,
    /// 结果和图存进哪个文件夹，默认 out/配方名；中断后再运行，做完的种子不会重做
    /// Folder for results and figure, by default out/RECIPE; what is interrupted goes on, and does no seed twice
    #[arg(long, value_name = "FOLDER", verbatim_doc_comment)]
    pub folder: Option<PathBuf>,
    #[command(flatten)]
    pub device: DeviceOptions,
    #[command(flatten)]
    pub images: TrainingOptions,
}

#[derive(Args, Debug)]
pub struct CompareLossesOptions {
    /// 几个种子：1、2、3…… / How many seeds: 1, 2, 3, …
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = positive)]
    pub seeds: usize,
    /// 每次训练几轮 / Epochs of each training
    #[arg(long, default_value_t = 5, value_parser = positive)]
    pub num_epochs: usize,
    /// 结果存进哪个文件，中断后接着做 / File for the results; what is interrupted goes on
    #[arg(long, value_name = "FILE", default_value = "out/losses.json")]
    pub output: PathBuf,
    #[command(flatten)]
    pub images: TrainingOptions,
}

#[derive(Args, Debug)]
pub struct CompareNetworksOptions {
    /// 训练几轮 / Passes over the training images
    #[arg(long, default_value_t = 5, value_parser = positive)]
    pub num_epochs: usize,
    /// 每个网络用几个种子：1、2、3…… / How many seeds a network: 1, 2, 3, …
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = positive)]
    pub seeds: usize,
    /// 结果存进哪个文件，默认 out/networks.json；中断后再运行，做完的训练不会重做
    /// File for the results, by default out/networks.json; what is interrupted goes on, and trains nothing twice
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    pub file: Option<PathBuf>,
    #[command(flatten)]
    pub images: TrainingOptions,
}

#[derive(Args, Debug)]
pub struct PredictOptions {
    /// 一张或多张图片 / One or more pictures
    #[arg(required = true, value_name = "IMAGE")]
    pub images: Vec<PathBuf>,
    /// 检查点文件；默认用自带的网络 / Checkpoint file; by default the network that comes along
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// 怎样把图片变成 28×28 / How a picture becomes 28×28
    #[arg(long, value_parser = choices::preprocess(), default_value = "centred")]
    pub preprocess: Preprocess,
    #[command(flatten)]
    pub device: DeviceOptions,
    /// 每张图片输出一行 JSON / Print a line of JSON an image
    #[arg(long)]
    pub json: bool,
}

fn positive(text: &str) -> std::result::Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "应为 1、2、3…… / must be 1, 2, 3, …".into())
}

fn validation(text: &str) -> std::result::Result<usize, String> {
    let allowed = |number: &usize| (1..=50_000).contains(number);
    text.parse().ok().filter(allowed).ok_or_else(|| "应为 1 到 50000 / must be 1 to 50000".into())
}

fn threads(text: &str) -> std::result::Result<usize, String> {
    let allowed = |number: &usize| (1..=256).contains(number);
    text.parse().ok().filter(allowed).ok_or_else(|| "应为 1 到 256 / must be 1 to 256".into())
}

fn positive_number(text: &str) -> std::result::Result<f32, String> {
    text.parse()
        .ok()
        .filter(|number: &f32| *number > 0.0 && number.is_finite())
        .ok_or_else(|| "应大于 0 / must be above 0".into())
}
