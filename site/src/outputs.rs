//! What a code cell gave, as HTML.

use crate::clean::clean;
use crate::error::{Place, Result};
use crate::notebook::Output;
use crate::page::Page;
use crate::picture;
use crate::svg::escape;

/// The outputs of the cell `id`, one after the other.
pub fn render(outputs: &[Output], id: &str, place: &Place, page: &mut Page) -> Result<String> {
    let mut html = String::new();
    for output in outputs {
        html += &match output {
            Output::Text(text) => preformatted("text", text),
            Output::Failure(words) => preformatted("failure", words),
            Output::Figure(svg) => {
                let name = page.unique(&format!("{id}-figure"));
                picture::figure(svg, &name, &format!("#{id}"), page.edition, page.held, place)?
            }
            Output::Html(html) => {
                let name = page.unique(&format!("{id}-figure"));
                let inside = crate::held::without_marks(html);
                format!("<div class=\"html\">{}</div>", clean(&inside, id, &name, page.edition, page.held, place)?)
            }
        };
    }
    Ok(if html.is_empty() { html } else { format!("<div class=\"output\">{html}</div>") })
}

fn preformatted(class: &str, text: &str) -> String {
    let text = crate::held::without_marks(text.trim_end_matches('\n'));
    if text.is_empty() { String::new() } else { format!("<pre class=\"{class}\">{}</pre>", escape(&text)) }
}
