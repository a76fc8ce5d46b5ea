//! `cargo xtask site --check`: renders the site twice and looks at it through a browser (`site/tests`).

use crate::node;
use lab::Layout;
use lab::files::about;
use lab::process::{answer, say, succeed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use words::{Outcome, text};

/// What the tests need from npm.
const PACKAGES: [&str; 4] = ["axe-core", "katex", "pdfjs-dist", "playwright-core"];

/// Looks for what the tests need, renders the site into `site/dist`, and runs the tests.
pub fn run() -> Outcome {
    let repository = Layout::of_this_repository().repository;
    let site = repository.join("site");
    node::ensure(&site, &PACKAGES)?;
    let chromium = chromium(&site)?;
    let (first, second) = (site.join("dist"), repository.join("target/site-again"));
    say(&text!("生成网页，两次……", "Rendering the site, twice …"));
    render(&first, &[])?;
    // Another language and another time zone must not change a byte.
    render(&second, &[("SHUZI_LANG", "en"), ("LC_ALL", "en_GB.UTF-8"), ("TZ", "Pacific/Auckland")])?;
    say(&text!("用浏览器检查（两三分钟）……", "Looking through a browser (two or three minutes) …"));
    let mut node = Command::new("node");
    node.arg("--test").arg("--test-reporter=spec").args(test_files(&site.join("tests"))?);
    node.current_dir(&site)
        .env("SHUZI_SITE_DIST", &first)
        .env("SHUZI_SITE_AGAIN", &second)
        .env("SHUZI_CHROMIUM", chromium);
    succeed(
        &mut node,
        &text!(
            "网页没有通过检查：上面 ✖ 的各行说出哪一页、哪个元素、应该怎样、实际怎样。",
            "The site failed its checks: the lines at ✖ above name page, element, what was expected and what was found."
        ),
    )
}

/// The browser's path, as the tests find it.
fn chromium(site: &Path) -> Outcome<String> {
    let found = answer(Command::new("node").arg(site.join("tests/support/chromium.mjs"))).unwrap_or_default();
    let path = found.trim();
    if !path.is_empty() && answer(Command::new(path).args(["--headless", "--version"])).is_ok() {
        return Ok(path.to_owned());
    }
    Err(text!(
        "找不到能运行的 Chromium 或 Chrome。请安装（Debian：apt install chromium fonts-noto-cjk；其他系统：Chrome），或者让环境变量 SHUZI_CHROMIUM 指向它，再运行 cargo xtask site --check。",
        "No Chromium or Chrome that runs was found. Install one (Debian: apt install chromium fonts-noto-cjk; elsewhere: Chrome) or let the variable SHUZI_CHROMIUM name it, and run cargo xtask site --check again."
    ))
}

/// Renders the site into `output` with this program itself.
fn render(output: &Path, variables: &[(&str, &str)]) -> Outcome {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(this);
    command.args(["site", "--output"]).arg(output).envs(variables.iter().copied());
    succeed(
        &mut command,
        &text!("网页没有生成出来，原因在上面。", "The site could not be rendered; the reason is above."),
    )
}

fn test_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(about(&folder))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_are_run() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/tests");
        let files = test_files(&folder).expect("the folder is there");
        assert!(files.iter().any(|path| path.ends_with("pages.test.mjs")));
        assert!(!files.iter().any(|path| path.ends_with("screenshots.mjs")));
    }
}
