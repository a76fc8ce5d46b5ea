//! What one can ask for.

use std::path::{Path, PathBuf};
use words::{Outcome, text};

#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    Help,
    Build(Options),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// The repository that holds the course.
    pub repository: PathBuf,
    /// One chapter instead of all pages.
    pub only: Option<String>,
    pub output: PathBuf,
    /// The port to show the pages on afterwards.
    pub serve: Option<u16>,
    /// Whether to write the library's documentation anew.
    pub with_api: bool,
}

/// Where `--serve` shows the pages unless told otherwise.
const PORT: u16 = 8000;

impl Options {
    /// Understands the words after the command's name.
    pub fn parse(arguments: &[String]) -> Outcome<Request> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned();
        let output = repository.join("site/dist");
        let mut options = Options { repository, only: None, output, serve: None, with_api: false };
        let mut rest = arguments.iter().map(String::as_str).peekable();
        while let Some(argument) = rest.next() {
            match argument {
                "--help" | "-h" => return Ok(Request::Help),
                "--with-api" => options.with_api = true,
                "--only" => options.only = Some(value(argument, rest.next())?.to_owned()),
                "--output" => options.output = PathBuf::from(value(argument, rest.next())?),
                "--serve" => {
                    let port = rest.next_if(|next| !next.starts_with('-'));
                    options.serve = Some(port.map_or(Ok(PORT), parse_port)?);
                }
                other => return Err(not_understood(other)),
            }
        }
        Ok(Request::Build(options))
    }
}

fn value<'a>(option: &str, value: Option<&'a str>) -> Outcome<&'a str> {
    value
        .filter(|value| !value.starts_with('-'))
        .ok_or_else(|| text!("{option} 后面要有一个值。用法见 --help。", "{option} needs a value. See --help."))
}

fn parse_port(port: &str) -> Outcome<u16> {
    port.parse().map_err(|_| not_understood(port))
}

fn not_understood(argument: &str) -> String {
    text!("看不懂参数 {argument}。用法见 --help。", "{argument} is not understood. See --help.")
}

pub fn help() -> String {
    text!(
        "把课程做成网页，放进 site/dist；用浏览器打开其中的 index.html，或者把整个文件夹放到任何网站上。

cargo xtask site                     全部网页
cargo xtask site --only 03           只做第 3 章（其他网页照旧）
cargo xtask site --serve [端口]      做好后在本机 8000 端口展示
cargo xtask site --output 文件夹     放到别的文件夹
cargo xtask site --with-api          连同库的文档（cargo doc）
cargo xtask site --check             做好，再用真正的浏览器检查",
        "Makes web pages of the course in site/dist: open index.html there in a browser, or put the folder on any web host.

cargo xtask site                     all pages
cargo xtask site --only 03           chapter 3 only (other pages stay as they are)
cargo xtask site --serve [PORT]      then shows them on this machine's port 8000
cargo xtask site --output FOLDER     into another folder
cargo xtask site --with-api          with the library's documentation (cargo doc)
cargo xtask site --check             makes them, then checks them in a real browser"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Outcome<Request> {
        Options::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn each_option_is_understood_and_another_refused() {
        let Ok(Request::Build(options)) = parsed("--only 03 --serve --with-api --output out") else {
            panic!("refused")
        };
        assert_eq!((options.only.as_deref(), options.serve, options.with_api), (Some("03"), Some(PORT), true));
        assert_eq!(options.output, Path::new("out"));
        assert!(matches!(parsed("--serve 81"), Ok(Request::Build(Options { serve: Some(81), .. }))));
        assert_eq!(parsed("--help"), Ok(Request::Help));
        for line in ["--only", "--only --serve", "--serve x", "--output", "03"] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
