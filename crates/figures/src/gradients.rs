//! How hard each loss pushes, and where the push leads.

use crate::axes::Axis;
use crate::curve::Curve;
use crate::figure::{Figure, Words};
use crate::letters;
use crate::lines::{Line, Lines};
use crate::style::Tone;
use words::text;

/// The size of a loss's derivative in the right class's score, where there are two classes and the right one has
/// probability `p`.
type Slope = fn(f64) -> f64;

/// The losses that are compared, in the order of the legend.
const LOSSES: [(&str, Tone, Slope); 3] = [
    ("cross-entropy", Tone::Blue, |p| 1.0 - p),
    ("brier", Tone::Green, |p| 4.0 * p * (1.0 - p) * (1.0 - p)),
    ("mse", Tone::Orange, |p| 2.0 * p * (1.0 - p) * (1.0 - p)),
];

/// Plots how hard each loss pushes the right class's score up, against the probability that this class has, where there
/// are two classes: `1 − p` for cross-entropy, `4p(1 − p)²` and `2p(1 − p)²` for squared error, summed over the two
/// classes or averaged.
///
/// The right answer is given less probability the further left one looks. There cross-entropy pushes hardest, and squared
/// error hardly at all; its largest push is at `p = 1/3`, marked by a dot.
pub fn plot_gradients() -> Figure {
    let title = text!("损失推得多用力", "How hard a loss pushes");
    let shares: Vec<f64> = (1..=99).map(|hundredths| f64::from(hundredths) / 100.0).collect();
    let names = [
        text!("交叉熵 1 − p", "cross-entropy, 1 − p"),
        text!("平方误差（求和）4p(1 − p)²", "squared error (sum), 4p(1 − p)²"),
        text!("平方误差（平均）2p(1 − p)²", "squared error (mean), 2p(1 − p)²"),
    ];
    let lines = LOSSES.iter().zip(&names).map(|(&(_, tone, slope), name)| Line {
        label: name.clone(),
        points: shares.iter().map(|&p| (p, slope(p))).collect(),
        tone,
        thickness: 2.2,
    });
    let third = 1.0 / 3.0;
    let dots = LOSSES[1..].iter().map(|&(_, tone, slope)| ((third, slope(third)), tone));
    let description = text!(
        "两类时，损失对正确类得分的梯度大小，随正确类的概率 p 变化。交叉熵是一条直线，从 p 接近 0 时的 1 降到 p 接近 1 时的 0。平方误差的两条曲线在两端都接近 0，在 p = 1/3 处最大：求和时约 0.59，平均时约 0.30。",
        "With two classes, the size of a loss's gradient in the right class's score, against that class's probability p. \
         Cross-entropy is a straight line from 1 near p = 0 down to 0 near p = 1. The two curves of squared error are near 0 \
         at both ends and largest at p = 1/3: about 0.59 for the sum, about 0.30 for the mean."
    );
    let chart = Lines {
        words: Words { title, description, text: table(&names) },
        x: (Axis::covering(0.0, 1.0, 5), text!("正确类的概率 p", "probability p of the right class")),
        y: (Axis::covering(0.0, 1.0, 5), text!("梯度的大小", "size of the gradient")),
        lines: lines.collect(),
        dots: dots.collect(),
        are_measured: false,
    };
    chart.figure()
}

fn table(names: &[String; 3]) -> String {
    let mut text = names.join("\n") + "\n\n   p";
    for (loss, ..) in LOSSES {
        text += &format!("  {loss:>13}");
    }
    for p in [0.01, 0.1, 1.0 / 3.0, 0.5, 0.9, 0.99] {
        text += &format!("\n{p:.2}");
        for (.., slope) in LOSSES {
            text += &format!("  {:>13.4}", slope(p));
        }
    }
    text
}

/// What became of the right class's probability, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What the legend calls it.
    pub name: String,
    /// Its colour.
    pub tone: Tone,
    /// The probability before the first step and after each, 0 to 1.
    pub probabilities: Vec<f64>,
}

/// Plots the right class's probability against the steps, a line for each way that it went.
pub fn plot_descent(descents: &[Progress]) -> Figure {
    let title = text!("一步一步，把正确类的概率推上去", "Step by step, the right class's probability goes up");
    let steps = descents.iter().map(|descent| descent.probabilities.len()).max().unwrap_or(0);
    // Without those that have no number to draw.
    let ends =
        |descent: &'_ Progress| descent.probabilities.first().copied().zip(descent.probabilities.last().copied());
    let drawn = || descents.iter().filter_map(move |descent| Some((descent, ends(descent)?)));
    let description = drawn().map(|(Progress { name, .. }, (first, last))| {
        text!("{name}：从 {first:.4} 到 {last:.4}", "{name}: from {first:.4} to {last:.4}")
    });
    let description = description.collect::<Vec<String>>().join(&text!("；", "; "));
    let rows: Vec<_> = drawn()
        .map(|(descent, (first, last))| {
            (descent.name.as_str(), descent.probabilities.clone(), format!("{first:.4} → {last:.4}"))
        })
        .collect();
    let line = |(Progress { name, tone, probabilities }, _): (&Progress, _)| {
        let points = probabilities.iter().enumerate().map(|(step, &value)| (step as f64, value));
        let points = Curve::new("", points).thinned(600).points;
        Line { label: name.clone(), points, tone: *tone, thickness: 2.2 }
    };
    let text = letters::rows(&rows, 48, 0).join("\n");
    let chart = Lines {
        words: Words { title, description: text!("{description}。", "{description}."), text },
        x: (Axis::counting(0.0, steps.saturating_sub(1) as f64, 10), text!("步数", "step")),
        y: (Axis::covering(0.0, 1.0, 5), text!("正确类的概率", "probability of the right class")),
        lines: drawn().map(line).collect(),
        dots: Vec::new(),
        are_measured: false,
    };
    chart.figure()
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn squared_error_pushes_hardest_at_a_third_and_cross_entropy_where_it_is_most_wrong() {
        let figure = Language::English.within(plot_gradients);
        assert!(figure.text.contains("0.01         0.9900         0.0392         0.0196"), "{figure}");
        assert!(figure.text.contains("0.33         0.6667         0.5926         0.2963"), "{figure}");
        assert_eq!(figure.svg.matches("<circle").count(), 2);
        assert!(figure.svg.contains(">cross-entropy, 1 − p</text>"));
    }

    #[test]
    fn a_descent_is_drawn_for_each_loss() {
        let descent = |name: &str, tone| {
            let probabilities = (0..=40).map(|step| 0.0067 + 0.0233 * f64::from(step)).collect();
            Progress { name: name.to_owned(), tone, probabilities }
        };
        let descents = [descent("cross-entropy", Tone::Blue), descent("mse", Tone::Orange)];
        let figure = Language::English.within(|| plot_descent(&descents));
        assert!(figure.description.contains("from 0.0067 to 0.9"), "{}", figure.description);
        assert_eq!(figure.text.lines().count(), 4, "{figure}");
        plot_descent(&[]);
        plot_descent(&[Progress { name: "none".to_owned(), tone: Tone::Blue, probabilities: Vec::new() }]);
    }
}
