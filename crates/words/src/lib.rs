//! Words: what the course's programs say to people, in Chinese or in English.
//!
//! | module | what it holds |
//! |---|---|
//! | [`Language`], [`text!`], [`Text`] | the one way to say something in two languages |
//! | [`Outcome`], [`exit_code`] | what a chore answers: nothing, or one such sentence |
//! | [`mod@errors`] | an error type whose variants, documentation and sentences are one table |
//! | [`width`] | how many columns a text takes in a terminal, where a Chinese character takes two |
//! | [`written`] | numbers, bytes and text as they are written: `20,350`, `1f8b`, `&lt;` |
//!
//! It knows nothing of digits, networks or notebooks, and everything else in the workspace may use it.
//!
//! ```
//! use words::{Language, text};
//!
//! let found = 3;
//! let said = || text!("找到 {found} 个", "{found} found");
//! assert_eq!(Language::English.within(said), "3 found");
//! assert_eq!(Language::Chinese.within(said), "找到 3 个");
//! ```

pub mod errors;
mod language;
mod outcome;
mod text;
pub mod width;
pub mod written;

pub use language::Language;
pub use outcome::{Outcome, exit_code};
pub use text::Text;
