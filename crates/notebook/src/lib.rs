//! Notebook: the course's notebooks and assignments as text, without a kernel, a tensor or a web page.
//!
//! A chapter is a notebook in Chinese and its twin in English; an assignment is one text from which the notebooks that are
//! handed out are made. This crate reads them, writes them the one way that JupyterLab writes them too, and says what is
//! wrong with them. Who calls it decides when: `xtask` checks and makes notebooks, `site` makes pages of them, `classroom`
//! grades them, `tests/course` compiles them, the judges take their points and hints from the assignments.
//!
//! | module | what it holds |
//! |---|---|
//! | [`file`](mod@file) | a notebook's JSON: read, written in its stable form |
//! | [`chapter`] | the chapters, and of a notebook what checks look at |
//! | [`scanner`] | Rust cut into code, comments and literals |
//! | [`cells`], [`code`], [`prose`] | what every cell keeps to, what may stand in code, which words are prose |
//! | [`twins`] | whether the two languages of a chapter are the same chapter |
//! | [`glossary`] | the course's terms, and whether both languages keep to them |
//! | [`outputs`] | whether a notebook that was just run shows what is stored in it |
//! | [`doctests`] | a notebook as programs that rustdoc compiles |
//! | [`assignment`] | an assignment's source: read, checked, made into notebooks |
//! | [`problem`] | what is wrong, where, and what to do |
//!
//! ```
//! use notebook::assignment::{example, render};
//! use words::Language;
//!
//! let assignment = example::assignment();
//! let [task, _] = &assignment.tasks()[..] else { panic!("the example has two tasks") };
//! assert_eq!((task.id.as_str(), task.points), ("3.1", 2.5));
//!
//! let handed_out = render::template(&assignment, Language::English);
//! let answer = notebook::joined(&handed_out["cells"][4]["source"]);
//! assert_eq!(answer, "// here\nfn f() -> u8 {\n    todo!()\n}");
//! ```

// A problem ends the reading of a file, and is made once.
#![allow(clippy::result_large_err)]

pub mod assignment;
pub mod cells;
pub mod chapter;
pub mod code;
pub mod doctests;
pub mod file;
#[cfg(feature = "glossary")]
pub mod glossary;
mod numbers;
pub mod outputs;
pub mod problem;
pub mod prose;
pub mod scanner;
pub mod twins;

pub use file::{joined, read, rust_metadata, text_without_runs, write};
