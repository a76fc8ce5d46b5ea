//! What can be wrong with what a loss is asked for.

use words::{errors, text};

errors! {
    /// What can be wrong with what a loss is asked for.
    pub enum LossError {
        /// A loss that does not go with a network's number of outputs.
        Width { loss: &'static str, width: usize } => text!(
            "损失 {loss} 与网络不配：网络对每张图片给出 {width} 个数。regression 要 1 个输出（RegressionCnn），其余损失要每类一个输出（LessonCnn 有 10 个）。",
            "the loss {loss} does not go with a network of {width} outputs an image: regression takes 1 output (RegressionCnn), the other losses one a class (LessonCnn has 10)."
        );
        /// No image to take the mean over.
        NoImages {} => text!("没有图片：平均损失至少要一张图片。", "there are no images: a mean loss needs one at least.");
        /// Another number of labels than of images.
        LabelCount { images: usize, labels: usize } => text!(
            "有 {images} 张图片，却有 {labels} 个标签：每张图片要正好一个标签。",
            "there are {images} images but {labels} labels: each image needs exactly one."
        );
        /// A label that is not one of the classes.
        LabelOutOfRange { index: usize, label: usize, num_classes: usize } => {
            let last = num_classes - 1;
            text!(
                "第 {index} 个标签是 {label}，但类别只有 0 到 {last}。请检查标签数据。",
                "label {index} is {label}, but the classes are 0 to {last}. Check the labels."
            )
        };
    }
}
