//! What can be wrong with a picture.

use std::path::PathBuf;

use words::{errors, text};

errors! {
    /// What can be wrong with a picture.
    pub enum PictureError {
        /// There is no such picture.
        Missing { path: PathBuf } => text!("找不到图片 {path}。请检查路径。", "there is no picture {path}. Check the path.");
        /// A folder where a picture was expected.
        IsFolder { path: PathBuf } => text!(
            "{path} 是文件夹，不是图片。请给出文件夹里的一个图片文件。",
            "{path} is a folder, not a picture. Name one of the picture files in it."
        );
        /// A picture file of no bytes.
        Empty { path: PathBuf } => text!(
            "图片 {path} 是空文件（0 字节）。请重新保存或复制这张图片。",
            "the picture {path} is an empty file (0 bytes). Save or copy it again."
        );
        /// A file too large to be a picture.
        FileTooLarge { path: PathBuf, limit: u64 } => {
            let limit = limit >> 20;
            text!(
                "图片文件 {path} 太大：最大可读 {limit} MiB。请先把图片缩小；数字有几百像素高就够了。",
                "the picture file {path} is too large: at most {limit} MiB are read. Make the picture smaller; a few hundred pixels are enough for a digit."
            )
        };
        /// A picture of too many pixels: by mistake, or made to exhaust the memory.
        TooLarge { path: PathBuf, sides: Option<(u32, u32)>, max_side: u32, max_pixels: u64 } => {
            let millions = max_pixels / 1_000_000;
            let (sides, sides_zh) = match sides {
                Some((width, height)) => (format!(" ({width}×{height})"), format!("（{width}×{height}）")),
                None => (String::new(), String::new()),
            };
            text!(
                "图片 {path}{sides_zh} 的像素太多：每边最多 {max_side}，总共最多约 {millions} 百万像素。请先把图片缩小；数字有几百像素高就够了。",
                "the picture {path}{sides} has too many pixels: at most {max_side} on a side, and about {millions} million in all. Make it smaller; a few hundred pixels are enough for a digit."
            )
        };
        /// A file of a format that is not read.
        FormatUnknown { path: PathBuf, looks_like: Option<&'static str> } => {
            let (format, format_zh) = match looks_like {
                Some(name) => (format!(" (it looks like {name})"), format!("（看起来是 {name}）")),
                None => (String::new(), String::new()),
            };
            text!(
                "无法识别 {path} 的图片格式{format_zh}。可读的格式有 PNG、JPEG、WebP、GIF、BMP、TIFF 和 PNM，请先转换成其中一种。",
                "{path} is not in a picture format that is read{format}. PNG, JPEG, WebP, GIF, BMP, TIFF and PNM are: convert it to one of them."
            )
        };
        /// A picture of a known format that cannot be decoded.
        Damaged { path: PathBuf, format: image::ImageFormat, source: Box<image::ImageError> } caused by source => text!(
            "无法把 {path} 作为 {format:?} 图片解码：{source}。文件大概已损坏或不完整，请用看图软件打开检查，再另存一份。",
            "{path} cannot be decoded as a {format:?} picture: {source}. It is probably damaged or cut: open it in a viewer, and save it anew."
        );
        /// A picture of one colour, or on which no digit is to be seen.
        Blank { path: Option<PathBuf> } => {
            let (picture, picture_zh) = match path {
                Some(path) => (format!("the picture {}", path.display()), format!("图片 {} ", path.display())),
                None => ("the picture".to_string(), "图片".to_string()),
            };
            text!(
                "{picture_zh}上看不到数字：整张几乎是同一种颜色。请换一张，让数字清楚些、大些，与背景的明暗差别大些。",
                "no digit is to be seen on {picture}: it is nearly one colour. Use another one, with a clear, larger digit that is darker or lighter than its background."
            )
        };
    }
}
