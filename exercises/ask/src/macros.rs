//! `check!`: which function a task's number stands for.

/// Checks the answer to a task: `check!(3.1, my_softmax)`, `check!(8.1, MyLeNet)`.
///
/// The first word is the task's number, the second the answer: a function, a value or a type. As a cell's last line it
/// shows the points, what was found, and a hint where something is wrong.
///
/// ```
/// use ask::check;
/// use shuzi::prelude::*;
///
/// type MyNetwork = (Flatten, Linear<784, 10>);
/// let asked = check!(5.5, MyNetwork);
/// assert_eq!(asked.replies[0]["value"]["input"], serde_json::json!([1, 28, 28]));
/// ```
#[macro_export]
macro_rules! check {
    // Chapter 1
    (1.1, $answer:expr) => { $crate::chapter_01::malignant_share($answer) };
    (1.2, $answer:expr) => { $crate::chapter_01::guess($answer) };
    (1.3, $answer:expr) => { $crate::chapter_01::batch_loss($answer) };
    (1.4, $answer:expr) => { $crate::chapter_01::one_step($answer) };
    (1.5, $answer:expr) => { $crate::chapter_01::train($answer) };
    // Chapter 2
    (2.1, $answer:expr) => { $crate::chapter_02::mean_squared_error($answer) };
    (2.2, $answer:expr) => { $crate::chapter_02::rounded_accuracy($answer) };
    (2.3, $answer:expr) => { $crate::chapter_02::old_labels($answer) };
    (2.4, $answer:expr) => { $crate::chapter_02::best_answer($answer) };
    (2.5, $answer:expr) => { $crate::chapter_02::brier($answer) };
    (2.6, $answer:expr) => { $crate::chapter_02::steps_until_sure($answer) };
    // Chapter 3
    (3.1, $answer:expr) => { $crate::chapter_03::softmax_of($answer) };
    (3.2, $answer:expr) => { $crate::chapter_03::temperature($answer) };
    (3.3, $answer:expr) => { $crate::chapter_03::sigmoid_of($answer) };
    (3.4, $answer:expr) => { $crate::chapter_03::logit($answer) };
    (3.5, $answer:expr) => { $crate::chapter_03::log_softmax_of($answer) };
    // Chapter 4
    (4.1, $answer:expr) => { $crate::chapter_04::posterior($answer) };
    (4.2, $answer:expr) => { $crate::chapter_04::after_draws($answer) };
    (4.3, $answer:expr) => { $crate::chapter_04::mean_cross_entropy($answer) };
    (4.4, $answer:expr) => { $crate::chapter_04::starting_loss($answer) };
    (4.5, $answer:expr) => { $crate::chapter_04::gradient($answer) };
    (4.6, $answer:expr) => { $crate::chapter_04::entropy_of($answer) };
    // Chapter 5
    (5.1, $answer:expr) => { $crate::chapter_05::output_side_of($answer) };
    (5.2, $answer:expr) => { $crate::chapter_05::costs($answer) };
    (5.3, $answer:expr) => { $crate::chapter_05::convolve($answer) };
    (5.4, $answer:expr) => { $crate::chapter_05::features($answer) };
    (5.5, $network:ty) => {
        $crate::chapter_05::network(&$crate::shuzi::model::summary::<$network, $crate::shuzi::model::Digit>())
    };
    // Chapter 6
    (6.1, $answer:expr) => { $crate::chapter_06::step($answer) };
    (6.2, $answer:expr) => { $crate::chapter_06::momentum($answer) };
    (6.3, $answer:expr) => { $crate::chapter_06::steps($answer) };
    (6.4, $answer:expr) => { $crate::chapter_06::floor($answer) };
    (6.5, $model:expr) => { $crate::chapter_06::trained(&$model) };
    // Chapter 7
    (7.1, $answer:expr) => { $crate::chapter_07::answer($answer) };
    (7.2, $answer:expr) => { $crate::chapter_07::ink($answer) };
    (7.3, $answer:expr) => { $crate::chapter_07::centre($answer) };
    (7.4, $answer:expr) => { $crate::chapter_07::confusion($answer) };
    (7.5, $answer:expr) => { $crate::chapter_07::calibration($answer) };
    // Chapter 8
    (8.1, $network:ty) => {
        $crate::chapter_08::lenet(&$crate::shuzi::model::summary::<$network, $crate::shuzi::model::Digit32>())
    };
    (8.2, $answer:expr) => { $crate::chapter_08::stacked($answer) };
    (8.3, $answer:expr) => { $crate::chapter_08::separated($answer) };
    (8.4, $answer:expr) => { $crate::chapter_08::block($answer) };
    (8.5, $network:ty) => {
        $crate::chapter_08::residual(&$crate::shuzi::model::summary::<$network, $crate::shuzi::model::Digit>())
    };
    // Homework 2-2
    (hw.1, $network:ty) => {
        $crate::homework_2_2::alexnet(&$crate::shuzi::model::summary::<$network, $crate::shuzi::model::Photo224>())
    };
    (hw.2, $table:expr) => { $crate::homework_2_2::table(&$table) };
    (hw.3, $model:expr) => { $crate::homework_2_2::variant(&$model) };
    ($($other:tt)*) => {
        compile_error!("no such task; check! takes a task and its answer, as in check!(3.1, my_softmax) / 没有这道题；写法是 check!(3.1, my_softmax)")
    };
}
