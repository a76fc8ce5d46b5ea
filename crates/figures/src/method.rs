//! Figure 1: the stages of the course's method, and whose turn it is.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::diagram::{Block, arrow, label, small};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::text;

const SIZE: (u32, u32) = (820, 372);
const LEFT: f64 = 24.0;
const STEP: f64 = 111.0;
const WIDTH: f64 = 94.0;
/// The loss, the third stage, is what this lesson is about.
const HERE: usize = 2;

/// One stage: its name, and what can be chosen there, the simplest first.
struct Stage {
    name: String,
    choices: [String; 3],
}

/// Draws figure 1, the method called 横纵式: all stages are first gone through once in their simplest form, across; then
/// each is explored by itself, downwards. The lesson's stage, the loss, is set off.
pub fn draw_method() -> Figure {
    let stages = stages();
    let title =
        text!("图 1 · 横纵式：先横着走通，再竖着走深", "Figure 1 · First across all stages, then down into each");
    let words = Words { title, description: description(&stages), text: listing(&stages) };
    Figure::titled(SIZE, words, |canvas| {
        let side = Letters::new(size::TICK, Tone::Blue, Anchor::Start);
        canvas.text(
            &text!("横：每一步先用最简单的做法", "across: each stage in its simplest form"),
            (LEFT, 62.0),
            side,
        );
        let side = Letters { tone: Tone::Orange, ..side };
        canvas.text(
            &text!("纵：再在每一步里试几种做法", "down: then several choices within each stage"),
            (LEFT, f64::from(SIZE.1) - 16.0),
            side,
        );
        for (index, stage) in stages.iter().enumerate() {
            draw_stage(canvas, index, stage);
        }
    })
}

fn draw_stage(canvas: &Canvas, index: usize, stage: &Stage) {
    let is_here = index == HERE;
    let left = LEFT + STEP * index as f64;
    let name = Block { left, top: 76.0, width: WIDTH, height: 46.0 };
    name.draw(canvas, if is_here { Tone::Orange } else { Tone::Blue });
    let letters = if is_here { label().bold() } else { label() };
    let lines: Vec<&str> = stage.name.split('\n').collect();
    name.write(canvas, &lines, letters);
    if index > 0 {
        arrow(canvas, (left - STEP + WIDTH, 99.0), (left, 99.0), Tone::Blue);
    }
    for (row, choice) in stage.choices.iter().enumerate() {
        let top = 146.0 + 62.0 * row as f64;
        let block = Block { left, top, width: WIDTH, height: 44.0 };
        let tone = if is_here { Tone::Orange } else { Tone::Quiet };
        arrow(canvas, (left + WIDTH / 2.0, top - 20.0), (left + WIDTH / 2.0, top), tone);
        if is_here {
            block.draw(canvas, tone);
        } else {
            block.outline(canvas, tone);
        }
        let lines: Vec<&str> = choice.split('\n').collect();
        let letters = if is_here { Letters { tone: Tone::Ink, ..small() } } else { small() };
        block.write(canvas, &lines, letters);
    }
}

/// Each a name and three choices.
fn stages() -> [Stage; 7] {
    let stages = [
        text!(
            "数据 | 读入、分批 | 打乱、归一化 | 随机变形",
            "data | read,\nin batches | shuffle,\nscale | random\nchanges"
        ),
        text!("网络 | 一层线性 | 全连接 | 卷积网络", "network | one linear\nlayer | fully\nconnected | convolutional"),
        text!(
            "损失 | 平方误差 | softmax\n与交叉熵 | 标签平滑",
            "loss | squared\nerror | softmax and\ncross-entropy | smoothed\nlabels"
        ),
        text!("优化器 | 梯度下降 | 动量 | 学习率的安排", "optimiser | gradient\ndescent | momentum | rate schedule"),
        text!("计算资源 | 一个核心 | 多个核心 | 显卡", "resources | one core | many cores | GPU"),
        text!(
            "训练与调试 | 看损失 | 看准确率 | 看错在哪里",
            "training,\ndebugging | watch the\nloss | watch the\naccuracy | look at\nmistakes"
        ),
        text!(
            "保存与加载 | 存参数 | 接着训练 | 拿来预测",
            "saving,\nloading | save the\nparameters | resume\ntraining | predict"
        ),
    ];
    stages.map(|stage| {
        let mut parts = stage.split(" | ").map(str::to_owned);
        let mut next = || parts.next().expect("a name and three choices");
        Stage { name: next(), choices: [next(), next(), next()] }
    })
}

fn in_one_line(text: &str) -> String {
    // Chinese is written without spaces between words.
    text.replace('\n', &text!("", " "))
}

fn description(stages: &[Stage]) -> String {
    let names: Vec<String> = stages.iter().map(|stage| in_one_line(&stage.name)).collect();
    let names = names.join(&text!("、", ", "));
    let choices: Vec<String> = stages[HERE].choices.iter().map(|choice| in_one_line(choice)).collect();
    let choices = choices.join(&text!("、", ", "));
    text!(
        "七个步骤从左到右连成一行：{names}。每一步下面列出三种做法。这节课讲的是损失，它下面是：{choices}。",
        "Seven stages stand in a row from left to right: {names}. Below each are three choices. This lesson is about the \
         loss, and below it are: {choices}."
    )
}

fn listing(stages: &[Stage]) -> String {
    let mut lines = String::new();
    for (index, stage) in stages.iter().enumerate() {
        let mark = if index == HERE { "→" } else { " " };
        let choices: Vec<String> = stage.choices.iter().map(|choice| in_one_line(choice)).collect();
        lines += &format!("{mark} {} | {}\n", in_one_line(&stage.name), choices.join(" · "));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn the_loss_is_the_stage_of_this_lesson_in_both_languages() {
        let chinese = Language::Chinese.within(draw_method);
        assert!(
            chinese.description.contains("讲的是损失") && chinese.text.contains("→ 损失 | 平方误差 · softmax与交叉熵")
        );
        let english = Language::English.within(draw_method);
        assert!(english.text.contains("→ loss | squared error · softmax and cross-entropy"), "{}", english.text);
    }
}
