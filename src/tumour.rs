//! A small world to learn in: how large a tumour is, and whether it is malignant.
//!
//! The numbers are made up for teaching and say nothing about medicine. A tumour of `x` cm is malignant with the
//! probability [`Tumours::law`]; a doctor sees sizes and outcomes, never the law.

use std::fmt;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::loss::sigmoid;
use figures::{Figure, plot_tumours, plot_two_fits};
use words::text;

/// The sizes drawn, in cm: from 0 up to this.
pub const LARGEST_SIZE: f64 = 8.0;

/// At this size, in cm, either nature is as likely as the other.
const EVEN_SIZE: f64 = 4.0;
/// How fast the law turns, per cm.
const STEEPNESS: f64 = 2.2;

/// Tumours that were measured, and what became of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tumours {
    /// The size of each, in cm.
    pub sizes: Vec<f64>,
    /// Whether it was malignant.
    pub malignant: Vec<bool>,
}

impl Tumours {
    /// Draws `count` tumours: sizes evenly from 0 to 8 cm, natures by the law. The same seed draws the same ones, and a
    /// larger count only adds to them.
    pub fn draw(count: usize, seed: u64) -> Tumours {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let (sizes, malignant) = (0..count)
            .map(|_| {
                let size = random.r#gen::<f64>() * LARGEST_SIZE;
                (size, random.r#gen::<f64>() < Tumours::law(size))
            })
            .unzip();
        Tumours { sizes, malignant }
    }

    /// P(malignant | size), with the size in cm: what the samples are drawn from.
    pub fn law(size: f64) -> f64 {
        logistic(STEEPNESS * (size - EVEN_SIZE))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Of the tumours of at least `from` and less than `to` cm, how many were malignant, and how many there were.
    pub fn count_between(&self, from: f64, to: f64) -> (usize, usize) {
        let within = |size: f64| (from..to).contains(&size);
        let natures =
            self.sizes.iter().zip(&self.malignant).filter(|(size, _)| within(**size)).map(|(_, nature)| *nature);
        natures.fold((0, 0), |(malignant, all), nature| (malignant + usize::from(nature), all + 1))
    }

    /// The samples, and in each half centimetre the share that was malignant.
    pub fn figure(&self) -> Figure {
        plot_tumours(&self.sizes, &self.malignant, None)
    }

    /// As [`Tumours::figure`], with the law that the samples were drawn from.
    pub fn figure_with_law(&self) -> Figure {
        plot_tumours(&self.sizes, &self.malignant, Some(&Tumours::law))
    }

    /// Fits a straight line, by least squares, and a sigmoid, by maximum likelihood.
    pub fn fit(&self) -> TwoFits {
        TwoFits { tumours: self.clone(), line: self.least_squares(), sigmoid: self.maximum_likelihood() }
    }

    /// Each size and its nature as a number: 1 malignant, 0 benign.
    fn pairs(&self) -> impl Iterator<Item = (f64, f64)> {
        self.sizes.iter().zip(&self.malignant).map(|(&size, &nature)| (size, f64::from(u8::from(nature))))
    }

    fn least_squares(&self) -> Line {
        let count = self.len().max(1) as f64;
        let mean_x = self.pairs().map(|(x, _)| x).sum::<f64>() / count;
        let mean_y = self.pairs().map(|(_, y)| y).sum::<f64>() / count;
        let spread: f64 = self.pairs().map(|(x, _)| (x - mean_x).powi(2)).sum();
        let together: f64 = self.pairs().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let slope = if spread > 0.0 { together / spread } else { 0.0 };
        Line { slope, intercept: mean_y - slope * mean_x }
    }

    /// Newton's method on the mean cross-entropy of `sigmoid(weight · x + bias)` (iteratively reweighted least squares:
    /// Hastie, Tibshirani and Friedman, *The Elements of Statistical Learning*, 2009, section 4.4.1).
    ///
    /// Samples that one size separates have no best sigmoid, a steeper one is always better: the steps then end where
    /// nothing is left to learn from, at finite numbers.
    fn maximum_likelihood(&self) -> Sigmoid {
        const MOST_STEPS: usize = 30;
        const FLAT: f64 = 1e-9;
        // Around the middle of the sizes the two parameters hardly depend on each other.
        let center = LARGEST_SIZE / 2.0;
        let (mut weight, mut bias) = (0.0, 0.0);
        for _ in 0..MOST_STEPS {
            let mut gradient = [0.0; 2];
            let mut curvature = [0.0; 3];
            for (size, nature) in self.pairs() {
                let x = size - center;
                let p = logistic(weight * x + bias);
                let (error, certainty) = (p - nature, p * (1.0 - p));
                gradient = [gradient[0] + error * x, gradient[1] + error];
                curvature = [curvature[0] + certainty * x * x, curvature[1] + certainty * x, curvature[2] + certainty];
            }
            let determinant = curvature[0] * curvature[2] - curvature[1] * curvature[1];
            if determinant < FLAT {
                break;
            }
            let steps = [
                (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant,
                (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant,
            ];
            weight -= steps[0];
            bias -= steps[1];
            if steps[0].abs().max(steps[1].abs()) < 1e-6 {
                break;
            }
        }
        Sigmoid { weight, bias: bias - weight * center }
    }
}

impl fmt::Display for Tumours {
    /// How many there are, and how many of them were malignant.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (malignant, all) = self.count_between(f64::NEG_INFINITY, f64::INFINITY);
        f.write_str(&text!("{all} 个肿瘤，其中 {malignant} 个恶性", "{all} tumours, {malignant} of them malignant"))
    }
}

/// `slope · x + intercept`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// By how much it rises per cm.
    pub slope: f64,
    /// Its value at 0 cm.
    pub intercept: f64,
}

impl Line {
    /// The value at a size in cm: not a probability, it goes below 0 and above 1.
    pub fn at(self, size: f64) -> f64 {
        self.slope * size + self.intercept
    }
}

/// `sigmoid(weight · x + bias)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sigmoid {
    /// How fast it turns, per cm.
    pub weight: f64,
    /// Its score at 0 cm.
    pub bias: f64,
}

impl Sigmoid {
    /// The probability at a size in cm, 0 to 1.
    pub fn at(self, size: f64) -> f64 {
        logistic(self.weight * size + self.bias)
    }

    /// The mean cross-entropy over the samples: how wrong this guess is. Without samples it is 0.
    pub fn loss(self, tumours: &Tumours) -> f64 {
        // −ln p of a score z is ln(1 + e⁻ᶻ), written so that no power overflows.
        let costs = tumours.pairs().map(|(size, nature)| {
            let score = (self.weight * size + self.bias) * if nature > 0.5 { 1.0 } else { -1.0 };
            (-score.abs()).exp().ln_1p() + (-score).max(0.0)
        });
        costs.sum::<f64>() / tumours.len().max(1) as f64
    }

    /// The gradient of [`Sigmoid::loss`]: by how much it rises with the weight, and with the bias.
    pub fn gradient(self, tumours: &Tumours) -> (f64, f64) {
        let errors = tumours.pairs().map(|(size, nature)| (size, self.at(size) - nature));
        let (weight, bias) =
            errors.fold((0.0, 0.0), |(weight, bias), (size, error)| (weight + error * size, bias + error));
        let count = tumours.len().max(1) as f64;
        (weight / count, bias / count)
    }
}

/// What [`Tumours::fit`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoFits {
    /// The samples.
    pub tumours: Tumours,
    /// Fitted by least squares.
    pub line: Line,
    /// Fitted by maximum likelihood.
    pub sigmoid: Sigmoid,
}

impl TwoFits {
    /// Both over the samples.
    pub fn figure(&self) -> Figure {
        let (line, sigmoid) = (self.line, self.sigmoid);
        plot_two_fits(&self.tumours.sizes, &self.tumours.malignant, &|size| line.at(size), &|size| sigmoid.at(size))
    }

    /// Shows the figure in a notebook.
    pub fn evcxr_display(&self) {
        self.figure().evcxr_display();
    }
}

fn logistic(score: f64) -> f64 {
    f64::from(sigmoid(score as f32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_draw_begins_with_the_smaller_one() {
        let (few, many) = (Tumours::draw(20, 7), Tumours::draw(500, 7));
        assert_eq!(few.sizes, many.sizes[..20]);
        assert_eq!(few.malignant, many.malignant[..20]);
        assert_ne!(few, Tumours::draw(20, 8));
    }

    #[test]
    fn shares_of_many_samples_near_the_law() {
        let tumours = Tumours::draw(40_000, 1);
        for half in 0..16 {
            let from = f64::from(half) / 2.0;
            let (malignant, all) = tumours.count_between(from, from + 0.5);
            let share = malignant as f64 / all as f64;
            assert!((share - Tumours::law(from + 0.25)).abs() < 0.04, "{from}: {share}");
        }
    }

    #[test]
    fn the_sigmoid_finds_the_law_that_the_samples_were_drawn_from() {
        let fits = Tumours::draw(40_000, 1).fit();
        assert!((fits.sigmoid.weight - STEEPNESS).abs() < 0.1, "{:?}", fits.sigmoid);
        assert!((-fits.sigmoid.bias / fits.sigmoid.weight - EVEN_SIZE).abs() < 0.05, "{:?}", fits.sigmoid);
    }

    #[test]
    fn the_line_is_the_one_of_least_squares() {
        let tumours = Tumours { sizes: vec![1.0, 2.0, 3.0, 4.0], malignant: vec![false, false, true, true] };
        let Line { slope, intercept } = tumours.fit().line;
        assert!((slope - 0.4).abs() < 1e-12 && (intercept + 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_guess_costs_what_its_gradient_says_and_the_best_one_least() {
        let tumours = Tumours::draw(300, 1);
        let guess = Sigmoid { weight: 0.7, bias: -2.0 };
        let (weight, bias) = guess.gradient(&tumours);
        let loss = |weight, bias| Sigmoid { weight, bias }.loss(&tumours);
        let by_weight = (loss(0.701, -2.0) - loss(0.699, -2.0)) / 0.002;
        let by_bias = (loss(0.7, -1.999) - loss(0.7, -2.001)) / 0.002;
        assert!((weight - by_weight).abs() < 1e-5 && (bias - by_bias).abs() < 1e-5, "{weight} {bias}");
        assert!((loss(0.0, 0.0) - 2_f64.ln()).abs() < 1e-12);
        let best = tumours.fit().sigmoid;
        assert!(best.loss(&tumours) < loss(best.weight + 0.1, best.bias));
        // Far off, and still a number.
        assert!(loss(-1000.0, 0.0) > 1000.0 && loss(-1000.0, 0.0).is_finite());
        assert_eq!((guess.loss(&Tumours::draw(0, 1)), guess.gradient(&Tumours::draw(0, 1))), (0.0, (0.0, 0.0)));
    }

    #[test]
    fn few_or_separated_or_no_samples_give_finite_fits() {
        for tumours in [
            Tumours::draw(0, 1),
            Tumours::draw(1, 1),
            Tumours { sizes: vec![2.0, 2.0], malignant: vec![true, false] },
            Tumours { sizes: vec![1.0, 7.0], malignant: vec![false, true] },
        ] {
            let fits = tumours.fit();
            assert!(fits.sigmoid.weight.is_finite() && fits.sigmoid.bias.is_finite() && fits.line.slope.is_finite());
            fits.figure();
            tumours.figure_with_law();
        }
    }
}
