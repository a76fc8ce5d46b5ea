//! The library's one error type: what any stage says can be wrong with what it was given.

use std::path::PathBuf;

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
        /// A task's number that no task has.
        NoSuchTask { task: String, tasks: Vec<&'static str> } => {
            let tasks = tasks.join(", ");
            text!("没有题号为 {task} 的题。有这些：{tasks}。", "there is no task {task}. There are: {tasks}.")
        };
        /// No notebook of a chapter's exercises where they lie.
        NoExerciseNotebook { folder: PathBuf, start: String } => text!(
            "{folder} 里没有名字以 {start} 开头的练习笔记本。可用 git checkout -- notebooks/exercises 恢复；笔记本若在别处，请用 --notebook 写明。",
            "{folder} has no exercise notebook whose name begins with {start}. git checkout -- notebooks/exercises restores it; one that lies elsewhere is named with --notebook."
        );
        /// A file that is no notebook with the task's cells.
        NotExerciseNotebook { path: PathBuf, found: String } => text!(
            "{path} 里没有这道题的单元：{found}。请检查文件，或从 notebooks/exercises 里另取一份。",
            "{path} does not have this task's cells: {found}. Check the file, or take a new one from notebooks/exercises."
        );
        /// The library could not be compiled, or cargo does not say where it lies.
        LibraryNotCompiled { target: PathBuf } => text!(
            "没有编译好的课程库（在 {target} 里找过）。请在课程仓库里运行：cargo run --release -- check。",
            "the course's library is not there in compiled form (looked for in {target}). Run it inside the course's repository: cargo run --release -- check."
        );
        /// What should be replies taken out of a notebook, and is not.
        NotReplies { found: String } => text!(
            "这不是练习的回答：{found}。要一个 JSON 列表，每一项形如 {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}。",
            "these are no replies to exercises: {found}. Expected a JSON list of {{\"task\": \"3.1\", \"seed\": 7, \"replies\": […]}}."
        );
    } or {
        /// What the operating system refuses to do with a file.
        File(FileError),
        /// What is wrong with data files.
        Data(DataError),
        /// What is wrong with a picture.
        Picture(PictureError),
        /// What is wrong with what a loss is asked for.
        Loss(LossError),
        /// Why there is no computing on a GPU.
        Cuda(NoCuda),
        /// What a network cannot do.
        Model(ModelError),
        /// What is wrong with a training, its checkpoints or its results.
        Train(TrainError),
    }
}

impl From<dfdx_conv::kernels::NoSuchInstructions> for Error {
    fn from(error: dfdx_conv::kernels::NoSuchInstructions) -> Error {
        let (name, found) = (dfdx_conv::kernels::VARIABLE, format!("{:?}", error.asked));
        Error::Setting { name, found, expected: error.there }
    }
}
