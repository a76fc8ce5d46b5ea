//! 7.4 and 7.5: a confusion matrix, and a group of answers of like confidence.

use ask::chapter_07::{self, Answers, Group};
use words::text;

use crate::judge::{Judge, shown};
use crate::near::near;
use crate::typical::{judged, mistakes};

pub static CONFUSION: Judge<Answers, Vec<Vec<usize>>> = Judge {
    questions: &chapter_07::CONFUSION,
    judge: |(truth, predicted), found| {
        let (rows, columns) = (found.len(), found.first().map_or(0, Vec::len));
        if rows != 10 || found.iter().any(|row| row.len() != 10) {
            return Err(text!(
                "结果有 {rows} 行 {columns} 列，应当是 10 行 10 列。",
                "the result has {rows} rows and {columns} columns; it should have 10 and 10."
            ));
        }
        let count = |rows: &[usize], columns: &[usize]| {
            let mut counts = vec![vec![0; 10]; 10];
            rows.iter().zip(columns).for_each(|(row, column)| counts[*row][*column] += 1);
            counts
        };
        let expected = count(truth, predicted);
        let (total, images) = (found.iter().flatten().sum::<usize>(), truth.len());
        let once =
            found.iter().flatten().zip(expected.iter().flatten()).all(|(found, expected)| *found == *expected.min(&1));
        let mistakes = mistakes! {
            *found == count(predicted, truth) =>
                "行和列换了：一行是一个真正的数字。", "Rows and columns are swapped: a row is what the digit is.";
            once => "同一格出现几次，就要数几次。", "A field that occurs several times is counted each time.";
            *found == count(truth, truth) => "好像没有用到网络的回答。", "What the network says seems not to be used.";
        };
        let call = format!("confusion(&{}, &{})", shown(truth), shown(predicted));
        let sum =
            text!("一共 {total} 次的矩阵（图片有 {images} 张）", "a matrix of {total} counts (of {images} images)");
        judged(*found == expected, &call, &format_args!("{sum}"), &mistakes)
    },
};

pub static CALIBRATION: Judge<Group, (f32, f32)> = Judge {
    questions: &chapter_07::CALIBRATION,
    judge: |(answers, (from, to)), found| {
        let means = |is_in: &dyn Fn(f32) -> bool| {
            let group: Vec<_> = answers.iter().filter(|(confidence, _)| is_in(*confidence)).collect();
            let count = group.len().max(1) as f32;
            let right = group.iter().filter(|(_, is_right)| *is_right).count() as f32;
            (group.iter().map(|(confidence, _)| confidence).sum::<f32>() / count, right / count)
        };
        let is = |(confidence, accuracy)| near(found.0, confidence, 1e-3) && near(found.1, accuracy, 1e-3);
        let (confidence, accuracy) = means(&|confidence| confidence > *from && confidence <= *to);
        let mistakes = mistakes! {
            found.0.is_nan() || found.1.is_nan() => "NaN：空的组，0 除以 0。", "NaN: of an empty group it is 0 by 0.";
            is((accuracy, confidence)) =>
                "两个数的次序反了：先把握，后准确率。",
                "The two are in the wrong order: confidence first, then accuracy.";
            is(means(&|confidence| confidence >= *from && confidence < *to)),
            is(means(&|confidence| confidence >= *from && confidence <= *to)) =>
                "正好等于下限的不算，正好等于上限的算。",
                "What equals the lower end is outside, what equals the upper end inside.";
            is(means(&|_| true)) =>
                "好像用上了所有的回答：只要这一组的。", "All answers seem to be used: take only the group's.";
            near(found.0, confidence, 1e-3) =>
                "平均把握对，准确率不对：分母是这一组的个数。",
                "The mean confidence is right, the accuracy is not: divide by the group's number.";
        };
        let count = answers.len();
        let call = text!(
            "{count} 个回答，把握在 {from} 和 {to} 之间：bin",
            "of {count} answers, confidence between {from} and {to}: bin"
        );
        judged(is((confidence, accuracy)), &call, found, &mistakes)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use shuzi::metrics::ConfusionMatrix;

    #[test]
    fn a_matrix_is_right_however_it_is_counted() {
        passes(&CONFUSION, |(truth, predicted)| {
            let labels: Vec<u8> = truth.iter().map(|digit| u8::try_from(*digit).expect("a digit")).collect();
            ConfusionMatrix::count(predicted, &labels).counts.map(Vec::from).into()
        });
        passes(&CONFUSION, |(truth, predicted)| {
            let count = |pair| truth.iter().zip(predicted).filter(|(t, p)| (**t, **p) == pair).count();
            (0..10).map(|t| (0..10).map(|p| count((t, p))).collect()).collect()
        });
        // Typical mistakes.
        let counted = |(rows, columns): (&[usize], &[usize])| {
            let mut counts = vec![vec![0; 10]; 10];
            rows.iter().zip(columns).for_each(|(row, column)| counts[*row][*column] += 1);
            counts
        };
        fails(&CONFUSION, |(truth, predicted)| counted((predicted, truth)), 1.0, ["swapped"]);
        fails(&CONFUSION, |(truth, _)| counted((truth, truth)), 1.0, ["seems not to be used"]);
        fails(&CONFUSION, |_| vec![vec![0; 9]; 9], 0.0, ["9 rows and 9 columns"]);
    }

    #[test]
    fn a_group_is_right_however_it_is_averaged() {
        let group = |(answers, (from, to)): &Group| -> Vec<(f32, bool)> {
            answers.iter().copied().filter(|(c, _)| c > from && c <= to).collect()
        };
        passes(&CALIBRATION, |input| {
            let (group, mut sums) = (group(input), (0.0, 0.0));
            for (confidence, is_right) in &group {
                sums.0 += confidence / group.len() as f32;
                sums.1 += f32::from(u8::from(*is_right)) / group.len() as f32;
            }
            sums
        });
        let means = |group: &[(f32, bool)], count: usize| {
            let right = group.iter().filter(|(_, is_right)| *is_right).count() as f32;
            (group.iter().map(|(c, _)| c).sum::<f32>() / count as f32, right / count as f32)
        };
        passes(&CALIBRATION, |input| means(&group(input), group(input).len().max(1)));
        fails(&CALIBRATION, |input| means(&group(input), group(input).len()), 2.0, ["0 by 0"]);
        fails(&CALIBRATION, |(answers, _)| means(answers, answers.len().max(1)), 0.0, ["All answers"]);
        fails(
            &CALIBRATION,
            |input| {
                let (confidence, accuracy) = means(&group(input), group(input).len().max(1));
                (accuracy, confidence)
            },
            1.0,
            ["wrong order"],
        );
    }
}
