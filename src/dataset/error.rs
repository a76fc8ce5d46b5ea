//! What can be wrong with data files.

use std::path::PathBuf;

use words::{errors, text};

errors! {
    /// What can be wrong with data files.
    pub enum DataError {
        /// The repository's data is in none of the places where it may lie.
        NotFound { searched: Vec<PathBuf> } => {
            let searched: String = searched.iter().map(|folder| format!("\n  {}", folder.display())).collect();
            text!(
                "找不到课程数据 data/mnist，以下文件夹都不存在：{searched}\n请在课程仓库里运行，或者用环境变量 SHUZI_DATA 指明数据文件夹。",
                "the course's data, data/mnist, was not found; none of these folders exists:{searched}\nRun this inside the course's repository, or name the data folder in the environment variable SHUZI_DATA."
            )
        };
        /// The data folder that the user named is not a folder.
        FolderMissing { folder: PathBuf } => text!(
            "数据文件夹 {folder} 不存在，或者它不是文件夹。请检查 --data 或环境变量 SHUZI_DATA 里的路径。",
            "the data folder {folder} does not exist, or is not a folder. Check the path in --data or in the environment variable SHUZI_DATA."
        );
        /// A data folder lacks one of the files that a split needs.
        FileMissing { folder: PathBuf, name: &'static str } => text!(
            "数据文件夹 {folder} 里缺少文件 {name}（或 {name}.gz）。课程自带的数据可用 `git checkout -- data/mnist` 恢复；您自己的数据，请补上这个文件。",
            "the data folder {folder} lacks the file {name} (or {name}.gz). `git checkout -- data/mnist` restores the course's own data; for data of yours, add the file."
        );
        /// The name says gzip, the content does not.
        NotGzip { path: PathBuf, start: Vec<u8> } => {
            let start = start.escape_ascii();
            text!(
                "{path} 不是 gzip 文件：它应以字节 1f 8b 开头，实际以“{start}”开头。已经解压的文件，请去掉文件名末尾的 .gz；若开头是“vers”，这是 Git LFS 的指针文件，请运行 `git lfs pull`；否则请重新获取这个文件（课程自带的数据：`git checkout -- data/mnist`）。",
                "{path} is not a gzip file: it should begin with the bytes 1f 8b, but begins with \"{start}\". If it is unpacked already, drop .gz from its name; if it begins with \"vers\", it is a pointer of Git LFS: run `git lfs pull`; otherwise get the file again (the course's own data: `git checkout -- data/mnist`)."
            )
        };
        /// A gzip file that cannot be unpacked to its end, or whose checksum is wrong.
        DamagedGzip { path: PathBuf, source: std::io::Error } caused by source => text!(
            "gzip 文件 {path} 已损坏或不完整：{source}。请重新获取这个文件（课程自带的数据：`git checkout -- data/mnist`）。",
            "the gzip file {path} is damaged or cut: {source}. Get the file again (the course's own data: `git checkout -- data/mnist`)."
        );
        /// A data file ends too early.
        Truncated { path: PathBuf, expected: u64, found: u64 } => text!(
            "{path} 不完整：解压后应有 {expected} 字节，实际只有 {found} 字节。请重新获取这个文件。",
            "{path} is cut: unpacked, it should have {expected} bytes, but has only {found}. Get the file again."
        );
        /// A data file goes on behind its last image or label.
        Trailing { path: PathBuf, expected: u64 } => text!(
            "{path} 太长：解压后应有 {expected} 字节，之后却还有内容。请重新获取这个文件。",
            "{path} is too long: unpacked, it should have {expected} bytes, but it goes on behind them. Get the file again."
        );
        /// A data file that is not IDX, or IDX of another kind.
        WrongMagic { path: PathBuf, expected: u32, found: u32 } => text!(
            "{path} 不是所需的 IDX 文件：开头的标识数应为 {expected:#010x}，实际是 {found:#010x}。请检查是否放错了文件，或重新获取它。",
            "{path} is not the IDX file that belongs there: its magic number should be {expected:#010x}, but is {found:#010x}. Check whether it is another file, or get it again."
        );
        /// A file named for images holds labels, or the other way round.
        SwappedFiles { path: PathBuf, holds_labels: bool } => {
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
            };
            /// One of the repository's own files is well-formed, but not the published one.
            WrongDigest { path: PathBuf, expected: &'static str, found: String, in_fact: Option<&'static str> } => {
            let instead = match in_fact {
            Some(name) => text!("它其实是 {name}。", "It is {name} instead. "),
            None => String::new(),
            };
            text!(
            "{path} 不是公开发布的 MNIST 文件：解压后的 SHA-256 应为 {expected}，实际是 {found}。{instead}请用 `git checkout -- data/mnist` 恢复；若仍然如此，请检查 Git LFS 和换行符转换（core.autocrlf）的设置。别的数据集请用 --data 或 Dataset::load_from 读取。",
            "{path} is not the published file of MNIST: the SHA-256 of its unpacked bytes should be {expected}, but is {found}. {instead}Restore it by `git checkout -- data/mnist`; if that does not help, look at Git LFS and at the conversion of line ends (core.autocrlf). Another data set is read by --data or Dataset::load_from."
            )
            };
            /// There are not as many labels as images.
        CountsDiffer { images_path: PathBuf, images: usize, labels_path: PathBuf, labels: usize } => text!(
            "图像和标签的数量不同：{images_path} 有 {images} 张图像，{labels_path} 有 {labels} 个标签。请检查这两个文件是否属于同一个数据集。",
            "images and labels differ in number: {images_path} has {images} images, {labels_path} has {labels} labels. Check that both files belong to the same set."
        );
        /// The images are not 28×28.
        WrongImageSides { path: PathBuf, rows: u32, columns: u32 } => text!(
            "{path} 里的图像应为 28×28 像素，实际是 {rows} 行 {columns} 列。请换用 28×28 的数据集，或先把图像缩放到这个大小。",
            "the images in {path} should have 28×28 pixels, but have {rows} rows and {columns} columns. Use a set of 28×28 images, or scale the images first."
        );
        /// A label in a file that is not from 0 to 9.
        WrongLabel { path: PathBuf, index: usize, label: u8 } => text!(
            "{path} 的第 {index} 个标签（从 0 数起）应在 0 到 9 之间，实际是 {label}。请检查标签文件是否损坏，或是否属于类别更多的数据集。",
            "label {index} (counted from 0) of {path} should be from 0 to 9, but is {label}. Check whether the file is damaged, or belongs to a set of more classes."
        );
        /// A data file with no image or label in it.
        Empty { path: PathBuf } => text!(
            "{path} 的文件头说里面一张图像（一个标签）也没有，至少要有一个。请换一个数据文件。",
            "{path} holds no image or label at all, by its header; there must be at least one. Use another file."
        );
        /// A header that promises more than this library loads: most likely a damaged one.
        TooManyImages { path: PathBuf, count: u32, limit: u32 } => text!(
            "{path} 的文件头说有 {count} 个，最多可读 {limit} 个。文件头大概已损坏，请重新获取这个文件；若数据集真有这么大，请先分成几份。",
            "the header of {path} promises {count} images or labels; at most {limit} are loaded. It is probably damaged: get the file again, or split the set if it is really that large."
        );
    }
}
