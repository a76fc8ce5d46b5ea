//! The whole run: read the course, make each page, set the formulas, write the files.

use crate::api;
use crate::assets;
use crate::book::Book;
use crate::cells::{Body, Output};
use crate::chapter::{self, Section};
use crate::dollars;
use crate::edition::Edition;
use crate::error::{self, Place};
use crate::formulas::{self, Katex, Typesetter};
use crate::held::Held;
use crate::highlight::Highlighter;
use crate::options::Options;
use crate::outputs;
use crate::page::Page;
use crate::pages::{Definition, Pages};
use crate::prose;
use crate::search;
use notebook::glossary;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use words::written::escape;
use words::{Language, Outcome, text};

/// The cells whose figure the landing page may show; the first that is there is taken.
const HERO: [(&str, &str); 2] = [("06-training", "by-epoch-run"), ("03-softmax", "softmax")];

pub struct Report {
    pages: usize,
    bytes: u64,
    folder: String,
    time: Duration,
}

impl Report {
    pub fn sentence(&self) -> String {
        let Report { pages, folder, .. } = self;
        let (kilobytes, seconds) = (self.bytes / 1000, self.time.as_secs_f64());
        text!(
            "{pages} 个网页，{kilobytes} kB，{seconds:.1} 秒：{folder}",
            "{pages} pages, {kilobytes} kB, {seconds:.1} s: {folder}"
        )
    }
}

/// A file of the site. While pages are made, marks stand in it where pieces are held.
pub struct Draft {
    /// Its place in the site.
    pub path: String,
    pub html: String,
}

pub fn build(options: &Options) -> Outcome<Report> {
    let site = options.repository.join("site");
    let katex = Katex::new(&site);
    let start = Instant::now();
    prepare(options)?;
    let has_api = with_api(options)?;
    let files = render(options, has_api, &|formulas| katex.set(formulas))?;
    let mut bytes = 0;
    for Draft { path, html } in &files {
        bytes += html.len() as u64;
        write(&options.output.join(path), html)?;
    }
    assets::write(&site, &options.output.join("assets"))?;
    let pages = files.iter().filter(|file| file.path.ends_with(".html")).count();
    Ok(Report { pages, bytes, folder: options.output.display().to_string(), time: start.elapsed() })
}

/// An empty folder for a whole site. A folder that holds something else is not touched.
fn prepare(options: &Options) -> Outcome<()> {
    let output = &options.output;
    let is_empty = fs::read_dir(output).map_or(true, |mut entries| entries.next().is_none());
    if is_empty || options.only.is_some() {
        return Ok(());
    }
    if !output.join("assets/style.css").exists() {
        let folder = output.display();
        return Err(text!(
            "{folder} 里有别的东西，不会覆盖。请换一个空文件夹。",
            "{folder} holds something else, which is left alone. Choose an empty folder."
        ));
    }
    fs::remove_dir_all(output).map_err(|error| error::file(output, error))
}

fn with_api(options: &Options) -> Outcome<bool> {
    if options.with_api {
        api::document(&options.repository)?;
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| options.repository.join("target"), Into::into);
    if options.only.is_some() {
        return Ok(options.output.join("api/shuzi/index.html").exists());
    }
    api::copy(&target.join("doc"), &options.output.join("api"))
}

fn write(path: &Path, content: &str) -> Outcome<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| error::file(folder, error))?;
    }
    fs::write(path, content).map_err(|error| error::file(path, error))
}

/// All files that are made of the course's source.
pub fn render(options: &Options, has_api: bool, set: Typesetter) -> Outcome<Vec<Draft>> {
    let book = Book::read(&options.repository)?;
    let only = options.only.as_deref().map(|name| book.find(name)).transpose()?;
    let (highlighter, pages, mut held) = (Highlighter::new(), Pages::new(has_api)?, Held::default());
    let mut drafts = Vec::new();
    for edition in Language::BOTH {
        let mut maker = Maker { book: &book, edition, highlighter: &highlighter, pages: &pages, held: &mut held };
        match only {
            Some(index) => drafts.push(maker.chapter(index)?.draft),
            None => drafts.extend(maker.everything(&options.repository)?),
        }
    }
    if only.is_none() {
        drafts.push(Draft { path: "404.html".to_owned(), html: pages.not_found(&book)? });
    }
    let formulas = formulas::set_all(&held, set)?;
    Ok(drafts.into_iter().map(|Draft { path, html }| Draft { html: held.fill(&html, &formulas), path }).collect())
}

/// Makes the pages of one language.
struct Maker<'m> {
    book: &'m Book,
    edition: Language,
    highlighter: &'m Highlighter,
    pages: &'m Pages,
    held: &'m mut Held,
}

/// A chapter's page, and what other pages need of it.
struct Made {
    draft: Draft,
    sections: Vec<Section>,
    terms: BTreeSet<usize>,
}

impl Maker<'_> {
    fn everything(&mut self, repository: &Path) -> Outcome<Vec<Draft>> {
        let folder = self.edition.code();
        let (mut drafts, mut sections, mut terms) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..self.book.chapters.len() {
            let made = self.chapter(index)?;
            drafts.push(made.draft);
            sections.push(made.sections);
            terms.push(made.terms);
        }
        let index = search::script(self.book, &sections, self.edition);
        drafts.push(Draft { path: format!("assets/search-index-{folder}.js"), html: index });
        let glossary = self.pages.glossary(self.book, self.edition, &self.definitions(&terms))?;
        drafts.push(Draft { path: format!("{folder}/glossary.html"), html: glossary });
        drafts.push(Draft { path: format!("{folder}/run.html"), html: self.run(repository)? });
        drafts.push(Draft { path: self.edition.landing().to_owned(), html: self.landing()? });
        Ok(drafts)
    }

    fn chapter(&mut self, index: usize) -> Outcome<Made> {
        let Maker { book, edition, .. } = *self;
        let chapter = &book.chapters[index];
        let mut page = Page::new(edition, &book.glossary, self.highlighter, self.held);
        let body = chapter::render(chapter.notebook(edition), &mut page)?;
        let terms = page.terms.used().clone();
        let html = self.pages.chapter(book, index, edition, (body.opening, body.rest), &body.contents)?;
        let path = format!("{}/{}.html", edition.code(), chapter.stem);
        Ok(Made { draft: Draft { path, html }, sections: body.sections, terms })
    }

    /// Each term with the chapters that use it.
    fn definitions(&mut self, used: &[BTreeSet<usize>]) -> Vec<Definition> {
        let edition = self.edition;
        let place = Place::file(glossary::PATH);
        let number = |stem: &str| stem.split('-').next().unwrap_or(stem).trim_start_matches('0').to_owned();
        let chapters = |term: usize| {
            let uses = self.book.chapters.iter().zip(used).filter(|(_, terms)| terms.contains(&term));
            uses.map(|(chapter, _)| {
                let number = number(&chapter.stem);
                let number = if number.is_empty() { "0".to_owned() } else { number };
                (format!("{}.html", chapter.stem), number)
            })
            .collect()
        };
        let held = &mut *self.held;
        let mut meaning = |text: &str| {
            let html = |part| match part {
                dollars::Part::Words(words) => escape(words),
                dollars::Part::Formula(tex) => held.formula(tex, false, &place),
            };
            dollars::parts(text).into_iter().map(html).collect()
        };
        let terms = self.book.glossary.terms.iter().enumerate();
        terms
            .map(|(index, term)| Definition {
                id: term.id(),
                name: term.name(edition).to_owned(),
                twin: term.name(edition.other()).to_owned(),
                meaning: meaning(term.meaning(edition)),
                chapters: chapters(index),
            })
            .collect()
    }

    fn run(&mut self, repository: &Path) -> Outcome<String> {
        let file = format!("site/content/run.{}.md", self.edition.code());
        let path = repository.join(&file);
        let markdown = fs::read_to_string(&path).map_err(|error| error::file(&path, error))?;
        let mut page = Page::new(self.edition, &self.book.glossary, self.highlighter, self.held);
        let body = prose::render(&markdown, "run", &Place::file(file), &mut page)?;
        self.pages.run(self.book, self.edition, body.html)
    }

    fn landing(&mut self) -> Outcome<String> {
        let figure = self.hero()?;
        self.pages.landing(self.book, self.edition, figure)
    }

    /// A figure that a chapter computed, with the way to its cell.
    fn hero(&mut self) -> Outcome<Option<String>> {
        let edition = self.edition;
        for (stem, id) in HERO {
            let Some(chapter) = self.book.chapters.iter().find(|chapter| chapter.stem == stem) else { continue };
            let notebook = chapter.notebook(edition);
            let Some(cell) = notebook.cells.iter().find(|cell| cell.id == id) else { continue };
            let Body::Code(_, outputs) = &cell.body else { continue };
            let shown = outputs.iter().rfind(|output| matches!(output, Output::Figure(_) | Output::Html(_)));
            let Some(shown) = shown else { continue };
            let mut page = Page::new(edition, &self.book.glossary, self.highlighter, self.held);
            let root = if edition == Language::Chinese { "zh/" } else { "" };
            page.computed_in = format!("{root}{stem}.html");
            return outputs::render(std::slice::from_ref(shown), id, &notebook.place.cell(id), &mut page).map(Some);
        }
        Ok(None)
    }
}
