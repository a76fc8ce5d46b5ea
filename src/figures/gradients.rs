//! How hard each loss pushes, and where the push leads.

use super::axes::Axis;
use super::curve::Curve;
use super::figure::{Figure, Words};
use super::letters;
use super::lines::{Line, Lines};
use super::style::Tone;
use crate::gradient::{Descent, two_class_slope};
use crate::loss::Loss;
use words::{text, width};

/// The losses that are compared, in the order of the legend.
const LOSSES: [(Loss, Tone); 3] =
    [(Loss::CrossEntropy, Tone::Blue), (Loss::Brier, Tone::Green), (Loss::Mse, Tone::Orange)];

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
    let lines = LOSSES.iter().zip(&names).map(|(&(loss, tone), name)| Line {
        label: name.clone(),
        points: shares.iter().map(|&p| (p, two_class_slope(loss, p))).collect(),
        tone,
        thickness: 2.2,
    });
    let third = 1.0 / 3.0;
    let dots = LOSSES[1..].iter().map(|&(loss, tone)| ((third, two_class_slope(loss, third)), tone));
    let description = text!(
        "两类时，损失对正确类得分的梯度大小，随正确类的概率 p 变化。交叉熵是一条直线，从 p 接近 0 时的 1 降到 p 接近 1 时的 0。平方误差的两条曲线在两端都接近 0，在 p = 1/3 处最大：求和时约 0.59，平均时约 0.30。",
        "With two classes, the size of a loss's gradient in the right class's score, against that class's probability p. \
         Cross-entropy is a straight line from 1 near p = 0 down to 0 near p = 1. The two curves of squared error are near 0 \
         at both ends and largest at p = 1/3: about 0.59 for the sum, about 0.30 for the mean."
    );
    let chart = Lines {
        words: Words { title: title.clone(), description, text: table(&title, &names) },
        x: (Axis::covering(0.0, 1.0, 5), text!("正确类的概率 p", "probability p of the right class")),
        y: (Axis::covering(0.0, 1.0, 5), text!("梯度的大小", "size of the gradient")),
        lines: lines.collect(),
        dots: dots.collect(),
    };
    chart.figure()
}

fn table(title: &str, names: &[String; 3]) -> String {
    let mut text = format!("{title}\n\n");
    for name in names {
        text += &format!("{name}\n");
    }
    text += "\n   p";
    for (loss, _) in LOSSES {
        text += &format!("  {:>13}", loss.name());
    }
    for p in [0.01, 0.1, 1.0 / 3.0, 0.5, 0.9, 0.99] {
        text += &format!("\n{p:.2}");
        for (loss, _) in LOSSES {
            text += &format!("  {:>13.4}", two_class_slope(loss, p));
        }
    }
    text
}

/// Plots the right class's probability against the steps of [`descend`](crate::gradient::descend), a line for each loss.
pub fn plot_descent(descents: &[Descent]) -> Figure {
    let title = text!("一步一步，把正确类的概率推上去", "Step by step, the right class's probability goes up");
    let steps = descents.iter().map(|descent| descent.probabilities.len()).max().unwrap_or(0);
    let rows: Vec<Row> = descents.iter().filter_map(Row::of).collect();
    let description = rows.iter().map(|row| {
        let Row { name, first, last, .. } = row;
        text!("{name}：从 {first:.4} 到 {last:.4}", "{name}: from {first:.4} to {last:.4}")
    });
    let description = description.collect::<Vec<String>>().join(&text!("；", "; "));
    let width = rows.iter().map(|row| width::columns(&row.name)).max().unwrap_or(0);
    let lines = rows.iter().map(|row| {
        let Row { name, values, first, last, .. } = row;
        format!("{}  {}  {first:.4} → {last:.4}", width::pad(name, width), letters::sparkline(values, 48))
    });
    let text = format!("{title}\n\n{}", lines.collect::<Vec<String>>().join("\n"));
    let chart = Lines {
        words: Words { title, description: text!("{description}。", "{description}."), text },
        x: (Axis::counting(0.0, steps.saturating_sub(1) as f64, 10), text!("步数", "step")),
        y: (Axis::covering(0.0, 1.0, 5), text!("正确类的概率", "probability of the right class")),
        lines: rows.into_iter().map(Row::line).collect(),
        dots: Vec::new(),
    };
    chart.figure()
}

/// A descent as it is drawn and told.
struct Row {
    name: String,
    values: Vec<f64>,
    first: f64,
    last: f64,
    tone: Tone,
}

impl Row {
    /// `None` where there is no number to draw.
    fn of(descent: &Descent) -> Option<Row> {
        let values = descent.probabilities.clone();
        let (first, last) = (*values.first()?, *values.last()?);
        let (name, tone) = match descent.loss {
            Loss::CrossEntropy => (text!("交叉熵", "cross-entropy"), Tone::Blue),
            Loss::Brier => (text!("平方误差（求和）", "squared error (sum)"), Tone::Green),
            Loss::Mse => (text!("平方误差（平均）", "squared error (mean)"), Tone::Orange),
            Loss::SoftmaxTwice => (descent.loss.title(), Tone::Purple),
            Loss::Regression => return None,
        };
        Some(Row { name, values, first, last, tone })
    }

    fn line(self) -> Line {
        let points = self.values.into_iter().enumerate().map(|(step, value)| (step as f64, value));
        Line { points: Curve::new("", points).thinned(600).points, label: self.name, tone: self.tone, thickness: 2.2 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gradient::descend;
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
        let descents =
            [Loss::CrossEntropy, Loss::Mse].map(|loss| descend(loss, &[0.0, 5.0], 0, 1.0, 40).expect("two classes"));
        let figure = Language::English.within(|| plot_descent(&descents));
        assert!(figure.description.contains("from 0.0067 to 0.9"), "{}", figure.description);
        assert_eq!(figure.text.lines().count(), 4, "{figure}");
        plot_descent(&[]);
        plot_descent(&[Descent { loss: Loss::Mse, probabilities: Vec::new() }]);
    }
}
