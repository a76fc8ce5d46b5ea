//! The logarithms of probabilities, also of tiny ones.

use ask::chapter_03;
use shuzi::loss::softmax;
use words::Text;

use crate::judge::{Judge, shown};
use crate::near::{all_near, same_length};
use crate::typical::{mistakes, typical, wrong};

const TOLERANCE: f32 = 1e-4;

pub static LOG_SOFTMAX: Judge<Vec<f32>, Vec<f32>> = Judge {
    questions: &chapter_03::LOG_SOFTMAX,
    judge: |scores, found| {
        let call = format!("log_softmax(&{})", shown(scores));
        same_length(&call, found.len(), scores.len())?;
        let largest = largest(scores);
        let total = scores.iter().map(|score| (score - largest).exp()).sum::<f32>().ln() + largest;
        let expected: Vec<f32> = scores.iter().map(|score| score - total).collect();
        if all_near(found, &expected, TOLERANCE) {
            return Ok(());
        }
        const RULED_OUT: Text = Text::new(
            "ln 0 是负无穷大：概率先成了 0。",
            "ln 0 is minus infinity: the probability had become 0 before.",
        );
        let mistakes = mistakes! {
            softmax(scores) => "这是概率，还没有取对数。", "These are the probabilities, without the logarithm.";
            expected.iter().map(|log| -log).collect() =>
                "符号反了：概率小于 1，对数是负的。", "The sign is wrong: probabilities below 1 have negative logarithms.";
        };
        let ruled_out = found.contains(&f32::NEG_INFINITY).then(|| RULED_OUT.get());
        wrong(&call, found, ruled_out.or(typical(found, &mistakes)))
    },
};

fn largest(numbers: &[f32]) -> f32 {
    numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn logarithms_pass_in_either_form() {
        passes(&LOG_SOFTMAX, |scores| {
            let differences = |own: &f32| scores.iter().map(|other| f64::from(other - own).exp()).sum::<f64>();
            scores.iter().map(|own| -differences(own).ln() as f32).collect()
        });
        passes(&LOG_SOFTMAX, |scores| {
            let sum: f32 = scores.iter().map(|score| (score - largest(scores)).exp()).sum();
            scores.iter().map(|score| score - largest(scores) - sum.ln()).collect()
        });
        // Typical mistakes.
        let late = |scores: &Vec<f32>| softmax(scores).iter().map(|p| p.ln()).collect();
        fails(&LOG_SOFTMAX, late, 2.0, ["概率先成了 0", "had become 0 before"]);
        fails(&LOG_SOFTMAX, |scores| softmax(scores), 0.0, ["还没有取对数", "without the logarithm"]);
        let opposite = |scores: &Vec<f32>| softmax(scores).iter().map(|p| -p.ln()).collect();
        fails(&LOG_SOFTMAX, opposite, 0.0, ["符号反了", "sign is wrong"]);
    }
}
