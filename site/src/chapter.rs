//! A chapter: cells become sections, headings a table of contents, words an entry of the search.

use crate::cells::{Body, Cell, Notebook};
use crate::edition::Edition;
use crate::held::without_marks;
use crate::outputs;
use crate::page::Page;
use crate::prose::{self, Heading};
use crate::widgets;
use serde::Serialize;
use words::Outcome;
use words::written::escape;

#[derive(Default)]
pub struct Rendered {
    /// The first section, with the title.
    pub opening: String,
    /// All other sections.
    pub rest: String,
    /// Its headings of the second and third level.
    pub contents: Vec<Entry>,
    /// What the search finds.
    pub sections: Vec<Section>,
}

/// A line of the table of contents.
#[derive(Serialize)]
pub struct Entry {
    level: u8,
    id: String,
    html: String,
}

/// A section as the search knows it.
pub struct Section {
    pub id: String,
    /// The heading that it stands under.
    pub heading: String,
    pub words: String,
    pub is_code: bool,
}

pub fn render(notebook: &Notebook, page: &mut Page) -> Outcome<Rendered> {
    notebook.opening()?;
    // Cells' ids come first: nothing else may take them.
    for cell in &notebook.cells {
        page.unique(&cell.id);
    }
    let mut body = Rendered::default();
    for (index, cell) in notebook.cells.iter().enumerate() {
        page.links_terms = index > 0;
        let html = render_cell(cell, notebook, page, &mut body)?;
        if index == 0 { body.opening = with_latin_dot(&html) } else { body.rest += &html }
    }
    Ok(body)
}

/// The dot between a chapter's number and its title, in letters in which it is as narrow as a dot: Chinese ones make it a
/// square.
fn with_latin_dot(opening: &str) -> String {
    opening.replacen(" · ", " <span class=\"dot\">·</span> ", 1)
}

fn render_cell(cell: &Cell, notebook: &Notebook, page: &mut Page, body: &mut Rendered) -> Outcome<String> {
    let place = notebook.place.cell(&cell.id);
    let heading = || body.sections.last().map(|section| section.heading.clone()).unwrap_or_default();
    let (class, inside, section) = match &cell.body {
        Body::Prose(markdown) => {
            let prose = prose::render(markdown, &cell.id, &place, page)?;
            let heading = prose.headings.first().map_or_else(heading, |first| first.words.clone());
            let words = prose.words.strip_prefix(&heading).unwrap_or(&prose.words).trim().to_owned();
            body.contents
                .extend(prose.headings.into_iter().filter(|heading| matches!(heading.level, 2 | 3)).map(entry));
            ("prose", prose.html, Section { id: cell.id.clone(), heading, words, is_code: false })
        }
        Body::Code(source, given) => {
            let section = Section { id: cell.id.clone(), heading: heading(), words: one_line(source), is_code: true };
            let mut shown = outputs::render(given, &cell.id, &place, page)?;
            if let Some(name) = &cell.widget {
                shown = widgets::around(name, &shown, &place)?;
            }
            let code = page.highlighter.block(&without_marks(source), "rust");
            ("code", code + &shown, section)
        }
    };
    body.sections.push(section);
    let (id, label) = (&cell.id, escape(page.edition.words().anchor_cell));
    Ok(format!(
        "<section class=\"cell {class}\" id=\"{id}\"><a class=\"anchor\" href=\"#{id}\" aria-label=\"{label} {id}\">#</a>\n{inside}</section>\n"
    ))
}

fn entry(Heading { level, id, html, .. }: Heading) -> Entry {
    Entry { level, id, html }
}

fn one_line(code: &str) -> String {
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
