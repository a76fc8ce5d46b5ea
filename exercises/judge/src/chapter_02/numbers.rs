//! Regression: squared errors, and digits as real numbers.

use ask::chapter_02;

use crate::judge::{Judge, shown};
use crate::typical::{judged_near, mistakes};

const TOLERANCE: f64 = 1e-3;

pub static MEAN_SQUARED_ERROR: Judge<(Vec<f64>, Vec<f64>), f64> = Judge {
    questions: &chapter_02::MEAN_SQUARED_ERROR,
    judge: |(predicted, truth), found| {
        let errors: Vec<f64> = predicted.iter().zip(truth).map(|(predicted, truth)| predicted - truth).collect();
        let count = errors.len() as f64;
        let squares: f64 = errors.iter().map(|error| error * error).sum();
        let mean = errors.iter().sum::<f64>() / count;
        let mistakes = mistakes! {
            squares => "这是平方的和，不是平均。", "This is the sum of the squares, not their mean.";
            (squares / count).sqrt() => "这是均方误差的平方根。", "This is the root of the mean squared error.";
            errors.iter().map(|error| error.abs()).sum::<f64>() / count =>
                "这是误差大小的平均，没有平方。", "This is the mean size of the errors, without the squares.";
            mean, -mean =>
                "这是误差的平均，没有平方：多的和少的互相抵消了。",
                "This is the mean of the errors, without the squares: too much and too little cancel.";
            mean * mean =>
                "看样子先求了平均，再平方：次序反了。",
                "The mean seems to be taken first and squared then: it is the other way round.";
        };
        let call = format!("mean_squared_error(&{}, &{})", shown(predicted), shown(truth));
        judged_near(&call, found, squares / count, TOLERANCE, &mistakes)
    },
};

pub static ROUNDED_ACCURACY: Judge<(Vec<f32>, Vec<usize>), f32> = Judge {
    questions: &chapter_02::ROUNDED_ACCURACY,
    judge: |(outputs, labels), found| {
        let share = |read: fn(f32) -> f32| {
            let right = outputs.iter().zip(labels).filter(|(output, label)| read(**output) == **label as f32).count();
            right as f32 / labels.len() as f32
        };
        let expected = share(|output| output.round().clamp(0.0, 9.0));
        let mistakes = mistakes! {
            share(f32::round), share(|output| output.round().max(0.0)) =>
                "看样子比 0 小、比 9 大的输出没有变成 0 和 9。",
                "Outputs below 0 and above 9 seem not to become 0 and 9.";
            share(|output| output.trunc().clamp(0.0, 9.0)), share(|output| output.trunc().max(0.0)) =>
                "看样子只是去掉了小数，没有四舍五入。", "The decimals seem to be cut off, not rounded.";
            share(|output| output) => "看样子没有四舍五入就比较了。", "The outputs seem to be compared unrounded.";
            expected * labels.len() as f32 => "这是张数，不是比例。", "This is a count of images, not a share.";
            expected * 100.0 =>
                "看样子是百分数：准确率请用 0 到 1 之间的数。",
                "This seems to be in per cent: give the accuracy as a number from 0 to 1.";
            1.0 - expected => "这是认错的比例。", "This is the share that was read wrong.";
        };
        let call = format!("rounded_accuracy(&{}, &{})", shown(outputs), shown(labels));
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    fn errors((predicted, truth): &(Vec<f64>, Vec<f64>)) -> Vec<f64> {
        predicted.iter().zip(truth).map(|(predicted, truth)| predicted - truth).collect()
    }

    fn mean(numbers: impl IntoIterator<Item = f64>) -> f64 {
        let numbers: Vec<f64> = numbers.into_iter().collect();
        numbers.iter().sum::<f64>() / numbers.len() as f64
    }

    #[test]
    fn mean_squared_errors_pass_whichever_way_one_subtracts() {
        passes(&MEAN_SQUARED_ERROR, |houses| mean(errors(houses).iter().map(|error| error * error)));
        passes(&MEAN_SQUARED_ERROR, |(predicted, truth)| {
            let mut sum = 0.0;
            for i in 0..truth.len() {
                sum += (truth[i] - predicted[i]).powi(2);
            }
            sum / truth.len() as f64
        });
        // Typical mistakes.
        let task = &MEAN_SQUARED_ERROR;
        let sum = |houses: &(Vec<f64>, Vec<f64>)| errors(houses).iter().map(|error| error * error).sum();
        fails(task, sum, 0.0, ["平方的和", "sum of the squares"]);
        fails(task, |houses| mean(errors(houses)), 0.0, ["互相抵消", "cancel"]);
        fails(
            task,
            |houses| mean(errors(houses).iter().map(|error| error.abs())),
            0.0,
            ["没有平方", "without the squares"],
        );
        fails(task, |houses| mean(errors(houses).iter().map(|error| error * error)).sqrt(), 0.0, ["平方根", "root"]);
        fails(task, |houses| mean(errors(houses)).powi(2), 0.0, ["次序反了", "other way round"]);
    }

    fn right((outputs, labels): &(Vec<f32>, Vec<usize>), read: fn(f32) -> usize) -> f32 {
        outputs.iter().zip(labels).filter(|(output, label)| read(**output) == **label).count() as f32
    }

    #[test]
    fn accuracies_pass_rounded_and_clamped_either_way() {
        passes(&ROUNDED_ACCURACY, |images| {
            right(images, |output| output.round().clamp(0.0, 9.0) as usize) / images.1.len() as f32
        });
        passes(&ROUNDED_ACCURACY, |images| {
            right(images, |output| ((output + 0.5).max(0.0) as usize).min(9)) / images.1.len() as f32
        });
        // Typical mistakes.
        let task = &ROUNDED_ACCURACY;
        let share =
            |read: fn(f32) -> usize| move |images: &(Vec<f32>, Vec<usize>)| right(images, read) / images.1.len() as f32;
        fails(task, share(|output| output.round() as usize), 2.0, ["没有变成 0 和 9", "not to become 0 and 9"]);
        fails(task, share(|output| output as usize), 0.0, ["去掉了小数", "cut off"]);
        fails(task, |images| right(images, |output| output.round().clamp(0.0, 9.0) as usize), 0.0, ["张数", "count"]);
        fails(task, |_| 75.0, 0.0, ["百分数", "per cent"]);
    }
}
