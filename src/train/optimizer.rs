//! What a step does with a gradient.

use serde::{Deserialize, Serialize};

use crate::model::NamedTensor;

/// Stochastic gradient descent. Without momentum and weight decay, as in the lesson: `weight ← weight − rate × gradient`.
///
/// With momentum it is Nesterov's, in the form that frameworks use (Sutskever and others, *On the importance of
/// initialization and momentum in deep learning*, 2013):
///
/// ```text
/// gradient ← gradient + weight_decay × weight
/// velocity ← momentum × velocity + gradient
/// weight   ← weight − rate × (gradient + momentum × velocity)
/// ```
///
/// # PyTorch equivalent
/// `torch.optim.SGD(parameters, lr, momentum, weight_decay=weight_decay, nesterov=True)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sgd {
    /// How much of its velocity a step keeps, 0 to 1.
    pub momentum: f32,
    /// How strongly weights are drawn to 0.
    pub weight_decay: f32,
}

/// An [`Sgd`] under way: it remembers velocities, and can be saved and gone on with.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Optimizer {
    sgd: Sgd,
    /// One a weight, in the order of the network's tensors; empty until the first step, and without momentum.
    velocity: Vec<f32>,
}

/// The name of the velocities in a checkpoint.
const VELOCITY: &str = "velocity";

impl Optimizer {
    /// At rest.
    pub fn new(sgd: Sgd) -> Optimizer {
        Optimizer { sgd, velocity: Vec::new() }
    }

    /// Moves weights that begin at `start` in the network's numbers against their gradient.
    pub fn update(&mut self, start: usize, weights: &mut [f32], gradient: &[f32], rate: f32) {
        let Sgd { momentum, weight_decay } = self.sgd;
        let pairs = weights.iter_mut().zip(gradient);
        if momentum == 0.0 {
            pairs.for_each(|(weight, gradient)| *weight -= rate * (gradient + weight_decay * *weight));
            return;
        }
        let end = start + gradient.len();
        if self.velocity.len() < end {
            self.velocity.resize(end, 0.0);
        }
        for ((weight, gradient), velocity) in pairs.zip(&mut self.velocity[start..end]) {
            let gradient = gradient + weight_decay * *weight;
            *velocity = momentum * *velocity + gradient;
            *weight -= rate * (gradient + momentum * *velocity);
        }
    }

    /// What it remembers.
    pub fn state(&self) -> Vec<NamedTensor> {
        if self.velocity.is_empty() {
            return Vec::new();
        }
        vec![NamedTensor { name: VELOCITY.into(), shape: vec![self.velocity.len()], values: self.velocity.clone() }]
    }

    /// Goes on with what another remembered; what it does not know is left out.
    pub fn restore(&mut self, state: &[NamedTensor]) {
        if let Some(velocity) = state.iter().find(|tensor| tensor.name == VELOCITY) {
            self.velocity = velocity.values.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three steps of `torch.optim.SGD(…, lr=0.1, momentum=0.9, weight_decay=0.01, nesterov=True)` on the gradients 1, −2, 0.5
    /// from the weight 1, by hand.
    #[test]
    fn nesterovs_momentum_is_pytorchs() {
        let (mut weight, mut velocity) = (1.0_f64, 0.0);
        let mut optimizer = Optimizer::new(Sgd { momentum: 0.9, weight_decay: 0.01 });
        let mut found = [1.0];
        for gradient in [1.0, -2.0, 0.5] {
            let decayed = gradient + 0.01 * weight;
            velocity = 0.9 * velocity + decayed;
            weight -= 0.1 * (decayed + 0.9 * velocity);
            optimizer.update(0, &mut found, &[gradient as f32], 0.1);
            assert!((f64::from(found[0]) - weight).abs() < 1e-6, "{} instead of {weight}", found[0]);
        }
    }

    #[test]
    fn without_momentum_it_is_the_lessons_step() {
        let (mut weights, mut optimizer) = ([1.0, -3.0], Optimizer::new(Sgd::default()));
        optimizer.update(0, &mut weights, &[0.5, 2.0], 0.01);
        assert_eq!(weights, [1.0 - 0.01 * 0.5, -3.0 - 0.01 * 2.0]);
        assert_eq!(optimizer.state(), []);
    }

    #[test]
    fn a_restored_one_goes_on_alike() {
        let mut one = Optimizer::new(Sgd { momentum: 0.9, weight_decay: 0.0 });
        let mut weights = [1.0, 2.0, 3.0];
        one.update(0, &mut weights[..2], &[1.0, -1.0], 0.1);
        one.update(2, &mut weights[2..], &[4.0], 0.1);
        let mut other = Optimizer::new(one.sgd);
        other.restore(&one.state());
        assert_eq!(one, other);
    }
}
