//! Two classes: the sigmoid and its inverse.

use ask::chapter_03;
use shuzi::loss::sigmoid;
use words::{Text, text};

use crate::judge::Judge;
use crate::near::near;
use crate::typical::{mistakes, typical, wrong};

const TOLERANCE: f32 = 1e-4;

pub static SIGMOID: Judge<f32, f32> = Judge {
    questions: &chapter_03::SIGMOID,
    judge: |z, found| {
        let expected = sigmoid(*z);
        if near(*found, expected, TOLERANCE) {
            return Ok(());
        }
        const OUTSIDE: Text = Text::new("概率要在 0 和 1 之间。", "A probability is between 0 and 1.");
        let mistakes = mistakes! {
            1.0 - expected =>
                "这是 1 减去该有的概率，也就是另一类的概率：看看 e 的指数的正负号。",
                "This is the other class's probability, 1 less the one asked for: look at the sign in the power of e.";
            z.exp(), (-z).exp() =>
                "这只是 e 的幂，还没有做完分母。", "This is a power of e alone; the denominator is still missing.";
        };
        let outside = !(0.0..=1.0).contains(found) && found.is_finite();
        wrong(&format!("my_sigmoid({z:?})"), found, typical(found, &mistakes).or(outside.then(|| OUTSIDE.get())))
    },
};

pub static LOGIT: Judge<f32, f32> = Judge {
    questions: &chapter_03::LOGIT,
    judge: |p, found| {
        // What counts is that the sigmoid leads back.
        let back = sigmoid(*found);
        if near(back, *p, TOLERANCE) {
            return Ok(());
        }
        let ratio = p / (1.0 - p);
        let mistakes = mistakes! {
            -ratio.ln() => "符号反了。", "The sign is the other way round.";
            ratio.log10() => "这是以 10 为底的对数。", "This is the logarithm to base 10.";
            ratio =>
                "这是两个概率的比，还没有取对数。",
                "This is the ratio of the two probabilities, without the logarithm.";
            p.ln() => "这是 p 的对数；1 − p 还没有用上。", "This is the logarithm of p; 1 − p was not used.";
        };
        let why = typical(found, &mistakes).unwrap_or_default();
        Err(text!(
            "logit({p}) 给出 {found}，它的 sigmoid 是 {back:.4}，没有回到 {p}。{why}",
            "logit({p}) gives {found}, whose sigmoid is {back:.4}, not {p} again. {why}"
        )
        .trim_end()
        .to_owned())
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    #[test]
    fn the_sigmoid_passes_in_one_form_or_in_two() {
        passes(&SIGMOID, |z| 1.0 / (1.0 + (-z).exp()));
        passes(&SIGMOID, |z| if *z > 0.0 { 1.0 / (1.0 + (-z).exp()) } else { z.exp() / (1.0 + z.exp()) });
        passes(&SIGMOID, |z| shuzi::softmax(&[*z, 0.0])[0]);
        // Typical mistakes.
        fails(&SIGMOID, |z| z.exp() / (1.0 + z.exp()), 1.0, ["NaN", "NaN"]);
        fails(&SIGMOID, |z| 1.0 / (1.0 + z.exp()), 0.0, ["正负号", "sign"]);
        fails(&SIGMOID, |z| (-z).exp(), 0.0, ["分母", "denominator"]);
        fails(&SIGMOID, |z| z + 2.0, 0.0, ["0 和 1 之间", "between 0 and 1"]);
    }

    #[test]
    fn the_inverse_passes_as_a_ratio_or_as_a_difference() {
        passes(&LOGIT, |p| (p / (1.0 - p)).ln());
        passes(&LOGIT, |p| p.ln() - (1.0 - p).ln());
        // Typical mistakes.
        fails(&LOGIT, |p| ((1.0 - p) / p).ln(), 0.0, ["符号反了", "sign"]);
        fails(&LOGIT, |p| p / (1.0 - p), 0.0, ["没有取对数", "without the logarithm"]);
        fails(&LOGIT, |p| (p / (1.0 - p)).log10(), 0.0, ["以 10 为底", "base 10"]);
        fails(&LOGIT, |p| p.ln(), 0.0, ["还没有用上", "not used"]);
    }
}
