//! The room in which a submission runs: bubblewrap, with a list of what can be seen in it and nothing else.

use super::limits::Limits;
use lab::Layout;
use lab::files::about;
use lab::launcher::SANDBOXED;
use lab::process::answer;
use lab::template::LIBRARY;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use words::{Language, Outcome, text};

/// What can be seen of the repository beside the sources that a kernel compiles ([`LIBRARY`]). Never more: assignments with
/// their solutions, judges, other submissions and grades lie in the same repository.
const OF_REPOSITORY: [&str; 4] = ["data", "models", "results", "xtask/lab"];

/// What `cargo lab` made: kernel, Python, launcher, compiled dependencies.
const OF_LAB: [&str; 5] = ["evcxr/bin", "venv", "bin", "template", "config"];

/// Where things are on this machine.
#[derive(Clone, Debug)]
pub struct Places {
    pub layout: Layout,
    /// The Rust toolchain's own folder: rustup's stand-ins for its programs want to write.
    toolchain: PathBuf,
    /// The Python that the virtual environment was made from.
    python: PathBuf,
    cargo_home: PathBuf,
}

impl Places {
    /// Looks around.
    pub fn find(layout: &Layout) -> Outcome<Places> {
        let sysroot = answer(Command::new("rustc").args(["--print", "sysroot"]).current_dir(&layout.repository))?;
        let python = fs::canonicalize(layout.python("venv")).map_err(|error| error.to_string())?;
        let python = python.parent().and_then(Path::parent).ok_or("python")?.to_owned();
        let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
        let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).unwrap_or_default();
        Ok(Places { layout: layout.clone(), toolchain: sysroot.trim().into(), python, cargo_home })
    }

    fn readable(&self) -> Vec<PathBuf> {
        let mut paths = vec![self.toolchain.clone(), self.python.clone(), self.cargo_home.join("registry")];
        paths.extend(self.of_course());
        paths
    }

    /// What can be read of the repository and of what `cargo lab` made.
    fn of_course(&self) -> impl Iterator<Item = PathBuf> {
        let sources = LIBRARY.iter().chain(&OF_REPOSITORY).map(|name| self.layout.repository.join(name));
        sources.chain(OF_LAB.map(|name| self.layout.inside(name)))
    }

    /// Refuses where a judge, or what it knows, can be read or linked inside.
    pub fn refuse_judges(&self) -> Outcome {
        match self.of_course().find_map(|path| judge_inside(&path)) {
            None => Ok(()),
            Some(path) => {
                let path = path.display();
                Err(text!(
                    "学生的代码会读得到评判的程序：{path}。请运行 cargo lab --clean，再评分。",
                    "Students' code could read what judges it: {path}. Run cargo lab --clean, then grade again."
                ))
            }
        }
    }

    /// The command that runs cells; its kernel starts from links to the template if that is read-only.
    pub fn executor(&self) -> [PathBuf; 2] {
        [self.layout.python("venv"), self.layout.repository.join("xtask/lab/run_submission.py")]
    }

    /// The kernel's command, for the executor.
    pub fn kernel(&self, sandboxed: bool) -> Vec<String> {
        let mut argv = vec![self.layout.launcher().to_string_lossy().into_owned(), "kernel".to_owned()];
        argv.extend(sandboxed.then(|| SANDBOXED.to_owned()));
        argv.push("{connection_file}".to_owned());
        argv
    }

    /// All variables that are set for a submission's processes.
    pub fn environment(&self, seed: u64, language: Language, folder: &Path) -> Vec<(&'static str, OsString)> {
        let mut path = self.toolchain.join("bin").into_os_string();
        path.push(":/usr/local/bin:/usr/bin:/bin");
        let mut variables = vec![
            ("PATH", path),
            ("HOME", folder.join("home").into()),
            ("TMPDIR", folder.into()),
            ("LANG", "C.UTF-8".into()),
            ("CARGO_HOME", self.cargo_home.clone().into()),
            ("CARGO_NET_OFFLINE", "true".into()),
            ("JUPYTER_RUNTIME_DIR", folder.join("jupyter").into()),
            ("SHUZI_CACHE", folder.join("cache").into()),
            ("SHUZI_LANG", language.code().into()),
            ("SHUZI_ASK", seed.to_string().into()),
            // The executor's own module beside it is compiled each time: nothing is written there.
            ("PYTHONDONTWRITEBYTECODE", "1".into()),
        ];
        // Flags that the template was compiled with; without them cargo would compile everything anew.
        for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS"] {
            variables.extend(std::env::var_os(name).map(|value| (name, value)));
        }
        variables
    }

    /// bubblewrap's arguments before the command.
    pub fn bubblewrap(&self, limits: &Limits, seed: u64, language: Language) -> Vec<OsString> {
        let mut words = Words::default();
        words.add(&["--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL"]);
        words.add(&["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]);
        words.add(&["--ro-bind", "/usr", "/usr"]);
        for name in ["bin", "sbin", "lib", "lib32", "lib64"] {
            words.take_over(&Path::new("/").join(name));
        }
        // Debian's `cc` is a link through this folder; the other holds where libraries are.
        for path in ["/etc/alternatives", "/etc/ld.so.cache"] {
            words.add(&["--ro-bind-try", path, path]);
        }
        words.add(&["--proc", "/proc", "--dev", "/dev"]);
        words.tmpfs(limits.files / 4, Path::new("/tmp"));
        words.tmpfs(limits.files / 4, &self.cargo_home);
        for path in self.readable() {
            words.push("--ro-bind").push(&path).push(&path);
        }
        let settings = cargo_settings(&self.layout);
        if settings.exists() {
            words.push("--ro-bind").push(&settings).push(self.cargo_home.join("config.toml"));
        }
        words.tmpfs(limits.files, &self.kernels());
        words.add(&["--dir", "/tmp/home", "--dir", "/tmp/work", "--chdir", "/tmp/work"]);
        for (name, value) in self.environment(seed, language, Path::new("/tmp")) {
            words.push("--setenv").push(name).push(&value);
        }
        // The files of /proc belong to root, and root may be who grades: bubblewrap covers only some of them.
        words.add(&["--remount-ro", "/proc", "--remount-ro", "/"]);
        words.0
    }

    /// Where the launcher makes kernels' folders, inside: beside the template unless the path holds a space.
    fn kernels(&self) -> PathBuf {
        let inside = self.layout.kernels();
        if inside.starts_with(&self.layout.folder) { inside } else { "/tmp/shuzi-kernels".into() }
    }
}

/// Something of a judge at or below a path: its sources, its compiled library, its program, or an assignment.
fn judge_inside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // As cargo calls it: judge, libjudge-12ab.rlib, shuzi-judge, judge-12ab in its fingerprints.
    let stem = name.strip_prefix("lib").or_else(|| name.strip_prefix("shuzi-")).unwrap_or(&name);
    let is_judge =
        stem == "assignments" || stem.strip_prefix("judge").is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    if is_judge {
        return Some(path.to_owned());
    }
    // No link leads out of what is mounted.
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    let entries = is_folder.then(|| fs::read_dir(path).ok()).flatten()?;
    entries.flatten().find_map(|entry| judge_inside(&entry.path()))
}

#[derive(Default)]
struct Words(Vec<OsString>);

impl Words {
    fn push(&mut self, word: impl Into<OsString>) -> &mut Words {
        self.0.push(word.into());
        self
    }

    fn add(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn tmpfs(&mut self, bytes: u64, at: &Path) {
        self.push("--size").push(bytes.to_string()).push("--tmpfs").push(at);
    }

    /// A folder of the system, which is a link into /usr on most.
    fn take_over(&mut self, path: &Path) {
        if let Ok(target) = fs::read_link(path) {
            self.push("--symlink").push(target).push(path);
        } else if path.exists() {
            self.push("--ro-bind").push(path).push(path);
        }
    }
}

/// Cargo's settings of this user, as far as they decide what is compiled and where registries lie.
fn cargo_settings(layout: &Layout) -> PathBuf {
    layout.inside("config/cargo.toml")
}

/// Writes down cargo's settings for use inside; tokens, proxies and wrappers stay outside.
pub fn prepare_cargo_settings(places: &Places) -> Outcome {
    let (from, to) = (places.cargo_home.join("config.toml"), cargo_settings(&places.layout));
    let Ok(text) = fs::read_to_string(&from) else {
        let _ = fs::remove_file(to);
        return Ok(());
    };
    let kept = safe_settings(&text).map_err(about(&from))?;
    fs::write(&to, kept).map_err(about(&to))
}

fn safe_settings(text: &str) -> Result<String, toml::de::Error> {
    let mut settings: toml::Table = text.parse()?;
    settings.retain(|name, _| matches!(name, "source" | "target" | "build" | "profile"));
    if let Some(build) = settings.get_mut("build").and_then(toml::Value::as_table_mut) {
        build.retain(|name, _| matches!(name, "rustflags" | "target"));
    }
    Ok(settings.to_string())
}

/// Where bubblewrap is, if it is there and works.
pub fn find_bubblewrap() -> Outcome<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let Some(program) = std::env::split_paths(&path).map(|folder| folder.join("bwrap")).find(|file| file.is_file())
    else {
        return Err(text!(
            "没有找到 bubblewrap（命令 bwrap），评分需要它把学生的代码关在沙箱里。请安装：sudo apt install bubblewrap（Linux；其他系统请在 Linux 虚拟机里评分）；也可以用 --accept-risk 不用沙箱评分，风险自负：学生的代码将能读写你的一切文件。",
            "bubblewrap (the command bwrap) was not found; grading needs it to lock students' code in. Install it: sudo apt install bubblewrap (on Linux; elsewhere grade in a Linux virtual machine). Or accept the risk of grading without a sandbox, where students' code can read and write all your files: --accept-risk."
        ));
    };
    let mut probe = Command::new(&program);
    probe.args(["--unshare-all", "--unshare-user", "--disable-userns", "--cap-drop", "ALL", "--ro-bind", "/", "/"]);
    probe.args(["--size", "1048576", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev", "true"]);
    match answer(&mut probe) {
        Ok(_) => Ok(program),
        Err(error) => {
            let error = error.trim();
            Err(text!(
                "bubblewrap 在这里不能用（需要 0.8 或更新的版本，以及 user namespaces）：{error}。解决后再评分；也可以用 --accept-risk 不用沙箱评分，风险自负。",
                "bubblewrap does not work here (0.8 or later and user namespaces are needed): {error}. Mend that, or accept the risk of grading without a sandbox: --accept-risk."
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lab::files::put;

    fn places() -> Places {
        Places {
            layout: Layout::of(Path::new("/home/li/shuzi")),
            toolchain: "/home/li/.rustup/toolchains/1.95.0".into(),
            python: "/usr".into(),
            cargo_home: "/home/li/.cargo".into(),
        }
    }

    #[test]
    fn neither_assignments_nor_submissions_nor_history_can_be_seen() {
        let repository = Path::new("/home/li/shuzi");
        for path in places().readable() {
            const HIDDEN: &str =
                "classroom notebooks .git tests target xtask/src exercises/judge crates/notebook .lab/judge";
            for hidden in HIDDEN.split(' ') {
                let hidden = repository.join(hidden);
                assert!(!hidden.starts_with(&path) && !path.starts_with(&hidden), "{}", path.display());
            }
            assert!(!Path::new("/home/li/.cargo/credentials.toml").starts_with(&path), "{}", path.display());
        }
    }

    #[test]
    fn no_judge_can_be_read_or_linked() {
        // The sources as they are; and the template, where `cargo lab` has made it.
        let here = Places { layout: Layout::of_this_repository(), ..places() };
        assert_eq!(here.refuse_judges(), Ok(()));
        assert!(judge_inside(&here.layout.repository.join("exercises")).is_some(), "it can be found");
    }

    #[test]
    fn a_judge_is_found_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::of(folder.path());
        let places = Places { layout: layout.clone(), ..places() };
        for name in [
            "src/judge.rs",
            "exercises/ask/judge/lib.rs",
            "data/assignments/03-softmax.txt",
            ".lab/template/kernel/target/x/debug/deps/libjudge-12ab.rlib",
            ".lab/template/kernel/target/x/debug/.fingerprint/judge-12ab/dep-lib-judge",
            ".lab/template/shuzi-judge/Cargo.toml",
            ".lab/bin/shuzi-judge",
        ] {
            let file = folder.path().join(name);
            put(&file, "").unwrap();
            assert!(places.refuse_judges().unwrap_err().contains("cargo lab --clean"), "{name}");
            fs::remove_dir_all(folder.path().join(name.split('/').next().unwrap())).unwrap();
        }
        for file in [layout.judge(), folder.path().join("src/judgement.rs")] {
            put(file, "").unwrap();
        }
        assert_eq!(places.refuse_judges(), Ok(()));
    }

    #[test]
    fn nothing_outside_can_be_written() {
        let words = places().bubblewrap(&Limits::default(), 7, Language::English);
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        for forbidden in ["--bind", "--bind-try", "--dev-bind", "--dev-bind-try", "--share-net", "--cap-add"] {
            assert!(!words.iter().any(|word| word == forbidden), "{forbidden}");
        }
        // All that can be written is in memory, and has a size.
        let sizes = words.iter().filter(|word| *word == "--size").count();
        assert_eq!(words.iter().filter(|word| *word == "--tmpfs").count(), sizes);
        assert!(words.windows(2).any(|pair| pair == ["--remount-ro", "/proc"]));
    }

    #[test]
    fn kernels_lie_beside_the_template_unless_the_path_holds_a_space() {
        assert_eq!(places().kernels(), Path::new("/home/li/shuzi/.lab/kernels"));
        let spaced = Places { layout: Layout::of(Path::new("/home/li ming/shuzi")), ..places() };
        assert_eq!(spaced.kernels(), Path::new("/tmp/shuzi-kernels"));
    }

    #[test]
    fn tokens_and_wrappers_of_cargos_settings_stay_outside() {
        let text = "[source.crates-io]\nreplace-with = \"mirror\"\n[registry]\ntoken = \"secret\"\n[build]\nrustc-wrapper = \"sccache\"\nrustflags = [\"-g\"]\n[http]\nproxy = \"secret\"\n";
        let kept = safe_settings(text).unwrap();
        assert!(kept.contains("mirror") && kept.contains("-g"), "{kept}");
        assert!(!kept.contains("secret") && !kept.contains("sccache"), "{kept}");
    }
}
