//! Figures come from notebook outputs, so their SVG is untrusted: it is read, and what is known to be harmless is written
//! anew. Elements, attributes and the form of each value are on a list; all else is left out, scripts and styles with
//! what they contain.

use crate::error::{self, Place};
use roxmltree::{Document, Node};
use words::written::escape;
use words::{Outcome, text};

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// What a figure is made of. `<title>` and `<desc>` are taken from the root and written apart.
const ELEMENTS: [&str; 10] = ["g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text", "tspan"];

/// Nested deeper than any figure is: writing it is recursive.
const DEEPEST: usize = 64;

/// A figure that can stand in a page.
#[derive(Debug, PartialEq)]
pub struct Drawing {
    /// The `<svg>` element, its names unique by the given prefix.
    pub html: String,
    /// What it is called; empty if it has no title.
    pub title: String,
    pub description: String,
    /// How wide it wants to be, in pixels.
    pub width: f64,
    /// Whether the title can be read in the picture itself.
    pub shows_title: bool,
}

/// Reads untrusted SVG. `name` is unique in the page.
pub fn rebuild(source: &str, name: &str, place: &Place) -> Outcome<Drawing> {
    let document = Document::parse(source.trim()).map_err(|error| no_figure(place, &error.to_string()))?;
    let root = document.root_element();
    if !is_svg(root, "svg") {
        return Err(no_figure(place, &format!("<{}>", root.tag_name().name())));
    }
    let (title, description) = (words(root, "title"), words(root, "desc"));
    let Some((width, height)) = size(root) else {
        return Err(no_figure(place, &text!("没有 viewBox", "no viewBox")));
    };
    let mut body = String::new();
    for child in root.children() {
        write_node(child, 0, &mut body);
    }
    let shows_title =
        !title.is_empty() && root.descendants().any(|node| is_svg(node, "text") && node.text() == Some(&title));
    let html = opening(root, name, (width, height), &title, &description) + &body + "</svg>";
    Ok(Drawing { html, title, description, width: number(root, "width").unwrap_or(width), shows_title })
}

fn no_figure(place: &Place, found: &str) -> String {
    error::source(
        place,
        text!("这个 SVG 不能用：{found}", "this SVG cannot be used: {found}"),
        text!("带 viewBox 的 SVG，没有 DTD", "SVG with a viewBox and without a DTD"),
        text!("请用课程的库重新画图，再运行一次单元。", "Draw it with the course's library and run the cell again."),
    )
}

/// The root element: it scales with the page, and a screen reader reads its title and description.
fn opening(root: Node, name: &str, (width, height): (f64, f64), title: &str, description: &str) -> String {
    let (shown_width, shown_height) =
        (number(root, "width").unwrap_or(width), number(root, "height").unwrap_or(height));
    let mut html =
        format!("<svg viewBox=\"0 0 {width} {height}\" width=\"{shown_width}\" height=\"{shown_height}\" role=\"img\"");
    if let Some(value) = root.attribute("shape-rendering").filter(|value| is_harmless("shape-rendering", value)) {
        html += &format!(" shape-rendering=\"{value}\"");
    }
    let parts = [("title", title), ("desc", description)];
    let present = || parts.iter().filter(|(_, words)| !words.is_empty());
    let names: Vec<String> = present().map(|(part, _)| format!("{name}-{part}")).collect();
    if !names.is_empty() {
        html += &format!(" aria-labelledby=\"{}\"", names.join(" "));
    }
    html.push('>');
    for (part, words) in present() {
        html += &format!("<{part} id=\"{name}-{part}\">{}</{part}>", escape(words));
    }
    html
}

/// `viewBox="0 0 width height"`; what a figure of the library always has.
fn size(root: Node) -> Option<(f64, f64)> {
    let numbers: Vec<f64> =
        root.attribute("viewBox")?.split_whitespace().filter_map(|part| part.parse().ok()).collect();
    match numbers[..] {
        [0.0, 0.0, width, height] if width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0 => {
            Some((width, height))
        }
        _ => None,
    }
}

fn number(root: Node, attribute: &str) -> Option<f64> {
    root.attribute(attribute)?.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0)
}

fn is_svg(node: Node, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(NAMESPACE)
}

/// The text of the root's child of that name.
fn words(root: Node, name: &str) -> String {
    let child = root.children().find(|child| is_svg(*child, name));
    child.and_then(|child| child.text()).unwrap_or_default().trim().to_owned()
}

fn write_node(node: Node, depth: usize, html: &mut String) {
    if node.is_text() {
        if node.parent().is_some_and(|parent| is_svg(parent, "text") || is_svg(parent, "tspan")) {
            *html += &escape(node.text().unwrap_or_default());
        }
        return;
    }
    let known = ELEMENTS.iter().find(|known| is_svg(node, known)).filter(|_| depth < DEEPEST);
    let Some(known) = known else { return };
    *html += &format!("<{known}");
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value().trim());
        if attribute.namespace().is_none() && is_harmless(name, value) {
            html.push_str(&format!(" {name}=\"{}\"", escape(value)));
        }
    }
    if !node.has_children() {
        html.push_str("/>");
        return;
    }
    html.push('>');
    for child in node.children() {
        write_node(child, depth + 1, html);
    }
    html.push_str(&format!("</{known}>"));
}

/// Whether an attribute may stay: its name is known, and its value has the form that such values have.
fn is_harmless(name: &str, value: &str) -> bool {
    match name {
        "x" | "y" | "x1" | "y1" | "x2" | "y2" | "cx" | "cy" | "r" | "rx" | "ry" | "dx" | "dy" | "width" | "height"
        | "points" | "opacity" | "fill-opacity" | "stroke-opacity" | "stroke-width" | "stroke-dasharray"
        | "stroke-dashoffset" | "stroke-miterlimit" | "font-size" | "letter-spacing" => is_numbers(value),
        "d" => value.chars().all(|letter| is_of_numbers(letter) || "MmLlHhVvCcSsQqTtAaZz".contains(letter)),
        "transform" => is_transform(value),
        "fill" | "stroke" => is_colour(value),
        "font-weight" => is_word(value) || is_numbers(value),
        "text-anchor" | "dominant-baseline" | "alignment-baseline" | "font-style" | "stroke-linecap"
        | "stroke-linejoin" | "fill-rule" | "shape-rendering" => is_word(value),
        _ => false,
    }
}

fn is_of_numbers(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '.' | '-' | '+' | 'e' | 'E' | ',' | ' ' | '\n' | '\t' | '%')
}

fn is_numbers(value: &str) -> bool {
    !value.is_empty() && value.trim_end_matches("px").chars().all(is_of_numbers)
}

fn is_word(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '-')
}

/// `#23282E`, or a name such as `none`; never `url(…)`.
fn is_colour(value: &str) -> bool {
    match value.strip_prefix('#') {
        Some(digits) => matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit()),
        None => is_word(value),
    }
}

/// `rotate(-90, 10, 20)` and its like.
fn is_transform(value: &str) -> bool {
    const FUNCTIONS: [&str; 6] = ["translate", "rotate", "scale", "skewX", "skewY", "matrix"];
    let calls: Vec<&str> = value.split(')').map(str::trim).collect();
    let Some((last, calls)) = calls.split_last() else {
        return false;
    };
    last.is_empty()
        && !calls.is_empty()
        && calls.iter().all(|call| {
            call.trim_start_matches(',')
                .trim()
                .split_once('(')
                .is_some_and(|(function, numbers)| FUNCTIONS.contains(&function.trim()) && is_numbers(numbers))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(body: &str) -> String {
        let source = format!(
            "<svg xmlns=\"{NAMESPACE}\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 10 20\" \
             onload=\"alert(1)\" style=\"position:fixed\"><title>T</title><desc>D</desc>{body}</svg>"
        );
        rebuild(&source, "a-1", &Place::file("a")).expect("SVG").html
    }

    #[test]
    fn what_a_figure_needs_stays() {
        let body = "<rect x=\"1\" y=\"-2.5\" rx=\"80\" fill=\"#FCFBF8\" opacity=\"0.5\"/>\
                    <g transform=\"rotate(-90, 1, 2) translate(3)\"><path d=\"M0 0L1.5,2Z\"/></g>\
                    <text text-anchor=\"middle\">p &lt; q</text>";
        assert_eq!(
            drawn(body),
            format!(
                "<svg viewBox=\"0 0 10 20\" width=\"10\" height=\"20\" role=\"img\" aria-labelledby=\"a-1-title a-1-desc\">\
                 <title id=\"a-1-title\">T</title><desc id=\"a-1-desc\">D</desc>{body}</svg>"
            )
        );
    }

    #[test]
    fn what_could_run_load_or_restyle_the_page_does_not() {
        for hostile in [
            "<script>alert(1)</script>",
            "<style>*{display:none}</style>",
            "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\"><script>alert(1)</script></body></foreignObject>",
            "<a xlink:href=\"javascript:alert(1)\"><text>x</text></a>",
            "<image href=\"http://example.com/x.png\"/>",
            "<use xlink:href=\"#a\"/>",
            "<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>",
            "<set attributeName=\"onload\" to=\"alert(1)\"/>",
            "<script xmlns=\"http://www.w3.org/1999/xhtml\">alert(1)</script>",
        ] {
            assert!(drawn(hostile).ends_with("</desc></svg>"), "{hostile}: {}", drawn(hostile));
        }
        for attribute in [
            "onclick=\"alert(1)\"",
            "style=\"fill:url(http://example.com)\"",
            "fill=\"url(#x)\"",
            "fill=\"red;x:url(y)\"",
            "class=\"search\"",
            "id=\"content\"",
            "transform=\"url(1)\"",
            "transform=\"rotate(calc(1))\"",
            "d=\"javascript:alert(1)\"",
            "xlink:href=\"x\"",
        ] {
            assert!(drawn(&format!("<rect {attribute}/>")).ends_with("<rect/></svg>"), "{attribute}");
        }
    }

    #[test]
    fn what_is_no_figure_is_an_error() {
        let place = Place::file("notebooks/zh/00.ipynb").cell("plot");
        for bad in ["", "<svg/>", "<html xmlns=\"x\"/>", "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>"] {
            let error = rebuild(bad, "a", &place).expect_err(bad).to_string();
            assert!(error.contains("plot"), "{error}");
        }
        let flat = format!("<svg xmlns=\"{NAMESPACE}\" viewBox=\"0 0 0 NaN\"/>");
        assert!(rebuild(&flat, "a", &place).is_err());
        let nested =
            format!("<svg xmlns=\"{NAMESPACE}\" viewBox=\"0 0 1 1\">{}{}</svg>", "<g>".repeat(500), "</g>".repeat(500));
        assert!(rebuild(&nested, "a", &place).is_ok_and(|drawing| drawing.html.matches("<g").count() == DEEPEST));
    }
}
