//! Figures 2 and 5: tumours by size and nature, and what can be learnt from them.

use crate::axes::{Axis, Frame};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::figure::{Figure, Words};
use crate::letters;
use crate::style::{Tone, size, text_width};
use words::text;

const SIZE: (u32, u32) = (660, 400);
/// The largest size on the axis, in cm.
const LARGEST: f64 = 8.0;
/// Groups over the axis: half a centimetre each.
const GROUPS: usize = 16;
/// A group of fewer samples has no share worth showing.
const LEAST_IN_GROUP: usize = 5;
/// More dots than this are not told apart.
const MOST_DOTS: usize = 300;

/// A curve over sizes in cm.
pub type BySize<'a> = &'a dyn Fn(f64) -> f64;

/// Draws figure 2: each tumour at its size, in cm, and its nature, 1 malignant or 0 benign (spread a little in height,
/// so that dots do not cover each other); the share of malignant ones in each half centimetre; and, where it is given, the
/// law.
pub fn plot_tumours(sizes: &[f64], malignant: &[bool], law: Option<BySize>) -> Figure {
    let title = text!("图 2 · 肿瘤的大小和性质", "Figure 2 · The size of tumours and their nature");
    let shares = shares(sizes, malignant);
    let words =
        Words { title, description: samples_description(sizes, malignant, law.is_some()), text: table(&shares, law) };
    let frame = frame(Axis::covering(0.0, 1.0, 5));
    Figure::titled(SIZE, words, |canvas| {
        frame.draw(canvas, &text!("大小 x（厘米）", "size x (cm)"), &text!("性质 y", "nature y"));
        draw_samples(canvas, &frame, sizes, malignant);
        if let Some(law) = law {
            draw_curve(canvas, &frame, law, Tone::Blue);
        }
        for (group, &(of_malignant, all)) in shares.iter().enumerate().filter(|(_, (_, all))| *all >= LEAST_IN_GROUP) {
            let place = frame.place((group_middle(group), of_malignant as f64 / all as f64));
            canvas.dot(place, 6.0, Tone::Card);
            canvas.dot(place, 5.0, Tone::Orange);
        }
        let share = text!("每半厘米里恶性的比例", "share of malignant ones in each half cm");
        let samples = text!("一个肿瘤", "one tumour");
        let mut legend = vec![(Tone::Quiet, samples), (Tone::Orange, share)];
        if law.is_some() {
            legend.push((Tone::Blue, text!("规律 P(恶性 | x)", "law P(malignant | x)")));
        }
        draw_legend(canvas, &legend);
    })
}

/// Draws figure 5: a straight line and a sigmoid over the same samples.
pub fn plot_two_fits(sizes: &[f64], malignant: &[bool], line: BySize, sigmoid: BySize) -> Figure {
    let title = text!("图 5 · 直线和 sigmoid", "Figure 5 · A straight line and a sigmoid");
    let ends = (line(0.0), line(LARGEST));
    let (low, high) = (number(ends.0), number(ends.1));
    let turn = band(sigmoid);
    let narrow = turn.map_or_else(String::new, |(from, to)| {
        text!(
            "，在 {from:.1} 到 {to:.1} 厘米之间从 0.1 转到 0.9",
            " and turns from 0.1 to 0.9 between {from:.1} and {to:.1} cm"
        )
    });
    let description = text!(
        "横轴是肿瘤的大小，0 到 8 厘米。拟合的直线从 {low} 一路升到 {high}，超出了 0 到 1；拟合的 sigmoid 始终在 0 和 1 之间{narrow}。",
        "Across the size of tumours, 0 to 8 cm. The fitted line rises all the way from {low} to {high}, out of the range 0 \
         to 1; the fitted sigmoid stays between 0 and 1{narrow}."
    );
    let words = Words { title, text: description.clone(), description };
    let frame = frame(Axis::covering(ends.0.clamp(-1.0, 0.0), ends.1.clamp(1.0, 2.0), 6));
    Figure::titled(SIZE, words, |canvas| {
        frame.draw(canvas, &text!("大小 x（厘米）", "size x (cm)"), &text!("性质 y", "nature y"));
        draw_samples(canvas, &frame, sizes, malignant);
        if let Some((from, to)) = turn {
            let (left, top) = frame.place((from, 1.0));
            let (right, bottom) = frame.place((to, 0.0));
            canvas.rectangle((left, top), (right - left, bottom - top), Tone::Blue, 0.1);
        }
        draw_curve(canvas, &frame, line, Tone::Orange);
        draw_curve(canvas, &frame, sigmoid, Tone::Blue);
        let [one, line] = [text!("一个肿瘤", "one tumour"), text!("直线（最小二乘）", "line (least squares)")];
        let sigmoid = text!("sigmoid（极大似然）", "sigmoid (maximum likelihood)");
        draw_legend(canvas, &[(Tone::Quiet, one), (Tone::Orange, line), (Tone::Blue, sigmoid)]);
    })
}

fn frame(y: Axis) -> Frame {
    Frame { left: 62.0, top: 92.0, width: 566.0, height: 250.0, x: Axis::covering(0.0, LARGEST, 8), y }
}

/// The samples as dots, the malignant ones around 1 and the benign ones around 0.
fn draw_samples(canvas: &Canvas, frame: &Frame, sizes: &[f64], malignant: &[bool]) {
    /// The golden ratio's fraction scatters whole numbers evenly (Weyl's sequence).
    const GOLDEN: f64 = 0.618_033_988_749_895;
    const SPREAD: f64 = 0.07;
    let samples = sizes.iter().zip(malignant).filter(|(size, _)| size.is_finite());
    for (index, (&size, &nature)) in samples.take(MOST_DOTS).enumerate() {
        let aside = SPREAD * (index as f64 * GOLDEN).fract();
        let height = if nature { 1.0 - aside } else { aside };
        canvas.dot(frame.place((size, height)), 2.3, Tone::Quiet);
    }
}

fn draw_curve(canvas: &Canvas, frame: &Frame, curve: BySize, tone: Tone) {
    let points: Vec<_> = (0..=160)
        .map(|step| f64::from(step) * LARGEST / 160.0)
        .map(|size| frame.place((size, curve(size).clamp(-1.0, 2.0))))
        .collect();
    canvas.line(&points, tone, 2.4);
}

/// Names beside dots of their colours, in one row under the title.
fn draw_legend(canvas: &Canvas, entries: &[(Tone, String)]) {
    let letters = Letters::new(size::TICK, Tone::Muted, Anchor::Start);
    let mut left = 66.0;
    for (tone, name) in entries {
        canvas.dot((left, 58.0), 4.5, *tone);
        canvas.text_beside(name, (left + 10.0, 58.0), letters);
        left += 30.0 + text_width(name, size::TICK);
    }
}

/// Malignant ones and all of each half centimetre.
fn shares(sizes: &[f64], malignant: &[bool]) -> [(usize, usize); GROUPS] {
    let mut groups = [(0, 0); GROUPS];
    for (&size, &nature) in sizes.iter().zip(malignant) {
        if (0.0..LARGEST).contains(&size) {
            let group = &mut groups[((size / LARGEST * GROUPS as f64) as usize).min(GROUPS - 1)];
            *group = (group.0 + usize::from(nature), group.1 + 1);
        }
    }
    groups
}

fn group_middle(group: usize) -> f64 {
    (group as f64 + 0.5) * LARGEST / GROUPS as f64
}

/// Where a rising curve is 0.1 and where 0.9, if it is both within the axis.
fn band(curve: BySize) -> Option<(f64, f64)> {
    let sizes = || (0..=800).map(|hundredth| f64::from(hundredth) / 100.0);
    let from = sizes().find(|&size| curve(size) >= 0.1)?;
    let to = sizes().find(|&size| curve(size) >= 0.9)?;
    (from > 0.0 && to > from).then_some((from, to))
}

fn number(value: f64) -> String {
    format!("{value:.2}").replace('-', "−")
}

fn samples_description(sizes: &[f64], malignant: &[bool], with_law: bool) -> String {
    let (all, of_malignant) = (sizes.len(), malignant.iter().filter(|nature| **nature).count());
    let law = if with_law {
        text!("S 形曲线是抽样时用的规律。", " The S-shaped curve is the law that they were drawn from.")
    } else {
        String::new()
    };
    text!(
        "横轴是肿瘤的大小，0 到 8 厘米；纵轴是性质，恶性是 1，良性是 0。一共 {all} 个肿瘤，{of_malignant} 个恶性；橙点是每半厘米里恶性的比例。{law}",
        "Across the size of tumours, 0 to 8 cm; upwards their nature, 1 malignant and 0 benign. There are {all}, \
         {of_malignant} of them malignant; orange dots show the share of malignant ones in each half centimetre.{law}"
    )
}

fn table(shares: &[(usize, usize); GROUPS], law: Option<BySize>) -> String {
    let mut lines = String::new();
    for (group, &(malignant, all)) in shares.iter().enumerate() {
        let share = malignant as f64 / all.max(1) as f64;
        let from = group as f64 / 2.0;
        let law = law.map_or_else(String::new, |law| format!("  ({:.2})", law(group_middle(group))));
        lines += &format!("{from:.1}–{:.1} cm {malignant:>4}/{all:<4}{law} {}\n", from + 0.5, letters::bar(share, 30));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn each_half_centimetre_has_its_share() {
        let shares = shares(&[0.1, 0.4, 7.9, 8.0, f64::NAN], &[true, false, true, true, true]);
        assert_eq!((shares[0], shares[15], shares[5]), ((1, 2), (1, 1), (0, 0)));
    }

    #[test]
    fn groups_of_few_samples_show_no_share() {
        let orange = |count: usize| {
            let svg = plot_tumours(&vec![1.1; count], &vec![true; count], None).svg;
            svg.matches(&format!("r=\"50\" fill=\"{}\"", Tone::Orange.hex())).count()
        };
        assert_eq!((orange(4), orange(5)), (0, 1));
    }

    #[test]
    fn the_line_leaves_the_range_and_the_description_says_so() {
        let sigmoid = |size: f64| 1.0 / (1.0 + (-4.0 * (size - 4.0)).exp());
        let draw = || plot_two_fits(&[1.0, 7.0], &[false, true], &|size| size / 6.0 - 1.0 / 6.0, &sigmoid);
        let figure = Language::English.within(draw);
        assert!(figure.description.contains("from −0.17 to 1.17"), "{}", figure.description);
        assert!(
            figure.description.contains("and turns from 0.1 to 0.9 between 3.5 and 4.5 cm"),
            "{}",
            figure.description
        );
    }
}
