//! The library's one error type: what any stage says can be wrong with what it was given.

use files::FileError;
use words::{errors, text};

use crate::dataset::DataError;
use crate::device::NoCuda;
use crate::loss::LossError;
use crate::model::ModelError;
use crate::picture::PictureError;
use crate::train::TrainError;

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

errors! {
    /// Whatever can go wrong in the library: what, where, what was expected and found, and what to do next, in the language
    /// of [`words::Language::current`].
    // Not `Model`, `Picture`, …: a second public name like theirs would lengthen every message of the compiler about them.
    pub enum Error {
        /// A training's setting that cannot be trained with.
        Setting { name: &'static str, found: String, expected: &'static str } => text!(
            "设置 {name} 不能是 {found}：要 {expected}。",
            "the setting {name} cannot be {found}: it must be {expected}."
        );
        /// New labels for the ten digits of which two are the same, or one is no digit.
        NotARenaming { found: [u8; 10] } => text!(
            "新标签 {found:?} 用不了：0 到 9 每个要正好出现一次。",
            "the new labels {found:?} cannot be used: each of 0 to 9 must be there exactly once."
        );
    } or {
        /// What the operating system refuses to do with a file.
        OfFile(FileError),
        /// What is wrong with data files.
        OfData(DataError),
        /// What is wrong with a picture.
        OfPicture(PictureError),
        /// What is wrong with what a loss is asked for.
        OfLoss(LossError),
        /// Why there is no computing on a GPU.
        OfCuda(NoCuda),
        /// What a network cannot do.
        OfModel(ModelError),
        /// What is wrong with a training, its checkpoints or its results.
        OfTraining(TrainError),
    }
}

impl From<dfdx_conv::kernels::NoSuchInstructions> for Error {
    fn from(error: dfdx_conv::kernels::NoSuchInstructions) -> Error {
        let (name, found) = (dfdx_conv::kernels::VARIABLE, format!("{:?}", error.asked));
        Error::Setting { name, found, expected: error.there }
    }
}
