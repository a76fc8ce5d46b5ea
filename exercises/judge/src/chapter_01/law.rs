//! How likely a tumour is malignant: counted, and guessed.

use ask::chapter_01::{self, Band};
use words::{Text, text};

use crate::judge::{Judge, shown};
use crate::near::near;
use crate::typical::{judged_near, mistakes, typical, wrong};

const TOLERANCE: f64 = 1e-3;

pub static SHARE: Judge<Band, f64> = Judge {
    questions: &chapter_01::SHARE,
    judge: |(tumours, from, to), found| {
        let (malignant, all) = tumours.count_between(*from, *to);
        let expected = if all == 0 { 0.5 } else { malignant as f64 / all as f64 };
        let (of_all, of_malignant) =
            (tumours.len() as f64, tumours.malignant.iter().filter(|&&nature| nature).count() as f64);
        let (also_malignant, also) = tumours.count_between(*from, to.next_up());
        let malignant = malignant as f64;
        let mistakes = mistakes! {
            also_malignant as f64 / also as f64 =>
                "看样子把大小正好等于 to 的也算进去了。", "A size of exactly to seems to be counted too.";
            malignant / of_all =>
                "看样子除以了所有肿瘤的个数，不是区间里的个数。",
                "The divisor seems to be the number of all tumours, not of those in the band.";
            malignant / of_malignant =>
                "看样子除以了恶性肿瘤的个数：问的是区间里有多大一份是恶性的。",
                "The divisor seems to be the number of malignant tumours; the question is which share of the band is malignant.";
            1.0 - expected => "这是良性的比例。", "This is the share of benign tumours.";
            malignant => "这是个数，不是比例。", "This is a count, not a share.";
        };
        // An empty band has one mistake of its own, NaN, which is known anyway.
        let mistakes = if all == 0 { &[] } else { &mistakes[..] };
        let (sizes, natures) = (shown(&tumours.sizes), shown(&tumours.malignant));
        let call = text!(
            "大小是 {sizes}，恶性是 {natures}：malignant_share(&tumours, {from:?}, {to:?})",
            "With the sizes {sizes} and malignant {natures}, malignant_share(&tumours, {from:?}, {to:?})"
        );
        judged_near(&call, found, expected, TOLERANCE, mistakes)
    },
};

pub static GUESS: Judge<[f64; 3], f64> = Judge {
    questions: &chapter_01::GUESS,
    judge: |&[weight, bias, size], found| {
        let sigmoid = |score: f64| 1.0 / (1.0 + (-score).exp());
        let score = weight * size + bias;
        if near(*found, sigmoid(score), TOLERANCE) {
            return Ok(());
        }
        const OUTSIDE: Text = Text::new("概率要在 0 和 1 之间。", "A probability is between 0 and 1.");
        let mistakes = mistakes! {
            score => "这是得分，还不是概率。", "This is the score, not the probability yet.";
            1.0 - sigmoid(score) =>
                "这是良性的概率，也就是 1 减去该有的：看看 e 的指数里的负号。",
                "This is the probability of benign, 1 less the one asked for: look at the minus in the power of e.";
            sigmoid(weight * size) => "看样子没有加偏置 b。", "The bias b seems not to be added.";
            sigmoid(weight * (size + bias)) =>
                "看样子先加了 b 再乘 w：应当先乘后加。",
                "b seems to be added before w is multiplied by; multiply first, then add.";
        };
        let outside = *found < 0.0 || *found > 1.0;
        let why = typical(found, &mistakes).or(outside.then(|| OUTSIDE.get()));
        wrong(&format!("guess({weight:?}, {bias:?}, {size:?})"), found, why)
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};

    /// How many in the band, and how many of them malignant, where `within` says what is in it.
    fn counts((tumours, from, to): &Band, within: fn(f64, f64, f64) -> bool) -> (f64, f64) {
        let (mut malignant, mut all) = (0.0, 0.0);
        for (&size, &nature) in tumours.sizes.iter().zip(&tumours.malignant) {
            if within(size, *from, *to) {
                all += 1.0;
                malignant += f64::from(u8::from(nature));
            }
        }
        (malignant, all)
    }

    fn within(size: f64, from: f64, to: f64) -> bool {
        from <= size && size < to
    }

    #[test]
    fn shares_pass_counted_by_hand_or_by_the_library() {
        passes(&SHARE, |band| match counts(band, within) {
            (_, 0.0) => 0.5,
            (malignant, all) => malignant / all,
        });
        passes(&SHARE, |(tumours, from, to)| match tumours.count_between(*from, *to) {
            (_, 0) => 0.5,
            (malignant, all) => malignant as f64 / all as f64,
        });
        // Typical mistakes.
        let share = |(malignant, all): (f64, f64)| if all == 0.0 { 0.5 } else { malignant / all };
        fails(&SHARE, |band| counts(band, within).0 / counts(band, within).1, 2.0, ["0 除以 0", "0 by 0"]);
        let closed = |band: &Band| share(counts(band, |size, from, to| from <= size && size <= to));
        fails(&SHARE, closed, 0.0, ["正好等于 to", "exactly to"]);
        let of_all = |band: &Band| counts(band, within).0 / band.0.len() as f64;
        fails(&SHARE, of_all, 0.0, ["除以了所有肿瘤", "number of all tumours"]);
        fails(&SHARE, |band| counts(band, within).0, 0.0, ["个数，不是比例", "count, not a share"]);
        fails(&SHARE, |band| 1.0 - share(counts(band, within)), 0.0, ["良性的比例", "benign"]);
        fails(&SHARE, |_| 0.5, 0.0, ["不对", "not right"]);
    }

    #[test]
    fn guesses_pass_in_either_form() {
        passes(&GUESS, |[weight, bias, size]| 1.0 / (1.0 + (-(weight * size + bias)).exp()));
        passes(&GUESS, |[weight, bias, size]| {
            let power = (weight * size + bias).exp();
            power / (1.0 + power)
        });
        // Typical mistakes.
        let sigmoid = |score: f64| 1.0 / (1.0 + (-score).exp());
        fails(&GUESS, |[weight, bias, size]| weight * size + bias, 0.0, ["还不是概率", "not the probability yet"]);
        fails(&GUESS, |[weight, bias, size]| sigmoid(-weight * size - bias), 0.0, ["良性的概率", "benign"]);
        fails(&GUESS, |[weight, _, size]| sigmoid(weight * size), 0.0, ["没有加偏置", "not to be added"]);
        fails(&GUESS, |[weight, bias, size]| sigmoid(weight * (size + bias)), 0.0, ["先乘后加", "multiply first"]);
    }
}
