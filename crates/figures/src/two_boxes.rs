//! Figure 7: two boxes that look alike from outside.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::diagram::{Block, arrow, ball, label, small};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::text;

const SIZE: (u32, u32) = (640, 380);
const SIDE: usize = 10;
/// Where the odd ball lies among the hundred.
const ODD: usize = 63;

/// Draws figure 7: box 甲 with 99 white balls and a blue one, box 乙 with 99 blue balls and a white one, and the blue
/// ball that was drawn from one of them.
pub fn draw_two_boxes() -> Figure {
    let title = text!("图 7 · 蓝球是从哪个盒子里摸出来的？", "Figure 7 · Which box did the blue ball come from?");
    let description = text!(
        "两个外形相同的盒子。甲里有 99 个白球和 1 个蓝球，乙里有 99 个蓝球和 1 个白球。有人从其中一个盒子里摸出一个球，是蓝的。",
        "Two boxes that look alike. Box 甲 (A) holds 99 white balls and 1 blue, box 乙 (B) 99 blue and 1 white. A ball was \
         drawn from one of them: it is blue."
    );
    let text = text!("甲：99 白 1 蓝 → ? ← 乙：99 蓝 1 白", "甲 (A): 99 white, 1 blue → ? ← 乙 (B): 99 blue, 1 white");
    let words = Words { title, description, text };
    Figure::titled(SIZE, words, |canvas| {
        let most = [(50.0, Tone::Card, Tone::Blue), (396.0, Tone::Blue, Tone::Card)];
        let names = [text!("甲", "甲 (A)"), text!("乙", "乙 (B)")];
        let contents = [text!("99 白，1 蓝", "99 white, 1 blue"), text!("99 蓝，1 白", "99 blue, 1 white")];
        for (((left, fill, odd), name), content) in most.into_iter().zip(&names).zip(&contents) {
            let block = Block { left, top: 92.0, width: 194.0, height: 194.0 };
            draw_box(canvas, block, fill, odd);
            let (x, _) = block.middle();
            canvas.text(name, (x, block.top - 11.0), Letters::new(size::TITLE, Tone::Ink, Anchor::Middle).bold());
            canvas.text(content, (x, block.bottom() + 22.0), small());
        }
        let drawn = (320.0, 322.0);
        arrow(canvas, (212.0, 312.0), (298.0, 322.0), Tone::Muted);
        arrow(canvas, (428.0, 312.0), (342.0, 322.0), Tone::Muted);
        ball(canvas, drawn, 14.0, Tone::Blue);
        canvas.text("?", (320.0, 298.0), label().bold());
        canvas.text(&text!("摸出的球是蓝的", "the ball drawn is blue"), (320.0, 360.0), label());
    })
}

fn draw_box(canvas: &Canvas, block: Block, fill: Tone, odd: Tone) {
    block.draw(canvas, Tone::Quiet);
    let step = (block.width - 10.0) / SIDE as f64;
    for index in 0..SIDE * SIDE {
        let (row, column) = (index / SIDE, index % SIDE);
        let at = |start: f64, place: usize| start + 5.0 + step * (place as f64 + 0.5);
        let tone = if index == ODD { odd } else { fill };
        ball(canvas, (at(block.left, column), at(block.top, row)), 7.4, tone);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_box_holds_a_hundred_balls_one_of_them_odd() {
        let svg = draw_two_boxes().svg;
        let filled = |tone: Tone, radius: &str| {
            let fill = format!("fill=\"{}\"", tone.hex());
            svg.lines().filter(|line| line.contains(&format!("r=\"{radius}\"")) && line.contains(&fill)).count()
        };
        assert_eq!((filled(Tone::Blue, "64"), filled(Tone::Card, "64")), (100, 100));
        assert_eq!(filled(Tone::Blue, "130"), 1, "the ball that was drawn");
    }
}
