//! The numbers that a network starts from.

use dfdx::nn::TensorCollection;
use dfdx::tensor::{Cpu, CpuError};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal, Uniform};

use crate::tensors::for_each_tensor;

/// Rules for a network's first weights. Other tensors (batch normalisation's) start as dfdx has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Init {
    /// PaddlePaddle's default: convolutions normal with standard deviation √(2 / fan_in) (He and others, *Delving deep
    /// into rectifiers*, 2015), linear layers uniform in ±√(6 / (fan_in + fan_out)) (Glorot and Bengio, *Understanding the
    /// difficulty of training deep feedforward neural networks*, 2010), biases 0.
    #[default]
    Paddle,
    /// PyTorch's default: weights and biases uniform in ±1/√fan_in.
    Torch,
}

impl Init {
    /// Overwrites a network's weights and biases: the same numbers for the same seed, on every machine.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn apply<N: TensorCollection<f32, Cpu>>(self, network: &mut N, seed: u64) -> Result<(), CpuError> {
        let mut filler = Filler { init: self, random: ChaCha8Rng::seed_from_u64(seed), layer: None };
        for_each_tensor(network, |visited| {
            if let Some(numbers) = filler.numbers(visited.name, &visited.tensor.sizes()) {
                visited.tensor.set_numbers(&numbers);
            }
        })
    }
}

/// Visits the tensors in order; a layer's weight comes before its bias.
struct Filler {
    init: Init,
    random: ChaCha8Rng,
    /// The path of the layer whose weight came last, and its fan-in.
    layer: Option<(String, usize)>,
}

impl Filler {
    /// The new numbers of a tensor, or `None` where it is neither a weight nor the bias of one.
    fn numbers(&mut self, path: &str, shape: &[usize]) -> Option<Vec<f32>> {
        let len = shape.iter().product();
        let (layer, field) = path.rsplit_once('.').unwrap_or(("", path));
        match (field, shape) {
            ("weight", [fan_out, rest @ ..]) if !rest.is_empty() => {
                let fan_in = rest.iter().product::<usize>();
                self.layer = Some((layer.to_string(), fan_in));
                let is_linear = rest.len() == 1;
                Some(match self.init {
                    Init::Paddle if is_linear => self.uniform(len, (6.0 / (fan_in + fan_out) as f32).sqrt()),
                    Init::Paddle => self.normal(len, (2.0 / fan_in as f32).sqrt()),
                    Init::Torch => self.uniform(len, 1.0 / (fan_in as f32).sqrt()),
                })
            }
            ("bias", [_]) => {
                let (_, fan_in) = self.layer.take().filter(|(of, _)| of == layer)?;
                Some(match self.init {
                    Init::Paddle => vec![0.0; len],
                    Init::Torch => self.uniform(len, 1.0 / (fan_in as f32).sqrt()),
                })
            }
            _ => None,
        }
    }

    fn uniform(&mut self, len: usize, bound: f32) -> Vec<f32> {
        Uniform::new(-bound, bound).sample_iter(&mut self.random).take(len).collect()
    }

    fn normal(&mut self, len: usize, standard_deviation: f32) -> Vec<f32> {
        let numbers = Distribution::<f32>::sample_iter(StandardNormal, &mut self.random);
        numbers.take(len).map(|number| number * standard_deviation).collect()
    }
}

#[cfg(test)]
mod tests {
    use dfdx::nn::BuildModule;

    use super::*;
    use crate::{BatchNorm2d, Conv2d, Linear};

    type Layers = (Conv2d<1, 20, 5>, Conv2d<20, 20, 5>, Linear<980, 10>);

    fn started(init: Init, seed: u64) -> Layers {
        let mut layers: Layers = BuildModule::build(&Cpu::default());
        init.apply(&mut layers, seed).expect("memory");
        layers
    }

    fn spread(numbers: &[f32]) -> (f32, f32) {
        let mean_square = numbers.iter().map(|number| number * number).sum::<f32>() / numbers.len() as f32;
        (mean_square.sqrt(), numbers.iter().fold(0.0, |largest: f32, number| largest.max(number.abs())))
    }

    #[test]
    fn paddles_rule_draws_normal_convolutions_xavier_linear_layers_and_zero_biases() {
        let (_, conv, linear) = started(Init::Paddle, 1);
        let (deviation, _) = spread(&conv.weight.as_vec());
        assert!((deviation / (2.0_f32 / 500.0).sqrt() - 1.0).abs() < 0.05, "{deviation}");
        let (_, largest) = spread(&linear.weight.as_vec());
        let bound = (6.0_f32 / 990.0).sqrt();
        assert!(largest <= bound && largest > 0.99 * bound, "{largest} against {bound}");
        assert!(conv.bias.as_vec().iter().chain(&linear.bias.as_vec()).all(|&bias| bias == 0.0));
    }

    #[test]
    fn pytorchs_rule_draws_everything_uniform_in_one_over_the_root_of_fan_in() {
        let (first, second, linear) = started(Init::Torch, 1);
        for (fan_in, weight, bias) in [
            (25, first.weight.as_vec(), first.bias.as_vec()),
            (500, second.weight.as_vec(), second.bias.as_vec()),
            (980, linear.weight.as_vec(), linear.bias.as_vec()),
        ] {
            let bound = 1.0 / (fan_in as f32).sqrt();
            for numbers in [weight, bias] {
                let (_, largest) = spread(&numbers);
                assert!(largest <= bound && largest > 0.7 * bound, "{fan_in}: {largest} against {bound}");
            }
        }
    }

    #[test]
    fn a_seed_gives_the_same_network_again_and_another_seed_another() {
        let values = |seed| started(Init::Paddle, seed).0.weight.as_vec();
        assert_eq!(values(7), values(7));
        assert_ne!(values(7), values(8));
    }

    #[test]
    fn batch_normalisation_keeps_its_start() {
        let mut network: (Conv2d<1, 2, 3>, BatchNorm2d<2>) = BuildModule::build(&Cpu::default());
        Init::Torch.apply(&mut network, 1).expect("memory");
        assert_eq!(network.1.scale.as_vec(), [1.0, 1.0]);
        assert_eq!(network.1.bias.as_vec(), [0.0, 0.0]);
    }
}
