//! The unpacked files, kept between runs. A file in the cache is believed for its digest, never for being there.

use std::fs::File;
use std::path::Path;

use super::published::{PUBLISHED, PublishedFile, digest_of, unpack_published};
use crate::Result;
use files::write_atomically;

/// Makes sure that `cache` holds the four published files, unpacking from `folder` those that are missing or damaged.
///
/// False if `cache` cannot be written. Any number of threads and processes may do this at once: each file appears
/// whole or not at all, and whoever comes second replaces it by the same bytes.
///
/// # Errors
/// If a file in `folder` is missing or not the published one.
pub(super) fn fill(folder: &Path, cache: &Path) -> Result<bool> {
    for file in &PUBLISHED {
        let path = cache.join(file.name);
        if is_published(&path, file) {
            continue;
        }
        let bytes = unpack_published(folder, file)?;
        let written = write_atomically(&path, &bytes);
        // On Windows a file that another process reads just now cannot be replaced; then it is there already.
        if written.is_err() && !is_published(&path, file) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the file is there and holds the published bytes. One that cannot be read is as good as none.
fn is_published(path: &Path, file: &PublishedFile) -> bool {
    let Ok(opened) = File::open(path) else { return false };
    // The length costs nothing, and bounds the reading of what a stranger put there.
    opened.metadata().is_ok_and(|metadata| metadata.len() == file.len)
        && digest_of(opened).is_ok_and(|found| found == file.sha256)
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::super::locate::data_folder;
    use super::super::{Dataset, Split};
    use super::*;

    fn holds_the_four_files_and_nothing_else(cache: &Path) {
        let names = std::fs::read_dir(cache).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        let mut expected = PUBLISHED.map(|file| file.name);
        expected.sort();
        assert_eq!(names, expected);
        for file in &PUBLISHED {
            assert!(is_published(&cache.join(file.name), file), "{}", file.name);
        }
    }

    /// Also what the processes of `processes_may_start_at_once` run, each with `SHUZI_CACHE` set.
    #[test]
    fn the_full_set_has_the_known_label_counts() {
        let train = Dataset::load(Split::Train).unwrap();
        assert_eq!(train.label_counts(), [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
        let test = Dataset::load(Split::Test).unwrap();
        assert_eq!(test.label_counts(), [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
        let validation = Dataset::load(Split::Validation).unwrap();
        assert_eq!((train.len(), validation.len(), test.len()), (60_000, 10_000, 10_000));
        assert_eq!(train.hold_out(10_000).1, validation);
        assert_eq!(&test.labels[..5], [7, 2, 1, 0, 4]);
    }

    #[test]
    fn threads_may_start_at_once() {
        let (data, cache) = (data_folder().unwrap(), tempfile::tempdir().unwrap());
        std::thread::scope(|scope| {
            let fills = [(); 4].map(|()| scope.spawn(|| fill(&data, cache.path()).unwrap()));
            assert!(fills.into_iter().all(|fill| fill.join().unwrap()));
        });
        holds_the_four_files_and_nothing_else(cache.path());
    }

    #[test]
    fn processes_may_start_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let start = || {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "dataset::cache::tests::the_full_set_has_the_known_label_counts"])
                .env("SHUZI_CACHE", folder.path())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap()
        };
        for process in [start(), start(), start()] {
            let output = process.wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && text.contains("1 passed"), "{text}");
        }
        holds_the_four_files_and_nothing_else(&folder.path().join("mnist"));
    }

    #[test]
    fn a_damaged_cache_file_is_unpacked_again() {
        let (data, cache) = (data_folder().unwrap(), tempfile::tempdir().unwrap());
        assert!(fill(&data, cache.path()).unwrap());
        let labels = cache.path().join("t10k-labels-idx1-ubyte");
        // One bit, which no size and no header shows.
        let mut bytes = std::fs::read(&labels).unwrap();
        bytes[5000] ^= 1;
        std::fs::write(&labels, &bytes).unwrap();
        std::fs::write(cache.path().join("t10k-images-idx3-ubyte"), b"cut").unwrap();
        std::fs::remove_file(cache.path().join("train-labels-idx1-ubyte")).unwrap();
        assert!(fill(&data, cache.path()).unwrap());
        holds_the_four_files_and_nothing_else(cache.path());
    }

    #[test]
    fn a_whole_cache_file_is_not_written_again() {
        let (data, cache) = (data_folder().unwrap(), tempfile::tempdir().unwrap());
        assert!(fill(&data, cache.path()).unwrap());
        let modified = |name: &str| std::fs::metadata(cache.path().join(name)).unwrap().modified().unwrap();
        let before = PUBLISHED.map(|file| modified(file.name));
        assert!(fill(&data, cache.path()).unwrap());
        assert_eq!(before, PUBLISHED.map(|file| modified(file.name)));
    }
}
