//! What draws say of what they were drawn from.

use crate::axes::Axis;
use crate::curve::Curve;
use crate::figure::{Figure, Words, listed};
use crate::letters;
use crate::lines::{Line, Lines};
use crate::style::Tone;
use words::text;

/// What came of drawing from two boxes again and again.
#[derive(Clone, Debug, PartialEq)]
pub struct Simulation {
    /// What decided the draws.
    pub seed: u64,
    /// The probability of box 乙 after a blue ball, by the formula, 0 to 1.
    pub posterior: f64,
    /// How many blue balls came from 甲 and from 乙.
    pub blue: [usize; 2],
    /// At each blue ball, the number of draws so far and the share of 乙 among the blue ones so far, 0 to 1.
    pub path: Vec<(f64, f64)>,
}

/// Plots the share of box 乙 among the blue balls drawn so far, against the number of draws: a line for each simulation,
/// and a grey one for the exact posterior, which they come to.
pub fn plot_two_boxes_simulation(simulations: &[Simulation]) -> Figure {
    let title = text!("蓝球里，有多大一份来自乙？", "Of the blue balls, how many came from B?");
    let exact: Vec<f64> = distinct(simulations.iter().map(|draws| draws.posterior));
    let paths: Vec<Vec<(f64, f64)>> =
        simulations.iter().map(|draws| Curve::new("", draws.path.iter().copied()).thinned(700).points).collect();
    let last = paths.iter().flatten().fold(1.0, |last: f64, point| last.max(point.0));
    let low = paths.iter().flatten().map(|point| point.1).chain(exact.iter().copied()).fold(1.0, f64::min);
    // Most paths wander by far the widest at their very beginning: all of it is shown, where the truth can be seen beside it.
    let y = Axis::covering(low.min(0.9), 1.0, 5).up_to(1.0);
    let x_from_one = Axis::counting(0.0, last, 8);
    let line = |((Simulation { seed, .. }, points), tone): ((&Simulation, _), _)| Line {
        label: text!("种子 {seed}", "seed {seed}"),
        points,
        tone,
        thickness: 1.6,
    };
    let tones = Tone::ACCENTS.into_iter().cycle();
    let mut lines: Vec<Line> = simulations.iter().zip(paths).zip(tones).map(line).collect();
    for &posterior in &exact {
        let label = text!("公式：{posterior:.4}", "by the formula: {posterior:.4}");
        let points = vec![(0.0, posterior), (last, posterior)];
        lines.push(Line { label, points, tone: Tone::Muted, thickness: 1.4 });
    }
    let rows: Vec<String> = simulations.iter().map(row).collect();
    let description = listed(rows.iter().cloned());
    let chart = Lines {
        words: Words { title, description: text!("{description}。", "{description}."), text: rows.join("\n") },
        x: (x_from_one, text!("摸球的次数", "draws")),
        y: (y, text!("来自乙的比例", "share from B")),
        lines,
        dots: Vec::new(),
        are_measured: false,
    };
    chart.figure()
}

/// One simulation in words.
fn row(draws: &Simulation) -> String {
    let Simulation { seed, posterior: exact, blue: [first, second], path } = draws;
    let blue = first + second;
    let share = path.last().map_or_else(|| "—".to_owned(), |(_, share)| format!("{share:.4}"));
    text!(
        "种子 {seed}：{blue} 个蓝球，{second} 个来自乙，占 {share}；公式 {exact:.4}",
        "seed {seed}: {blue} blue balls, {second} from B, a share of {share}; by the formula {exact:.4}"
    )
}

fn distinct(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

/// Plots how likely a box with a share θ of blue balls makes a row of draws of which `blue` were blue and `white` white,
/// `θ^blue (1 − θ)^white`, for θ from 0 to 1. The largest likelihood is at the share that was seen, marked by a dot.
pub fn plot_likelihood(blue: u32, white: u32) -> Figure {
    let title = text!("{blue} 个蓝球、{white} 个白球的似然", "The likelihood of {blue} blue balls and {white} white");
    let likelihood = |share: f64| share.powi(blue as i32) * (1.0 - share).powi(white as i32);
    let points: Vec<(f64, f64)> = (0..=200).map(|step| f64::from(step) / 200.0).map(|x| (x, likelihood(x))).collect();
    let best = if blue + white == 0 { 0.5 } else { f64::from(blue) / f64::from(blue + white) };
    let most = likelihood(best);
    let description = text!(
        "似然随蓝球比例 θ 变化的曲线，在 θ = {best:.2} 处最大，为 {most:.3e}。",
        "The likelihood against the share θ of blue balls. It is largest at θ = {best:.2}, {most:.3e} there."
    );
    let mut rows = String::new();
    for tenths in 0..=10 {
        let share = f64::from(tenths) / 10.0;
        let bar = letters::bar(likelihood(share) / most, 40);
        rows += format!("{share:.1}  {:>9.2e}  {bar}", likelihood(share)).trim_end();
        rows.push('\n');
    }
    let chart = Lines {
        words: Words { title, description, text: rows },
        x: (Axis::covering(0.0, 1.0, 5), text!("盒子里蓝球的比例 θ", "share θ of blue balls in the box")),
        y: (Axis::covering(0.0, most, 4), text!("似然", "likelihood")),
        lines: vec![Line { label: String::new(), points, tone: Tone::Blue, thickness: 2.2 }],
        dots: vec![((best, most), Tone::Orange)],
        are_measured: false,
    };
    chart.figure()
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn every_simulation_has_a_line_and_the_formula_one_for_all() {
        let path = |seed: u64| (1..1500).map(|ball| (2.0 * f64::from(ball), 1.0 - 0.01 * seed as f64)).collect();
        let made = [1, 2, 3].map(|seed| Simulation { seed, posterior: 0.99, blue: [15, 1484], path: path(seed) });
        let figure = Language::English.within(|| plot_two_boxes_simulation(&made));
        assert!([1, 2, 3].iter().all(|seed| figure.svg.contains(&format!(">seed {seed}</text>"))));
        assert_eq!(figure.svg.matches(">by the formula: 0.9900</text>").count(), 1);
        assert_eq!(figure.text.lines().count(), 5, "{figure}");
        plot_two_boxes_simulation(&[]);
        plot_two_boxes_simulation(&[Simulation { seed: 1, posterior: 0.99, blue: [0, 0], path: Vec::new() }]);
    }

    #[test]
    fn the_likelihood_is_largest_at_the_share_that_was_seen() {
        let figure = Language::English.within(|| plot_likelihood(7, 3));
        assert!(figure.description.contains("θ = 0.70, 2.224e-3"), "{}", figure.description);
        let rows: Vec<&str> = figure.text.lines().filter(|line| line.starts_with("0.7")).collect();
        assert!(rows.len() == 1 && rows[0].ends_with(&"█".repeat(40)), "{figure}");
        for (blue, white) in [(0, 0), (1, 0), (0, 5), (300, 100)] {
            plot_likelihood(blue, white);
        }
    }
}
