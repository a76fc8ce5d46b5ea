//! A group of processes that the kernel holds to limits, and that is ended as a whole: control groups, version 2 or 1.

use super::limits::Limits;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use words::{Outcome, text};

/// What groups made here are called, before the number of the process that made them.
const PREFIX: &str = "shuzi-grading-";

/// Where groups can be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Parent {
    version: Version,
    /// Of version 2 one folder for all controllers; of version 1 those of memory and processes, and of the processor's
    /// share where there is one.
    folders: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Version {
    One,
    Two,
}

/// A group; dropping it ends whatever still runs in it.
pub struct Group(Parent);

/// How often the limits were hit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hits {
    pub memory: u64,
    pub processes: u64,
}

impl Parent {
    /// Finds a place where this process may make groups, and tries it.
    pub fn find(limits: &Limits) -> Outcome<Parent> {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let places = places(&read("/proc/self/mounts"), &read("/proc/self/cgroup"));
        let mut last = None;
        for parent in places {
            match parent.prepare().and_then(|()| Group::make(&parent, limits)).and_then(|group| group.try_doors()) {
                Ok(()) => {
                    parent.remove_leftovers();
                    return Ok(parent);
                }
                Err(error) => last = last.or(Some(error)),
            }
        }
        let why = last.map(|error| error.to_string()).unwrap_or_else(|| text!("没有 cgroup", "there are no cgroups"));
        Err(text!(
            "这里不能用 cgroup 限制内存和进程数（{why}）。请用 root 运行，或者（systemd）：systemd-run --user --scope cargo classroom …；也可以用 --accept-risk 不加限制地评分，风险自负。",
            "Memory and processes cannot be limited by cgroups here ({why}). Run as root or, with systemd: systemd-run --user --scope cargo classroom …; or accept the risk of grading without limits: --accept-risk."
        ))
    }

    /// Version 2 hands controllers down only where it is asked to.
    fn prepare(&self) -> io::Result<()> {
        if self.version == Version::One {
            return Ok(());
        }
        let control = self.memory().join("cgroup.subtree_control");
        let enabled = fs::read_to_string(&control)?;
        for controller in ["memory", "pids", "cpu"] {
            let is_enabled = enabled.split_whitespace().any(|word| word == controller);
            let outcome = if is_enabled { Ok(()) } else { fs::write(&control, format!("+{controller}")) };
            // Without a share of the processor there is still the limit on time.
            if controller != "cpu" {
                outcome?;
            }
        }
        Ok(())
    }

    fn memory(&self) -> &Path {
        &self.folders[0]
    }

    fn processes(&self) -> &Path {
        self.folders.get(1).unwrap_or(&self.folders[0])
    }

    /// Removes the groups of graders that were killed.
    fn remove_leftovers(&self) {
        for entry in self.folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
            let name = entry.file_name();
            let maker = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.split('-').next());
            if maker.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
                end_all(&entry.path());
                let _ = fs::remove_dir(entry.path());
            }
        }
    }
}

/// Where groups may be possible, the best first.
fn places(mounts: &str, own: &str) -> Vec<Parent> {
    let mounts: Vec<Vec<&str>> = mounts.lines().map(|line| line.split(' ').collect()).collect();
    let mounted = |kind: &str, option: Option<&str>| {
        let fits = |fields: &&Vec<&str>| {
            fields.get(2) == Some(&kind)
                && option.is_none_or(|option| fields.get(3).is_some_and(|all| all.split(',').any(|one| one == option)))
        };
        mounts.iter().find(fits).map(|fields| PathBuf::from(fields[1]))
    };
    let mut places = Vec::new();
    if let Some(root) = mounted("cgroup2", None) {
        // A group with processes cannot hand controllers down; one above it can.
        let mut folder = own_folder(&root, own, "");
        loop {
            places.push(Parent { version: Version::Two, folders: vec![folder.to_owned()] });
            if folder == root || !folder.pop() {
                break;
            }
        }
    }
    let v1 = |controller: &str| Some(own_folder(&mounted("cgroup", Some(controller))?, own, controller));
    if let (Some(memory), Some(pids)) = (v1("memory"), v1("pids")) {
        let folders = [memory, pids].into_iter().chain(v1("cpu")).collect();
        places.push(Parent { version: Version::One, folders });
    }
    places
}

/// The folder of this process's own group: `/proc/self/cgroup` has a line `number:controllers:path` for each hierarchy.
fn own_folder(root: &Path, own: &str, controller: &str) -> PathBuf {
    let path = own.lines().find_map(|line| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        controllers.split(',').any(|one| one == controller).then_some(path)
    });
    let folder = root.join(path.unwrap_or_default().trim_start_matches('/'));
    // In a container the path may be that outside of it.
    if folder.is_dir() { folder } else { root.to_owned() }
}

impl Group {
    pub fn make(parent: &Parent, limits: &Limits) -> io::Result<Group> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{}-{count}", std::process::id());
        let folders = parent.folders.iter().map(|folder| folder.join(&name)).collect();
        // Dropped, and so removed, when a step fails.
        let group = Group(Parent { version: parent.version, folders });
        group.0.folders.iter().try_for_each(fs::create_dir)?;
        group.limit(limits).map(|()| group)
    }

    fn limit(&self, limits: &Limits) -> io::Result<()> {
        let memory = |file: &str, value: &str| fs::write(self.0.memory().join(file), value);
        let (most, quota) = (limits.memory.to_string(), limits.cores * PERIOD);
        fs::write(self.0.processes().join("pids.max"), limits.processes.to_string())?;
        match self.0.version {
            Version::Two => {
                memory("memory.max", &most)?;
                // Where the machine has no swap, or no share of the processor is to be had, these files are missing.
                let _ = memory("memory.swap.max", "0");
                let _ = memory("cpu.max", &format!("{quota} {PERIOD}"));
            }
            Version::One => {
                memory("memory.limit_in_bytes", &most)?;
                // Memory and swap together, where swap is counted.
                let _ = memory("memory.memsw.limit_in_bytes", &most);
                if let Some(cpu) = self.0.folders.get(2) {
                    fs::write(cpu.join("cpu.cfs_period_us"), PERIOD.to_string())?;
                    fs::write(cpu.join("cpu.cfs_quota_us"), quota.to_string())?;
                }
            }
        }
        Ok(())
    }

    /// The files in which a process writes its number to enter the group.
    pub fn doors(&self) -> Vec<PathBuf> {
        self.0.folders.iter().map(|folder| folder.join("cgroup.procs")).collect()
    }

    /// A group may be made where no process may be moved to.
    fn try_doors(&self) -> io::Result<()> {
        let status = inside(&self.doors(), Path::new("true")).status()?;
        if status.success() { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }

    /// How often its limits were hit so far.
    pub fn hits(&self) -> Hits {
        let read = |path: PathBuf| fs::read_to_string(path).unwrap_or_default();
        let v2 = read(self.0.memory().join("memory.events"));
        let events = if v2.is_empty() { read(self.0.memory().join("memory.oom_control")) } else { v2 };
        Hits {
            memory: count(&events, "oom_kill"),
            processes: count(&read(self.0.processes().join("pids.events")), "max"),
        }
    }
}

/// A command that enters groups by their doors before it becomes the program.
pub fn inside(doors: &[PathBuf], program: &Path) -> Command {
    if doors.is_empty() {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.arg("-c").arg(ENTER).arg(doors.len().to_string()).args(doors).arg(program);
    command
}

/// `$0` is the number of doors; what follows them is the command.
const ENTER: &str =
    r#"n=$0; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; n=$((n - 1)); done; exec "$@""#;

/// Microseconds in which the share of the processor is counted.
const PERIOD: usize = 100_000;

/// The number after a word, in a file of lines `word number`.
fn count(events: &str, name: &str) -> u64 {
    let line = events.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}

impl Drop for Group {
    fn drop(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(10);
        for folder in &self.0.folders {
            // A group can be removed when its last process has quite gone.
            while fs::remove_dir(folder).is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
                if Instant::now() > deadline {
                    break;
                }
                end_all(folder);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn end_all(folder: &Path) {
    if fs::write(folder.join("cgroup.kill"), "1").is_ok() {
        return;
    }
    let processes = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
    let processes: Vec<&str> = processes.split_whitespace().collect();
    if !processes.is_empty() {
        // One that has ended by itself meanwhile is no failure.
        let _ = Command::new("kill").arg("-KILL").args(processes).stderr(std::process::Stdio::null()).status();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_1_has_a_folder_for_each_controller() {
        let mounts = "tmpfs /sys/fs/cgroup tmpfs rw 0 0
cgroup /cg/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /cg/memory cgroup rw,relatime,memory 0 0
cgroup /cg/pids cgroup rw,pids 0 0";
        let found = places(mounts, "4:memory:/nowhere/at/all\n8:pids:/\n1:cpu,cpuacct:/\n");
        let folders = ["/cg/memory", "/cg/pids/", "/cg/cpu,cpuacct/"].map(PathBuf::from).to_vec();
        assert_eq!(found, [Parent { version: Version::One, folders }]);
        assert_eq!(places("cgroup /cg/pids cgroup rw,pids 0 0", "8:pids:/\n"), []);
    }

    #[test]
    fn version_2_is_tried_from_the_own_group_upwards() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir_all(root.join("user.slice/one.scope")).unwrap();
        let mounts = format!("cgroup2 {} cgroup2 rw,nsdelegate 0 0", root.display());
        let found = places(&mounts, "0::/user.slice/one.scope\n");
        assert!(found.iter().all(|place| place.version == Version::Two));
        let folders: Vec<_> = found.into_iter().flat_map(|place| place.folders).collect();
        assert_eq!(folders, [root.join("user.slice/one.scope"), root.join("user.slice"), root.to_owned()]);
    }

    #[test]
    fn version_2_asks_for_what_is_not_handed_down_yet() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let control = folder.join("cgroup.subtree_control");
        let parent = Parent { version: Version::Two, folders: vec![folder.to_owned()] };
        assert!(parent.prepare().is_err(), "a folder that is no group");
        fs::write(&control, "cpu memory pids\n").unwrap();
        parent.prepare().unwrap();
        assert_eq!(fs::read_to_string(&control).unwrap(), "cpu memory pids\n");
        fs::write(&control, "cpu memory\n").unwrap();
        parent.prepare().unwrap();
        assert_eq!(fs::read_to_string(&control).unwrap(), "+pids");
    }

    #[test]
    fn hits_are_read_from_either_versions_files() {
        assert_eq!(count("low 0\noom 3\noom_kill 2\n", "oom_kill"), 2);
        assert_eq!(count("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n", "oom_kill"), 5);
        assert_eq!(count("", "max"), 0);
    }
}
