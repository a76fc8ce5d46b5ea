//! What can be wrong with a training, its checkpoints and its results.

use std::path::PathBuf;

use words::{errors, text};

errors! {
    /// What can be wrong with a training, its checkpoints and its results.
    pub enum TrainError {
        /// What should change a training's setting, and is not `name=value`, or with a name that no setting has.
        UnknownSetting { setting: String, known: String } => text!(
            "“{setting}”改不了任何设置：要写成 名字=值，例如 momentum=0.95。可以改的有：{known}。",
            "\"{setting}\" changes no setting: write name=value, for example momentum=0.95. The names are {known}."
        );
        /// A dataset without images.
        NothingToTrainOn { train: usize, test: usize } => text!(
            "没有可用的图片：训练集 {train} 张，测试集 {test} 张，两者都至少要 1 张。请检查数据文件夹和 --limit。",
            "there are no images to work with: {train} for training and {test} for testing; each needs at least 1. Check the data folder and --limit."
        );
        /// The loss has become infinite or not a number.
        LossNotFinite { epoch: usize, batch: usize, loss: f32, learning_rate: f32 } => {
            let smaller = learning_rate / 10.0;
            text!(
                "训练发散了：epoch {epoch}, batch {batch} 的损失是 {loss}。多半是学习率 {learning_rate} 太大：请用更小的学习率（例如 {smaller}）重新训练。",
                "the training diverged: the loss at epoch {epoch}, batch {batch} is {loss}. Most likely the learning rate {learning_rate} is too large: train again with a smaller one, for example {smaller}."
            )
        };
        /// No file where a checkpoint was expected.
        MissingCheckpoint { path: PathBuf } => text!(
            "没有检查点文件 {path}。请检查路径，或先用 cargo run --release -- train --checkpoint {path} 训练一个。",
            "there is no checkpoint {path}. Check the path, or train one with cargo run --release -- train --checkpoint {path}."
        );
        /// A folder where a checkpoint file was to be written.
        CheckpointIsFolder { path: PathBuf } => text!(
            "检查点 {path} 是一个文件夹，需要的是文件名。例如 {path}/lesson.safetensors。",
            "the checkpoint {path} is a folder, and a file's name is needed, for example {path}/lesson.safetensors."
        );
        /// A file that is no checkpoint, or no whole one.
        BadCheckpoint { path: PathBuf, found: String } => text!(
            "{path} 不能用作检查点：它{found}。应当是 shuzi train 保存的 safetensors 文件；请换一个文件，或重新训练。",
            "{path} is not a usable checkpoint: it is {found}. Expected a safetensors file saved by shuzi train: use another file, or train again."
        );
        /// A checkpoint of another network.
        OtherNetwork { path: PathBuf, expected: String, found: String } => text!(
            "{path} 是另一个网络的检查点：这里需要 {expected}，文件里是 {found}。请换一个检查点，或用与它相同的网络。",
            "{path} is a checkpoint of another network: needed {expected}, found {found}. Use another checkpoint, or the network that it was made from."
        );
        /// A checkpoint of a network that only its maker can build.
        UnknownNetwork { path: PathBuf, network: String } => text!(
            "{path} 里的网络叫 {network}，本程序只认识 LessonCnn、RegressionCnn、BestCnn、LeNet5 和 SmallResNet。请在代码里用它的类型建好网络，再用 Checkpoint::restore 读入权重。",
            "the network in {path} is called {network}; this program knows LessonCnn, RegressionCnn, BestCnn, LeNet5 and SmallResNet. Build the network from its type in code, and read the weights with Checkpoint::restore."
        );
        /// A checkpoint, or results, of another training.
        OtherTraining { path: PathBuf, name: String, expected: String, found: String } => text!(
            "不能从 {path} 接着训练：它的 {name} 是 {found}，现在要的是 {expected}。请改回原来的设置，或换一个文件（文件夹）重新开始。",
            "cannot go on from {path}: its {name} is {found}, and {expected} was asked for. Set it back to what it was, or start again with another file or folder."
        );
    }
}
