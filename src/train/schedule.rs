//! How the learning rate changes in a training.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

/// The learning rate over the steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Schedule {
    /// The same all the time: the lesson's.
    #[default]
    Constant,
    /// Up to the learning rate in a straight line, over this share of the steps, and down to 0 along half a wave of the
    /// cosine (after Smith, *Super-convergence*, 2018; the cosine is Loshchilov and Hutter's, *SGDR*, 2017).
    OneCycle {
        /// The share of the steps that go up, 0 to 1.
        warmup: f32,
    },
}

impl Schedule {
    /// The rate of step `step` (from 0) of `steps`, given the highest one.
    pub fn rate(self, highest: f32, step: usize, steps: usize) -> f32 {
        match self {
            Schedule::Constant => highest,
            Schedule::OneCycle { warmup } => {
                // The middle of the step, so that neither the first nor the last is a step of 0.
                let done = (step as f64 + 0.5) / steps.max(1) as f64;
                let warmup = f64::from(warmup);
                let share = if done < warmup {
                    done / warmup
                } else {
                    0.5 + 0.5 * (PI * (done - warmup) / (1.0 - warmup)).cos()
                };
                (f64::from(highest) * share) as f32
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cycle_goes_up_and_down_to_nothing() {
        let cycle = Schedule::OneCycle { warmup: 0.2 };
        let rates: Vec<f32> = (0..100).map(|step| cycle.rate(0.1, step, 100)).collect();
        assert!(rates[..20].is_sorted() && rates[20..].is_sorted_by(|a, b| a >= b), "{rates:?}");
        assert!(rates.iter().all(|&rate| rate > 0.0 && rate <= 0.1));
        assert!(rates[19] > 0.097 && rates[99] < 1e-4, "{} and {}", rates[19], rates[99]);
        assert!((rates[60] - 0.05).abs() < 0.002, "half-way down: {}", rates[60]);
    }

    #[test]
    fn constant_is_constant() {
        assert_eq!(Schedule::Constant.rate(0.01, 7, 10), 0.01);
    }
}
