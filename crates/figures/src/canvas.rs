//! Where a figure is drawn: a few shapes in pixels with decimals, over plotters' SVG backend.
//!
//! Plotters' own charts measure text in bytes, which triples Chinese, and place all in whole pixels, which makes curves
//! jagged. So the figures place their text themselves, and draw [`SCALE`] times as large as they are shown.

use std::cell::RefCell;
use std::collections::BTreeMap;

use plotters::coord::Shift;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::style::Tone;

/// Units of the SVG in one pixel.
pub(crate) const SCALE: f64 = 10.0;

/// What plotters writes on each text and we take away again: the root element holds the family, and the place of a
/// text is its base line.
const FAMILY: &str = " font-family=\"f\"";
const SHIFT: &str = " dy=\"-0.5ex\"";

/// Which part of a text stands at its place.
#[derive(Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Size, colour and weight of a text.
#[derive(Clone, Copy)]
pub(crate) struct Letters {
    pub size: f64,
    pub tone: Tone,
    pub anchor: Anchor,
    pub bold: bool,
}

impl Letters {
    pub const fn new(size: f64, tone: Tone, anchor: Anchor) -> Letters {
        Letters { size, tone, anchor, bold: false }
    }

    pub const fn bold(self) -> Letters {
        Letters { bold: true, ..self }
    }
}

/// A sheet to draw on. Places are in pixels from the upper left corner.
pub(crate) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    /// The outlines of [`Canvas::pixels`], by colour and shade.
    pixels: RefCell<BTreeMap<(String, usize), String>>,
}

/// Shades of [`Canvas::pixels`].
const SHADES: usize = 16;

impl<'a> Canvas<'a> {
    /// The SVG elements of what `paint` draws on a sheet of `width` × `height` pixels, without a root element.
    pub fn draw(width: u32, height: u32, paint: impl FnOnce(&Canvas)) -> String {
        let mut svg = String::new();
        let size = (width * SCALE as u32, height * SCALE as u32);
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let canvas = Canvas { area, pixels: RefCell::default() };
        paint(&canvas);
        canvas.area.present().expect(IN_MEMORY);
        let pixels = canvas.pixels.take();
        drop(canvas);
        let paths = pixels.into_iter().map(|((fill, shade), outline)| {
            let opacity = ((shade as f64 / SHADES as f64) * 1000.0).round() / 1000.0;
            format!("<path d=\"{outline}\" opacity=\"{opacity}\" fill=\"{fill}\"/>\n")
        });
        tidy(&svg) + &paths.collect::<String>()
    }

    /// Rows of square pixels of a side of `pixel`, from the upper left corner on: the more of a tone the higher the value,
    /// 0 for none to 1 for all of it, in 16 shades. They lie above what else is drawn.
    ///
    /// All pixels of a shade are one path and equal neighbours one stroke of it, so that a mosaic of thousands stays small.
    pub fn pixels(&self, (x, y): (f64, f64), pixel: f64, columns: usize, values: &[f64], tone: Tone) {
        let mut paths = self.pixels.borrow_mut();
        for (row, line) in values.chunks(columns).enumerate() {
            let shades: Vec<usize> =
                line.iter().map(|value| (value.clamp(0.0, 1.0) * SHADES as f64).round() as usize).collect();
            let mut column = 0;
            for run in shades.chunk_by(|one, next| one == next) {
                let (left, top) = units((x + pixel * column as f64, y + pixel * row as f64));
                column += run.len();
                let (right, bottom) = units((x + pixel * column as f64, y + pixel * (row + 1) as f64));
                if run[0] > 0 {
                    let (width, height) = (right - left, bottom - top);
                    let outline = paths.entry((tone.hex(), run[0])).or_default();
                    *outline += &format!("M{left} {top}h{width}v{height}h-{width}z");
                }
            }
        }
    }

    pub fn line(&self, points: &[(f64, f64)], tone: Tone, width: f64) {
        let points: Vec<_> = points.iter().map(|&place| units(place)).collect();
        self.add(&PathElement::new(points, color(tone, 1.0).stroke_width((width * SCALE) as u32)));
    }

    pub fn rectangle(&self, (x, y): (f64, f64), (width, height): (f64, f64), tone: Tone, opacity: f64) {
        if opacity > 0.0 && width > 0.0 && height > 0.0 {
            self.add(&Rectangle::new([units((x, y)), units((x + width, y + height))], color(tone, opacity).filled()));
        }
    }

    /// The area that a line back to its first point encloses.
    pub fn area(&self, edge: &[(f64, f64)], tone: Tone, opacity: f64) {
        let edge: Vec<_> = edge.iter().map(|&place| units(place)).collect();
        self.add(&Polygon::new(edge, color(tone, opacity).filled()));
    }

    pub fn dot(&self, center: (f64, f64), radius: f64, tone: Tone) {
        self.add(&Circle::new(units(center), radius * SCALE, color(tone, 1.0).filled()));
    }

    /// A text whose base line is at `place`.
    pub fn text(&self, text: &str, place: (f64, f64), letters: Letters) {
        // Plotters divides the size by 1.24 on the way out.
        let font = ("f", letters.size * SCALE * 1.24).into_font();
        let font = if letters.bold { font.style(FontStyle::Bold) } else { font };
        let side = match letters.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = font.color(&color(letters.tone, 1.0)).pos(Pos::new(side, VPos::Bottom));
        self.add(&Text::new(text.to_owned(), units(place), style));
    }

    /// A text whose middle, by the height of its digits, is at `place`.
    pub fn text_beside(&self, text: &str, (x, y): (f64, f64), letters: Letters) {
        self.text(text, (x, y + 0.36 * letters.size), letters);
    }

    fn add<'b, E>(&self, element: &'b E)
    where
        &'b E: PointCollection<'b, (i32, i32)>,
        E: Drawable<SVGBackend<'a>>,
    {
        self.area.draw(element).expect(IN_MEMORY);
    }
}

const IN_MEMORY: &str = "drawing into a string in memory cannot fail";

fn units((x, y): (f64, f64)) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn color(tone: Tone, opacity: f64) -> RGBAColor {
    let (red, green, blue) = tone.rgb();
    // Three decimals are as fine as a byte of ink, and keep the file short.
    RGBColor(red, green, blue).mix((opacity * 1000.0).round() / 1000.0)
}

/// Takes plotters' root element, what it repeats on each element, and its line breaks inside texts out.
fn tidy(svg: &str) -> String {
    let mut tidied = String::new();
    for line in svg.lines().filter(|line| !line.starts_with("<svg") && *line != "</svg>") {
        let line = line.replace(FAMILY, "").replace(SHIFT, "").replace(" opacity=\"1\"", "");
        let line = line.replace(" fill=\"none\" stroke=\"none\"", "").replace(" \"/>", "\"/>");
        tidied.push_str(line.replace(" stroke=\"none\"/>", "/>").trim_end());
        let is_inside_text = line.starts_with("<text") || !line.starts_with('<');
        if !is_inside_text {
            tidied.push('\n');
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_at_its_base_line() {
        let letters = Letters::new(13.0, Tone::Ink, Anchor::Middle);
        let svg = Canvas::draw(100, 50, |canvas| canvas.text("a<b & 中文", (12.34, 20.0), letters));
        assert_eq!(
            svg,
            "<text x=\"123\" y=\"200\" text-anchor=\"middle\" font-size=\"130\" fill=\"#23282E\">a&lt;b &amp; 中文</text>\n"
        );
    }

    #[test]
    fn pixels_of_one_shade_are_one_path_and_equal_neighbours_one_stroke() {
        let svg = Canvas::draw(100, 50, |canvas| {
            canvas.pixels((1.0, 2.0), 4.0, 3, &[0.5, 0.5, 0.0, 0.0, 1.0, 0.5], Tone::Blue);
        });
        assert_eq!(
            svg,
            "<path d=\"M10 20h80v40h-80zM90 60h40v40h-40z\" opacity=\"0.5\" fill=\"#1C62A8\"/>\n\
             <path d=\"M50 60h40v40h-40z\" opacity=\"1\" fill=\"#1C62A8\"/>\n"
        );
    }

    #[test]
    fn shapes_keep_tenths_of_a_pixel() {
        let svg = Canvas::draw(100, 50, |canvas| {
            canvas.rectangle((1.26, 2.0), (3.0, 4.5), Tone::Blue, 0.5);
            canvas.line(&[(0.0, 0.14), (9.96, 1.0)], Tone::Ink, 1.5);
        });
        assert!(svg.contains("x=\"13\" y=\"20\" width=\"30\" height=\"45\" opacity=\"0.5\""), "{svg}");
        assert!(svg.contains("stroke-width=\"15\" points=\"0,1 100,10\""), "{svg}");
    }
}
