//! Squared error on probabilities: Brier's score, and how far its pushes get.

use ask::chapter_02::{self, Climb};
use words::text;

use crate::judge::{Judge, shown};
use crate::typical::{judged, judged_near, mistakes};

const TOLERANCE: f64 = 1e-3;

pub static BRIER: Judge<(Vec<f32>, usize), f32> = Judge {
    questions: &chapter_02::BRIER,
    judge: |(probabilities, label), found| {
        let difference = |(class, p): (usize, &f32)| if class == *label { p - 1.0 } else { *p };
        let differences: Vec<f32> = probabilities.iter().enumerate().map(difference).collect();
        let sum: f32 = differences.iter().map(|difference| difference * difference).sum();
        let of_right = differences[*label].powi(2);
        let mistakes = mistakes! {
            sum / probabilities.len() as f32 =>
                "这是对各类求的平均（库里的 Loss::Mse）；Brier 分数求的是和。",
                "This is the mean over the classes (the library's Loss::Mse); Brier's score is the sum.";
            of_right =>
                "这只是正确类的那一项，其余的类也有差。",
                "This is the right class's term only; the other classes differ too.";
            2.0 * of_right =>
                "这是正确类那一项的两倍：只有两类时才是这样。",
                "This is twice the right class's term: so it is with two classes only.";
            sum - of_right =>
                "看样子少了正确类的那一项：它的差是概率与 1 的差。",
                "The right class's term seems to be missing: its difference is to 1.";
            probabilities.iter().map(|p| p * p).sum() =>
                "这是概率的平方和，标签没有起作用。",
                "This is the sum of the squared probabilities; the label made no difference.";
            differences.iter().map(|difference| difference.abs()).sum() =>
                "这是差的大小相加，没有平方。", "This is the sum of the sizes, without the squares.";
        };
        let call = format!("brier(&{}, {label})", shown(probabilities));
        judged_near(&call, found, sum, TOLERANCE, &mistakes)
    },
};

/// The right class's probability that is sure enough.
const SURE: f64 = 0.9;

/// Steps that no climb of ours takes.
const ENDLESS: usize = 100_000;

pub static STEPS_UNTIL_SURE: Judge<Climb, usize> = Judge {
    questions: &chapter_02::STEPS_UNTIL_SURE,
    judge: |climb, found| {
        let expected = steps(climb);
        let (start, is_squared) = *climb;
        let mistakes = mistakes! {
            *found == expected + 1 =>
                "多了一步：先看 p 够不够，不够再走。",
                "That is one step too many: first see whether p is enough, and step only if not.";
            *found + 1 == expected =>
                "少了一步：最后到达的那一步也要数上。", "That is one step too few: the last step counts too.";
            is_squared && *found == steps(&(start, false)) =>
                "这是交叉熵要走的步数：看样子没有用 push。", "So many it takes with cross-entropy: push seems not to be used.";
            *found > expected => "走得太久了。", "That is too long.";
            true => "还没有走到。", "It has not arrived by then.";
        };
        let call = if is_squared {
            text!("平方误差：steps_until_sure({start:?}, push)", "Squared error: steps_until_sure({start:?}, push)")
        } else {
            text!("交叉熵：steps_until_sure({start:?}, push)", "Cross-entropy: steps_until_sure({start:?}, push)")
        };
        judged(*found == expected, &call, found, &mistakes)
    },
};

fn steps(climb: &Climb) -> usize {
    let push = chapter_02::push(climb);
    let mut lead = climb.0;
    let probability = |lead: f64| 1.0 / (1.0 + (-lead).exp());
    (0..ENDLESS)
        .find(|_| {
            let p = probability(lead);
            lead += push(p);
            p >= SURE
        })
        .unwrap_or(ENDLESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::near::near;
    use crate::trial::{fails, passes};
    use shuzi::gradient::gradient;
    use shuzi::loss::{Loss, sigmoid};

    fn differences((probabilities, label): &(Vec<f32>, usize)) -> Vec<f32> {
        let one_hot = |class| f32::from(u8::from(class == *label));
        probabilities.iter().enumerate().map(|(class, p)| p - one_hot(class)).collect()
    }

    #[test]
    fn briers_score_passes_by_one_hot_labels_or_by_a_formula() {
        passes(&BRIER, |answer| differences(answer).iter().map(|difference| difference.powi(2)).sum());
        passes(&BRIER, |(probabilities, label)| {
            probabilities.iter().map(|p| p * p).sum::<f32>() - 2.0 * probabilities[*label] + 1.0
        });
        // Typical mistakes.
        let sum =
            |answer: &(Vec<f32>, usize)| differences(answer).iter().map(|difference| difference.powi(2)).sum::<f32>();
        fails(&BRIER, |answer| sum(answer) / answer.0.len() as f32, 0.0, ["求的平均", "mean over the classes"]);
        fails(&BRIER, |(p, label)| 2.0 * (1.0 - p[*label]).powi(2), 1.0, ["只有两类时", "two classes only"]);
        fails(&BRIER, |(p, label)| (p[*label]).powi(2), 0.0, ["不对", "not right"]);
        fails(&BRIER, |(p, _)| p.iter().map(|p| p * p).sum(), 0.0, ["标签没有起作用", "label made no difference"]);
        let sizes = |answer: &(Vec<f32>, usize)| differences(answer).iter().map(|difference| difference.abs()).sum();
        fails(&BRIER, sizes, 0.0, ["没有平方", "without the squares"]);
    }

    #[test]
    fn the_pushes_are_those_of_the_librarys_losses() {
        for (is_squared, loss) in [(false, Loss::CrossEntropy), (true, Loss::Mse)] {
            for z in [-5.0, -0.7, 2.0] {
                let found = chapter_02::push(&(0.0, is_squared))(f64::from(sigmoid(z)));
                let expected = gradient(loss, &[z, 0.0], 0).expect("two classes")[0].abs();
                assert!(near(found, expected, 1e-5), "{loss:?} at {z}: {found}");
            }
        }
        assert!((5..20).contains(&steps(&(-5.0, false))) && steps(&(-5.0, true)) > 40);
    }

    #[test]
    fn climbs_pass_as_a_while_or_as_a_loop() {
        passes(&STEPS_UNTIL_SURE, |climb| {
            let (mut z, mut steps) = (climb.0, 0);
            while 1.0 / (1.0 + (-z).exp()) < 0.9 {
                z += chapter_02::push(climb)(1.0 / (1.0 + (-z).exp()));
                steps += 1;
            }
            steps
        });
        passes(&STEPS_UNTIL_SURE, |climb| {
            let mut z = climb.0;
            let mut steps = 0;
            loop {
                let p = z.exp() / (1.0 + z.exp());
                if p >= 0.9 {
                    return steps;
                }
                z += chapter_02::push(climb)(p);
                steps += 1;
            }
        });
        // Typical mistakes.
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).max(1), 3.0, ["多了一步", "one step too many"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).saturating_sub(1), 0.0, ["少了一步", "one step too few"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(&(climb.0, false)), 2.0, ["没有用 push", "push seems not"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).min(36), 3.0, ["还没有走到", "not arrived"]);
        fails(&STEPS_UNTIL_SURE, |_| 1_000_000, 0.0, ["太久", "too long"]);
    }
}
