//! A finished figure: an SVG that a page, a notebook and a reader's voice can use, and its form for terminals.

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::canvas::{Anchor, Canvas, Letters, SCALE};
use crate::style::{FONTS, Tone, size, style_rules};
use files::{FileError, write_atomically};
use words::written::{escape, hex};
use words::{Language, text};

/// A figure. A notebook shows the picture; `{}` and `save` give the text and the SVG file.
///
/// ```
/// let figure = figures::plot_log();
/// println!("{figure}");
/// assert!(figure.svg.starts_with("<svg"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Figure {
    /// The picture, a whole SVG document. The same numbers give the same bytes.
    pub svg: String,
    /// What it is called, in the picture and in its `<title>`.
    pub title: String,
    /// What it shows, for those who cannot see it: its `<desc>`.
    pub description: String,
    /// The figure in letters, for terminals.
    pub text: String,
}

/// What a figure says in words. With [`Figure::titled`], the text is what stands below the title.
pub(crate) struct Words {
    pub title: String,
    pub description: String,
    pub text: String,
}

impl Figure {
    /// Draws a figure of `width` × `height` pixels.
    pub(crate) fn draw((width, height): (u32, u32), words: Words, paint: impl FnOnce(&Canvas)) -> Figure {
        let body = Canvas::draw(width, height, paint);
        let Words { title, description, text } = words;
        let svg = document((width, height), &title, &description, &body);
        Figure { svg, title, description, text: text.trim_end_matches('\n').to_owned() }
    }

    /// Draws a figure with its title above, in the picture as in the text.
    pub(crate) fn titled(size: (u32, u32), words: Words, paint: impl FnOnce(&Canvas)) -> Figure {
        let text = format!("{}\n\n{}", words.title, words.text);
        let title = words.title.clone();
        Figure::draw(size, Words { text, ..words }, |canvas| {
            let letters = Letters::new(size::TITLE, Tone::Ink, Anchor::Middle).bold();
            canvas.text(&title, (f64::from(size.0) / 2.0, 31.0), letters);
            paint(canvas);
        })
    }

    /// What is drawn where there is nothing to draw.
    pub(crate) fn without_data(title: String) -> Figure {
        let nothing = text!("没有数据", "no data");
        let words = Words { title, description: nothing.clone(), text: nothing.clone() };
        Figure::titled((640, 140), words, |canvas| {
            canvas.text(&nothing, (320.0, 86.0), Letters::new(size::LABEL, Tone::Muted, Anchor::Middle));
        })
    }

    /// The same figure with sharp edges at any size: for pictures made of squares.
    pub(crate) fn crisp(mut self) -> Figure {
        self.svg = self.svg.replacen(" role=", " shape-rendering=\"crispEdges\" role=", 1);
        self
    }

    /// Writes the SVG: a reader of the file sees the old one or the new one, whole.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), FileError> {
        write_atomically(path.as_ref(), self.svg.as_bytes())
    }

    /// The figure as an image element for a page, with its description as the alternative text.
    pub fn html(&self) -> String {
        let alternative = escape(&format!("{}. {}", self.title, self.description));
        format!("<img alt=\"{alternative}\" src=\"data:image/svg+xml,{}\">", percent_encoded(&self.svg))
    }

    /// Shows the figure in a notebook: the SVG where pictures can be shown, the text elsewhere.
    ///
    /// It is there as HTML too: JupyterLab shows no SVG that it finds stored in a notebook from elsewhere (a fresh clone),
    /// but images inside HTML.
    pub fn evcxr_display(&self) {
        evcxr_runtime::mime_type("image/svg+xml").text(&self.svg);
        evcxr_runtime::mime_type("text/html").text(self.html());
        evcxr_runtime::mime_type("text/plain").text(&self.text);
    }
}

impl fmt::Debug for Figure {
    /// The text form: a cell that cannot show the figure itself prints this, and not thousands of letters of SVG.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The root element with all that surrounds the drawing. The names in it come from the content, so two figures in
/// one page do not clash.
fn document((width, height): (u32, u32), title: &str, description: &str, body: &str) -> String {
    let id = identity(&[title, description, body]);
    let (full_width, full_height) = (f64::from(width) * SCALE, f64::from(height) * SCALE);
    let lang = match Language::current() {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let card =
        format!("<rect width=\"{full_width}\" height=\"{full_height}\" rx=\"80\" fill=\"{}\"/>", Tone::Card.hex());
    let rules = style_rules(&format!("{card}{body}"));
    let (title, description) = (escape(title), escape(description));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"shuzi-figure\" role=\"img\" lang=\"{lang}\" \
         aria-labelledby=\"{id}-title {id}-desc\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {full_width} {full_height}\" style=\"max-width:100%;height:auto\" font-family=\"{FONTS}\">\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
         <style>\n{rules}</style>\n{card}\n{body}</svg>\n"
    )
}

/// A short name that differs between figures that differ.
fn identity(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    let hex = hex(&digest[..6]);
    format!("figure-{hex}")
}

/// For a URL inside an attribute (RFC 3986): all but letters, digits and harmless marks as `%` and two digits.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'-' | b'.' | b'_' | b'/' | b':' | b'=' | b',' | b';' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(title: &str) -> Figure {
        let words = Words { title: title.into(), description: "two < three".into(), text: "text\n".into() };
        Figure::draw((100, 50), words, |canvas| canvas.dot((10.0, 10.0), 2.0, Tone::Blue))
    }

    #[test]
    fn the_svg_carries_a_title_and_a_description_that_its_root_points_to() {
        let svg = figure("A & B").svg;
        let id = svg.split("<title id=\"").nth(1).and_then(|rest| rest.split("-title").next()).expect("a title");
        assert!(svg.contains(&format!("role=\"img\" lang=\"{}\"", if svg.contains("zh-CN") { "zh-CN" } else { "en" })));
        assert!(svg.contains(&format!("aria-labelledby=\"{id}-title {id}-desc\"")));
        assert!(svg.contains("-title\">A &amp; B</title>"));
        assert!(svg.contains(&format!("<desc id=\"{id}-desc\">two &lt; three</desc>")));
        assert!(svg.contains("viewBox=\"0 0 1000 500\""));
    }

    #[test]
    fn names_inside_are_the_same_for_the_same_figure_and_differ_otherwise() {
        assert_eq!(figure("one"), figure("one"));
        let name = |svg: &str| svg.split("<title id=\"").nth(1).map(|rest| rest[..20].to_owned());
        assert_ne!(name(&figure("one").svg), name(&figure("two").svg));
    }

    #[test]
    fn saving_replaces_the_file_and_leaves_no_other() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("figure.svg");
        figure("one").save(&path).expect("the folder can be written");
        figure("two").save(&path).expect("the folder can be written");
        assert_eq!(std::fs::read_to_string(&path).expect("saved"), figure("two").svg);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn saving_where_a_file_is_in_the_way_of_the_folder_names_the_place() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("taken"), "").expect("written");
        let error = figure("one").save(folder.path().join("taken/figure.svg")).expect_err("no folder");
        assert!(error.to_string().contains("taken"), "{error}");
    }
}
