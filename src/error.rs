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
