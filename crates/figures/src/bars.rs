//! Probabilities as bars: what softmax makes of scores, and what a network thinks of the ten digits.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::letters;
use crate::style::{Tone, size};
use words::{text, width};

/// Plots scores beside the probabilities that softmax makes of them, one row a class.
///
/// A score that is no number has no bar. Any number of classes can be drawn; 2 to 20 look well.
///
/// # Panics
/// If there are not as many probabilities as scores.
pub fn plot_softmax(scores: &[f32], probabilities: &[f32]) -> Figure {
    let (score_count, probability_count) = (scores.len(), probabilities.len());
    assert_eq!(
        score_count, probability_count,
        "each score has its probability: {score_count} scores, {probability_count} probabilities"
    );
    let size = (640, (100 + ROW as usize * score_count.max(1)) as u32);
    let title = text!("softmax：得分变成概率", "softmax: scores become probabilities");
    let [from, to] = [text!("得分", "score"), text!("概率", "probability")];
    let description = softmax_description(scores, probabilities);
    let words = Words { title, description, text: softmax_text(scores, probabilities) };
    let best = largest(probabilities);
    Figure::titled(size, words, |canvas| {
        let heads = Letters::new(size::LABEL, Tone::Muted, Anchor::Start);
        let panels = [Panel::of_scores(62.0, 222.0, scores), Panel::of_probabilities(366.0, 206.0)];
        canvas.text(&from, (panels[0].left, 66.0), heads);
        canvas.text(&to, (panels[1].left, 66.0), heads);
        let bottom = 78.0 + ROW * scores.len() as f64;
        for panel in &panels {
            let zero = panel.place(0.0);
            canvas.line(&[(zero, 76.0), (zero, bottom)], Tone::Muted, 1.0);
        }
        for (row, (&score, &probability)) in scores.iter().zip(probabilities).enumerate() {
            let middle = 78.0 + ROW * (row as f64 + 0.5);
            let tone = if Some(row) == best { Tone::Blue } else { Tone::Quiet };
            let name = Letters::new(size::LABEL, Tone::Ink, Anchor::End);
            canvas.text_beside(&row.to_string(), (46.0, middle), name);
            panels[0].bar(canvas, middle, f64::from(score), &score_text(score), tone);
            panels[1].bar(canvas, middle, f64::from(probability), &probability_text(probability), tone);
        }
    })
}

/// Height of a row of [`plot_softmax`], in pixels.
const ROW: f64 = 30.0;

/// Bars that start at one upright line and go right, or left where the value is below 0.
struct Panel {
    left: f64,
    width: f64,
    low: f64,
    high: f64,
}

impl Panel {
    /// Room for the written value at the end of a bar.
    const MARGIN: f64 = 48.0;

    fn of_scores(left: f64, width: f64, scores: &[f32]) -> Panel {
        let finite = || scores.iter().map(|&score| f64::from(score)).filter(|score| score.is_finite());
        let (low, high) = (finite().fold(0.0, f64::min), finite().fold(0.0, f64::max));
        let high = if low == high { 1.0 } else { high };
        Panel { left, width, low, high }
    }

    fn of_probabilities(left: f64, width: f64) -> Panel {
        Panel { left, width, low: 0.0, high: 1.0 }
    }

    fn place(&self, value: f64) -> f64 {
        let left = if self.low < 0.0 { self.left + Panel::MARGIN } else { self.left };
        let right = if self.high > 0.0 { self.left + self.width } else { self.left + self.width + Panel::MARGIN };
        left + (value - self.low) / (self.high - self.low) * (right - left)
    }

    fn bar(&self, canvas: &Canvas, middle: f64, value: f64, written: &str, tone: Tone) {
        let zero = self.place(0.0);
        let end = if value.is_finite() { self.place(value.clamp(self.low, self.high)) } else { zero };
        canvas.rectangle((zero.min(end), middle - 9.0), ((end - zero).abs(), 18.0), tone, 1.0);
        let (x, anchor) = if value < 0.0 { (end - 7.0, Anchor::End) } else { (end + 7.0, Anchor::Start) };
        canvas.text_beside(written, (x, middle), Letters::new(size::TICK, Tone::Ink, anchor));
    }
}

fn softmax_description(scores: &[f32], probabilities: &[f32]) -> String {
    let rows: Vec<String> = scores
        .iter()
        .zip(probabilities)
        .enumerate()
        .map(|(class, (&score, &probability))| {
            let (score, probability) = (score_text(score), probability_text(probability));
            text!(
                "类别 {class}：得分 {score}，概率 {probability}",
                "class {class}: score {score}, probability {probability}"
            )
        })
        .collect();
    let rows = rows.join(&text!("；", "; "));
    text!("{rows}。", "{rows}.")
}

fn softmax_text(scores: &[f32], probabilities: &[f32]) -> String {
    let mut lines = String::new();
    let rows = scores.iter().zip(probabilities).enumerate();
    for (class, (&score, &probability)) in rows {
        let score = width::pad_left(&score_text(score), 9);
        let written = width::pad_left(&probability_text(probability), 8);
        lines += &format!("{class:>3} {score} → {written}  {}\n", letters::bar(f64::from(probability), 40));
    }
    lines
}

/// Plots what a network gives to each of the ten digits; the likeliest is set off.
pub fn plot_probabilities(probabilities: &[f32; 10]) -> Figure {
    const SIZE: (u32, u32) = (600, 290);
    const BASE: f64 = 236.0;
    const HEIGHT: f64 = 160.0;
    let best = largest(probabilities);
    let words = Words {
        title: text!("十个数字的概率", "Probabilities of the ten digits"),
        description: probabilities_description(probabilities, best),
        text: probabilities_text(probabilities, best),
    };
    Figure::titled(SIZE, words, |canvas| {
        for (digit, &probability) in probabilities.iter().enumerate() {
            let middle = 57.0 + 54.0 * digit as f64;
            let (bar_tone, text_tone) =
                if Some(digit) == best { (Tone::Blue, Tone::Ink) } else { (Tone::Quiet, Tone::Muted) };
            let share = f64::from(probability);
            let height = if share.is_finite() { share.clamp(0.0, 1.0) * HEIGHT } else { 0.0 };
            canvas.rectangle((middle - 17.0, BASE - height), (34.0, height), bar_tone, 1.0);
            let value = Letters::new(size::TICK, text_tone, Anchor::Middle);
            let name = Letters::new(size::LABEL, text_tone, Anchor::Middle);
            let (value, name) = if Some(digit) == best { (value.bold(), name.bold()) } else { (value, name) };
            canvas.text(&probability_text(probability), (middle, BASE - height - 7.0), value);
            canvas.text(&digit.to_string(), (middle, BASE + 20.0), name);
        }
        canvas.line(&[(30.0, BASE), (570.0, BASE)], Tone::Muted, 1.2);
        let below = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle);
        canvas.text(&text!("数字", "digit"), (300.0, BASE + 42.0), below);
    })
}

fn probabilities_description(probabilities: &[f32; 10], best: Option<usize>) -> String {
    let values: Vec<String> = probabilities.iter().map(|&value| probability_text(value)).collect();
    let values = values.join(&text!("、", ", "));
    match best {
        Some(digit) => text!(
            "数字 0 到 9 的概率依次为 {values}。最大的是 {digit}。",
            "The probabilities of the digits 0 to 9 are {values}. The largest is that of {digit}."
        ),
        None => text!("数字 0 到 9 的概率依次为 {values}。", "The probabilities of the digits 0 to 9 are {values}."),
    }
}

fn probabilities_text(probabilities: &[f32; 10], best: Option<usize>) -> String {
    let mut lines = String::new();
    for (digit, &probability) in probabilities.iter().enumerate() {
        let mark = if Some(digit) == best { " ←" } else { "" };
        let written = width::pad_left(&probability_text(probability), 8);
        let line = format!("{digit} {written}  {}{mark}", letters::bar(f64::from(probability), 40));
        lines += line.trim_end();
        lines.push('\n');
    }
    lines
}

/// The place of the largest number, the first of equals.
fn largest(values: &[f32]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, value) in values.iter().enumerate() {
        if !value.is_nan() && best.is_none_or(|best| *value > values[best]) {
            best = Some(index);
        }
    }
    best
}

/// A score as written: `3`, `−0.25`, `1e5`.
fn score_text(score: f32) -> String {
    if !score.is_finite() {
        return score.to_string().replace('-', "−").replace("inf", "∞");
    }
    if score != 0.0 && (score.abs() >= 1e5 || score.abs() < 5e-3) {
        return format!("{score:.0e}").replace('-', "−");
    }
    let written = format!("{score:.2}");
    let written = written.trim_end_matches('0').trim_end_matches('.');
    if written == "-0" { "0".into() } else { written.replace('-', "−") }
}

/// A probability as written: two decimals, and more where two would read 0 or 1 and it is neither.
fn probability_text(probability: f32) -> String {
    match probability {
        p if !p.is_finite() => p.to_string(),
        p if p == 0.0 || p == 1.0 => p.to_string(),
        p if p > 0.0 && p < 0.00005 => "<0.0001".into(),
        p if p > 0.99995 && p < 1.0 => ">0.9999".into(),
        p if !(0.01..0.995).contains(&p) => format!("{p:.4}"),
        p => format!("{p:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn a_small_probability_is_not_written_as_nothing() {
        let written = [0.878_879_5, 0.118_943_2, 0.002_178_52, 0.000_000_1, 0.0, 0.999_99, 0.996, 1.0];
        assert_eq!(written.map(probability_text), ["0.88", "0.12", "0.0022", "<0.0001", "0", ">0.9999", "0.9960", "1"]);
        assert_eq!(probability_text(f32::NAN), "NaN");
    }

    #[test]
    fn scores_are_written_short() {
        let scores = [3.0, -0.25, 12.345, -0.0, 1e5, -0.0004, f32::NEG_INFINITY];
        assert_eq!(scores.map(score_text), ["3", "−0.25", "12.35", "0", "1e5", "−4e−4", "−∞"]);
    }

    #[test]
    fn softmax_figures_show_both_sides_in_either_language() {
        let draw = || plot_softmax(&[3.0, 1.0, -3.0], &[0.88, 0.12, 0.0022]);
        let (chinese, english) = (Language::Chinese.within(draw), Language::English.within(draw));
        assert!(chinese.svg.contains(">得分</text>") && chinese.svg.contains(">−3</text>"));
        assert!(english.svg.contains(">score</text>") && english.svg.contains("lang=\"en\""));
        assert!(english.text.contains("2        −3 →   0.0022  ▏"), "{}", english.text);
    }

    #[test]
    fn any_number_of_classes_and_any_score_is_drawn() {
        for count in [0, 1, 2, 20, 64] {
            let scores: Vec<f32> = (0..count).map(|index| index as f32 - 5.0).collect();
            plot_softmax(&scores, &vec![0.5; count]);
        }
        plot_softmax(&[f32::NAN, f32::INFINITY, -1e38], &[f32::NAN, 1.0, 0.0]);
        plot_softmax(&[-1.0, -2.0], &[0.7, 0.3]);
    }

    #[test]
    #[should_panic(expected = "2 scores, 1 probabilities")]
    fn scores_without_probabilities_are_refused() {
        plot_softmax(&[1.0, 2.0], &[1.0]);
    }

    #[test]
    fn the_likeliest_digit_is_set_off_and_nan_is_never_it() {
        let mut probabilities = [0.01; 10];
        probabilities[7] = 0.91;
        probabilities[0] = f32::NAN;
        let figure = plot_probabilities(&probabilities);
        assert_eq!(
            figure
                .svg
                .matches(&format!(
                    "<rect x=\"4180\" y=\"904\" width=\"340\" height=\"1456\" fill=\"{}\"",
                    Tone::Blue.hex()
                ))
                .count(),
            1,
            "{}",
            figure.svg
        );
        assert!(figure.text.lines().any(|line| line.starts_with("7     0.91") && line.ends_with('←')), "{figure}");
    }
}
