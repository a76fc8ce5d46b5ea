//! Figure 6: the valve of a water heater, and where its turn is spent.

use crate::axes::{Axis, Frame};
use crate::canvas::{Anchor, Canvas, Letters};
use crate::diagram::small;
use crate::figure::{Figure, Words};
use crate::style::{Tone, size};
use words::text;

const SIZE: (u32, u32) = (640, 410);
/// What people bear in a shower, in °C.
const COMFORT: (f64, f64) = (34.0, 42.0);
const MIDDLE: f64 = (COMFORT.0 + COMFORT.1) / 2.0;

/// How far the valve that is made for people is turned at a temperature in °C, 0 to 1: a sigmoid with its middle at
/// 38 °C that spends the turn from 10 % to 90 % on 34 to 42 °C.
fn made_for_people(celsius: f64) -> f64 {
    // sigmoid(ln 9) = 0.9.
    let slope = 9f64.ln() / (COMFORT.1 - MIDDLE);
    1.0 / (1.0 + (-slope * (celsius - MIDDLE)).exp())
}

/// Draws figure 6: the valve of a heater with constant temperature. People bear 34 to 42 °C; a valve whose turn is
/// spread evenly over 0 to 100 °C has 8 % of its turn there, one that follows a sigmoid has 80 %.
pub fn draw_valve() -> Figure {
    let title = text!("图 6 · 恒温热水器的阀门", "Figure 6 · The valve of a heater with constant temperature");
    let even = COMFORT.1 - COMFORT.0;
    let share = 100.0 * (made_for_people(COMFORT.1) - made_for_people(COMFORT.0));
    let description = text!(
        "横轴是水温，0 到 100 ℃；纵轴是阀门转过的比例。人能承受的是 34 到 42 ℃ 的一条窄带。直线把转动平均分给 100 ℃，窄带里只有 {even:.0} %；\
         S 形曲线在窄带里转过 {share:.0} %，在别处几乎不动。",
        "Across the temperature of the water, 0 to 100 °C; upwards how far the valve is turned. People bear a narrow band \
         from 34 to 42 °C. The straight line spreads the turn evenly over 100 °C and has {even:.0} % of it in the band; \
         the S-shaped curve has {share:.0} % there and hardly moves elsewhere."
    );
    let text = text!(
        "34–42 ℃ 之间转过的比例：平均分配 {even:.0} %，sigmoid {share:.0} %",
        "turn spent on 34–42 °C: evenly {even:.0} %, sigmoid {share:.0} %"
    );
    let words = Words { title, description, text };
    let frame = Frame {
        left: 66.0,
        top: 74.0,
        width: 540.0,
        height: 270.0,
        x: Axis::covering(0.0, 100.0, 10),
        y: Axis::covering(0.0, 100.0, 5),
    };
    Figure::titled(SIZE, words, |canvas| {
        draw_band(canvas, &frame);
        frame.draw(canvas, &text!("水温（℃）", "temperature of the water (°C)"), &text!("转过的比例 (%)", "turn (%)"));
        canvas.line(&[frame.place((0.0, 0.0)), frame.place((100.0, 100.0))], Tone::Quiet, 2.0);
        let curve: Vec<_> = (0..=400)
            .map(|quarter| f64::from(quarter) / 4.0)
            .map(|celsius| frame.place((celsius, 100.0 * made_for_people(celsius))))
            .collect();
        canvas.line(&curve, Tone::Blue, 2.4);
        let beside = Letters::new(size::LABEL, Tone::Muted, Anchor::Start);
        canvas.text(
            &text!("平均分配：窄带里只有 {even:.0} %", "evenly: {even:.0} % in the band"),
            frame.place((66.0, 52.0)),
            beside,
        );
        let beside = Letters { tone: Tone::Blue, ..beside };
        canvas.text(
            &text!("S 形：窄带里有 {share:.0} %", "S-shaped: {share:.0} % in the band"),
            frame.place((46.0, 88.0)),
            beside,
        );
    })
}

fn draw_band(canvas: &Canvas, frame: &Frame) {
    let (left, top) = frame.place((COMFORT.0, 100.0));
    let (right, _) = frame.place((COMFORT.1, 0.0));
    canvas.rectangle((left, top), (right - left, frame.height), Tone::Orange, 0.16);
    canvas.text("34–42 ℃", ((left + right) / 2.0, top - 7.0), Letters { tone: Tone::Orange, ..small() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use words::Language;

    #[test]
    fn four_fifths_of_the_turn_are_spent_where_people_bear_the_water() {
        let share = made_for_people(42.0) - made_for_people(34.0);
        assert!((share - 0.8).abs() < 1e-12);
        let figure = Language::English.within(draw_valve);
        assert!(figure.text.contains("evenly 8 %, sigmoid 80 %"), "{}", figure.text);
    }
}
