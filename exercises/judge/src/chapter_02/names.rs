//! Labels are names: giving them back, and what squared error makes of doubt.

use ask::chapter_02::{self, Doubt, Renamed};
use words::text;

use crate::judge::{Judge, shown};
use crate::near::same_length;
use crate::typical::{judged, mistakes, typical, wrong};

pub static OLD_LABELS: Judge<Renamed, Vec<usize>> = Judge {
    questions: &chapter_02::OLD_LABELS,
    judge: |(answers, names), found| {
        let call = format!("old_labels(&{}, &{})", shown(answers), shown(names));
        same_length(&call, found.len(), answers.len())?;
        // A digit is right if its new label is the answer.
        let right = found.iter().zip(answers).all(|(&digit, answer)| names.get(digit) == Some(answer));
        let forward: Option<Vec<usize>> = answers.iter().map(|&answer| names.get(answer).copied()).collect();
        let mistakes = mistakes! {
            forward.as_ref() == Some(found) =>
                "这是再改了一次名，不是改回来。", "This renames once more instead of giving the old names back.";
            found == answers => "还是新标签，没有变。", "These are still the new labels.";
        };
        judged(right, &call, found, &mistakes)
    },
};

/// An answer found by trying many, a hundredth apart, is good enough.
const NEAR_ENOUGH: f64 = 0.02;

pub static BEST_ANSWER: Judge<Doubt, f64> = Judge {
    questions: &chapter_02::BEST_ANSWER,
    judge: |(labels, chances), found| {
        let expected: f64 = labels.iter().zip(chances).map(|(label, chance)| label * chance).sum();
        if (found - expected).abs() <= NEAR_ENOUGH {
            return Ok(());
        }
        let count = labels.len() as f64;
        let likeliest = labels
            .iter()
            .zip(chances)
            .fold((0.0, 0.0), |best, (label, chance)| if *chance > best.1 { (*label, *chance) } else { best });
        let mistakes = mistakes! {
            labels.iter().sum::<f64>() / count =>
                "这是各个标签的平均，没有用到它们的机会。",
                "This is the mean of the labels; their chances were not used.";
            likeliest.0 =>
                "这是最可能的标签；平方误差最小的回答不是它。",
                "This is the likeliest label; it is not the answer with the smallest squared error.";
            expected / count =>
                "看样子又除以了标签的个数：机会加起来已经是 1。",
                "It seems to be divided by the number of labels as well; but the chances sum to 1 already.";
        };
        let mean_loss = |answer: f64| -> f64 {
            labels.iter().zip(chances).map(|(label, chance)| chance * (answer - label).powi(2)).sum()
        };
        let loss = mean_loss(*found);
        let call = format!("best_answer(&{}, &{})", shown(labels), shown(chances));
        let fallback = text!(
            "这个回答的平均损失是 {loss:.3}，还有更小的。",
            "The mean loss of this answer is {loss:.3}, and there are smaller ones."
        );
        wrong(&call, found, Some(typical(found, &mistakes).unwrap_or(&fallback)))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn names_pass_searched_or_turned_round() {
        passes(&OLD_LABELS, |(answers, names)| {
            let digit = |answer: &usize| names.iter().position(|name| name == answer).expect("each name is there");
            answers.iter().map(digit).collect()
        });
        passes(&OLD_LABELS, |(answers, names)| {
            let mut digits = vec![0; names.len()];
            for (digit, &name) in names.iter().enumerate() {
                digits[name] = digit;
            }
            answers.iter().map(|&answer| digits[answer]).collect()
        });
        // Typical mistakes.
        let forward = |(answers, names): &Renamed| answers.iter().map(|&answer| names[answer]).collect();
        fails(&OLD_LABELS, forward, 1.0, ["再改了一次名", "once more"]);
        fails(&OLD_LABELS, |(answers, _)| answers.clone(), 0.0, ["还是新标签", "still the new labels"]);
        fails(&OLD_LABELS, |(_, names)| names.clone(), 0.0, ["应当是 3 个", "should be 3"]);
        fails(&OLD_LABELS, |(answers, _)| vec![99; answers.len()], 0.0, ["不对", "not right"]);
    }

    #[test]
    fn the_best_answer_passes_computed_or_found_by_trying() {
        passes(&BEST_ANSWER, |(labels, chances)| {
            labels.iter().zip(chances).map(|(label, chance)| label * chance).sum()
        });
        passes(&BEST_ANSWER, |(labels, chances)| {
            let loss = |answer: f64| -> f64 {
                labels.iter().zip(chances).map(|(label, chance)| chance * (label - answer).powi(2)).sum()
            };
            let tried = (0..=900).map(|hundredths| f64::from(hundredths) / 100.0);
            tried.min_by(|a, b| loss(*a).total_cmp(&loss(*b))).expect("some")
        });
        // Typical mistakes.
        let plain = |(labels, _): &Doubt| labels.iter().sum::<f64>() / labels.len() as f64;
        fails(&BEST_ANSWER, plain, 1.0, ["没有用到它们的机会", "chances were not used"]);
        fails(&BEST_ANSWER, |(labels, _)| labels[0], 0.0, ["最可能的标签", "likeliest label"]);
        let again = |(labels, chances): &Doubt| {
            labels.iter().zip(chances).map(|(label, chance)| label * chance).sum::<f64>() / labels.len() as f64
        };
        fails(&BEST_ANSWER, again, 0.0, ["又除以了", "divided by the number"]);
        fails(&BEST_ANSWER, |_| 8.5, 0.0, ["还有更小的", "smaller ones"]);
    }
}
