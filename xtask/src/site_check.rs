//! `cargo xtask site --check`: renders the site twice and looks at it through a browser (`site/tests`).

use lab::Layout;
use lab::process::{answer, say, without_cargo_variables};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use words::{Outcome, text};

/// The oldest Node that the tests run on.
const OLDEST_NODE: u32 = 18;
/// What the tests need from npm.
const PACKAGES: [&str; 4] = ["axe-core", "katex", "pdfjs-dist", "playwright-core"];

/// Looks for what the tests need, renders the site into `site/dist`, and runs the tests.
pub fn run() -> Outcome {
    let repository = Layout::of_this_repository().repository;
    let site = repository.join("site");
    check_node(answer(Command::new("node").arg("--version")))?;
    ensure_packages(&site)?;
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

/// Whether Node is there and new enough, from what `node --version` answered.
fn check_node(version: Outcome<String>) -> Outcome {
    let answered = version.unwrap_or_default();
    let found = answered.trim();
    let major = found.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) => Err(text!(
            "Node 太旧：需要 {OLDEST_NODE} 或更新，这里是 {found}。请更新 Node，再运行 cargo xtask site --check。",
            "Node is too old: {OLDEST_NODE} or newer is needed, here it is {found}. Update Node and run cargo xtask site --check again."
        )),
        None => Err(text!(
            "找不到 Node。网页的公式和检查要用它：请安装 Node {OLDEST_NODE} 或更新（Debian、Ubuntu：apt install nodejs npm；macOS：brew install node），再运行 cargo xtask site --check。",
            "Node is not there. The site's formulas and checks need it: install Node {OLDEST_NODE} or newer (Debian, Ubuntu: apt install nodejs npm; macOS: brew install node) and run cargo xtask site --check again."
        )),
    }
}

/// Installs exactly what `package-lock.json` names, unless it is there.
fn ensure_packages(site: &Path) -> Outcome {
    let modules = site.join("node_modules");
    if PACKAGES.iter().all(|package| modules.join(package).join("package.json").is_file()) {
        return Ok(());
    }
    say(&text!("安装网页要用的 npm 包（约半分钟）……", "Installing the site's npm packages (about half a minute) …"));
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(site);
    succeed(
        &mut npm,
        &text!(
            "npm ci 没有成功。如果上面说找不到 npm，请安装它（Debian、Ubuntu：apt install npm）；如果说连不上网络，请检查代理或镜像设置；再运行 cargo xtask site --check。",
            "npm ci failed. If npm was not found, install it (Debian, Ubuntu: apt install npm); if the network could not be reached, check the proxy or mirror settings; then run cargo xtask site --check again."
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

/// The test files, in order.
fn test_files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    Ok(files)
}

/// Runs a command whose words the reader sees as they come.
fn succeed(command: &mut Command, sentence: &str) -> Outcome {
    match without_cargo_variables(command).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(sentence.to_owned()),
        Err(error) => Err(format!("{}: {error}. {sentence}", command.get_program().to_string_lossy())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_none() {
        assert!(check_node(Ok("v18.19.0\n".to_owned())).is_ok());
        assert!(check_node(Ok("v22.1.0".to_owned())).is_ok());
        let old = check_node(Ok("v16.20.2".to_owned())).expect_err("16 is too old");
        assert!(old.contains("v16.20.2"), "{old}");
        let none = check_node(Err("not found".to_owned())).expect_err("none");
        assert!(none.contains("apt install nodejs"), "{none}");
    }

    #[test]
    fn only_tests_are_run() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/tests");
        let files = test_files(&folder).expect("the folder is there");
        assert!(files.iter().any(|path| path.ends_with("pages.test.mjs")));
        assert!(!files.iter().any(|path| path.ends_with("screenshots.mjs")));
    }
}
