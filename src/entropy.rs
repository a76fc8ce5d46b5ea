//! Uncertainty in bits: how many yes-or-no questions an answer takes on average.

/// The entropy of some probabilities, `−Σ p log₂ p`, in bits: how many yes-or-no questions, cleverly asked, find out on
/// average what happened (Shannon, *A mathematical theory of communication*, 1948).
///
/// What never happens (`p = 0`) counts 0. Numbers that are no probabilities give a number without meaning, or NaN.
///
/// ```
/// assert_eq!(shuzi::entropy::entropy(&[0.5, 0.5]), 1.0);
/// assert_eq!(shuzi::entropy::entropy(&[1.0, 0.0]), 0.0);
/// assert_eq!(shuzi::entropy::entropy(&[0.125; 8]), 3.0);
/// ```
pub fn entropy(probabilities: &[f32]) -> f32 {
    cross_entropy_in_bits(probabilities, probabilities)
}

/// The cross-entropy of a guess `q` when the truth is `p`, `−Σ p log₂ q`, in bits: the questions that it takes on average
/// when they are asked as if the probabilities were `q`. It is the entropy of `p` where `q` is `p`, and more elsewhere.
///
/// Infinite where `q` rules out what can happen.
///
/// # Panics
/// When there are not as many numbers in `q` as in `p`.
pub fn cross_entropy_in_bits(p: &[f32], q: &[f32]) -> f32 {
    let (p_count, q_count) = (p.len(), q.len());
    assert_eq!(p_count, q_count, "each probability has its guess: {p_count} probabilities, {q_count} guesses");
    // Adding zero turns −0 into 0.
    0.0 + p.iter().zip(q).map(|(&p, &q)| if p == 0.0 { 0.0 } else { -p * q.log2() }).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_equal_classes_take_a_little_more_than_three_questions() {
        assert!((entropy(&[0.1; 10]) - std::f32::consts::LOG2_10).abs() < 1e-5);
        assert!((entropy(&[0.1; 10]) * std::f32::consts::LN_2 - 10f32.ln()).abs() < 1e-5, "in nats, ln 10");
    }

    #[test]
    fn a_wrong_guess_costs_more_than_the_truth_and_a_ruled_out_truth_without_limit() {
        let truth = [0.7, 0.2, 0.1];
        for guess in [[0.6, 0.3, 0.1], [0.1, 0.2, 0.7], [0.9, 0.05, 0.05]] {
            assert!(cross_entropy_in_bits(&truth, &guess) > entropy(&truth), "{guess:?}");
        }
        assert_eq!(cross_entropy_in_bits(&[0.5, 0.5], &[1.0, 0.0]), f32::INFINITY);
        assert_eq!(cross_entropy_in_bits(&[1.0, 0.0], &[0.25, 0.75]), 2.0);
    }
}
