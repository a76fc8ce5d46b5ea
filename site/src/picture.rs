//! A figure in a page: the drawing, what it shows in words, and the way to the cell that computed it.

use crate::edition::Edition;
use crate::error::Place;
use crate::page::Page;
use crate::svg::{self, Drawing};
use words::written::escape;
use words::{Language, Outcome};

/// Draws untrusted SVG anew; the answer stands for a `<figure>`. `cell` computed it.
pub fn figure(source: &str, cell: &str, place: &Place, page: &mut Page) -> Outcome<String> {
    let name = page.unique(&format!("{cell}-figure"));
    let drawing = svg::rebuild(source, &name, place)?;
    let caption = escape(&caption(&drawing, page.edition));
    let space = if caption.is_empty() { "" } else { " " };
    let (link, words) = (escape(&format!("{}#{cell}", page.computed_in)), escape(page.edition.words().computed));
    let width = drawing.width;
    // On a phone a wide drawing keeps a size at which its letters can be read, and scrolls.
    Ok(page.held.html(format!(
        "<figure class=\"figure\" style=\"--width:{width}px\"><div class=\"drawing\">{}</div>\
         <figcaption><span>{caption}</span>{space}<a class=\"computed\" href=\"{link}\">{words}</a></figcaption></figure>",
        drawing.html,
    )))
}

/// A title that the picture itself shows is not said twice.
fn caption(drawing: &Drawing, edition: Language) -> String {
    let Drawing { title, description, shows_title, .. } = drawing;
    match (title.is_empty() || *shows_title, description.is_empty()) {
        (true, _) => description.clone(),
        (false, true) => title.clone(),
        (false, false) if edition == Language::Chinese => format!("{title}。{description}"),
        (false, false) => format!("{title}. {description}"),
    }
}
