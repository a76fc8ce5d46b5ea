//! The library's one error type: what went wrong, where, what was expected and found, and what to do next.

use std::path::{Path, PathBuf};

use crate::language::text;

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Whatever can go wrong with data, files and pictures. Its text is in the language of [`crate::Language::current`].
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to read or write a file.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    // --- dataset ---

    // --- pictures ---
    /// No file where a picture was expected.
    MissingPicture {
        /// Where it was expected.
        path: PathBuf,
    },
    /// A folder where a picture was expected.
    PictureIsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file of length 0.
    EmptyPicture {
        /// The file.
        path: PathBuf,
    },
    /// A file that is no picture, or of a format that is not read.
    NotAPicture {
        /// The file.
        path: PathBuf,
        /// What it is instead, in the language in force.
        found: String,
    },
    /// A picture that starts as one, and is cut or damaged.
    DamagedPicture {
        /// The file.
        path: PathBuf,
        /// Its format, for example `png`.
        format: &'static str,
        /// What the decoder said.
        reason: String,
    },
    /// A picture with too many pixels to be read safely.
    PictureTooLarge {
        /// The file.
        path: PathBuf,
        /// Its size, in the language in force.
        found: String,
    },
    /// A picture without a digit: all white, or nearly of one colour.
    NoInk {
        /// The file, if the picture came from one.
        path: Option<PathBuf>,
        /// The difference found between ink and paper, in grey levels of 256.
        contrast: f32,
    },
    /// Another number of grey pixels than width times height.
    GreyLength {
        /// Pixels in a row.
        width: usize,
        /// Rows.
        height: usize,
        /// How many pixels there were.
        found: usize,
    },

    // --- network, training, checkpoints ---
    /// dfdx could not compute: out of memory, or a bug in a layer.
    Compute {
        /// What dfdx said.
        message: String,
    },
    /// A loss that does not go with a network's number of outputs.
    LossWidth {
        /// The loss.
        loss: crate::loss::Loss,
        /// How many numbers the network gives an image.
        width: usize,
    },
    /// A training's setting that cannot be trained with.
    Setting {
        /// The setting.
        name: &'static str,
        /// Its value.
        found: String,
        /// What it may be.
        expected: &'static str,
    },
    /// A dataset without images.
    NothingToTrainOn {
        /// How many training images there are.
        train: usize,
        /// How many test images there are.
        test: usize,
    },
    /// The loss has become infinite or not a number.
    LossNotFinite {
        /// The epoch, from 0.
        epoch: usize,
        /// The batch in it, from 0.
        batch: usize,
        /// The loss.
        loss: f32,
        /// The learning rate that led there.
        learning_rate: f32,
    },
    /// No file where a checkpoint was expected.
    MissingCheckpoint {
        /// Where it was expected.
        path: PathBuf,
    },
    /// A file that is no checkpoint, or no whole one.
    BadCheckpoint {
        /// The file.
        path: PathBuf,
        /// What it is instead, in the language in force.
        found: String,
    },
    /// A checkpoint of another network.
    OtherNetwork {
        /// The file.
        path: PathBuf,
        /// The network at hand and its first tensor that differs.
        expected: String,
        /// The file's.
        found: String,
    },
    /// A checkpoint of a network that only its maker can build.
    UnknownNetwork {
        /// The file.
        path: PathBuf,
        /// What the network is called in it.
        network: String,
    },
    /// A checkpoint of another training.
    OtherTraining {
        /// The file.
        path: PathBuf,
        /// The setting that differs.
        name: &'static str,
        /// Its value in the training that was to go on.
        expected: String,
        /// Its value in the file.
        found: String,
    },
    /// Another number of labels than of images.
    LabelCount {
        /// How many images there are.
        images: usize,
        /// How many labels came with them.
        labels: usize,
    },
    /// A label that is not one of the classes.
    LabelOutOfRange {
        /// Position of the label in its batch or file, from 0.
        index: usize,
        /// The label found there.
        label: usize,
        /// How many classes there are: labels run from 0 to one less.
        num_classes: usize,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl Error {
    /// For `map_err`: an operating system's error, with the file it is about.
    pub(crate) fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Error {
        move |source| Error::Io { path: path.as_ref().to_path_buf(), source }
    }

    fn message(&self) -> String {
        match self {
            Error::Io { path, source } => {
                let path = path.display();
                text!(
                    "无法读写 {path}：{source}。请检查路径和权限。",
                    "cannot read or write {path}: {source}. Check the path and its permissions."
                )
            }
            // --- dataset ---

            // --- pictures ---
            Error::MissingPicture { path } => {
                let path = path.display();
                text!(
                    "没有图片文件 {path}。请检查路径和文件名。",
                    "there is no picture {path}. Check the path and the name."
                )
            }
            Error::PictureIsFolder { path } => {
                let path = path.display();
                text!(
                    "{path} 是文件夹，这里要一个图片文件。请写出其中某个文件的路径。",
                    "{path} is a folder; expected a picture. Give the path of a file in it."
                )
            }
            Error::EmptyPicture { path } => {
                let path = path.display();
                text!(
                    "图片 {path} 里没有任何数据（0 字节）。请重新保存或下载它。",
                    "the picture {path} holds no data (0 bytes). Save or download it again."
                )
            }
            Error::NotAPicture { path, found } => {
                let path = path.display();
                text!(
                    "{path} 不是能读的图片：应当是 PNG、JPEG、WebP、GIF、BMP、TIFF 等格式，却是{found}。请另存为 PNG 或 JPEG。",
                    "{path} is not a picture that can be read: expected PNG, JPEG, WebP, GIF, BMP, TIFF or the like, found {found}. Save it as PNG or JPEG."
                )
            }
            Error::DamagedPicture { path, format, reason } => {
                let path = path.display();
                text!(
                    "图片 {path} 已损坏：应当是完整的 {format} 文件，解码时却遇到：{reason}。请重新保存或下载它。",
                    "the picture {path} is damaged: expected a whole {format} file, but decoding it says: {reason}. Save or download it again."
                )
            }
            Error::PictureTooLarge { path, found } => {
                let (path, side) = (path.display(), crate::picture::MAX_SIDE);
                let megapixels = crate::picture::MAX_PIXELS / 1_000_000;
                text!(
                    "图片 {path} 太大：每边最多 {side} 像素，总共最多 {megapixels} 百万像素，它却是 {found}。请先缩小或裁剪。",
                    "the picture {path} is too large: at most {side} pixels a side and {megapixels} million in all, found {found}. Shrink or crop it first."
                )
            }
            Error::NoInk { path, contrast } => {
                let path = match path {
                    Some(path) => path.display().to_string(),
                    None => text!("（内存中的图片）", "(in memory)"),
                };
                text!(
                    "图片 {path} 里看不到数字：笔迹与背景至少要差 16 级灰度（共 256 级），这里最多差 {contrast:.0} 级。请换一张图片，或把数字写得更深。",
                    "no digit can be seen in the picture {path}: ink must differ from its background by at least 16 of 256 grey levels, found {contrast:.0}. Use another picture, or draw the digit darker."
                )
            }
            Error::GreyLength { width, height, found } => text!(
                "宽 {width} 高 {height} 的灰度图片应当正好有 宽×高 个像素（至少 1 个），却有 {found} 个。请检查宽和高。",
                "a grey picture of width {width} and height {height} has exactly width × height pixels, at least 1; found {found}. Check width and height."
            ),

            // --- network, training, checkpoints ---
            Error::Compute { message } => text!(
                "dfdx 计算失败：{message}。多半是内存不够：请减小批大小，或关掉别的程序。",
                "dfdx could not compute: {message}. Most likely memory ran out: use a smaller batch, or close other programs."
            ),
            Error::LossWidth { loss, width } => {
                let loss = loss.name();
                text!(
                    "损失 {loss} 与网络不配：网络对每张图片给出 {width} 个数。regression 要 1 个输出（RegressionCnn），其余损失要每类一个输出（LessonCnn 有 10 个）。",
                    "the loss {loss} does not go with a network of {width} outputs an image: regression takes 1 output (RegressionCnn), the other losses one a class (LessonCnn has 10)."
                )
            }
            Error::Setting { name, found, expected } => text!(
                "设置 {name} 不能是 {found}：要 {expected}。",
                "the setting {name} cannot be {found}: it must be {expected}."
            ),
            Error::NothingToTrainOn { train, test } => text!(
                "没有可用的图片：训练集 {train} 张，测试集 {test} 张，两者都至少要 1 张。请检查数据文件夹和 --limit。",
                "there are no images to work with: {train} for training and {test} for testing; each needs at least 1. Check the data folder and --limit."
            ),
            Error::LossNotFinite { epoch, batch, loss, learning_rate } => {
                let smaller = learning_rate / 10.0;
                text!(
                    "训练发散了：epoch {epoch}, batch {batch} 的损失是 {loss}。多半是学习率 {learning_rate} 太大：请用更小的学习率（例如 {smaller}）重新训练。",
                    "the training diverged: the loss at epoch {epoch}, batch {batch} is {loss}. Most likely the learning rate {learning_rate} is too large: train again with a smaller one, for example {smaller}."
                )
            }
            Error::MissingCheckpoint { path } => {
                let path = path.display();
                text!(
                    "没有检查点文件 {path}。请检查路径，或先用 shuzi train --checkpoint {path} 训练一个。",
                    "there is no checkpoint {path}. Check the path, or train one with shuzi train --checkpoint {path}."
                )
            }
            Error::BadCheckpoint { path, found } => {
                let path = path.display();
                text!(
                    "{path} 不是可用的检查点：应当是 shuzi train 保存的 safetensors 文件，却是{found}。请换一个文件，或重新训练。",
                    "{path} is not a usable checkpoint: expected a safetensors file saved by shuzi train, found {found}. Use another file, or train again."
                )
            }
            Error::OtherNetwork { path, expected, found } => {
                let path = path.display();
                text!(
                    "{path} 是另一个网络的检查点：这里需要 {expected}，文件里是 {found}。请换一个检查点，或用与它相同的网络。",
                    "{path} is a checkpoint of another network: needed {expected}, found {found}. Use another checkpoint, or the network that it was made from."
                )
            }
            Error::UnknownNetwork { path, network } => {
                let path = path.display();
                text!(
                    "{path} 里的网络叫 {network}，本程序只认识 LessonCnn 和 RegressionCnn。请在代码里用它的类型建好网络，再用 Checkpoint::restore 读入权重。",
                    "the network in {path} is called {network}; this program knows LessonCnn and RegressionCnn. Build the network from its type in code, and read the weights with Checkpoint::restore."
                )
            }
            Error::OtherTraining { path, name, expected, found } => {
                let path = path.display();
                text!(
                    "不能从 {path} 接着训练：它的 {name} 是 {found}，现在要的是 {expected}。请改回 {found}，或换一个检查点文件重新开始。",
                    "cannot go on from {path}: its {name} is {found}, and {expected} was asked for. Set it back to {found}, or start again with another checkpoint file."
                )
            }
            Error::LabelCount { images, labels } => text!(
                "有 {images} 张图片，却有 {labels} 个标签：每张图片要正好一个标签。",
                "there are {images} images but {labels} labels: each image needs exactly one."
            ),
            Error::LabelOutOfRange { index, label, num_classes } => {
                let last = num_classes - 1;
                text!(
                    "第 {index} 个标签是 {label}，但类别只有 0 到 {last}。请检查标签数据。",
                    "label {index} is {label}, but the classes are 0 to {last}. Check the labels."
                )
            }
        }
    }
}
