//! The templates, and what each page tells them.

use crate::book::{Book, Chapter};
use crate::chapter::Entry;
use crate::edition::Edition;
use crate::phrases::Words;
use minijinja::{AutoEscape, Environment, Output, State, Value, context, escape_formatter};
use serde::Serialize;
use words::written::escape;
use words::{Language, Outcome, text};

const TEMPLATES: [(&str, &str); 6] = [
    ("base.html", include_str!("templates/base.html")),
    ("chapter.html", include_str!("templates/chapter.html")),
    ("landing.html", include_str!("templates/landing.html")),
    ("run.html", include_str!("templates/run.html")),
    ("glossary.html", include_str!("templates/glossary.html")),
    ("404.html", include_str!("templates/404.html")),
];

pub struct Pages {
    environment: Environment<'static>,
    has_api: bool,
}

/// What every page knows.
#[derive(Serialize)]
struct Common<'p> {
    lang: &'static str,
    folder: &'static str,
    twin_lang: &'static str,
    /// From the page to the site's root.
    root: &'static str,
    landing: String,
    twin: String,
    title: String,
    description: &'p str,
    words: &'static Words,
    chapters: Vec<Line>,
    has_api: bool,
}

/// A chapter in a list.
#[derive(Serialize)]
struct Line {
    href: String,
    number: String,
    title: String,
    promise: String,
    time: Option<String>,
    current: bool,
}

#[derive(Serialize)]
pub struct Definition {
    pub id: String,
    pub name: String,
    /// Its name in the other language.
    pub twin: String,
    /// What it means, as HTML.
    pub meaning: String,
    /// Address and number of the chapters that use it.
    pub chapters: Vec<(String, String)>,
}

impl Pages {
    pub fn new(has_api: bool) -> Outcome<Pages> {
        let mut environment = Environment::new();
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_formatter(write_value);
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).map_err(|error| wrong_template(name, &error))?;
        }
        Ok(Pages { environment, has_api })
    }

    fn fill(&self, template: &str, common: &Common, own: Value) -> Outcome<String> {
        let filled = self
            .environment
            .get_template(template)
            .and_then(|page| page.render(context! { ..Value::from_serialize(common), ..own }));
        filled.map_err(|error| wrong_template(template, &error))
    }

    pub fn chapter(
        &self,
        book: &Book,
        index: usize,
        edition: Language,
        (opening, rest): (String, String),
        contents: &[Entry],
    ) -> Outcome<String> {
        let chapter = &book.chapters[index];
        let address = |edition: Language| format!("{}/{}.html", edition.code(), chapter.stem);
        let title = chapter.opening(edition).title.clone();
        let description = &chapter.opening(edition).promise;
        let common = self.common(book, edition, "../", title, description, &address(edition.other()), Some(index));
        let around = |index: Option<usize>| {
            index.and_then(|index| book.chapters.get(index)).map(|chapter| line(chapter, edition, "../", false))
        };
        self.fill(
            "chapter.html",
            &common,
            context! {
                opening => Value::from_safe_string(opening),
                rest => Value::from_safe_string(rest),
                contents,
                previous => around(index.checked_sub(1)),
                next => around(Some(index + 1)),
            },
        )
    }

    /// The first page; `figure` is a picture that a chapter computed.
    pub fn landing(&self, book: &Book, edition: Language, figure: Option<String>) -> Outcome<String> {
        let words = edition.words();
        let root = edition.pick("", "../");
        let title = format!("{} · {}", words.course, words.tagline);
        let common = self.common(book, edition, root, title, words.description, edition.other().landing(), None);
        self.fill("landing.html", &common, context! { figure => figure.map(Value::from_safe_string) })
    }

    /// How to run the course on one's own machine.
    pub fn run(&self, book: &Book, edition: Language, body: String) -> Outcome<String> {
        let words = edition.words();
        let twin = format!("{}/run.html", edition.other().code());
        let common = self.common(book, edition, "../", words.run.to_owned(), words.description, &twin, None);
        self.fill("run.html", &common, context! { body => Value::from_safe_string(body) })
    }

    pub fn glossary(&self, book: &Book, edition: Language, terms: &[Definition]) -> Outcome<String> {
        let words = edition.words();
        let twin = format!("{}/glossary.html", edition.other().code());
        let common = self.common(book, edition, "../", words.glossary.to_owned(), words.glossary_about, &twin, None);
        self.fill("glossary.html", &common, context! { terms, twin_words => edition.other().words() })
    }

    /// What a web host shows instead of a page that is not there.
    pub fn not_found(&self, book: &Book) -> Outcome<String> {
        let words = Language::Chinese.words();
        let title = "404".to_owned();
        let common = self.common(book, Language::Chinese, "", title, words.description, "en/index.html", None);
        self.fill("404.html", &common, context! { english => Language::English.words() })
    }

    #[allow(clippy::too_many_arguments)]
    fn common<'p>(
        &self,
        book: &Book,
        edition: Language,
        root: &'static str,
        title: String,
        description: &'p str,
        twin: &str,
        current: Option<usize>,
    ) -> Common<'p> {
        let lines = book.chapters.iter().enumerate();
        Common {
            lang: edition.lang(),
            folder: edition.code(),
            twin_lang: edition.other().lang(),
            root,
            landing: format!("{root}{}", edition.landing()),
            twin: format!("{root}{twin}"),
            title,
            description,
            words: edition.words(),
            chapters: lines.map(|(index, chapter)| line(chapter, edition, root, current == Some(index))).collect(),
            has_api: self.has_api,
        }
    }
}

/// Escapes as the rest of the site does: minijinja would escape each `/` of an address too.
fn write_value(output: &mut Output, state: &State, value: &Value) -> std::result::Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && state.auto_escape() == AutoEscape::Html => {
            output.write_str(&escape(text)).map_err(minijinja::Error::from)
        }
        _ => escape_formatter(output, state, value),
    }
}

fn line(chapter: &Chapter, edition: Language, root: &str, current: bool) -> Line {
    let opening = chapter.opening(edition);
    let (number, title) = opening.title.split_once(" · ").unwrap_or(("", &opening.title));
    Line {
        href: format!("{root}{}/{}.html", edition.code(), chapter.stem),
        number: number.to_owned(),
        title: title.to_owned(),
        promise: opening.promise.clone(),
        time: opening.time.clone(),
        current,
    }
}

fn wrong_template(name: &str, error: &minijinja::Error) -> String {
    let reason = format!("{error:#}");
    text!("模板 {name} 有错：{reason}", "The template {name} is wrong: {reason}")
}
