//! The library's one error type: what went wrong, where, what was expected and found, and what to do next.

use std::path::{Path, PathBuf};

use crate::device::NoCuda;
use words::text;

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Whatever can go wrong with data, files and pictures. Its text is in the language of [`words::Language::current`].
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
    /// The repository's data is in none of the places where it may lie.
    DataNotFound {
        /// The folders that were looked for.
        searched: Vec<PathBuf>,
    },
    /// The data folder that the user named is not a folder.
    DataFolderMissing {
        /// What was named.
        folder: PathBuf,
    },
    /// A data folder lacks one of the files that a split needs.
    DataFileMissing {
        /// The folder.
        folder: PathBuf,
        /// The file's usual name; others are accepted too.
        name: &'static str,
    },
    /// The name says gzip, the content does not.
    NotGzip {
        /// The file.
        path: PathBuf,
        /// The first bytes found, at most four.
        start: Vec<u8>,
    },
    /// A gzip file that cannot be unpacked to its end, or whose checksum is wrong.
    DamagedGzip {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        source: std::io::Error,
    },
    /// A data file ends too early.
    TruncatedData {
        /// The file.
        path: PathBuf,
        /// Bytes that its header, or the format, promises.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// A data file goes on behind its last image or label.
    TrailingData {
        /// The file.
        path: PathBuf,
        /// Bytes that its header promises, or that the published file has.
        expected: u64,
    },
    /// A data file that is not IDX, or IDX of another kind.
    WrongMagic {
        /// The file.
        path: PathBuf,
        /// The magic number that it should begin with.
        expected: u32,
        /// The number that it begins with.
        found: u32,
    },
    /// A file named for images holds labels, or the other way round.
    SwappedFiles {
        /// The file.
        path: PathBuf,
        /// Whether it holds labels where images were expected.
        holds_labels: bool,
    },
    /// One of the repository's own files is well-formed, but not the published one.
    WrongDigest {
        /// The file.
        path: PathBuf,
        /// SHA-256 of the unpacked bytes, as published.
        expected: &'static str,
        /// SHA-256 of what was found.
        found: String,
        /// The published file that it is instead, if it is one.
        in_fact: Option<&'static str>,
    },
    /// There are not as many labels as images.
    CountsDiffer {
        /// The images' file.
        images_path: PathBuf,
        /// Its number of images.
        images: usize,
        /// The labels' file.
        labels_path: PathBuf,
        /// Its number of labels.
        labels: usize,
    },
    /// The images are not 28×28.
    WrongImageSides {
        /// The file.
        path: PathBuf,
        /// Pixels from top to bottom.
        rows: u32,
        /// Pixels from left to right.
        columns: u32,
    },
    /// A label in a file that is not from 0 to 9.
    WrongLabel {
        /// The file.
        path: PathBuf,
        /// Which label, from 0.
        index: usize,
        /// Its value.
        label: u8,
    },
    /// A data file with no image or label in it.
    EmptyData {
        /// The file.
        path: PathBuf,
    },
    /// A header that promises more than this library loads: most likely a damaged one.
    TooManyImages {
        /// The file.
        path: PathBuf,
        /// Images or labels that it promises.
        count: u32,
        /// The most that are loaded.
        limit: u32,
    },
    // --- pictures ---
    /// There is no such picture.
    PictureMissing {
        /// What was named.
        path: PathBuf,
    },
    /// A folder where a picture was expected.
    PictureIsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A picture file of no bytes.
    PictureEmpty {
        /// The file.
        path: PathBuf,
    },
    /// A file too large to be a picture.
    PictureFileTooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        limit: u64,
    },
    /// A picture of too many pixels: by mistake, or made to exhaust the memory.
    PictureTooLarge {
        /// The file.
        path: PathBuf,
        /// Width and height, where they could be read before a decoder refused.
        sides: Option<(u32, u32)>,
        /// The most pixels on a side.
        max_side: u32,
        /// The most pixels in all.
        max_pixels: u64,
    },
    /// A file of a format that is not read.
    PictureFormatUnknown {
        /// The file.
        path: PathBuf,
        /// The format, if it is a common one.
        looks_like: Option<&'static str>,
    },
    /// A picture of a known format that cannot be decoded.
    PictureDamaged {
        /// The file.
        path: PathBuf,
        /// The format that its first bytes, or its name, stand for.
        format: image::ImageFormat,
        /// What the decoder said.
        source: Box<image::ImageError>,
    },
    /// A picture of one colour, or on which no digit is to be seen.
    PictureBlank {
        /// The file; none for a picture in memory.
        path: Option<PathBuf>,
    },

    // --- network, training, checkpoints ---
    /// A GPU was asked for, and there is no computing on one.
    NoCuda {
        /// Why not.
        reason: NoCuda,
    },
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
    /// What should change a training's setting, and is not `name=value`, or with a name that no setting has.
    UnknownSetting {
        /// What was given.
        setting: String,
        /// The names that there are.
        known: String,
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
    /// A folder where a checkpoint file was to be written.
    CheckpointIsFolder {
        /// The folder.
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
    /// A file that should hold what came of a recipe's seeds, and does not.
    BadReport {
        /// The file.
        path: PathBuf,
        /// Why not.
        message: String,
    },
    /// A file that should hold a comparison of losses, and does not.
    BadComparison {
        /// The file.
        path: PathBuf,
        /// Why not.
        message: String,
    },
    /// A checkpoint, or a recipe's report, of another training.
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
    /// A network that gives no probabilities of the ten digits.
    NotAClassifier {
        /// What the network is called.
        network: String,
        /// How many numbers it gives an image.
        width: usize,
    },
    /// New labels for the ten digits of which two are the same, or one is no digit.
    NotARenaming {
        /// The new labels of 0 to 9.
        found: [u8; 10],
    },
    /// A network without the lesson's two stages, whose feature maps were asked for.
    NoStages {
        /// What the network is called.
        network: String,
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
    // --- exercises ---
    /// A task's number that no task has.
    NoSuchTask {
        /// What was asked for.
        task: String,
        /// The numbers that there are.
        tasks: Vec<&'static str>,
    },
    /// No notebook of a chapter's exercises where they lie.
    NoExerciseNotebook {
        /// The folder.
        folder: PathBuf,
        /// How its name should begin.
        start: String,
    },
    /// A file that is no notebook with the task's cells.
    NotExerciseNotebook {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
    },
    /// The library could not be compiled, or cargo does not say where it lies.
    LibraryNotCompiled {
        /// The folder of what cargo compiles.
        target: PathBuf,
    },
    /// What should be replies taken out of a notebook, and is not.
    NotReplies {
        /// What was found.
        found: String,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message())
    }
}

impl From<dfdx_conv::kernels::NoSuchInstructions> for Error {
    fn from(error: dfdx_conv::kernels::NoSuchInstructions) -> Error {
        let (name, found) = (dfdx_conv::kernels::VARIABLE, format!("{:?}", error.asked));
        Error::Setting { name, found, expected: error.there }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } | Error::DamagedGzip { source, .. } => Some(source),
            Error::PictureDamaged { source, .. } => Some(&**source),
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
            Error::DataNotFound { searched } => {
                let searched: String = searched.iter().map(|folder| format!("\n  {}", folder.display())).collect();
                text!(
                    "找不到课程数据 data/mnist，以下文件夹都不存在：{searched}\n请在课程仓库里运行，或者用环境变量 SHUZI_DATA 指明数据文件夹。",
                    "the course's data, data/mnist, was not found; none of these folders exists:{searched}\nRun this inside the course's repository, or name the data folder in the environment variable SHUZI_DATA."
                )
            }
            Error::DataFolderMissing { folder } => {
                let folder = folder.display();
                text!(
                    "数据文件夹 {folder} 不存在，或者它不是文件夹。请检查 --data 或环境变量 SHUZI_DATA 里的路径。",
                    "the data folder {folder} does not exist, or is not a folder. Check the path in --data or in the environment variable SHUZI_DATA."
                )
            }
            Error::DataFileMissing { folder, name } => {
                let folder = folder.display();
                text!(
                    "数据文件夹 {folder} 里缺少文件 {name}（或 {name}.gz）。课程自带的数据可用 `git checkout -- data/mnist` 恢复；您自己的数据，请补上这个文件。",
                    "the data folder {folder} lacks the file {name} (or {name}.gz). `git checkout -- data/mnist` restores the course's own data; for data of yours, add the file."
                )
            }
            Error::NotGzip { path, start } => {
                let (path, start) = (path.display(), start.escape_ascii());
                text!(
                    "{path} 不是 gzip 文件：它应以字节 1f 8b 开头，实际以“{start}”开头。已经解压的文件，请去掉文件名末尾的 .gz；若开头是“vers”，这是 Git LFS 的指针文件，请运行 `git lfs pull`；否则请重新获取这个文件（课程自带的数据：`git checkout -- data/mnist`）。",
                    "{path} is not a gzip file: it should begin with the bytes 1f 8b, but begins with \"{start}\". If it is unpacked already, drop .gz from its name; if it begins with \"vers\", it is a pointer of Git LFS: run `git lfs pull`; otherwise get the file again (the course's own data: `git checkout -- data/mnist`)."
                )
            }
            Error::DamagedGzip { path, source } => {
                let path = path.display();
                text!(
                    "gzip 文件 {path} 已损坏或不完整：{source}。请重新获取这个文件（课程自带的数据：`git checkout -- data/mnist`）。",
                    "the gzip file {path} is damaged or cut: {source}. Get the file again (the course's own data: `git checkout -- data/mnist`)."
                )
            }
            Error::TruncatedData { path, expected, found } => {
                let path = path.display();
                text!(
                    "{path} 不完整：解压后应有 {expected} 字节，实际只有 {found} 字节。请重新获取这个文件。",
                    "{path} is cut: unpacked, it should have {expected} bytes, but has only {found}. Get the file again."
                )
            }
            Error::TrailingData { path, expected } => {
                let path = path.display();
                text!(
                    "{path} 太长：解压后应有 {expected} 字节，之后却还有内容。请重新获取这个文件。",
                    "{path} is too long: unpacked, it should have {expected} bytes, but it goes on behind them. Get the file again."
                )
            }
            Error::WrongMagic { path, expected, found } => {
                let path = path.display();
                text!(
                    "{path} 不是所需的 IDX 文件：开头的标识数应为 {expected:#010x}，实际是 {found:#010x}。请检查是否放错了文件，或重新获取它。",
                    "{path} is not the IDX file that belongs there: its magic number should be {expected:#010x}, but is {found:#010x}. Check whether it is another file, or get it again."
                )
            }
            Error::SwappedFiles { path, holds_labels } => {
                let path = path.display();
                match holds_labels {
                    true => text!(
                        "{path} 里应是图像，实际是标签：图像文件和标签文件大概放反了，请把两个文件的名字对调。",
                        "{path} should hold images, but holds labels: the files of images and labels have probably been swapped. Swap their names."
                    ),
                    false => text!(
                        "{path} 里应是标签，实际是图像：图像文件和标签文件大概放反了，请把两个文件的名字对调。",
                        "{path} should hold labels, but holds images: the files of images and labels have probably been swapped. Swap their names."
                    ),
                }
            }
            Error::WrongDigest { path, expected, found, in_fact } => {
                let path = path.display();
                let instead = match in_fact {
                    Some(name) => text!("它其实是 {name}。", "It is {name} instead. "),
                    None => String::new(),
                };
                text!(
                    "{path} 不是公开发布的 MNIST 文件：解压后的 SHA-256 应为 {expected}，实际是 {found}。{instead}请用 `git checkout -- data/mnist` 恢复；若仍然如此，请检查 Git LFS 和换行符转换（core.autocrlf）的设置。别的数据集请用 --data 或 Dataset::load_from 读取。",
                    "{path} is not the published file of MNIST: the SHA-256 of its unpacked bytes should be {expected}, but is {found}. {instead}Restore it by `git checkout -- data/mnist`; if that does not help, look at Git LFS and at the conversion of line ends (core.autocrlf). Another data set is read by --data or Dataset::load_from."
                )
            }
            Error::CountsDiffer { images_path, images, labels_path, labels } => {
                let (images_path, labels_path) = (images_path.display(), labels_path.display());
                text!(
                    "图像和标签的数量不同：{images_path} 有 {images} 张图像，{labels_path} 有 {labels} 个标签。请检查这两个文件是否属于同一个数据集。",
                    "images and labels differ in number: {images_path} has {images} images, {labels_path} has {labels} labels. Check that both files belong to the same set."
                )
            }
            Error::WrongImageSides { path, rows, columns } => {
                let path = path.display();
                text!(
                    "{path} 里的图像应为 28×28 像素，实际是 {rows} 行 {columns} 列。请换用 28×28 的数据集，或先把图像缩放到这个大小。",
                    "the images in {path} should have 28×28 pixels, but have {rows} rows and {columns} columns. Use a set of 28×28 images, or scale the images first."
                )
            }
            Error::WrongLabel { path, index, label } => {
                let path = path.display();
                text!(
                    "{path} 的第 {index} 个标签（从 0 数起）应在 0 到 9 之间，实际是 {label}。请检查标签文件是否损坏，或是否属于类别更多的数据集。",
                    "label {index} (counted from 0) of {path} should be from 0 to 9, but is {label}. Check whether the file is damaged, or belongs to a set of more classes."
                )
            }
            Error::EmptyData { path } => {
                let path = path.display();
                text!(
                    "{path} 的文件头说里面一张图像（一个标签）也没有，至少要有一个。请换一个数据文件。",
                    "{path} holds no image or label at all, by its header; there must be at least one. Use another file."
                )
            }
            Error::TooManyImages { path, count, limit } => {
                let path = path.display();
                text!(
                    "{path} 的文件头说有 {count} 个，最多可读 {limit} 个。文件头大概已损坏，请重新获取这个文件；若数据集真有这么大，请先分成几份。",
                    "the header of {path} promises {count} images or labels; at most {limit} are loaded. It is probably damaged: get the file again, or split the set if it is really that large."
                )
            }
            // --- pictures ---
            Error::PictureMissing { path } => {
                let path = path.display();
                text!("找不到图片 {path}。请检查路径。", "there is no picture {path}. Check the path.")
            }
            Error::PictureIsFolder { path } => {
                let path = path.display();
                text!(
                    "{path} 是文件夹，不是图片。请给出文件夹里的一个图片文件。",
                    "{path} is a folder, not a picture. Name one of the picture files in it."
                )
            }
            Error::PictureEmpty { path } => {
                let path = path.display();
                text!(
                    "图片 {path} 是空文件（0 字节）。请重新保存或复制这张图片。",
                    "the picture {path} is an empty file (0 bytes). Save or copy it again."
                )
            }
            Error::PictureFileTooLarge { path, limit } => {
                let (path, limit) = (path.display(), limit >> 20);
                text!(
                    "图片文件 {path} 太大：最大可读 {limit} MiB。请先把图片缩小；数字有几百像素高就够了。",
                    "the picture file {path} is too large: at most {limit} MiB are read. Make the picture smaller; a few hundred pixels are enough for a digit."
                )
            }
            Error::PictureTooLarge { path, sides, max_side, max_pixels } => {
                let (path, millions) = (path.display(), max_pixels / 1_000_000);
                let (sides, sides_zh) = match sides {
                    Some((width, height)) => (format!(" ({width}×{height})"), format!("（{width}×{height}）")),
                    None => (String::new(), String::new()),
                };
                text!(
                    "图片 {path}{sides_zh} 的像素太多：每边最多 {max_side}，总共最多约 {millions} 百万像素。请先把图片缩小；数字有几百像素高就够了。",
                    "the picture {path}{sides} has too many pixels: at most {max_side} on a side, and about {millions} million in all. Make it smaller; a few hundred pixels are enough for a digit."
                )
            }
            Error::PictureFormatUnknown { path, looks_like } => {
                let path = path.display();
                let (format, format_zh) = match looks_like {
                    Some(name) => (format!(" (it looks like {name})"), format!("（看起来是 {name}）")),
                    None => (String::new(), String::new()),
                };
                text!(
                    "无法识别 {path} 的图片格式{format_zh}。可读的格式有 PNG、JPEG、WebP、GIF、BMP、TIFF 等，请先转换成其中一种。",
                    "{path} is not in a picture format that is read{format}. PNG, JPEG, WebP, GIF, BMP, TIFF and others are: convert it to one of them."
                )
            }
            Error::PictureDamaged { path, format, source } => {
                let path = path.display();
                text!(
                    "无法把 {path} 作为 {format:?} 图片解码：{source}。文件大概已损坏或不完整，请用看图软件打开检查，再另存一份。",
                    "{path} cannot be decoded as a {format:?} picture: {source}. It is probably damaged or cut: open it in a viewer, and save it anew."
                )
            }
            Error::PictureBlank { path } => {
                let (picture, picture_zh) = match path {
                    Some(path) => (format!("the picture {}", path.display()), format!("图片 {} ", path.display())),
                    None => ("the picture".to_string(), "图片".to_string()),
                };
                text!(
                    "{picture_zh}上看不到数字：整张几乎是同一种颜色。请换一张，让数字清楚些、大些，与背景的明暗差别大些。",
                    "no digit is to be seen on {picture}: it is nearly one colour. Use another one, with a clear, larger digit that is darker or lighter than its background."
                )
            }

            // --- network, training, checkpoints ---
            Error::NoCuda { reason } => reason.message(),
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
            Error::UnknownSetting { setting, known } => text!(
                "“{setting}”改不了任何设置：要写成 名字=值，例如 momentum=0.95。可以改的有：{known}。",
                "\"{setting}\" changes no setting: write name=value, for example momentum=0.95. The names are {known}."
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
                    "没有检查点文件 {path}。请检查路径，或先用 cargo run --release -- train --checkpoint {path} 训练一个。",
                    "there is no checkpoint {path}. Check the path, or train one with cargo run --release -- train --checkpoint {path}."
                )
            }
            Error::CheckpointIsFolder { path } => {
                let path = path.display();
                text!(
                    "检查点 {path} 是一个文件夹，需要的是文件名。例如 {path}/lesson.safetensors。",
                    "the checkpoint {path} is a folder, and a file's name is needed, for example {path}/lesson.safetensors."
                )
            }
            Error::BadCheckpoint { path, found } => {
                let path = path.display();
                text!(
                    "{path} 不能用作检查点：它{found}。应当是 shuzi train 保存的 safetensors 文件；请换一个文件，或重新训练。",
                    "{path} is not a usable checkpoint: it is {found}. Expected a safetensors file saved by shuzi train: use another file, or train again."
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
                    "{path} 里的网络叫 {network}，本程序只认识 LessonCnn、RegressionCnn、BestCnn、LeNet5 和 SmallResNet。请在代码里用它的类型建好网络，再用 Checkpoint::restore 读入权重。",
                    "the network in {path} is called {network}; this program knows LessonCnn, RegressionCnn, BestCnn, LeNet5 and SmallResNet. Build the network from its type in code, and read the weights with Checkpoint::restore."
                )
            }
            Error::BadReport { path, message } => {
                let path = path.display();
                text!(
                    "{path} 里应是 shuzi recipe-report 或 shuzi compare-networks 存下的结果，却读不懂：{message}。请删掉它从头做，或用 --folder（--file）换一个地方。",
                    "{path} should hold what shuzi recipe-report or shuzi compare-networks saved, and cannot be read: {message}. Delete it to begin anew, or choose another place with --folder (--file)."
                )
            }
            Error::BadComparison { path, message } => {
                let path = path.display();
                text!(
                    "{path} 里应是 shuzi compare-losses 存下的结果，却读不懂：{message}。请删掉它从头做，或用 --output 换一个文件。",
                    "{path} should hold what shuzi compare-losses saved, and cannot be read: {message}. Delete it to begin anew, or choose another file with --output."
                )
            }
            Error::OtherTraining { path, name, expected, found } => {
                let path = path.display();
                text!(
                    "不能从 {path} 接着训练：它的 {name} 是 {found}，现在要的是 {expected}。请改回原来的设置，或换一个文件（文件夹）重新开始。",
                    "cannot go on from {path}: its {name} is {found}, and {expected} was asked for. Set it back to what it was, or start again with another file or folder."
                )
            }
            Error::NotAClassifier { network, width } => text!(
                "{network} 对每张图片给出 {width} 个数，不是十个数字的得分，所以没有概率可言。请换一个分类网络（例如 LessonCnn）的检查点。",
                "{network} gives {width} numbers an image, not a score for each of ten digits, so there are no probabilities. Use a checkpoint of a classifier, for example LessonCnn."
            ),
            Error::NotARenaming { found } => text!(
                "新标签 {found:?} 用不了：0 到 9 每个要正好出现一次。",
                "the new labels {found:?} cannot be used: each of 0 to 9 must be there exactly once."
            ),
            Error::NoStages { network } => text!(
                "{network} 没有这节课的网络的那两级，看不了它的特征图。请换成 LessonCnn 或 RegressionCnn（例如 lesson_model()）。",
                "{network} does not have the two stages of the lesson's network, so its feature maps cannot be shown. Use LessonCnn or RegressionCnn, for example lesson_model()."
            ),
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

            // --- exercises ---
            Error::NoSuchTask { task, tasks } => {
                let tasks = tasks.join(", ");
                text!("没有题号为 {task} 的题。有这些：{tasks}。", "there is no task {task}. There are: {tasks}.")
            }
            Error::NoExerciseNotebook { folder, start } => {
                let folder = folder.display();
                text!(
                    "{folder} 里没有名字以 {start} 开头的练习笔记本。可用 git checkout -- notebooks/exercises 恢复；笔记本若在别处，请用 --notebook 写明。",
                    "{folder} has no exercise notebook whose name begins with {start}. git checkout -- notebooks/exercises restores it; one that lies elsewhere is named with --notebook."
                )
            }
            Error::NotExerciseNotebook { path, found } => {
                let path = path.display();
                text!(
                    "{path} 里没有这道题的单元：{found}。请检查文件，或从 notebooks/exercises 里另取一份。",
                    "{path} does not have this task's cells: {found}. Check the file, or take a new one from notebooks/exercises."
                )
            }
            Error::LibraryNotCompiled { target } => {
                let target = target.display();
                text!(
                    "没有编译好的课程库（在 {target} 里找过）。请在课程仓库里运行：cargo run --release -- check。",
                    "the course's library is not there in compiled form (looked for in {target}). Run it inside the course's repository: cargo run --release -- check."
                )
            }
            Error::NotReplies { found } => text!(
                "这不是练习的回答：{found}。要一个 JSON 列表，每一项形如 {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}。",
                "these are no replies to exercises: {found}. Expected a JSON list of {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}."
            ),
        }
    }
}
