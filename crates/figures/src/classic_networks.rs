//! Figure 8: networks that made history, side by side.

use crate::canvas::{Anchor, Canvas, Letters};
use crate::diagram::{Block, small};
use crate::figure::{Figure, Words};
use crate::style::{Tone, size, text_width};
use words::text;

const SIZE: (u32, u32) = (860, 528);
const TOP: f64 = 122.0;
const STEP: f64 = 21.5;
const HEIGHT: f64 = 17.5;
const COLUMN: f64 = 166.0;
const WIDTH: f64 = 124.0;

/// What a block of a network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Convolution,
    Pooling,
    Linear,
    Inception,
    Residual,
    Softmax,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Convolution, Kind::Pooling, Kind::Inception, Kind::Residual, Kind::Linear, Kind::Softmax];

    fn tone(self) -> Tone {
        match self {
            Kind::Convolution => Tone::Blue,
            Kind::Pooling => Tone::Green,
            Kind::Linear => Tone::Orange,
            Kind::Inception => Tone::Purple,
            Kind::Residual => Tone::Teal,
            Kind::Softmax => Tone::Red,
        }
    }

    fn name(self) -> String {
        match self {
            Kind::Convolution => text!("卷积", "convolution"),
            Kind::Pooling => text!("池化", "pooling"),
            Kind::Linear => text!("线性层", "linear layer"),
            Kind::Inception => text!("Inception 块", "Inception block"),
            Kind::Residual => text!("残差块", "residual block"),
            Kind::Softmax => "softmax".to_owned(),
        }
    }
}

/// A network: its blocks from the image down, each with what is written on it.
struct Network {
    name: &'static str,
    year: u16,
    /// Layers with weights along the longest way.
    depth: usize,
    blocks: Vec<(Kind, &'static str)>,
}

/// Draws figure 8: LeNet-5, AlexNet, VGG-11, GoogLeNet and ResNet-18 as columns of blocks. All end in softmax.
///
/// Sources: LeCun and others, 1998; Krizhevsky and others, 2012; Simonyan and Zisserman, 2014; Szegedy and others, 2014;
/// He and others, 2015.
pub fn draw_classic_networks() -> Figure {
    let networks = networks();
    let title = text!("图 8 · 常见的分类网络，最后都是 softmax", "Figure 8 · Common classifiers: all end in softmax");
    let words = Words { title, description: description(&networks), text: listing(&networks) };
    Figure::titled(SIZE, words, |canvas| {
        draw_legend(canvas);
        networks.iter().enumerate().for_each(|(index, network)| draw_network(canvas, index, network));
    })
}

fn draw_network(canvas: &Canvas, index: usize, network: &Network) {
    let middle = 15.0 + COLUMN * (index as f64 + 0.5);
    let head = Letters::new(size::LABEL, Tone::Ink, Anchor::Middle).bold();
    canvas.text(network.name, (middle, TOP - 30.0), head);
    let (year, depth) = (network.year, network.depth);
    canvas.text(&text!("{year} 年，{depth} 层", "{year}, {depth} layers"), (middle, TOP - 12.0), small());
    let last = network.blocks.len() - 1;
    for (row, &(kind, written)) in network.blocks.iter().enumerate() {
        // The last block of each stands on the same line: this is the figure's point.
        let row = if row == last { lowest_row() } else { row };
        let middle_y = TOP + STEP * (row as f64 + 0.5);
        if row == lowest_row() {
            let from = TOP + STEP * last as f64;
            canvas.line(&[(middle, from - STEP + HEIGHT), (middle, middle_y)], Tone::Muted, 1.2);
        }
        let block = Block::around((middle, middle_y), WIDTH, HEIGHT);
        canvas.rectangle((block.left, block.top), (block.width, block.height), Tone::Card, 1.0);
        block.draw(canvas, kind.tone());
        block.write(canvas, &[written], Letters::new(size::SMALL, Tone::Ink, Anchor::Middle));
        if kind == Kind::Residual {
            draw_shortcut(canvas, block);
        }
    }
}

/// The way around a residual block.
fn draw_shortcut(canvas: &Canvas, block: Block) {
    let (above, below, right) = (block.top + 1.5, block.bottom() - 1.5, block.right());
    canvas.line(&[(right, above), (right + 9.0, above), (right + 9.0, below), (right, below)], Tone::Teal, 1.4);
}

fn lowest_row() -> usize {
    networks().iter().map(|network| network.blocks.len()).max().unwrap_or(1)
}

fn draw_legend(canvas: &Canvas) {
    let letters = Letters::new(size::TICK, Tone::Muted, Anchor::Start);
    let width: f64 = Kind::ALL.iter().map(|kind| 38.0 + text_width(&kind.name(), size::TICK)).sum();
    let mut left = (f64::from(SIZE.0) - width) / 2.0;
    for kind in Kind::ALL {
        Block::around((left + 7.0, 56.0), 14.0, 12.0).draw(canvas, kind.tone());
        canvas.text_beside(&kind.name(), (left + 20.0, 56.0), letters);
        left += 38.0 + text_width(&kind.name(), size::TICK);
    }
}

/// A block is its kind's letter (I for Inception, R for residual), and what is written on it.
fn networks() -> [Network; 5] {
    [
        network("LeNet-5", 1998, 5, "C 5×5, 6 | P 2×2 | C 5×5, 16 | P 2×2 | L 120 | L 84 | L 10 | S softmax"),
        network(
            "AlexNet",
            2012,
            8,
            "C 11×11 / 4, 96 | P 3×3 / 2 | C 5×5, 256 | P 3×3 / 2 | C 3×3, 384 | C 3×3, 384 | C 3×3, 256 | \
             P 3×3 / 2 | L 4096 | L 4096 | L 1000 | S softmax",
        ),
        network(
            "VGG-11",
            2014,
            11,
            "C 3×3, 64 | P 2×2 | C 3×3, 128 | P 2×2 | C 3×3, 256 | C 3×3, 256 | P 2×2 | C 3×3, 512 | \
             C 3×3, 512 | P 2×2 | C 3×3, 512 | C 3×3, 512 | P 2×2 | L 4096 | L 4096 | L 1000 | S softmax",
        ),
        network(
            "GoogLeNet",
            2014,
            22,
            "C 7×7 / 2, 64 | P 3×3 / 2 | C 1×1, 64 | C 3×3, 192 | P 3×3 / 2 | I 2 × | P 3×3 / 2 | I 5 × | \
             P 3×3 / 2 | I 2 × | P 7×7 | L 1000 | S softmax",
        ),
        network(
            "ResNet-18",
            2015,
            18,
            "C 7×7 / 2, 64 | P 3×3 / 2 | R 2 × 3×3, 64 | R 2 × 3×3, 64 | R 2 × 3×3, 128 | R 2 × 3×3, 128 | \
             R 2 × 3×3, 256 | R 2 × 3×3, 256 | R 2 × 3×3, 512 | R 2 × 3×3, 512 | P 7×7 | L 1000 | S softmax",
        ),
    ]
}

fn network(name: &'static str, year: u16, depth: usize, blocks: &'static str) -> Network {
    let block = |block: &'static str| {
        let (letter, written) = block.split_once(' ').expect("a letter and what is written");
        let is_named = |kind: &Kind| format!("{kind:?}").starts_with(letter);
        (Kind::ALL.into_iter().find(is_named).expect("the letter of a kind"), written)
    };
    Network { name, year, depth, blocks: blocks.split(" | ").map(block).collect() }
}

fn description(networks: &[Network]) -> String {
    let told: Vec<String> = networks
        .iter()
        .map(|Network { name, year, depth, .. }| {
            text!("{name}（{year} 年，{depth} 层）", "{name} ({year}, {depth} layers)")
        })
        .collect();
    let told = told.join(&text!("、", ", "));
    text!(
        "五列方块从上到下是五个网络：{told}。方块是卷积、池化、Inception 块、残差块和线性层；五列的最后一块都是 softmax。",
        "Five columns of blocks, from top to bottom, are five networks: {told}. The blocks are convolutions, poolings, \
         Inception blocks, residual blocks and linear layers; the last block of each column is softmax."
    )
}

fn listing(networks: &[Network]) -> String {
    let mut lines = String::new();
    for Network { name, year, blocks, .. } in networks {
        let blocks: Vec<String> = blocks.iter().map(|(kind, written)| block_in_words(*kind, written)).collect();
        lines += &format!("{name} ({year}): {}\n", blocks.join(" → "));
    }
    lines
}

fn block_in_words(kind: Kind, written: &str) -> String {
    if kind == Kind::Softmax { written.to_owned() } else { format!("{} {written}", kind.name()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_end_in_softmax() {
        assert!(networks().iter().all(|network| network.blocks.last().is_some_and(|(kind, _)| *kind == Kind::Softmax)));
    }

    #[test]
    fn the_depth_is_the_number_of_layers_with_weights() {
        for network in networks() {
            let weights: usize = network
                .blocks
                .iter()
                .map(|(kind, written)| match kind {
                    Kind::Convolution | Kind::Linear => 1,
                    Kind::Residual => 2,
                    // Two along its longest way, and the block says how many there are.
                    Kind::Inception => 2 * written[..1].parse::<usize>().expect("a count"),
                    Kind::Pooling | Kind::Softmax => 0,
                })
                .sum();
            assert_eq!(weights, network.depth, "{}", network.name);
        }
    }
}
