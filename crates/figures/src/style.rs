//! What all figures share: colours, letters, sizes, and how wide a text is.
//!
//! A figure is a light card with dark ink, so it reads the same in a light and in a dark notebook. Each colour is also a
//! CSS variable (`--figure-ink` and so on): a web page that holds the SVG in its own text can give the figures another
//! palette, for example on a dark page.

use words::width::is_wide;

/// The letters: the first of these families that the reader's machine has shows Chinese.
pub(crate) const FONTS: &str = "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/// Sizes of letters, in pixels. (12 would come out of plotters' arithmetic as 12.000000000000001.)
pub(crate) mod size {
    pub const TITLE: f64 = 17.0;
    pub const LABEL: f64 = 13.0;
    pub const TICK: f64 = 12.5;
    pub const SMALL: f64 = 11.0;
}

/// The colours of all figures. The accents can be told apart by the colour-blind, and all but `Card`,
/// `Grid` and `Quiet` have a contrast of at least 4.5 to 1 with the card.
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The paper.
    Card = 0xFCFBF8,
    /// Text, axes, and the ink of a digit.
    Ink = 0x23282E,
    /// Text of lesser weight: ticks, names of axes.
    Muted = 0x5B636B,
    /// Lines to read values by.
    Grid = 0xE5E3DD,
    /// Bars that are not the point of the figure.
    Quiet = 0x8FA3B5,
    Blue = 0x1C62A8,
    Orange = 0xBC4F08,
    Green = 0x1E7B4D,
    Purple = 0x7B4AB0,
    Red = 0xB82E4A,
    Teal = 0x127C87,
}

impl Tone {
    /// For several curves in one figure, in this order.
    pub(crate) const ACCENTS: [Tone; 6] = [Tone::Blue, Tone::Orange, Tone::Green, Tone::Purple, Tone::Red, Tone::Teal];

    pub(crate) const fn rgb(self) -> (u8, u8, u8) {
        let [_, red, green, blue] = (self as u32).to_be_bytes();
        (red, green, blue)
    }

    /// As plotters writes it: `#23282E`.
    pub fn hex(self) -> String {
        format!("#{:06X}", self as u32)
    }
}

/// Style rules that tie each colour used in `body` to its CSS variable. The attributes in `body` stay: they serve
/// programs that know no variables.
pub(crate) fn style_rules(body: &str) -> String {
    let mut rules = String::new();
    let others = [Tone::Card, Tone::Ink, Tone::Muted, Tone::Grid, Tone::Quiet];
    for tone in others.into_iter().chain(Tone::ACCENTS) {
        let (name, hex) = (format!("{tone:?}").to_lowercase(), tone.hex());
        for property in ["fill", "stroke"] {
            let attribute = format!("{property}=\"{hex}\"");
            if body.contains(&attribute) {
                rules += &format!(".shuzi-figure [{attribute}]{{{property}:var(--figure-{name},{hex})}}\n");
            }
        }
    }
    rules
}

/// About how wide a text is, in pixels. An SVG is drawn without its fonts at hand: a Chinese character is a square,
/// other letters take their width in Noto Sans on average.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|character| if is_wide(character) { 1.0 } else { narrow_width(character) }).sum::<f64>() * size
}

fn narrow_width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.3,
        'm' | 'w' | 'M' | 'W' => 0.9,
        'A'..='Z' | '%' => 0.7,
        _ => 0.57,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance and contrast as WCAG 2 defines them (<https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio>).
    fn contrast(one: Tone, other: Tone) -> f64 {
        let luminance = |tone: Tone| {
            let (red, green, blue) = tone.rgb();
            let linear = |byte: u8| {
                let share = f64::from(byte) / 255.0;
                if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn whatever_is_read_stands_out_from_the_card() {
        for tone in [Tone::Ink, Tone::Muted].into_iter().chain(Tone::ACCENTS) {
            assert!(contrast(tone, Tone::Card) >= 4.5, "{tone:?}: {}", contrast(tone, Tone::Card));
        }
    }

    #[test]
    fn only_colours_in_use_get_a_rule() {
        let rules = style_rules("<rect fill=\"#23282E\"/>");
        assert_eq!(rules, ".shuzi-figure [fill=\"#23282E\"]{fill:var(--figure-ink,#23282E)}\n");
    }

    #[test]
    fn chinese_is_measured_in_squares() {
        assert_eq!(text_width("准确率", 10.0), 30.0);
        assert!(text_width("accuracy", 10.0) < 60.0);
    }
}
