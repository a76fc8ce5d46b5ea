//! Styles, scripts and fonts that all pages share.

use crate::error;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fs;
use std::path::Path;
use words::{Outcome, text};

/// In the program itself, so that the pages fit the renderer.
const FILES: [(&str, &str); 4] = [
    ("style.css", include_str!("../assets/style.css")),
    ("theme.js", include_str!("../assets/theme.js")),
    ("page.js", include_str!("../assets/page.js")),
    ("search.js", include_str!("../assets/search.js")),
];

/// Writes them to `dist/assets`.
pub fn write(site: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).map_err(|error| error::file(to, error))?;
    for (name, content) in FILES {
        let path = to.join(name);
        fs::write(&path, content).map_err(|error| error::file(&path, error))?;
    }
    write_katex(&site.join("node_modules/katex/dist"), &to.join("katex"))
}

/// KaTeX's styles, and of its fonts the form that every browser of the last ten years reads.
fn write_katex(from: &Path, to: &Path) -> Outcome<()> {
    let style = from.join("katex.min.css");
    let css = fs::read_to_string(&style).map_err(|error| error::file(&style, error))?;
    let fonts = to.join("fonts");
    fs::create_dir_all(&fonts).map_err(|error| error::file(&fonts, error))?;
    let css = only_woff2(&css)?;
    let css = with_fonts_inside(css, &from.join("fonts"))?;
    let path = to.join("katex.css");
    fs::write(&path, &css).map_err(|error| error::file(&path, error))?;
    for name in css.split("url(fonts/").skip(1).filter_map(|rest| rest.split(')').next()) {
        let source = from.join("fonts").join(name);
        fs::copy(&source, fonts.join(name)).map_err(|error| error::file(&source, error))?;
    }
    Ok(())
}

/// The fonts that nearly every formula uses come with the style sheet: text does not move when they arrive, and a page from
/// disk, where fonts cannot be loaded ahead, has them too.
const INSIDE: [&str; 2] = ["KaTeX_Main-Regular.woff2", "KaTeX_Math-Italic.woff2"];

fn with_fonts_inside(mut css: String, fonts: &Path) -> Outcome<String> {
    for name in INSIDE {
        let path = fonts.join(name);
        let bytes = fs::read(&path).map_err(|error| error::file(&path, error))?;
        let data = format!("url(data:font/woff2;base64,{})", STANDARD.encode(bytes));
        css = css.replace(&format!("url(fonts/{name})"), &data);
    }
    Ok(css)
}

/// Without the addresses of fonts in older forms. Text shows before its fonts are there.
fn only_woff2(css: &str) -> Outcome<String> {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once(",url(") {
        let end = after.find([',', '}', ';']).unwrap_or(after.len());
        kept.push_str(before);
        rest = &after[end..];
    }
    kept.push_str(rest);
    let is_whole = kept.matches("@font-face").count() == kept.matches(".woff2)").count() && !kept.contains(".ttf");
    if is_whole {
        return Ok(kept);
    }
    Err(text!(
        "KaTeX 的样式表和预期的不一样。请用 site/package.json 里的版本：在 site 里运行 npm ci。",
        "KaTeX's style sheet is not as expected. Use the version in site/package.json: run npm ci in site."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_form_of_each_font_is_kept() {
        let css = "@font-face{font-family:A;src:url(fonts/A.woff2) format(\"woff2\"),url(fonts/A.woff) format(\"woff\"),url(fonts/A.ttf) format(\"truetype\")}.b{c:d}";
        assert_eq!(
            only_woff2(css),
            Ok("@font-face{font-family:A;src:url(fonts/A.woff2) format(\"woff2\")}.b{c:d}".to_owned())
        );
        assert!(only_woff2("@font-face{src:url(a.ttf)}").is_err());
    }
}
