//! What a code cell gave, as HTML.

use crate::cells::Output;
use crate::clean::clean;
use crate::error::Place;
use crate::held::without_marks;
use crate::page::Page;
use crate::picture;
use words::Outcome;
use words::written::escape;

/// The outputs of the cell `id`, one after the other.
pub fn render(outputs: &[Output], id: &str, place: &Place, page: &mut Page) -> Outcome<String> {
    let mut html = String::new();
    for output in outputs {
        html += &match output {
            Output::Text(text) => preformatted("text", text),
            Output::Failure(words) => preformatted("failure", words),
            Output::Figure(svg) => picture::figure(svg, id, place, page)?,
            Output::Html(html) => {
                format!("<div class=\"html\">{}</div>", clean(&without_marks(html), id, place, page)?)
            }
        };
    }
    Ok(if html.is_empty() { html } else { format!("<div class=\"output\">{html}</div>") })
}

fn preformatted(class: &str, text: &str) -> String {
    let text = without_marks(text.trim_end_matches('\n'));
    if text.is_empty() { String::new() } else { format!("<pre class=\"{class}\">{}</pre>", escape(&text)) }
}
