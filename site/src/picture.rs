//! A figure in a page: the drawing, what it shows in words, and the way to the cell that computed it.

use crate::edition::Edition;
use crate::error::{Place, Result};
use crate::held::Held;
use crate::svg::{self, Drawing, escape};

/// Draws untrusted SVG anew; the answer stands for a `<figure>`. `name` is unique in the page, `computed` leads to the cell.
pub fn figure(
    source: &str,
    name: &str,
    computed: &str,
    edition: Edition,
    held: &mut Held,
    place: &Place,
) -> Result<String> {
    let drawing = svg::rebuild(source, name, place)?;
    let words = edition.words();
    let caption = caption(&drawing);
    Ok(held.html(format!(
        "<figure class=\"figure\">{}<figcaption>{}{} <a class=\"computed\" href=\"{}\">{}</a></figcaption></figure>",
        drawing.html,
        escape(&caption),
        if caption.is_empty() { "" } else { " " },
        escape(computed),
        escape(words.computed),
    )))
}

/// A title that the picture itself shows is not said twice.
fn caption(drawing: &Drawing) -> String {
    let Drawing { title, description, shows_title, .. } = drawing;
    match (title.is_empty() || *shows_title, description.is_empty()) {
        (true, _) => description.clone(),
        (false, true) => title.clone(),
        (false, false) => format!("{title}: {description}").replace("：: ", "："),
    }
}
