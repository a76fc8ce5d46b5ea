//! From which box? Posteriors.

use ask::chapter_04::{self, Beliefs};

use crate::judge::{Judge, shown};
use crate::typical::{judged_near, mistakes};

const TOLERANCE: f64 = 1e-3;

pub static POSTERIOR: Judge<Beliefs, Vec<f64>> = Judge {
    questions: &chapter_04::POSTERIOR,
    judge: |(priors, likelihoods), found| {
        let call = format!("posterior(&{}, &{})", shown(priors), shown(likelihoods));
        let products: Vec<f64> = priors.iter().zip(likelihoods).map(|(prior, likelihood)| prior * likelihood).collect();
        let expected = shares(&products);
        let mistakes = mistakes! {
            shares(likelihoods) =>
                "这里只用到了似然，先验没有起作用。", "Only the likelihoods were used; the priors made no difference.";
            products =>
                "这是先验和似然的乘积，加起来还不是 1。",
                "These are the products of prior and likelihood; they do not sum to 1 yet.";
            priors.clone() =>
                "这就是先验：看到的球没有起作用。", "These are the priors: the ball that was seen made no difference.";
        };
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

fn shares(numbers: &[f64]) -> Vec<f64> {
    let sum: f64 = numbers.iter().sum();
    numbers.iter().map(|number| number / sum).collect()
}

pub static AFTER_DRAWS: Judge<(f64, Vec<bool>), f64> = Judge {
    questions: &chapter_04::AFTER_DRAWS,
    judge: |(prior, draws), found| {
        let expected = after(*prior, draws);
        let blue = vec![true; draws.len()];
        let first = draws.iter().copied().take(1).collect::<Vec<_>>();
        let last = draws.iter().copied().rev().take(1).collect::<Vec<_>>();
        let mistakes = mistakes! {
            after(*prior, &blue) =>
                "看样子白球被当成了蓝球：白球的似然是另外两个数。",
                "White balls seem to be taken for blue ones: the likelihoods of a white ball are two other numbers.";
            1.0 - expected => "这是甲的后验，问的是乙。", "This is A's posterior; the question is B's.";
            after(*prior, &last) => "看样子只用到了最后一个球。", "Only the last ball seems to be used.";
            after(*prior, &first) => "看样子只用到了第一个球。", "Only the first ball seems to be used.";
        };
        let call = format!("after_draws({prior}, &{})", shown(draws));
        judged_near(&call, found, expected, TOLERANCE, &mistakes)
    },
};

/// Each blue ball makes B 99 times as likely in comparison with A, each white ball A.
fn after(prior: f64, draws: &[bool]) -> f64 {
    let surplus: i32 = draws.iter().map(|&blue| if blue { 1 } else { -1 }).sum();
    let ratio = prior / (1.0 - prior) * 99_f64.powi(surplus);
    ratio / (1.0 + ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn posteriors_pass_however_they_are_computed() {
        passes(&POSTERIOR, |(priors, likelihoods)| {
            let products: Vec<f64> = priors.iter().zip(likelihoods).map(|(p, l)| p * l).collect();
            let sum: f64 = products.iter().sum();
            products.iter().map(|product| product / sum).collect()
        });
        passes(&POSTERIOR, |(priors, likelihoods)| {
            let logs = priors.iter().zip(likelihoods).map(|(p, l)| (p.ln() + l.ln()) as f32);
            shuzi::softmax(&logs.collect::<Vec<_>>()).into_iter().map(f64::from).collect()
        });
        // Typical mistakes.
        let products = |(priors, likelihoods): &Beliefs| -> Vec<f64> {
            priors.iter().zip(likelihoods).map(|(p, l)| p * l).collect()
        };
        fails(&POSTERIOR, products, 0.0, ["加起来还不是 1", "do not sum to 1"]);
        fails(&POSTERIOR, |(_, likelihoods)| shares(likelihoods), 1.0, ["先验没有起作用", "priors made no difference"]);
        fails(&POSTERIOR, |(priors, _)| priors.clone(), 0.0, ["看到的球没有起作用", "made no difference"]);
        fails(&POSTERIOR, |_| vec![0.5], 0.0, ["应当是 2 个", "should be 2"]);
    }

    /// The posterior of B after one more ball.
    fn one_more(prior: f64, blue: bool) -> f64 {
        let (of_a, of_b) = if blue { (0.01, 0.99) } else { (0.99, 0.01) };
        prior * of_b / (prior * of_b + (1.0 - prior) * of_a)
    }

    #[test]
    fn balls_pass_one_after_another_or_counted() {
        passes(&AFTER_DRAWS, |(prior, draws)| draws.iter().fold(*prior, |prior, &blue| one_more(prior, blue)));
        passes(&AFTER_DRAWS, |(prior, draws)| {
            let blue = draws.iter().filter(|&&blue| blue).count() as i32;
            let white = draws.len() as i32 - blue;
            1.0 / (1.0 + (1.0 - prior) / prior * 99_f64.powi(white - blue))
        });
        // Typical mistakes.
        let multiplied = |(prior, draws): &(f64, Vec<bool>)| {
            let (mut of_a, mut of_b) = (1.0 - prior, *prior);
            for &blue in draws {
                of_a *= if blue { 0.01 } else { 0.99 };
                of_b *= if blue { 0.99 } else { 0.01 };
            }
            of_b / (of_a + of_b)
        };
        fails(&AFTER_DRAWS, multiplied, 2.0, ["0 除以 0", "0 by 0"]);
        let all_blue = |(prior, draws): &(f64, Vec<bool>)| draws.iter().fold(*prior, |prior, _| one_more(prior, true));
        fails(&AFTER_DRAWS, all_blue, 0.0, ["白球被当成了蓝球", "taken for blue"]);
        let last = |(prior, draws): &(f64, Vec<bool>)| draws.last().map_or(*prior, |&blue| one_more(*prior, blue));
        fails(&AFTER_DRAWS, last, 1.0, ["只用到了最后一个球", "Only the last ball"]);
    }
}
