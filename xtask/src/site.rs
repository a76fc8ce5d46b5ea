//! `cargo xtask site`: runs the renderer (`site/`), which is a program of its own so that nothing else compiles it.

use crate::site_check;
use lab::Layout;
use lab::process::{answer, run_package, say, without_cargo_variables};
use std::path::Path;
use std::process::Command;
use words::{Outcome, text};

/// Makes the pages, or checks them.
pub fn run(arguments: &[String]) -> Outcome {
    if arguments.iter().any(|argument| argument == "--check") {
        return match arguments {
            [_] => site_check::run(),
            _ => Err(text!(
                "--check 不和别的选项一起用：它自己生成网页。",
                "--check takes no other option: it makes the pages itself."
            )),
        };
    }
    let repository = Layout::of_this_repository().repository;
    if !arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        ensure_katex(&repository.join("site"))?;
    }
    run_package(&repository, "shuzi-site", arguments)
}

/// Formulas are set with KaTeX, from npm: exactly what `package-lock.json` names, unless it is there.
fn ensure_katex(site: &Path) -> Outcome {
    if answer(Command::new("node").arg("--version")).is_err() {
        return Err(text!(
            "找不到 Node，网页的公式要用它。请安装 Node 18 或更新（Debian、Ubuntu：apt install nodejs npm；macOS：brew install node；Windows：winget install OpenJS.NodeJS），再试一次。",
            "Node is not there, and formulas need it. Install Node 18 or newer (Debian, Ubuntu: apt install nodejs npm; macOS: brew install node; Windows: winget install OpenJS.NodeJS) and try again."
        ));
    }
    if site.join("node_modules/katex/package.json").is_file() {
        return Ok(());
    }
    say(&text!(
        "安装排公式的 KaTeX（约半分钟）……",
        "Installing KaTeX, which sets the formulas (about half a minute) …"
    ));
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(site);
    match without_cargo_variables(&mut npm).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err(text!(
            "npm ci 没有成功。请装上 npm，检查网络、代理或镜像设置，再试一次。",
            "npm ci failed. See that npm is installed and the network, proxy or mirror settings are right, and try again."
        )),
    }
}
