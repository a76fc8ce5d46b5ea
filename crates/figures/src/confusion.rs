//! Which digits a network takes for which others.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::{text, width};

const WIDTH: u32 = 600;
const CELL: (f64, f64) = (50.0, 36.0);
const LEFT: f64 = 74.0;
const TOP: f64 = 92.0;

/// Plots counts of images by what they show (rows) and what the network read (columns).
///
/// Blue is what was read right, orange what was mistaken. Each row is shaded by its own share, and mistakes more
/// strongly than their share, so that the rare ones can be seen.
pub fn plot_confusion_matrix(counts: &[[usize; 10]; 10]) -> Figure {
    let title = text!("混淆矩阵", "Confusion matrix");
    let (rows_name, columns_name) = (text!("真实", "truth"), text!("预测", "prediction"));
    let words = Words { title, description: description(counts), text: table(counts) };
    Figure::titled((WIDTH, 480), words, |canvas| {
        let name = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle);
        canvas.text(&columns_name, (LEFT + 5.0 * CELL.0, 60.0), name);
        canvas.text_beside(&rows_name, (32.0, TOP + 5.0 * CELL.1), name);
        let label = Letters::new(size::LABEL, Tone::Muted, Anchor::Middle);
        for (truth, row) in counts.iter().enumerate() {
            let middle = TOP + CELL.1 * (truth as f64 + 0.5);
            canvas.text(&truth.to_string(), (LEFT + CELL.0 * (truth as f64 + 0.5), TOP - 9.0), label);
            canvas.text_beside(&truth.to_string(), (LEFT - 13.0, middle), label);
            draw_row(canvas, truth, row);
        }
    })
}

fn draw_row(canvas: &Canvas, truth: usize, row: &[usize; 10]) {
    let total = row.iter().sum::<usize>().max(1) as f64;
    for (prediction, &count) in row.iter().enumerate() {
        let corner = (LEFT + CELL.0 * prediction as f64, TOP + CELL.1 * truth as f64);
        let (place, extent) = ((corner.0 + 1.0, corner.1 + 1.0), (CELL.0 - 2.0, CELL.1 - 2.0));
        let share = count as f64 / total;
        let (tone, opacity) =
            if truth == prediction { (Tone::Blue, share.max(0.06)) } else { (Tone::Orange, mistake_opacity(share)) };
        if count == 0 {
            canvas.rectangle(place, extent, Tone::Grid, 0.45);
        } else {
            canvas.rectangle(place, extent, tone, opacity);
        }
        let written = match (count, opacity) {
            (0, _) => Tone::Quiet,
            (_, opacity) if opacity > 0.55 => Tone::Card,
            _ => Tone::Ink,
        };
        let middle = (corner.0 + CELL.0 / 2.0, corner.1 + CELL.1 / 2.0);
        let size = if count < 100_000 { size::TICK } else { size::SMALL };
        canvas.text_beside(&count.to_string(), middle, Letters::new(size, written, Anchor::Middle));
    }
}

/// How strongly a mistake made in this share of its row is shaded: fully from a fifth on; below, the square root lifts
/// the few mistakes of a good network into sight.
fn mistake_opacity(share: f64) -> f64 {
    0.1 + 0.85 * (share * 5.0).min(1.0).sqrt()
}

fn description(counts: &[[usize; 10]; 10]) -> String {
    let total: usize = counts.iter().flatten().sum();
    let right: usize = (0..10).map(|digit| counts[digit][digit]).sum();
    let sums = text!("共 {total} 张图片，读对 {right} 张。", "{right} of {total} images were read right.");
    match most_frequent_mistake(counts) {
        Some((truth, prediction, count)) => {
            sums + &text!(
                "最常见的错误是把 {truth} 读成 {prediction}，共 {count} 次。",
                " The most frequent mistake is {truth} read as {prediction}, {count} times."
            )
        }
        None => sums,
    }
}

/// Truth, prediction and count, the first of equals.
fn most_frequent_mistake(counts: &[[usize; 10]; 10]) -> Option<(usize, usize, usize)> {
    let mistakes = (0..10)
        .flat_map(|truth| (0..10).map(move |prediction| (truth, prediction)))
        .filter(|(truth, prediction)| truth != prediction)
        .map(|(truth, prediction)| (truth, prediction, counts[truth][prediction]));
    mistakes.rev().max_by_key(|mistake| mistake.2).filter(|mistake| mistake.2 > 0)
}

fn table(counts: &[[usize; 10]; 10]) -> String {
    let widest = counts.iter().flatten().map(|count| count.to_string().len()).max().unwrap_or(1).max(2) + 1;
    let corner = text!("真实＼预测", "truth＼prediction");
    let head_width = width::columns(&corner);
    let cells =
        |row: &mut dyn Iterator<Item = String>| row.map(|cell| width::pad_left(&cell, widest)).collect::<String>();
    let mut lines = format!("{corner}{}\n", cells(&mut (0..10).map(|digit| digit.to_string())));
    for (truth, row) in counts.iter().enumerate() {
        let mut written = row.iter().map(|&count| if count == 0 { "·".to_owned() } else { count.to_string() });
        lines += &format!("{}{}\n", width::pad_left(&truth.to_string(), head_width), cells(&mut written));
    }
    lines + "\n" + &description(counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    fn counts() -> [[usize; 10]; 10] {
        let mut counts = [[0; 10]; 10];
        for (digit, row) in counts.iter_mut().enumerate() {
            row[digit] = 980;
        }
        counts[4][9] = 12;
        counts[7][2] = 9;
        counts
    }

    #[test]
    fn right_answers_and_mistakes_have_different_colours() {
        let svg = plot_confusion_matrix(&counts()).svg;
        let cells =
            |tone: Tone| svg.lines().filter(|line| line.starts_with("<rect") && line.contains(&tone.hex())).count();
        assert_eq!((cells(Tone::Blue), cells(Tone::Orange)), (10, 2));
        assert!(svg.contains(">12</text>") && svg.matches(">980</text>").count() == 10);
    }

    #[test]
    fn the_most_frequent_mistake_is_told() {
        let english = Language::English.within(|| plot_confusion_matrix(&counts()));
        assert_eq!(
            english.description,
            "9800 of 9821 images were read right. The most frequent mistake is 4 read as 9, 12 times."
        );
        assert!(english.text.contains("               4   ·   ·   ·   · 980   ·   ·   ·   ·  12"), "{english}");
    }

    #[test]
    fn no_images_and_very_many_are_drawn() {
        assert_eq!(most_frequent_mistake(&[[0; 10]; 10]), None);
        plot_confusion_matrix(&[[0; 10]; 10]);
        plot_confusion_matrix(&[[60_000_000; 10]; 10]);
    }
}
