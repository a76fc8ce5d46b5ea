//! What a network cannot do.

use words::{errors, text};

errors! {
    /// What a network cannot do.
    pub enum ModelError {
        /// dfdx could not compute: out of memory, or a bug in a layer.
        Compute { message: String } => text!(
            "dfdx 计算失败：{message}。多半是内存不够：请减小批大小，或关掉别的程序。",
            "dfdx could not compute: {message}. Most likely memory ran out: use a smaller batch, or close other programs."
        );
        /// A network that gives no probabilities of the ten digits.
        NotAClassifier { network: String, width: usize } => text!(
            "{network} 对每张图片给出 {width} 个数，不是十个数字的得分，所以没有概率可言。请换一个分类网络（例如 LessonCnn）的检查点。",
            "{network} gives {width} numbers an image, not a score for each of ten digits, so there are no probabilities. Use a checkpoint of a classifier, for example LessonCnn."
        );
        /// A network without the lesson's two stages, whose feature maps were asked for.
        NoStages { network: String } => text!(
            "{network} 没有这节课的网络的那两级，看不了它的特征图。请换成 LessonCnn 或 RegressionCnn（例如 lesson_model()）。",
            "{network} does not have the two stages of the lesson's network, so its feature maps cannot be shown. Use LessonCnn or RegressionCnn, for example lesson_model()."
        );
    }
}
