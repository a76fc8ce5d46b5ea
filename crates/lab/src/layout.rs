//! Where chores keep things: `cargo lab` all inside the repository's ignored folder `.lab`, `cargo xtask bench` in `.bench`.

use std::path::{Path, PathBuf};

/// The repository, and the folder that a chore made in it.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The repository's root.
    pub repository: PathBuf,
    /// `<repository>/.lab`, or `.bench`.
    pub folder: PathBuf,
    /// What a reader types to run the chore again.
    pub command: &'static str,
}

/// What lies in `.lab`; `--clean` removes these and nothing else.
pub const CONTENTS: &str =
    "venv teacher selftest hostile evcxr evcxr-target bin template judge kernels jupyter config log";

impl Layout {
    /// That of `cargo lab`, in the repository that this program was compiled in.
    pub fn of_this_repository() -> Layout {
        Layout::of(this_repository())
    }

    /// That of `cargo lab`, inside one repository.
    pub fn of(repository: &Path) -> Layout {
        Layout { repository: repository.to_owned(), folder: repository.join(".lab"), command: "cargo lab" }
    }

    /// That of `cargo xtask bench`, in the repository that this program was compiled in.
    pub fn of_benchmarks() -> Layout {
        let repository = this_repository().to_owned();
        Layout { folder: repository.join(".bench"), repository, command: "cargo xtask bench" }
    }

    /// A path inside the folder.
    pub fn inside(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// The Python of a virtual environment in the folder.
    pub fn python(&self, venv: &str) -> PathBuf {
        self.inside(venv).join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
    }

    /// The Rust kernel's program.
    pub fn evcxr(&self) -> PathBuf {
        self.inside("evcxr/bin").join(executable("evcxr_jupyter"))
    }

    /// A copy of this program that Jupyter starts for each kernel; a copy, since `cargo` may rebuild the original meanwhile.
    pub fn launcher(&self) -> PathBuf {
        self.inside("bin").join(executable("shuzi-kernel"))
    }

    /// The folder with `kernel.json`, where only this virtual environment looks.
    pub fn kernel_spec(&self) -> PathBuf {
        self.inside("venv/share/jupyter/kernels/rust")
    }

    /// Compiled dependencies that every kernel starts from.
    pub fn template(&self) -> PathBuf {
        self.inside("template")
    }

    /// The program that judges learners' checks and graded replies. No sandbox holds this folder.
    pub fn judge(&self) -> PathBuf {
        self.inside("judge").join(executable("shuzi-judge"))
    }

    /// One folder for each running kernel.
    ///
    /// evcxr cannot load code from a path that contains a space; then the folder lies with the temporary files.
    pub fn kernels(&self) -> PathBuf {
        let inside = self.inside("kernels");
        if inside.to_string_lossy().contains(' ') { std::env::temp_dir().join("shuzi-kernels") } else { inside }
    }
}

fn this_repository() -> &'static Path {
    // This crate lies two folders below the root.
    let lab = Path::new(env!("CARGO_MANIFEST_DIR"));
    lab.ancestors().nth(2).unwrap_or(lab)
}

fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_leave_a_repository_whose_path_has_a_space() {
        assert_eq!(Layout::of(Path::new("home/li/shuzi")).kernels(), Path::new("home/li/shuzi/.lab/kernels"));
        assert!(!Layout::of(Path::new("home/li ming/shuzi")).kernels().starts_with("home/li ming"));
    }

    #[test]
    fn this_repository_is_the_one_with_the_workspace() {
        assert!(Layout::of_this_repository().repository.join("rust-toolchain.toml").exists());
    }
}
