//! 7.4 and 7.5: a confusion matrix, and a group of answers of like confidence.

use ask::chapter_07::{self, Answers, Group};
use words::{Text, text};

use crate::near::near;
use crate::task::{Part, Task, shown};
use crate::typical::{finding, made};

pub static CONFUSION: Task<Answers, Vec<Vec<usize>>> = Task {
    questions: &chapter_07::CONFUSION,
    title: Text::new("混淆矩阵", "a confusion matrix"),
    parts: &[
        Part::new(
            1.0,
            ["全答对时", "where all is right"],
            [
                [
                    "矩阵总是 10 行 10 列，没有出现的数字也有自己的一行。",
                    "The matrix has always 10 rows and 10 columns; a digit that does not occur has its row too.",
                ],
                ["全答对时，只有对角线上有数。", "Where all is right, only the diagonal has counts."],
            ],
        ),
        Part::new(
            2.0,
            ["有答错的", "with mistakes"],
            [
                [
                    "一行是一个真正的数字，一列是网络的回答。",
                    "A row is what the digit is, a column what the network says.",
                ],
                ["同一格可能数到好几次，每次加 1。", "A field may be counted several times: add 1 each time."],
            ],
        ),
    ],
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
        if *found == expected {
            return Ok(());
        }
        let (total, images) = (found.iter().flatten().sum::<usize>(), truth.len());
        let once =
            found.iter().flatten().zip(expected.iter().flatten()).all(|(found, expected)| *found == *expected.min(&1));
        let mistakes = [
            (
                *found == count(predicted, truth),
                Text::new(
                    "行和列换了：一行是一个真正的数字。",
                    "Rows and columns are swapped: a row is what the digit is.",
                ),
            ),
            (
                once,
                Text::new("同一格出现几次，就要数几次。", "A field that occurs several times is counted each time."),
            ),
            (
                *found == count(truth, truth),
                Text::new("好像没有用到网络的回答。", "What the network says seems not to be used."),
            ),
        ];
        let call = format!("confusion(&{}, &{})", shown(truth), shown(predicted));
        let sum =
            text!("一共 {total} 次的矩阵（图片有 {images} 张）", "a matrix of {total} counts (of {images} images)");
        Err(finding(&call, &sum, made(&mistakes)))
    },
};

pub static CALIBRATION: Task<Group, (f32, f32)> = Task {
    questions: &chapter_07::CALIBRATION,
    title: Text::new("说九成，对几成", "says nine of ten, is right how often"),
    parts: &[
        Part::new(
            2.0,
            ["一组回答", "a group of answers"],
            [
                [
                    "先挑出把握在这一组里的回答，再对它们求两个平均。",
                    "First pick the answers whose confidence lies in the group, then take two means of these.",
                ],
                [
                    "大于下限，小于等于上限，才算在这一组里。",
                    "In the group is what is above its lower end, and at most its upper end.",
                ],
            ],
        ),
        Part::new(
            1.0,
            ["空的组", "an empty group"],
            [
                ["一个回答也没有的时候，0 除以 0 是 NaN。", "Where there is no answer at all, 0 by 0 is NaN."],
                ["空的组两个数都是 0。", "Of an empty group both numbers are 0."],
            ],
        ),
    ],
    judge: |(answers, (from, to)), found| {
        let means = |is_in: &dyn Fn(f32) -> bool| {
            let group: Vec<_> = answers.iter().filter(|(confidence, _)| is_in(*confidence)).collect();
            let count = group.len().max(1) as f32;
            let right = group.iter().filter(|(_, is_right)| *is_right).count() as f32;
            (group.iter().map(|(confidence, _)| confidence).sum::<f32>() / count, right / count)
        };
        let is = |(confidence, accuracy)| near(found.0, confidence, 1e-3) && near(found.1, accuracy, 1e-3);
        let (confidence, accuracy) = means(&|confidence| confidence > *from && confidence <= *to);
        if is((confidence, accuracy)) {
            return Ok(());
        }
        let mistakes = [
            (
                found.0.is_nan() || found.1.is_nan(),
                Text::new("NaN：空的组，0 除以 0。", "NaN: of an empty group it is 0 by 0."),
            ),
            (
                is((accuracy, confidence)),
                Text::new(
                    "两个数的次序反了：先把握，后准确率。",
                    "The two are in the wrong order: confidence first, then accuracy.",
                ),
            ),
            (
                is(means(&|confidence| confidence >= *from && confidence < *to))
                    || is(means(&|confidence| confidence >= *from && confidence <= *to)),
                Text::new(
                    "正好等于下限的不算，正好等于上限的算。",
                    "What equals the lower end is outside, what equals the upper end inside.",
                ),
            ),
            (
                is(means(&|_| true)),
                Text::new(
                    "好像用上了所有的回答：只要这一组的。",
                    "All answers seem to be used: take only the group's.",
                ),
            ),
            (
                near(found.0, confidence, 1e-3),
                Text::new(
                    "平均把握对，准确率不对：分母是这一组的个数。",
                    "The mean confidence is right, the accuracy is not: divide by the group's number.",
                ),
            ),
        ];
        let count = answers.len();
        let call = text!(
            "{count} 个回答，把握在 {from} 和 {to} 之间：bin",
            "of {count} answers, confidence between {from} and {to}: bin"
        );
        Err(finding(&call, &format!("{found:?}"), made(&mistakes)))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails_saying, passes};
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
    }

    #[test]
    fn mistakes_about_a_matrix_are_told() {
        let counted = |(rows, columns): (&[usize], &[usize])| {
            let mut counts = vec![vec![0; 10]; 10];
            rows.iter().zip(columns).for_each(|(row, column)| counts[*row][*column] += 1);
            counts
        };
        fails_saying(&CONFUSION, |(truth, predicted)| counted((predicted, truth)), 1.0, "swapped");
        fails_saying(&CONFUSION, |(truth, _)| counted((truth, truth)), 1.0, "seems not to be used");
        fails_saying(&CONFUSION, |_| vec![vec![0; 9]; 9], 0.0, "9 rows and 9 columns");
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
        fails_saying(&CALIBRATION, |input| means(&group(input), group(input).len()), 2.0, "0 by 0");
        fails_saying(&CALIBRATION, |(answers, _)| means(answers, answers.len().max(1)), 0.0, "All answers");
        fails_saying(
            &CALIBRATION,
            |input| {
                let (confidence, accuracy) = means(&group(input), group(input).len().max(1));
                (accuracy, confidence)
            },
            1.0,
            "wrong order",
        );
    }
}
