//! Why something of a submission counts as it does, in words.

use super::limits::NOTEBOOK;
use std::time::Duration;
use words::{Language, text};

/// A row a reason: what it holds, with an example of that for the tests, and the sentence that is made of it.
macro_rules! reasons {
    ($($variant:ident $(($field:ident: $type:ty = $example:expr))? => $said:expr;)*) => {
        /// What was the matter with a file, a cell or a run.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Reason { $($variant $(($type))?,)* }

        impl Reason {
            fn said(&self) -> String {
                match self { $(Reason::$variant $(($field))? => $said,)* }
            }

            #[cfg(test)]
            fn one_of_each() -> Vec<Reason> {
                vec![$(Reason::$variant $(($example))?,)*]
            }
        }
    };
}

reasons! {
    // The file
    Missing => as_empty(text!("没有交来这次作业的笔记本", "no notebook of this assignment was handed in"));
    IsLink => as_empty(text!("交来的是一个链接，不是文件", "what was handed in is a link, not a file"));
    NoFile => as_empty(text!("交来的不是普通文件", "what was handed in is no ordinary file"));
    TooLarge(bytes: u64 = 30 << 20) => {
        let (megabytes, most) = (bytes >> 20, NOTEBOOK >> 20);
        as_empty(text!("文件有 {megabytes} MB，最多 {most} MB", "the file has {megabytes} MB, at most {most} MB are read"))
    };
    Unreadable(error: String = "x".to_owned()) => as_empty(text!("文件读不出来：{error}", "the file cannot be read: {error}"));
    NotUtf8(position: usize = 3) => as_empty(text!(
        "文件不是 UTF-8 文本（第 {position} 个字节处）", "the file is not UTF-8 (at byte {position})"
    ));
    NotJson(error: String = "x".to_owned()) => as_empty(text!("文件不是 JSON：{error}", "the file is not JSON: {error}"));
    NoNotebook => as_empty(text!("文件不是笔记本：没有 cells", "the file is no notebook: it has no cells"));
    // Its cells
    AnswerMissing => text!("交来的笔记本里没有这个答案单元。", "The notebook handed in lacks this answer cell.");
    AnswerNoText => text!("答案单元的内容不是文本，没有运行。", "The answer cell holds no text; it was not run.");
    AnswersJoined(count: usize = 2) => text!(
        "有 {count} 个单元都标着这道题的答案，按先后顺序都运行了。",
        "{count} cells are marked as this task's answer; all were run, in their order."
    );
    CheckMissing => text!(
        "交来的笔记本里没有这个检查单元，用的是教师的。",
        "The notebook handed in lacks this check cell; the teacher's was used."
    );
    CheckAltered => text!(
        "交来的笔记本里这个检查单元被改过，用的是教师的。",
        "In the notebook handed in this check cell was altered; the teacher's was used."
    );
    CheckRepeated(count: usize = 2) => text!(
        "交来的笔记本里这个检查单元有 {count} 个，只运行教师的一个。",
        "The notebook handed in has this check cell {count} times; the teacher's was run, once."
    );
    // The run
    Overtime(limit: Duration = Duration::from_secs(9)) => {
        let seconds = limit.as_secs();
        text!(
            "这个单元运行了 {seconds} 秒还没有结束（是不是死循环？），被停止了。",
            "This cell had not ended after {seconds} s (an endless loop?) and was stopped."
        )
    };
    TooMuchOutput(limit: u64 = 10 << 20) => {
        let megabytes = limit >> 20;
        text!(
            "这个单元输出太多（超过约 {megabytes} MB），被停止了。",
            "This cell showed too much (more than about {megabytes} MB) and was stopped."
        )
    };
    ProcessEnded => text!(
        "这个单元结束了运行代码的进程（例如 std::process::exit、栈溢出、abort）。",
        "This cell ended the process that runs the code (std::process::exit, a stack overflow, abort, …)."
    );
    ExecutorEnded => text!(
        "运行这个单元时，负责运行单元的程序没有了回音。",
        "While this cell ran, the program that runs cells fell silent."
    );
    OutOfMemory(limit: u64 = 3 << 30) => {
        let gigabytes = *limit as f64 / f64::from(1 << 30);
        text!("内存用完了：最多可用 {gigabytes:.1} GB。", "It ran out of memory: {gigabytes:.1} GB may be used.")
    };
    TooManyProcesses(limit: u64 = 256) => text!(
        "进程或线程太多：最多 {limit} 个。", "It started too many processes or threads: {limit} are allowed."
    );
    NotRunAfterStop => text!(
        "没有运行：这道题前面的单元使内核停止了。",
        "Not run: an earlier cell of this task had stopped the kernel."
    );
    OutOfTime(limit: Duration = Duration::from_secs(300)) => {
        let seconds = limit.as_secs();
        text!(
            "没有运行完：整份作业最多运行 {seconds} 秒。",
            "It did not run to the end: a whole submission may take {seconds} s."
        )
    };
    ForeignLines(count: usize = 1) => text!(
        "运行记录里有 {count} 行不是负责运行单元的程序写的，没有采用。",
        "The run's record holds {count} lines that do not belong there; they were not used."
    );
    NoReplies => text!(
        "检查单元没有得到答复（原因见它的输出），这道题没有分。",
        "The check cell got no replies (its output says why): no points for this task."
    );
    OtherReplies => text!(
        "检查单元的答复不是这道题、这次评分的，这道题没有分。",
        "The check cell's replies are not this task's or not this grading's: no points for this task."
    );
    NoSandbox => text!("注意：评分时没有用沙箱（--accept-risk）。", "Note: graded without a sandbox (--accept-risk).");
    NoLimits(why: String = "x".to_owned()) => text!(
        "注意：评分时没有限制内存和进程数（--accept-risk）：{why}",
        "Note: graded without limits on memory and processes (--accept-risk): {why}"
    );
    // The judgement
    JudgeFailed(why: String = "x".to_owned()) => text!(
        "判分程序对这个答复出错，这道题没有分，请教师看一看：{why}",
        "The judge failed on these replies: no points for this task; the teacher should look: {why}"
    );
}

impl Reason {
    /// The sentence that students and teachers read.
    pub fn sentence(&self, language: Language) -> String {
        language.within(|| self.said())
    }
}

/// What becomes of a file that cannot be graded.
fn as_empty(what: String) -> String {
    text!("{what}；按一份空白作业评分。", "{what}; it was graded as an empty one.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence_in_both_languages() {
        let mut seen = std::collections::HashSet::new();
        for reason in Reason::one_of_each() {
            for language in [Language::Chinese, Language::English] {
                let sentence = reason.sentence(language);
                assert!(sentence.ends_with(['。', '.', 'x']), "{reason:?}: {sentence}");
                assert!(seen.insert(sentence), "{reason:?} says the same as another");
            }
        }
    }

    #[test]
    fn a_file_that_cannot_be_graded_says_so() {
        let sentence = Reason::TooLarge(30 << 20).sentence(Language::English);
        assert_eq!(sentence, "the file has 30 MB, at most 10 MB are read; it was graded as an empty one.");
    }
}
