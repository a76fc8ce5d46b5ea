//! Squared error on probabilities: Brier's score, and how far its pushes get.

use ask::chapter_02::{self, Climb};
use words::{Text, text};

use crate::near::near;
use crate::task::{Part, Task, shown};
use crate::typical::{finding, typical_of};

const TOLERANCE: f64 = 1e-3;

pub static BRIER: Task<(Vec<f32>, usize), f32> = Task {
    questions: &chapter_02::BRIER,
    title: Text::new("Brier 分数", "Brier's score"),
    parts: &[
        Part {
            name: Text::new("两类", "two classes"),
            points: 1.0,
            hints: [
                Text::new(
                    "概率是 0.7 和 0.3、正确的是第 0 类：两个差都是 0.3，平方以后相加是多少？",
                    "With the probabilities 0.7 and 0.3 and class 0 right both differences are 0.3: what do their squares sum to?",
                ),
                Text::new(
                    "标签写成独热的：正确的类是 1，其余是 0。每一类都要减。",
                    "Write the label one-hot: 1 for the right class, 0 for the others. Every class is subtracted.",
                ),
            ],
        },
        Part {
            name: Text::new("更多类", "more classes"),
            points: 2.0,
            hints: [
                Text::new(
                    "每一类都有一项：正确的类是概率与 1 的差，其余的类是概率与 0 的差。",
                    "Each class has its term: the right one's difference is to 1, the others' to 0.",
                ),
                Text::new(
                    "enumerate() 连同下标一起给出概率，拿下标和标签比。",
                    "enumerate() gives each probability with its index, to be compared with the label.",
                ),
            ],
        },
    ],
    judge: |(probabilities, label), found| {
        let difference = |(class, p): (usize, &f32)| if class == *label { p - 1.0 } else { *p };
        let differences: Vec<f32> = probabilities.iter().enumerate().map(difference).collect();
        let sum: f32 = differences.iter().map(|difference| difference * difference).sum();
        if near(*found, sum, TOLERANCE) {
            return Ok(());
        }
        const MEAN: Text = Text::new(
            "这是对各类求的平均（库里的 Loss::Mse）；Brier 分数求的是和。",
            "This is the mean over the classes (the library's Loss::Mse); Brier's score is the sum.",
        );
        const RIGHT_ONLY: Text = Text::new(
            "这只是正确类的那一项，其余的类也有差。",
            "This is the right class's term only; the other classes differ too.",
        );
        const OTHERS_ONLY: Text = Text::new(
            "看样子少了正确类的那一项：它的差是概率与 1 的差。",
            "The right class's term seems to be missing: its difference is to 1.",
        );
        const SQUARES: Text = Text::new(
            "这是概率的平方和，标签没有起作用。",
            "This is the sum of the squared probabilities; the label made no difference.",
        );
        const SIZES: Text =
            Text::new("这是差的大小相加，没有平方。", "This is the sum of the sizes, without the squares.");
        const TWICE: Text = Text::new(
            "这是正确类那一项的两倍：只有两类时才是这样。",
            "This is twice the right class's term: so it is with two classes only.",
        );
        let of_right = differences[*label].powi(2);
        let mistakes = [
            (sum / probabilities.len() as f32, MEAN),
            (of_right, RIGHT_ONLY),
            (2.0 * of_right, TWICE),
            (sum - of_right, OTHERS_ONLY),
            (probabilities.iter().map(|p| p * p).sum(), SQUARES),
            (differences.iter().map(|difference| difference.abs()).sum(), SIZES),
        ];
        let call = format!("brier(&{}, {label})", shown(probabilities));
        Err(finding(&call, &format!("{found:?}"), typical_of(*found, &mistakes)))
    },
};

/// The right class's probability that is sure enough.
const SURE: f64 = 0.9;

/// Steps that no climb of ours takes.
const ENDLESS: usize = 100_000;

pub static STEPS_UNTIL_SURE: Task<Climb, usize> = Task {
    questions: &chapter_02::STEPS_UNTIL_SURE,
    title: Text::new("几步才到", "how many steps it takes"),
    parts: &[
        Part {
            name: Text::new("交叉熵的推力", "the push of cross-entropy"),
            points: 2.0,
            hints: [
                Text::new(
                    "每一步先由 z 算 p，再由 p 算推力，再改 z。三样的次序对吗？",
                    "Each step computes p from z, then the push from p, then changes z. Is that the order?",
                ),
                Text::new(
                    "数的是走了几步：p 一到 0.9 就停，最后一步也要数上。",
                    "Count the steps taken: stop as soon as p has reached 0.9, and count the last step too.",
                ),
            ],
        },
        Part {
            name: Text::new("平方误差的推力", "the push of squared error"),
            points: 1.0,
            hints: [
                Text::new(
                    "推力由参数 push 给出，不要自己写死一个式子。",
                    "The push is given by the parameter push; do not put a formula of your own in its place.",
                ),
                Text::new(
                    "push 是一个函数：push(p) 就是 p 处的推力。它可能很小，循环次数不要设上限。",
                    "push is a function: push(p) is the push at p. It may be tiny, so do not limit the number of steps.",
                ),
            ],
        },
        Part {
            name: Text::new("一开始就够了", "sure from the start"),
            points: 1.0,
            hints: [
                Text::new(
                    "z 已经是 3 时，p 是 0.95：一步也不用走。",
                    "With z at 3 already p is 0.95: no step is needed.",
                ),
                Text::new(
                    "先看 p 够不够，不够再走。while 正好是这样。",
                    "First see whether p is enough, and step only if not: just what while does.",
                ),
            ],
        },
    ],
    judge: |climb, found| {
        let expected = steps(climb);
        if *found == expected {
            return Ok(());
        }
        const ONE_MORE: Text = Text::new(
            "多了一步：先看 p 够不够，不够再走。",
            "That is one step too many: first see whether p is enough, and step only if not.",
        );
        const ONE_LESS: Text =
            Text::new("少了一步：最后到达的那一步也要数上。", "That is one step too few: the last step counts too.");
        const OTHER_PUSH: Text = Text::new(
            "这是交叉熵要走的步数：看样子没有用 push。",
            "So many it takes with cross-entropy: push seems not to be used.",
        );
        const TOO_MANY: Text = Text::new("走得太久了。", "That is too long.");
        const TOO_FEW: Text = Text::new("还没有走到。", "It has not arrived by then.");
        let (start, is_squared) = *climb;
        let why = match *found {
            steps if steps == expected + 1 => ONE_MORE,
            steps_found if steps_found + 1 == expected => ONE_LESS,
            steps_found if is_squared && steps_found == steps(&(start, false)) => OTHER_PUSH,
            steps_found if steps_found > expected => TOO_MANY,
            _ => TOO_FEW,
        };
        let call = if is_squared {
            text!("平方误差：steps_until_sure({start:?}, push)", "Squared error: steps_until_sure({start:?}, push)")
        } else {
            text!("交叉熵：steps_until_sure({start:?}, push)", "Cross-entropy: steps_until_sure({start:?}, push)")
        };
        Err(finding(&call, &found.to_string(), Some(why.get())))
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
    }

    #[test]
    fn typical_mistakes_in_briers_score_are_told() {
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
    }

    #[test]
    fn typical_mistakes_in_climbs_are_told() {
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).max(1), 3.0, ["多了一步", "one step too many"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).saturating_sub(1), 0.0, ["少了一步", "one step too few"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(&(climb.0, false)), 2.0, ["没有用 push", "push seems not"]);
        fails(&STEPS_UNTIL_SURE, |climb| steps(climb).min(36), 3.0, ["还没有走到", "not arrived"]);
        fails(&STEPS_UNTIL_SURE, |_| 1_000_000, 0.0, ["太久", "too long"]);
    }
}
