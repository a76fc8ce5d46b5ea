//! The whole way from a notebook to a page, without node and without a browser.

use crate::build;
use crate::cells::Notebook;
use crate::chapter;
use crate::formulas::set_all;
use crate::held::{Formula, Held};
use crate::highlight::Highlighter;
use crate::options::Options;
use crate::page::Page;
use notebook::glossary::Glossary;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use words::{Language, Outcome};

const GLOSSARY: &str = r#"
    [[term]]
    chinese = "概率"
    chinese_means = "0 到 1，$p$"
    english = "probability"
    english_means = "0 to 1"
"#;

/// A chapter's page body, its formulas set as `[tex]`.
fn rendered(notebook: &Notebook) -> Outcome<(chapter::Rendered, String)> {
    let glossary = Glossary::parse(GLOSSARY).expect("terms");
    let (highlighter, mut held) = (Highlighter::new(), Held::default());
    let mut page = Page::new(Language::Chinese, &glossary, &highlighter, &mut held);
    let body = chapter::render(notebook, &mut page)?;
    let stub = |formulas: &[Formula]| Ok(formulas.iter().map(|formula| Ok(format!("[{}]", formula.tex))).collect());
    let set = set_all(&held, &stub)?;
    let html = held.fill(&format!("{}{}", body.opening, body.rest), &set);
    Ok((body, html))
}

/// A notebook of one title and one more cell of prose.
fn prose(markdown: &str) -> Outcome<(chapter::Rendered, String)> {
    let cell = |id: &str, source: &str| serde_json::json!({"cell_type": "markdown", "id": id, "source": source});
    let notebook = serde_json::json!({"cells": [cell("opening", "# 1 · Title"), cell("text", markdown)]});
    rendered(&Notebook::parse("zh/01-a.ipynb", &notebook.to_string())?)
}

fn prose_html(markdown: &str) -> String {
    let html = prose(markdown).expect("prose").1;
    let start = html.find("id=\"text\"").expect("the cell");
    let body = &html[start..];
    body[body.find('\n').map_or(0, |at| at + 1)..].trim_end().trim_end_matches("</section>").trim_end().to_owned()
}

/// No page has these.
const FORBIDDEN: &str =
    "script style iframe object embed form input meta base link foreignObject use image animate math img";

#[test]
fn nothing_of_a_hostile_notebook_runs_loads_or_leaves_its_cell() {
    let notebook = Notebook::parse("hostile.ipynb", include_str!("../tests/hostile.ipynb")).expect("a notebook");
    let (_, html) = rendered(&notebook).expect("a page");
    // What is left of a tag's text is text: look at the tags only.
    let tags: Vec<String> = tags(&html);
    for tag in &tags {
        let name = tag.split([' ', '>', '/']).next().unwrap_or_default();
        assert!(!FORBIDDEN.split(' ').any(|forbidden| forbidden == name), "<{tag}>");
        let attributes = tag.to_lowercase();
        assert!(!attributes.contains(" on"), "<{tag}>");
        assert!(!attributes.contains("javascript:") && !attributes.contains("example.com"), "<{tag}>");
        assert!(!attributes.contains("url(") && !attributes.contains("position"), "<{tag}>");
        assert!(!attributes.contains("class=\"skip\"") && !attributes.contains("id=\"content\""), "<{tag}>");
    }
    let count = |name: &str| tags.iter().filter(|tag| tag.split(' ').next() == Some(name)).count();
    assert_eq!((count("section"), html.matches("</section>").count()), (2, 2), "the cells hold what is theirs");
    assert_eq!(count("svg"), 2);
    assert!(html.contains("text-align:right"), "{html}");
}

/// All tags of a page, without `<`: whatever stands between `<` and the `>` that is outside quotes.
fn tags(html: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let mut quoted = false;
        let end = after.find(|letter| {
            quoted ^= letter == '"';
            letter == '>' && !quoted
        });
        let end = end.unwrap_or(after.len());
        tags.push(after[..end].to_owned());
        rest = &after[end..];
    }
    tags
}

#[test]
fn formulas_survive_markdown() {
    assert_eq!(
        prose_html(r"得分是$z_0$和$z_1$：$$p_k=\frac{a_{1}}{b*c*d}\\ x$$"),
        r"<p>得分是[z_0]和[z_1]：[p_k=\frac{a_{1}}{b*c*d}\\ x]</p>"
    );
    assert_eq!(prose_html(r"5 \$ 和 6 \$"), "<p>5 $ 和 6 $</p>");
}

#[test]
fn a_folded_answer_holds_markdown_and_its_summary_formulas() {
    let html = prose_html("<details><summary>$T$ 很大？</summary>\n\n1. **平均**，$x$\n</details>");
    assert_eq!(
        html,
        "<details><summary>[T] 很大？</summary>\n<ol>\n<li><strong>平均</strong>，[x]</li>\n</ol>\n</details>"
    );
}

#[test]
fn the_first_use_of_a_term_leads_to_the_glossary() {
    assert_eq!(
        prose_html("`概率` [概率](02-b.ipynb#c) **概率**，概率"),
        "<p><code>概率</code> <a href=\"02-b.html#c\" rel=\"noopener noreferrer\">概率</a> <strong><a class=\"term\" \
         href=\"glossary.html#term-probability\" title=\"0 到 1，p\">概率</a></strong>，概率</p>"
    );
}

#[test]
fn stress_beside_chinese_punctuation_tables_and_footnotes_work() {
    assert_eq!(prose_html("**“好”**的"), "<p><strong>“好”</strong>的</p>");
    assert!(prose_html("| a | b |\n|---|--:|\n| 1 | 2 |").starts_with("<div class=\"scroll\"><table>"));
    let notes = prose_html("a[^1]\n\n[^1]: b");
    assert!(notes.contains("href=\"#text-fn-1\"") && notes.contains("id=\"text-fn-1\""), "{notes}");
    assert!(notes.contains("id=\"text-fnref-1\"") && notes.contains("href=\"#text-fnref-1\""), "{notes}");
}

#[test]
fn headings_have_names_of_their_own_and_stand_in_the_contents() {
    let (body, html) = prose("## 一\n\n字\n\n### $x$ 二").expect("prose");
    assert!(html.contains("<h2 id=\"text-title\">一<a class=\"anchor\" href=\"#text-title\""), "{html}");
    assert!(html.contains("<h3 id=\"text-title-2\">[x] 二<a"), "{html}");
    assert_eq!(body.contents.len(), 2);
    assert_eq!((body.sections[1].heading.as_str(), body.sections[1].words.as_str()), ("一", "字 x 二"));
}

#[test]
fn a_widget_stands_around_what_is_shown_without_it() {
    let html = prose_html("```widget name=softmax\n**概率** $p$\n```");
    assert!(html.starts_with("<div class=\"widget\" data-widget=\"softmax\"><p><strong>"), "{html}");
    let error = prose("```widget name=nothing\n```").map(drop).expect_err("unknown").to_string();
    assert!(error.contains("nothing") && error.contains("zh/01-a.ipynb") && error.contains("text"), "{error}");
}

#[test]
fn what_cannot_be_a_page_is_an_error_that_names_the_cell() {
    for markdown in ["[a](javascript:alert(1))", "[a](../../docs/x.md)", "![a](../x.png)"] {
        let error = prose(markdown).map(drop).expect_err(markdown).to_string();
        assert!(error.contains("zh/01-a.ipynb") && error.contains("text"), "{error}");
    }
}

/// A course of two chapters.
fn small_course(folder: &Path) -> Options {
    let write = |path: &str, content: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    };
    let cell = |id: &str, source: &str| serde_json::json!({"cell_type": "markdown", "id": id, "source": source});
    for language in ["zh", "en"] {
        for (stem, title) in [("00-a", "# 0 · A `<b>`"), ("01-b", "# 1 · B")] {
            let cells = [cell("opening", title), cell("text", "## 概率 probability\n\n概率 probability $x$")];
            let notebook = serde_json::json!({ "cells": cells });
            write(&format!("notebooks/{language}/{stem}.ipynb"), &notebook.to_string());
        }
        write(&format!("site/content/run.{language}.md"), "# Run");
    }
    write(notebook::glossary::PATH, GLOSSARY);
    Options { repository: folder.to_owned(), only: None, output: folder.join("dist"), serve: None, with_api: false }
}

fn site(options: &Options) -> Outcome<BTreeMap<String, String>> {
    let stub = |formulas: &[Formula]| Ok(formulas.iter().map(|formula| Ok(format!("[{}]", formula.tex))).collect());
    let drafts = build::render(options, false, &stub)?;
    Ok(drafts.into_iter().map(|draft| (draft.path, draft.html)).collect())
}

#[test]
fn a_whole_site_holds_together_and_comes_out_the_same_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = small_course(folder.path());
    let files = site(&options).expect("a site");
    assert_eq!(site(&options).expect("a site"), files);
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let base = Path::new(path).parent().expect("a folder");
        for address in html.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if address.starts_with("data:") || address.contains("assets/") {
                continue;
            }
            let (file, id) = address.split_once('#').unwrap_or((address, ""));
            let target = if file.is_empty() { path.clone() } else { resolved(base, file) };
            let page = files.get(&target).unwrap_or_else(|| panic!("{path}: {address} leads nowhere"));
            assert!(id.is_empty() || page.contains(&format!("id=\"{id}\"")), "{path}: no {id} in {target}");
        }
    }
    let chapter = &files["en/01-b.html"];
    assert!(chapter.contains("<a rel=\"prev\" href=\"../en/00-a.html\">"), "{chapter}");
    assert!(!chapter.contains("rel=\"next\"") && chapter.contains("href=\"../zh/01-b.html\""));
    assert!(files["index.html"].contains("A &lt;b&gt;"), "titles are escaped");
    assert!(files["assets/search-index-zh.js"].contains("[\"zh/00-a.html\",\"0 · A <b>\"]"));
}

/// `../en/a.html` seen from `zh`.
fn resolved(base: &Path, address: &str) -> String {
    let mut parts: Vec<&str> = base.iter().filter_map(|part| part.to_str()).collect();
    for part in address.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[test]
fn one_chapter_alone_is_two_pages_and_an_unknown_one_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = small_course(folder.path());
    let one = site(&Options { only: Some("01".into()), ..small_course(folder.path()) }).expect("a chapter");
    assert_eq!(one.keys().collect::<Vec<_>>(), ["en/01-b.html", "zh/01-b.html"]);
    assert_eq!(one["zh/01-b.html"], site(&options).expect("a site")["zh/01-b.html"]);
    let error = site(&Options { only: Some("07".into()), ..options }).expect_err("unknown").to_string();
    assert!(error.contains("07") && error.contains("01-b"), "{error}");
}

#[test]
fn a_chapter_without_its_twin_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = small_course(folder.path());
    fs::remove_file(folder.path().join("notebooks/en/01-b.ipynb")).expect("removed");
    let error = site(&options).expect_err("no twin").to_string();
    assert!(error.contains("notebooks/en/01-b.ipynb"), "{error}");
}
