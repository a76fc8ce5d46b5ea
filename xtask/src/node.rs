//! Node, with which the site's formulas are set and its pages are tested, and what they need from npm.

use lab::process::{answer, say, succeed};
use std::path::Path;
use std::process::Command;
use words::{Outcome, text};

/// The oldest Node that all of it runs on.
const OLDEST_NODE: u32 = 18;

/// Looks for Node, and installs the packages unless they are there.
pub fn ensure(site: &Path, packages: &[&str]) -> Outcome {
    check_node(answer(Command::new("node").arg("--version")))?;
    ensure_packages(site, packages)
}

/// Whether Node is there and new enough, from what `node --version` answered.
fn check_node(version: Outcome<String>) -> Outcome {
    let answered = version.unwrap_or_default();
    let found = answered.trim();
    let major = found.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major >= OLDEST_NODE => Ok(()),
        Some(_) => Err(text!(
            "Node 太旧：需要 {OLDEST_NODE} 或更新，这里是 {found}。请更新 Node，再试一次。",
            "Node is too old: {OLDEST_NODE} or newer is needed, here it is {found}. Update Node and try again."
        )),
        None => Err(text!(
            "找不到 Node。网页的公式和检查要用它：请安装 Node {OLDEST_NODE} 或更新（Debian、Ubuntu：apt install nodejs npm；macOS：brew install node；Windows：winget install OpenJS.NodeJS），再试一次。",
            "Node is not there. The site's formulas and checks need it: install Node {OLDEST_NODE} or newer (Debian, Ubuntu: apt install nodejs npm; macOS: brew install node; Windows: winget install OpenJS.NodeJS) and try again."
        )),
    }
}

/// Installs exactly what `package-lock.json` names, unless it is there.
fn ensure_packages(site: &Path, packages: &[&str]) -> Outcome {
    let modules = site.join("node_modules");
    if packages.iter().all(|package| modules.join(package).join("package.json").is_file()) {
        return Ok(());
    }
    say(&text!("安装网页要用的 npm 包（约半分钟）……", "Installing the site's npm packages (about half a minute) …"));
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(site);
    succeed(
        &mut npm,
        &text!(
            "npm ci 没有成功。如果上面说找不到 npm，请安装它（Debian、Ubuntu：apt install npm）；如果说连不上网络，请检查代理或镜像设置；再试一次。",
            "npm ci failed. If npm was not found, install it (Debian, Ubuntu: apt install npm); if the network could not be reached, check the proxy or mirror settings; then try again."
        ),
    )
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
}
