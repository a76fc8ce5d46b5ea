//! Figures 3 and 4: the last layer of a classifier, for three classes and for two.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::diagram::{Block, arrow, ball, label, small};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::text;

const SIZE: (u32, u32) = (700, 330);

/// Draws figure 3: an output layer of three classes, from features over scores to probabilities. The scores and the
/// probabilities are written beside their places.
pub fn draw_three_classes(scores: &[f32; 3], probabilities: &[f32; 3]) -> Figure {
    let title = text!("图 3 · 三个类别的输出层", "Figure 3 · An output layer of three classes");
    let rows: Vec<String> = scores.iter().zip(probabilities).map(|(&z, p)| format!("{} → {p:.4}", number(z))).collect();
    let listed = rows.join(&text!("，", ", "));
    let description = text!(
        "左边四个特征，每一个都连到中间的三个得分；三个得分一起进入 softmax，右边出来三个概率：{listed}。",
        "At the left four features, each joined to the three scores in the middle; the three scores together enter \
         softmax, and three probabilities come out at the right: {listed}."
    );
    let words = Words { title, description, text: rows.join("\n") };
    Figure::titled(SIZE, words, |canvas| {
        let features: [(f64, f64); 4] = std::array::from_fn(|index| (80.0, 96.0 + 60.0 * index as f64));
        let outputs: [(f64, f64); 3] = std::array::from_fn(|index| (270.0, 112.0 + 75.0 * index as f64));
        for &feature in &features {
            outputs.iter().for_each(|&output| canvas.line(&[feature, output], Tone::Grid, 1.3));
        }
        features.iter().for_each(|&place| ball(canvas, place, 14.0, Tone::Quiet));
        let softmax = Block { left: 400.0, top: 84.0, width: 96.0, height: 206.0 };
        softmax.draw(canvas, Tone::Orange);
        softmax.write(canvas, &["softmax"], label().bold());
        let written = Letters::new(size::LABEL, Tone::Ink, Anchor::Start);
        for (class, &place) in outputs.iter().enumerate() {
            arrow(canvas, (place.0 + 15.0, place.1), (softmax.left, place.1), Tone::Muted);
            ball(canvas, place, 15.0, Tone::Card);
            canvas.text_beside(&format!("z{}", subscript(class)), place, label());
            let score = Letters { tone: Tone::Blue, ..label() }.bold();
            canvas.text(&number(scores[class]), (345.0, place.1 - 9.0), score);
            arrow(canvas, (softmax.right(), place.1), (softmax.right() + 44.0, place.1), Tone::Muted);
            let text = format!("p{} = {}", subscript(class), probability(probabilities[class]));
            canvas.text_beside(&text, (softmax.right() + 54.0, place.1), written);
        }
        let below = f64::from(SIZE.1) - 14.0;
        canvas.text(&text!("特征", "features"), (80.0, below), small());
        canvas.text(&text!("得分", "scores"), (270.0, below), small());
        canvas.text(&text!("概率，和为 1", "probabilities, sum 1"), (590.0, below), small());
    })
}

/// Draws figure 4: two classes by softmax of two scores, and the same by the sigmoid of their difference. `first` is
/// the score of the first class, the other's is 0, and `probability` is what either way gives to the first.
pub fn draw_two_classes(first: f32, probability_of_first: f32) -> Figure {
    let title = text!("图 4 · 两个类别：两种写法，同一个答案", "Figure 4 · Two classes: two ways, one answer");
    let (p, q) = (probability(probability_of_first), probability(1.0 - probability_of_first));
    let z = number(first);
    let description = text!(
        "左边：两个得分 {z} 和 0 经过 softmax，得到概率 {p} 和 {q}。右边：只有一个得分，也就是两个得分的差 {z}，经过 sigmoid 得到 {p}，\
         另一类就是 1 − {p} = {q}。",
        "Left: two scores, {z} and 0, go through softmax and give the probabilities {p} and {q}. Right: a single score, the \
         difference {z}, goes through a sigmoid and gives {p}; the other class has 1 − {p} = {q}."
    );
    let text = format!("softmax({z}, 0) = ({p}, {q})\nsigmoid({z} − 0) = {p}, 1 − {p} = {q}");
    let words = Words { title, description, text };
    Figure::titled((SIZE.0, 260), words, |canvas| {
        canvas.line(&[(350.0, 60.0), (350.0, 236.0)], Tone::Grid, 1.2);
        let softmax = Block { left: 120.0, top: 84.0, width: 96.0, height: 140.0 };
        softmax.draw(canvas, Tone::Orange);
        softmax.write(canvas, &["softmax"], label().bold());
        for (y, index, score, answer) in [(116.0, 0, z.as_str(), p.as_str()), (192.0, 1, "0", q.as_str())] {
            score_into(canvas, (50.0, y), &format!("z{}", subscript(index)), score, softmax);
            answer_out_of(canvas, softmax, y, answer);
        }
        let sigmoid = Block { left: 470.0, top: 84.0, width: 96.0, height: 140.0 };
        sigmoid.draw(canvas, Tone::Blue);
        sigmoid.write(canvas, &["sigmoid"], label().bold());
        score_into(canvas, (400.0, 154.0), &format!("z{}−z{}", subscript(0), subscript(1)), &z, sigmoid);
        answer_out_of(canvas, sigmoid, 116.0, &p);
        answer_out_of(canvas, sigmoid, 192.0, &format!("1−{p} = {q}"));
    })
}

/// A score in its circle, its value above the arrow into the block.
fn score_into(canvas: &Canvas, place: (f64, f64), name: &str, value: &str, block: Block) {
    let radius = if name.chars().count() > 2 { 27.0 } else { 17.0 };
    arrow(canvas, (place.0 + radius, place.1), (block.left, place.1), Tone::Muted);
    ball(canvas, place, radius, Tone::Card);
    canvas.text_beside(name, place, label());
    let value_letters = Letters { tone: Tone::Blue, ..small() }.bold();
    canvas.text(value, ((place.0 + radius + block.left) / 2.0 - 3.0, place.1 - 8.0), value_letters);
}

fn answer_out_of(canvas: &Canvas, block: Block, y: f64, answer: &str) {
    arrow(canvas, (block.right(), y), (block.right() + 36.0, y), Tone::Muted);
    canvas.text_beside(answer, (block.right() + 44.0, y), Letters::new(size::LABEL, Tone::Ink, Anchor::Start));
}

fn subscript(index: usize) -> char {
    ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'][index % 10]
}

/// A score with at most three decimals: `3`, `−0.405`.
fn number(score: f32) -> String {
    let written = format!("{score:.3}");
    written.trim_end_matches('0').trim_end_matches('.').replace('-', "−")
}

fn probability(value: f32) -> String {
    if value.is_finite() && value > 0.0 && value < 0.01 { format!("{value:.4}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_numbers_given_are_the_numbers_shown() {
        let figure = Language::English.within(|| draw_three_classes(&[3.0, 1.0, -3.0], &[0.8789, 0.1189, 0.0022]));
        for shown in [">−3</text>", ">p₀ = 0.88</text>", ">p₂ = 0.0022</text>"] {
            assert!(figure.svg.contains(shown), "{shown}");
        }
        let figure = Language::English.within(|| draw_two_classes(0.405_465, 0.6));
        for shown in [">0.405</text>", ">0.60</text>", ">0.40</text>", ">1−0.60 = 0.40</text>"] {
            assert!(figure.svg.contains(shown), "{shown}");
        }
    }
}
