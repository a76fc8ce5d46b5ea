//! Markdown to HTML. What must not be changed on the way (formulas, code) is held apart; the rest goes through the
//! sanitiser, since Markdown may hold HTML.

use crate::clean::clean;
use crate::dollars;
use crate::edition::Edition;
use crate::error::{self, Place};
use crate::held::without_marks;
use crate::page::Page;
use crate::terms::Part;
use crate::widgets;
use comrak::nodes::{AstNode, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use words::written::escape;
use words::{Outcome, text};

pub struct Prose {
    /// With marks where pieces are held.
    pub html: String,
    pub headings: Vec<Heading>,
    /// Its words, for the search.
    pub words: String,
}

pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub id: String,
    /// Its words as HTML, for the table of contents.
    pub html: String,
    pub words: String,
}

/// What one rendering is about.
struct Cell<'p, 'b> {
    id: &'p str,
    place: &'p Place,
    page: &'p mut Page<'b>,
    headings: Vec<(String, Heading)>,
}

pub fn render(markdown: &str, id: &str, place: &Place, page: &mut Page) -> Outcome<Prose> {
    let arena = Arena::new();
    let markdown = without_marks(markdown);
    let root = parse_document(&arena, &markdown, &options());
    let mut cell = Cell { id, place, page, headings: Vec::new() };
    let words = words(root);
    let nodes: Vec<_> = root.descendants().collect();
    for node in nodes {
        cell.prepare(node, &arena)?;
    }
    let mut html = String::new();
    // Writing to a String does not fail.
    let _ = format_html(root, &options(), &mut html);
    let Cell { headings, page, .. } = cell;
    let html = clean(&html, id, place, page)?;
    Ok(Prose {
        html: with_names(html, &headings),
        headings: headings.into_iter().map(|(_, heading)| heading).collect(),
        words,
    })
}

/// How the course writes Markdown.
pub fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.footnotes = true;
    options.extension.math_dollars = true;
    options.extension.cjk_friendly_emphasis = true;
    // The sanitiser follows.
    options.render.r#unsafe = true;
    options
}

impl Cell<'_, '_> {
    /// Changes one node before the document is written.
    fn prepare<'a>(&mut self, node: &'a AstNode<'a>, arena: &'a Arena<'a>) -> Outcome<()> {
        let value = node.data.borrow().value.clone();
        let new = match value {
            NodeValue::Math(math) => {
                NodeValue::Raw(self.page.held.formula(&math.literal, math.display_math, self.place))
            }
            NodeValue::CodeBlock(block) => raw_block(self.code(&block.info, &block.literal)?),
            NodeValue::HtmlBlock(block) => raw_block(self.formulas_between_tags(&block.literal)),
            NodeValue::Text(words) => {
                self.link_terms(node, &words, arena);
                return Ok(());
            }
            NodeValue::Heading(heading) => {
                self.name_heading(node, heading.level, arena);
                return Ok(());
            }
            NodeValue::Link(mut link) => {
                link.url = self.address(&link.url)?;
                NodeValue::Link(link)
            }
            NodeValue::Image(image) => return Err(self.no_pictures(&image.url)),
            _ => return Ok(()),
        };
        node.data.borrow_mut().value = new;
        Ok(())
    }

    /// A fenced block: a widget with what stands in for it, or code.
    fn code(&mut self, info: &str, code: &str) -> Outcome<String> {
        if let Some(name) = widgets::name_in(info) {
            let inside = render(code, self.id, self.place, self.page)?;
            let html = widgets::around(name, &inside.html, self.place)?;
            return Ok(self.page.held.html(html));
        }
        let language = info.split_whitespace().next().unwrap_or_default();
        let html = self.page.highlighter.block(code, language);
        Ok(self.page.held.html(html))
    }

    /// `$…$` in a line of HTML, such as a `<summary>`, which Markdown leaves alone.
    fn formulas_between_tags(&mut self, html: &str) -> String {
        let mut done = String::new();
        for part in html.split_inclusive('>') {
            let (words, tag) = part.split_at(part.find('<').unwrap_or(part.len()));
            for part in dollars::parts(words) {
                match part {
                    dollars::Part::Formula(tex) => done += &self.page.held.formula(tex, false, self.place),
                    dollars::Part::Words(words) => done += words,
                }
            }
            done += tag;
        }
        done
    }

    /// Links the terms that are used here first, but not inside headings and links.
    fn link_terms<'a>(&mut self, node: &'a AstNode<'a>, words: &str, arena: &'a Arena<'a>) {
        let is_apart = |node: &AstNode| matches!(node.data.borrow().value, NodeValue::Heading(_) | NodeValue::Link(_));
        if !self.page.links_terms || node.ancestors().any(is_apart) {
            return;
        }
        let edition = self.page.edition;
        let parts = self.page.terms.split(words);
        if !parts.iter().any(|part| matches!(part, Part::Term(..))) {
            return;
        }
        for part in parts {
            let value = match part {
                Part::Plain(words) => NodeValue::Text(words.to_owned().into()),
                Part::Term(words, term) => NodeValue::Raw(self.page.held.html(format!(
                    "<a class=\"term\" href=\"glossary.html#{}\" title=\"{}\">{}</a>",
                    term.id(),
                    escape(&dollars::as_words(term.meaning(edition))),
                    escape(words)
                ))),
            };
            node.insert_before(arena.alloc(AstNode::from(value)));
        }
        node.detach();
    }

    /// A heading gets an id, and a link to itself.
    fn name_heading<'a>(&mut self, node: &'a AstNode<'a>, level: u8, arena: &'a Arena<'a>) {
        let id = self.page.unique(&format!("{}-title", self.id));
        let words = words(node);
        let html = self.heading_html(node);
        let label = escape(self.page.edition.words().anchor);
        let anchor = format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a>");
        let (mark, anchor) = (self.page.held.html(String::new()), self.page.held.html(anchor));
        node.prepend(arena.alloc(AstNode::from(NodeValue::Raw(mark.clone()))));
        node.append(arena.alloc(AstNode::from(NodeValue::Raw(anchor))));
        self.headings.push((mark, Heading { level, id, html, words }));
    }

    fn heading_html<'a>(&mut self, node: &'a AstNode<'a>) -> String {
        let mut html = String::new();
        for inner in node.descendants() {
            match &inner.data.borrow().value {
                NodeValue::Text(words) => html += &escape(words),
                NodeValue::Code(code) => html += &format!("<code>{}</code>", escape(&code.literal)),
                NodeValue::Math(math) => html += &self.page.held.formula(&math.literal, false, self.place),
                _ => {}
            }
        }
        html
    }

    /// Another chapter's notebook becomes its page; files of the repository are not among the pages.
    fn address(&self, url: &str) -> Outcome<String> {
        let (file, fragment) = url.split_once('#').map_or((url, None), |(file, fragment)| (file, Some(fragment)));
        if file.is_empty() || url.contains("://") || url.starts_with("mailto:") {
            return Ok(url.to_owned());
        }
        match file.strip_suffix(".ipynb") {
            Some(stem) if !stem.contains('/') => {
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                Ok(format!("{stem}.html{fragment}"))
            }
            _ if file.ends_with(".html") && !file.contains('/') => Ok(url.to_owned()),
            _ => Err(error::source(
                self.place,
                text!("链接 {url} 不在网页里", "the link {url} leads to no page"),
                text!(
                    "同一语言的另一章（NN-name.ipynb）、网址或 #单元",
                    "another chapter of the same language (NN-name.ipynb), a web address or #cell"
                ),
                text!("改正链接，或者只写出文件的名字。", "Mend the link, or write the file's name only."),
            )),
        }
    }

    fn no_pictures(&self, url: &str) -> String {
        error::source(
            self.place,
            text!("文字里有图片 {url}", "the prose holds the picture {url}"),
            text!("由代码单元画出的图", "a figure drawn by a code cell"),
            text!("加一个画图的单元，例如 draw_method()。", "Add a cell that draws it, such as draw_method()."),
        )
    }
}

fn raw_block(literal: String) -> NodeValue {
    NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 6, literal })
}

/// Puts the ids in the headings that carry a mark.
fn with_names(mut html: String, headings: &[(String, Heading)]) -> String {
    for (mark, Heading { level, id, .. }) in headings {
        html = html.replacen(&format!("<h{level}>{mark}"), &format!("<h{level} id=\"{id}\">"), 1);
    }
    html
}

/// The words of a node. Of formulas, only those that read well without their setting.
pub fn words<'a>(node: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    for inner in node.descendants() {
        match &inner.data.borrow().value {
            NodeValue::Text(text) => words += text,
            NodeValue::Code(code) => words += &code.literal,
            NodeValue::Math(math) => words += &dollars::formula_as_words(&math.literal),
            NodeValue::HtmlBlock(block) => words += &dollars::as_words(&without_tags(&block.literal)),
            NodeValue::Paragraph
            | NodeValue::Item(_)
            | NodeValue::Heading(_)
            | NodeValue::TableCell
            | NodeValue::SoftBreak
            | NodeValue::LineBreak => {
                words.push(' ');
            }
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_tags(html: &str) -> String {
    let words: Vec<&str> = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)).collect();
    format!(" {} ", words.join(" "))
}
