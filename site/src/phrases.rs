//! What the pages say besides the course's own text: in each row the Chinese, then the English.

use serde::Serialize;

type Phrase = &'static str;

macro_rules! phrases {
    ($($name:ident: $type:ty = $chinese:expr, $english:expr;)*) => {
        #[derive(Debug, PartialEq, Eq, Serialize)]
        #[allow(missing_docs)]
        pub struct Words {
            $(pub $name: $type,)*
        }

        /// The original's.
        pub const CHINESE: Words = Words { $($name: $chinese,)* };

        /// The twin's.
        pub const ENGLISH: Words = Words { $($name: $english,)* };
    };
}

phrases! {
    course: Phrase = "数字", "Shuzi";
    tagline: Phrase = "用 Rust 学深度学习", "deep learning in Rust";
    description: Phrase =
        "为什么训练分类器要用 softmax 和交叉熵？一门用 Rust 写的深度学习课：每个数、每张图都当场算出来。",
        "Why are classifiers trained with softmax and cross-entropy? A course on deep learning in Rust: each number and each figure is computed before your eyes.";
    skip: Phrase = "跳到正文", "Skip to the text";
    chapters: Phrase = "目录", "Chapters";
    contents: Phrase = "本页内容", "On this page";
    around: Phrase = "前后章节", "Chapters before and after";
    previous: Phrase = "上一章", "Previous";
    next: Phrase = "下一章", "Next";
    other_language: Phrase = "English", "中文";
    search: Phrase = "搜索", "Search";
    search_hint: Phrase = "搜索课程，例如：交叉熵", "Search the course, e.g. cross-entropy";
    search_help: Phrase = "↑ ↓ 选择，Enter 前往，Esc 关闭", "↑ ↓ to select, Enter to go there, Esc to close";
    close: Phrase = "关闭", "Close";
    theme: Phrase = "切换明暗", "Light or dark";
    anchor: Phrase = "这一节的链接", "Link to this section";
    anchor_cell: Phrase = "单元的链接：", "Link to cell";
    computed: Phrase = "这张图怎样算出来", "How this was computed";
    back: Phrase = "回到正文", "Back to the text";
    home: Phrase = "首页", "Home";
    run: Phrase = "自己运行", "Run it yourself";
    glossary: Phrase = "术语表", "Glossary";
    glossary_about: Phrase =
        "课程里的每个术语，中英对照。每一章里第一次用到时，文中有通到这里的链接。",
        "Every term of the course, in English and Chinese. Its first use in each chapter is linked to its entry here.";
    // Around and between chapters' numbers.
    uses: [Phrase; 3] = ["第 ", "、", " 章"], ["chapters ", ", ", ""];
    api: Phrase = "库的文档", "The library's documentation";
    lead: Phrase =
        "训练一个认手写数字的网络，为什么不用均方误差，而要用 softmax 和交叉熵？这门课带你一步步算给自己看：从三个得分，到一个准确率 99.5 % 的卷积网络，全部用 Rust 写成。",
        "A network that reads handwritten digits is trained with softmax and cross-entropy. Why not with squared error? This course lets you compute the answer step by step, from three scores to a convolutional network that is right on 99.5 % of digits, all in Rust.";
    start: Phrase = "从第一章开始", "Begin with the first chapter";
    learn_title: Phrase = "学完这门课，你能够", "After this course you can";
    learn: [Phrase; 3] = [
        "从概率讲清楚 softmax 和交叉熵，并说出平方误差错在哪里；",
        "写出形状由编译器检查的卷积网络，一分钟内训练到 99.5 %；",
        "看懂一个网络错在哪里，它说的“九成把握”是不是真有九成。",
    ], [
        "explain softmax and cross-entropy from probability, and say where squared error goes wrong;",
        "write convolutional networks whose shapes the compiler checks, and train one to 99.5 % in a minute;",
        "tell where a network errs, and whether its “nine in ten” is right nine times in ten.",
    ];
    chapters_title: Phrase = "章节", "Chapters";
    more: Phrase = "还有", "Also here";
    licence: Phrase =
        "文字和插图：CC BY-SA 4.0；代码：MIT 或 Apache-2.0。",
        "Text and figures: CC BY-SA 4.0. Code: MIT or Apache-2.0.";
    menu_about: Phrase = "章节和其他页面", "Chapters and other pages";
}
