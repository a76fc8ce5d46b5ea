//! How hard each loss pushes, and where the push leads.

use super::axes::Axis;
use super::curve::Curve;
use super::figure::{Figure, Words};
use super::letters;
use super::lines::{Line, Lines};
use super::style::Tone;
use crate::gradient::two_class_slope;
use crate::language::text;
use crate::loss::Loss;

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
pub fn plot_descent(curves: &[Curve]) -> Figure {
    let title = text!("一步一步，把正确类的概率推上去", "Step by step, the right class's probability goes up");
    let drawn: Vec<(&str, Vec<(f64, f64)>)> =
        curves.iter().map(|curve| (curve.label.as_str(), curve.thinned(600).drawable())).collect();
    let last = drawn.iter().filter_map(|(_, points)| points.last()).fold(1.0, |last: f64, point| last.max(point.0));
    let ends = |(label, points): &(&str, Vec<(f64, f64)>)| {
        let (first, last) = (points.first()?.1, points.last()?.1);
        Some((label.to_string(), first, last))
    };
    let said: Vec<_> = drawn.iter().filter_map(ends).collect();
    let described: Vec<String> = said
        .iter()
        .map(|(label, first, last)| {
            text!("{label}：从 {first:.4} 到 {last:.4}", "{label}: from {first:.4} to {last:.4}")
        })
        .collect();
    let described = described.join(&text!("；", "; "));
    let width = said.iter().map(|(label, ..)| letters::columns(label)).max().unwrap_or(0);
    let mut rows = format!("{title}\n\n");
    for ((_, points), (label, first, last)) in drawn.iter().filter(|(_, points)| !points.is_empty()).zip(&said) {
        let values: Vec<f64> = points.iter().map(|point| point.1).collect();
        let line = letters::sparkline(&values, 48);
        rows += &format!("{}  {line}  {first:.4} → {last:.4}\n", letters::pad(label, width));
    }
    let tone = |index: usize| LOSSES.get(index).map_or(Tone::Purple, |&(_, tone)| tone);
    let chart = Lines {
        words: Words { title, description: text!("{described}。", "{described}."), text: rows },
        x: (Axis::counting(0.0, last, 10), text!("步数", "step")),
        y: (Axis::covering(0.0, 1.0, 5), text!("正确类的概率", "probability of the right class")),
        lines: drawn
            .iter()
            .enumerate()
            .map(|(index, (label, points))| Line {
                label: label.to_string(),
                points: points.clone(),
                tone: tone(index),
                thickness: 2.2,
            })
            .collect(),
        dots: Vec::new(),
    };
    chart.figure()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use crate::gradient::descend;

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
        let curves: Vec<Curve> = [Loss::CrossEntropy, Loss::Mse]
            .map(|loss| descend(loss, &[0.0, 5.0], 0, 1.0, 40).expect("two classes"))
            .into();
        let figure = Language::English.within(|| plot_descent(&curves));
        assert!(figure.description.contains("from 0.0067 to 0.9"), "{}", figure.description);
        assert_eq!(figure.text.lines().count(), 4, "{figure}");
        plot_descent(&[]);
        plot_descent(&[Curve::new("", [])]);
    }
}
