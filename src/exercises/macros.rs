//! `check!`, and the functions behind it.

/// Checks the answer to a task: `check!(3.1, my_softmax)`, `check!(8.1, MyLeNet)`.
///
/// The first word is the task's number, the second the answer: a function, a value or a type. It shows the points, what
/// was found, and a hint where something is wrong.
///
/// ```
/// use shuzi::prelude::*;
///
/// fn my_sigmoid(z: f32) -> f32 {
///     1.0 / (1.0 + (-z).exp())
/// }
/// let checked = check!(3.3, my_sigmoid);
/// assert!(checked.verdict().is_some_and(|verdict| verdict.is_done()));
/// ```
#[macro_export]
macro_rules! check {
    // Chapter 1
    // Chapter 2
    // Chapter 3
    (3.1, $answer:expr) => { $crate::exercises::chapter_03::softmax_of($answer) };
    (3.2, $answer:expr) => { $crate::exercises::chapter_03::temperature($answer) };
    (3.3, $answer:expr) => { $crate::exercises::chapter_03::sigmoid_of($answer) };
    (3.4, $answer:expr) => { $crate::exercises::chapter_03::logit($answer) };
    // Chapter 4
    // Chapter 5
    // Chapter 6
    // Chapter 7
    // Chapter 8
    // Homework 2-2
    ($($other:tt)*) => {
        compile_error!("no such task; check! takes a task and its answer, as in check!(3.1, my_softmax) / 没有这道题；写法是 check!(3.1, my_softmax)")
    };
}

/// The functions that `check!` calls, one for each task. None is generic: a cell that calls one compiles nothing anew.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident($answer:ident: $type:ty) = $task:ident, $call:expr;)+) => {
        $(
            $(#[$doc])*
            pub fn $name($answer: $type) -> Checked {
                $task.check(&$call)
            }
        )+
    };
}
pub(crate) use checks;
