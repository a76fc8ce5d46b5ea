//! The seam for what will run in the page: a fenced block ```` ```widget name=softmax ```` or a code cell with the metadata
//! `shuzi.widget = "softmax"` becomes `<div class="widget" data-widget="softmax">` around what is shown without it.

use crate::error::{self, Place};
use words::{Outcome, text};

/// The names that a page may use. Whoever writes a widget adds its name here.
const KNOWN: [&str; 3] = ["softmax", "draw-digit", "train"];

/// `html` inside the element that a widget of that name will fill.
pub fn around(name: &str, html: &str, place: &Place) -> Outcome<String> {
    if KNOWN.contains(&name) {
        return Ok(format!("<div class=\"widget\" data-widget=\"{name}\">{html}</div>"));
    }
    let known = KNOWN.join(", ");
    Err(error::source(
        place,
        text!("没有叫 {name:?} 的小部件", "no widget is called {name:?}"),
        text!("其中之一：{known}", "one of {known}"),
        text!(
            "改正名字；新的小部件要先登记在 site/src/widgets.rs。",
            "Mend the name; a new widget is first listed in site/src/widgets.rs."
        ),
    ))
}

/// The name in a fence's first line, if the fence is a widget.
pub fn name_in(info: &str) -> Option<&str> {
    let rest = info.strip_prefix("widget")?;
    let rest = rest.strip_prefix(|letter: char| letter.is_whitespace()).or(rest.is_empty().then_some(rest))?;
    Some(rest.trim().strip_prefix("name=").unwrap_or_default().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_widget_is_named_and_an_unknown_name_is_an_error() {
        assert_eq!(name_in("widget name=softmax"), Some("softmax"));
        assert_eq!(name_in("widget"), Some(""));
        assert_eq!(name_in("widgets name=softmax"), None);
        assert_eq!(name_in("rust"), None);
        let place = Place::file("zh/00.ipynb").cell("a");
        assert_eq!(
            around("softmax", "x", &place).expect("known"),
            "<div class=\"widget\" data-widget=\"softmax\">x</div>"
        );
        let error = around("sofmax\"", "x", &place).expect_err("unknown").to_string();
        assert!(error.contains("sofmax") && error.contains("zh/00.ipynb"), "{error}");
    }
}
