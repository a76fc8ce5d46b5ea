//! HTML from a notebook (outputs, and what authors wrote between their Markdown) is untrusted: only harmless elements and
//! attributes remain. Pictures in it are drawn anew, names get the cell's own prefix.

use crate::edition::Edition;
use crate::error::Place;
use crate::page::Page;
use crate::picture;
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use words::written::escape;
use words::{Language, Outcome};

/// Stands before the number of a picture in `src`.
const PICTURE: &str = "picture:";

/// What remains of a cell's HTML. `cell` is the id of the cell.
pub fn clean(html: &str, cell: &str, place: &Place, page: &mut Page) -> Outcome<String> {
    let pictures = Arc::new(Mutex::new(Vec::new()));
    let mut safe = sanitised(html, cell, &pictures);
    let found = std::mem::take(&mut *pictures.lock().unwrap_or_else(PoisonError::into_inner));
    for (index, source) in found.iter().enumerate() {
        let figure = picture::figure(source, cell, place, page)?;
        safe = safe.replacen(&format!("<img src=\"{PICTURE}{index}\">"), &figure, 1);
    }
    Ok(finished(&safe, page.edition))
}

fn sanitised(html: &str, cell: &str, pictures: &Arc<Mutex<Vec<String>>>) -> String {
    let (prefix, pictures) = (cell.to_owned(), Arc::clone(pictures));
    // Those that comrak writes for footnotes.
    let classes = [("sup", "footnote-ref"), ("section", "footnotes"), ("a", "footnote-backref")];
    let mut builder = Builder::default();
    builder
        .add_tags(["section", "tfoot"])
        .rm_tags(["area", "map", "article", "header", "footer", "nav", "aside"])
        .add_generic_attributes(["id"])
        .add_tag_attributes("details", ["open"])
        .add_tag_attributes("th", ["style"])
        .add_tag_attributes("td", ["style"])
        .filter_style_properties(HashSet::from(["text-align"]))
        .allowed_classes(classes.map(|(element, class)| (element, HashSet::from([class]))).into())
        .url_schemes(HashSet::from(["https", "http", "mailto", "data", "picture"]))
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| kept(element, attribute, value, &prefix, &pictures));
    builder.clean(html).to_string()
}

/// The attribute's value in the page, or nothing.
fn kept<'v>(
    element: &str,
    attribute: &str,
    value: &'v str,
    prefix: &str,
    pictures: &Mutex<Vec<String>>,
) -> Option<Cow<'v, str>> {
    match (element, attribute) {
        ("img", "src") => {
            let source = svg_of(value)?;
            let mut pictures = pictures.lock().unwrap_or_else(PoisonError::into_inner);
            pictures.push(source);
            Some(format!("{PICTURE}{}", pictures.len() - 1).into())
        }
        // The picture's own title and description serve.
        ("img", _) => None,
        (_, "id") => Some(format!("{prefix}-{value}").into()),
        ("a", "href") => match value.strip_prefix("#fn") {
            Some(rest) => Some(format!("#{prefix}-fn{rest}").into()),
            None => is_harmless_address(value).then_some(value.into()),
        },
        (_, "cite") => None,
        _ => Some(value.into()),
    }
}

/// An address without a scheme, or with one that shows a page or writes a letter.
fn is_harmless_address(address: &str) -> bool {
    match address.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '#', '?']) => {
            ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        }
        _ => true,
    }
}

/// The SVG of a `data:` address; pictures from elsewhere are not loaded.
fn svg_of(address: &str) -> Option<String> {
    let encoded = address.strip_prefix("data:image/svg+xml,")?;
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Tables scroll inside themselves; the way back from a footnote has a name.
fn finished(html: &str, edition: Language) -> String {
    let words = edition.words();
    html.replace("<table", "<div class=\"scroll\"><table")
        .replace("</table>", "</table></div>")
        .replace(
            "class=\"footnote-backref\"",
            &format!("class=\"footnote-backref\" aria-label=\"{}\"", escape(words.back)),
        )
        .replace("<img>", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::held::Held;
    use crate::highlight::Highlighter;
    use notebook::glossary::Glossary;

    fn cleaned(html: &str) -> String {
        let (glossary, highlighter, mut held) = (Glossary::default(), Highlighter::new(), Held::default());
        let mut page = Page::new(Language::English, &glossary, &highlighter, &mut held);
        let html = clean(html, "cell", &Place::file("a"), &mut page).expect("HTML");
        held.fill(&html, &[])
    }

    #[test]
    fn what_could_run_or_load_is_gone() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<img src=\"https://example.com/x.png\">",
            "<img src=\"data:image/png;base64,AAAA\">",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "<style>*{}</style>",
            "<svg onload=alert(1)></svg>",
            "<object data=x></object><embed src=x><link rel=stylesheet href=x><meta http-equiv=refresh content=0>",
            "<base href=\"https://example.com\">",
            "<form action=x><input></form>",
        ] {
            assert_eq!(cleaned(hostile), "", "{hostile}");
        }
        for address in [
            "javascript:alert(1)",
            " JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "picture:0",
        ] {
            let link = cleaned(&format!("<a href=\"{address}\">x</a>"));
            assert_eq!(link.replace(" rel=\"noopener noreferrer\"", ""), "<a>x</a>", "{address}");
        }
    }

    #[test]
    fn styles_keep_only_how_a_column_is_aligned() {
        let table = cleaned(
            "<table><tr><td style=\"text-align:right;position:fixed;background:url(x)\" class=\"search\">1</td></tr></table>",
        );
        assert!(table.contains("<td style=\"text-align:right\">1</td>"), "{table}");
        assert!(!cleaned("<p style=\"position:fixed\">x</p>").contains("style"));
    }

    #[test]
    fn names_belong_to_the_cell_and_footnotes_find_each_other() {
        assert_eq!(cleaned("<b id=\"content\">x</b>"), "<b id=\"cell-content\">x</b>");
        assert!(cleaned("<a href=\"#fn-1\">1</a>").contains("href=\"#cell-fn-1\""));
        assert!(cleaned("<a href=\"02-b.html#c\">1</a>").contains("href=\"02-b.html#c\""));
    }

    #[test]
    fn a_picture_inside_becomes_a_figure_of_the_page() {
        let svg =
            "%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 1 1%22%3E%3Ctitle%3ET%3C/title%3E%3C/svg%3E";
        let html = cleaned(&format!("<div><img alt=\"a\" src=\"data:image/svg+xml,{svg}\"></div>"));
        assert!(
            html.starts_with("<div><figure class=\"figure\" style=\"--width:1px\"><div class=\"drawing\"><svg "),
            "{html}"
        );
        assert!(html.contains("href=\"#cell\""), "{html}");
    }
}
