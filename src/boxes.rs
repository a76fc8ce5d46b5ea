//! Two boxes that look alike, a ball drawn from one of them: which box was it? Exactly, and by drawing again and again.
//!
//! Box 甲 (A) holds 99 white balls and 1 blue, box 乙 (B) 99 blue and 1 white. Bayes' rule:
//! `P(box | blue) ∝ P(box) × P(blue | box)`.

use std::fmt;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use figures::{Figure, Simulation};
use words::text;

use crate::error::{Error, Result};

/// The chance of a blue ball from 甲 and from 乙: one in a hundred, and ninety-nine.
const BLUE: [f64; 2] = [0.01, 0.99];

/// The two boxes, and how likely 乙 is to be the one before anything is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Boxes {
    prior: f64,
}

impl Boxes {
    /// Boxes of which 乙 is chosen with probability `prior`, 0 to 1, and 甲 otherwise.
    ///
    /// # Errors
    /// When `prior` is no probability.
    ///
    /// ```
    /// use shuzi::boxes::Boxes;
    ///
    /// assert_eq!(Boxes::new(0.5)?.posterior(), 0.99);
    /// assert_eq!(Boxes::new(0.01)?.posterior(), 0.5);
    /// # Ok::<(), shuzi::Error>(())
    /// ```
    pub fn new(prior: f64) -> Result<Boxes> {
        if (0.0..=1.0).contains(&prior) {
            Ok(Boxes { prior })
        } else {
            Err(Error::Setting { name: "prior", found: prior.to_string(), expected: "0 ≤ … ≤ 1" })
        }
    }

    /// The probability of 乙 before the draw.
    pub fn prior(&self) -> f64 {
        self.prior
    }

    /// The probability of 乙 after a blue ball was drawn: `P(乙) P(blue | 乙)` as a share of the same for both boxes.
    pub fn posterior(&self) -> f64 {
        let [first, second] = self.products();
        second / (first + second)
    }

    /// The likelihood of a blue ball, `P(blue | 甲)` and `P(blue | 乙)`.
    pub fn likelihoods(&self) -> [f64; 2] {
        BLUE
    }

    /// Prior times likelihood, for 甲 and 乙.
    fn products(&self) -> [f64; 2] {
        [(1.0 - self.prior) * BLUE[0], self.prior * BLUE[1]]
    }

    /// Chooses a box and draws a ball from it, `draws` times over, always from full boxes.
    pub fn simulate(&self, draws: usize, seed: u64) -> Draws {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut made = Draws { boxes: *self, seed, counts: [[0; 2]; 2], path: Vec::new() };
        for draw in 1..=draws {
            let which = usize::from(random.gen_bool(self.prior));
            let is_blue = random.gen_bool(BLUE[which]);
            made.counts[which][usize::from(is_blue)] += 1;
            if is_blue {
                made.path.push((draw as f64, made.share().unwrap_or_default()));
            }
        }
        made
    }
}

impl fmt::Display for Boxes {
    /// Prior, likelihood, their product, and the posterior, a row for each box.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.products();
        let head = text!(
            "盒子    先验 P(h)   似然 P(蓝|h)   先验×似然   后验 P(h|蓝)",
            "box      prior P(h)   likelihood P(blue|h)   product   posterior P(h|blue)"
        );
        write!(f, "{head}")?;
        let names = [text!("甲  ", "甲 (A)"), text!("乙  ", "乙 (B)")];
        let priors = [1.0 - self.prior, self.prior];
        for (((name, prior), likelihood), product) in names.iter().zip(priors).zip(BLUE).zip([first, second]) {
            let posterior = product / (first + second);
            let row = text!(
                "{name}    {prior:<9.4}   {likelihood:<12.2}   {product:<9.5}   {posterior:.4}",
                "{name}   {prior:<10.4}   {likelihood:<20.2}   {product:<7.5}   {posterior:.4}"
            );
            write!(f, "\n{row}")?;
        }
        Ok(())
    }
}

/// What came of drawing again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    boxes: Boxes,
    seed: u64,
    /// `counts[box][blue]`.
    counts: [[usize; 2]; 2],
    /// At each blue ball, the number of draws so far and the share of 乙 among the blue ones so far.
    path: Vec<(f64, f64)>,
}

impl Draws {
    /// The boxes that were drawn from.
    pub fn boxes(&self) -> Boxes {
        self.boxes
    }

    /// The seed that they were drawn with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many blue balls came from 甲 and from 乙.
    pub fn blue(&self) -> [usize; 2] {
        [self.counts[0][1], self.counts[1][1]]
    }

    /// The share of 乙 among the blue balls, or `None` where none was blue. With more draws it goes to
    /// [`Boxes::posterior`].
    pub fn share(&self) -> Option<f64> {
        let [first, second] = self.blue();
        (first + second > 0).then(|| second as f64 / (first + second) as f64)
    }

    /// At each blue ball: how many were drawn so far, and the share of 乙 among the blue ones so far.
    pub fn path(&self) -> &[(f64, f64)] {
        &self.path
    }
}

impl fmt::Display for Draws {
    /// How often each box gave each colour, and the share of 乙 among the blue.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [[first_white, first_blue], [second_white, second_blue]] = self.counts;
        writeln!(f, "{}", text!("盒子      白球      蓝球", "box        white      blue"))?;
        let names = [text!("甲  ", "甲 (A)"), text!("乙  ", "乙 (B)")];
        for (name, white, blue) in [(&names[0], first_white, first_blue), (&names[1], second_white, second_blue)] {
            writeln!(f, "{name}  {white:>8}  {blue:>8}")?;
        }
        let blue = first_blue + second_blue;
        let share = self.share().map_or_else(|| "—".to_owned(), |share| format!("{share:.4}"));
        let exact = self.boxes.posterior();
        write!(
            f,
            "{}",
            text!(
                "{blue} 个蓝球里，来自乙的占 {share}（按公式：{exact:.4}）",
                "of {blue} blue balls, the share from B: {share} (by the formula: {exact:.4})"
            )
        )
    }
}

/// Plots the share of box 乙 among the blue balls drawn so far, against the number of draws: a line for each simulation,
/// and a grey one for the exact posterior, which they come to.
pub fn plot_two_boxes_simulation(simulations: &[Draws]) -> Figure {
    let shown = simulations.iter().map(|draws| Simulation {
        seed: draws.seed(),
        posterior: draws.boxes().posterior(),
        blue: draws.blue(),
        path: draws.path().to_vec(),
    });
    figures::plot_two_boxes_simulation(&shown.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn a_blue_ball_speaks_for_the_second_box_unless_the_prior_speaks_as_strongly_against_it() {
        let posterior = |prior| Boxes::new(prior).expect("a probability").posterior();
        assert!((posterior(0.5) - 0.99).abs() < 1e-12 && (posterior(0.01) - 0.5).abs() < 1e-12);
        assert!((posterior(0.1) - 0.099 / 0.108).abs() < 1e-12);
        assert_eq!((posterior(0.0), posterior(1.0)), (0.0, 1.0));
    }

    #[test]
    fn drawing_again_and_again_comes_to_the_exact_answer() {
        for (prior, draws, tolerance) in [(0.5, 20_000, 0.005), (0.01, 100_000, 0.04)] {
            let boxes = Boxes::new(prior).expect("a probability");
            let made = boxes.simulate(draws, 1);
            assert!((made.share().expect("some are blue") - boxes.posterior()).abs() < tolerance, "{made}");
            assert_eq!(made.counts.iter().flatten().sum::<usize>(), draws);
            assert_eq!(made.path().len(), made.blue().iter().sum::<usize>());
            assert_eq!(made, boxes.simulate(draws, 1));
            assert_ne!(made.path(), boxes.simulate(draws, 2).path());
        }
    }

    #[test]
    fn without_a_blue_ball_there_is_no_share() {
        let none = Boxes::new(0.0).expect("a probability").simulate(0, 1);
        assert_eq!(none.share(), None);
        assert!(Language::English.within(|| none.to_string()).contains("from B: —"));
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for prior in [-0.1, 1.1, f64::NAN] {
            assert!(matches!(Boxes::new(prior), Err(Error::Setting { name: "prior", .. })), "{prior}");
        }
    }

    #[test]
    fn the_table_has_a_row_for_each_box() {
        let table = Language::Chinese.within(|| Boxes { prior: 0.5 }.to_string());
        assert!(table.contains("甲      0.5000      0.01           0.00500     0.0100"), "{table}");
        assert!(table.contains("乙      0.5000      0.99           0.49500     0.9900"), "{table}");
    }
}
