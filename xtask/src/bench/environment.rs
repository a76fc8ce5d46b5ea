//! The peers: what they are installed with, and how they are called.

use std::path::PathBuf;
use std::process::Command;

use super::programs::{PEER_TO_AVX2, Program};
use lab::Layout;
use lab::process::answer;
use lab::python::{self, Packages};
use words::{Outcome, text};

const TORCH: &str = include_str!("../../../benches/requirements.txt");
const PADDLE: &str = include_str!("../../../benches/requirements-paddle.txt");
/// Names a Python that has PyTorch, to take instead of making one.
const OWN_PYTHON: &str = "SHUZI_BENCH_PYTHON";

/// The ways to lay out images in memory, the better one on most machines first.
const FORMATS: [(&str, &str); 2] = [("channels_last", "channels_last"), ("nchw", "NCHW")];

/// PyTorch, each layout a program of its own; where it is not there yet, it is installed.
pub fn torch(layout: &Layout) -> Outcome<Vec<Program>> {
    let path = match std::env::var_os(OWN_PYTHON).filter(|path| !path.is_empty()) {
        Some(path) => own(PathBuf::from(path))?,
        None => {
            python::ensure(layout, &torch_packages())?;
            layout.python("torch")
        }
    };
    let script = layout.repository.join("benches/peer.py");
    let program = |(format, shown): (&str, &str)| Program {
        name: format!("PyTorch {shown}"),
        path: path.clone(),
        script: Some(script.clone()),
        extra: vec!["--format".to_owned(), format.to_owned()],
        avx2: &PEER_TO_AVX2,
    };
    Ok(FORMATS.into_iter().map(program).collect())
}

/// The reader's own Python, if it has PyTorch.
fn own(path: PathBuf) -> Outcome<PathBuf> {
    let imported = answer(Command::new(&path).args(["-c", "import torch"]));
    let shown = path.display();
    imported.map(|_| path.clone()).map_err(|_| {
        text!(
            "{OWN_PYTHON} 指的 {shown} 里没有能用的 PyTorch：换一个，或者取消这个变量，让 cargo xtask bench 自己安装。",
            "{OWN_PYTHON} names {shown}, which has no PyTorch that works: name another, or unset it and let cargo xtask bench install one."
        )
    })
}

/// PaddlePaddle, in an environment of its own: the two may want different releases of the same package.
pub fn paddle(layout: &Layout) -> Outcome<Program> {
    python::ensure(layout, &paddle_packages())?;
    let script = Some(layout.repository.join("benches/peer_paddle.py"));
    let path = layout.python("paddle");
    Ok(Program { name: "PaddlePaddle".to_owned(), path, script, extra: Vec::new(), avx2: &[] })
}

fn torch_packages() -> Packages {
    Packages {
        venv: "torch",
        name: "PyTorch",
        takes: text!(
            "几分钟；Linux 上带着显卡用的库，占 5.3 GB",
            "minutes; on Linux it brings libraries for graphics cards, 5.3 GB in all"
        ),
        oldest_python: (3, 11),
        files: &["benches/requirements.txt"],
        pinned: TORCH,
        wanted: &["torch"],
    }
}

fn paddle_packages() -> Packages {
    Packages {
        venv: "paddle",
        name: "PaddlePaddle",
        takes: text!("一到两分钟，占 0.9 GB", "a minute or two, 0.9 GB"),
        oldest_python: (3, 11),
        files: &["benches/requirements-paddle.txt"],
        pinned: PADDLE,
        wanted: &["paddlepaddle"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_has_an_exact_version_and_no_address() {
        assert_eq!(python::unpinned(TORCH), None);
        assert_eq!(python::unpinned(PADDLE), None);
    }
}
