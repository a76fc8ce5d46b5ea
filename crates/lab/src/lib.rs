//! Lab: what the notebooks run in, for `cargo lab` and `cargo classroom` alike.
//!
//! All of it lies in the ignored folder `.lab` of the repository: Python with JupyterLab, the Rust kernel evcxr, and a
//! template from which every kernel starts, in which the library is compiled already.
//!
//! | module | what it holds |
//! |---|---|
//! | [`layout`], [`files`] | where things lie, and how they are made |
//! | [`process`] | other programs, run quietly, their words kept in a log |
//! | [`python`] | a Python that is new enough, and an environment with what is pinned |
//! | [`template`] | the workspace in which a kernel compiles, and copies of it |
//! | [`launcher`] | what Jupyter starts for each kernel |
//! | [`jupyter`] | starting Jupyter's servers |
//!
//! Preparing all this is `xtask`'s (`cargo lab --setup`); the program that it copies to where Jupyter starts it is xtask
//! itself, so that nothing which knows answers is ever in a kernel's sandbox.
//!
//! ```
//! use lab::Layout;
//! use std::path::Path;
//!
//! let layout = Layout::of(Path::new("shuzi"));
//! assert_eq!(layout.template(), Path::new("shuzi/.lab/template"));
//! // evcxr cannot load code from a path that contains a space.
//! assert!(!Layout::of(Path::new("my shuzi")).kernels().starts_with("my shuzi"));
//! ```

pub mod files;
pub mod jupyter;
pub mod launcher;
pub mod layout;
pub mod process;
pub mod python;
pub mod template;

pub use layout::Layout;
