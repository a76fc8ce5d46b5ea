//! The hand-ins as they came: kept byte by byte, the newest first in line, former ones beside it.

use super::course::{Classroom, Student};
use lab::files::{about, put};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use words::written::hex;
use words::{Outcome, text};

use super::limits::NOTEBOOK as LARGEST;

/// What became of a hand-in.
#[derive(Debug, PartialEq)]
pub enum Taken {
    New,
    /// It replaces another, which is kept.
    Again,
    /// The one that is there already.
    Same,
}

/// Copies a hand-in to where grading finds it. A link is kept as a link and never followed: grading says what it was.
pub fn take(classroom: &Classroom, student: &Student, assignment: &str, from: &Path) -> Outcome<Taken> {
    let original = classroom.original(student, assignment);
    let copy = || -> io::Result<Taken> {
        let new = original.with_extension("new");
        fs::create_dir_all(original.parent().unwrap_or(&original))?;
        copy_bounded(from, &new)?;
        let taken = match original.symlink_metadata() {
            Ok(_) if same(&original, &new)? => Taken::Same,
            Ok(_) => Taken::Again,
            Err(_) => Taken::New,
        };
        match taken {
            Taken::Same => fs::remove_file(&new)?,
            Taken::Again => {
                keep_former(&original)?;
                fs::rename(&new, &original)?;
            }
            Taken::New => fs::rename(&new, &original)?,
        }
        Ok(taken)
    };
    copy().map_err(|error| {
        let from = from.display();
        text!("收不了 {from}：{error}。", "Cannot take {from}: {error}.")
    })
}

/// Takes what nbgrader's own `collect` or `zip_collect` put into `submitted/`, and puts everything else there aside.
///
/// A file that grading itself wrote there is known by its fingerprint.
pub fn adopt(classroom: &Classroom, student: &Student, assignment: &str) -> Outcome {
    let submitted = classroom.submitted(student, assignment);
    put_others_aside(classroom, student, assignment).map_err(about(&submitted))?;
    let Ok(metadata) = submitted.symlink_metadata() else { return Ok(()) };
    let written = fs::read_to_string(stamp(classroom, student, assignment)).unwrap_or_default();
    if metadata.is_file() && metadata.len() <= LARGEST {
        let content = fs::read(&submitted).map_err(about(&submitted))?;
        if fingerprint(&content) == written {
            return Ok(());
        }
    }
    take(classroom, student, assignment, &submitted).map(|_| ())
}

/// Writes the notebook that nbgrader is to grade.
pub fn write_submitted(classroom: &Classroom, student: &Student, assignment: &str, content: &[u8]) -> Outcome {
    let submitted = classroom.submitted(student, assignment);
    let write = || {
        let stamp = stamp(classroom, student, assignment);
        // First the fingerprint: a call that is interrupted here finds the hand-in, which it has taken already.
        put(stamp, fingerprint(content))?;
        let new = submitted.with_extension("new");
        put(&new, content)?;
        fs::rename(&new, &submitted)
    };
    write().map_err(|error| cannot_write(&submitted, &error))
}

/// What nbgrader would grade could not be written.
pub fn cannot_write(path: &Path, error: &io::Error) -> String {
    let path = path.display();
    text!("写不了 {path}：{error}。", "Cannot write {path}: {error}.")
}

/// The fingerprint of a file's content, in hexadecimal digits.
pub fn fingerprint(content: &[u8]) -> String {
    hex(Sha256::digest(content))
}

fn stamp(classroom: &Classroom, student: &Student, assignment: &str) -> std::path::PathBuf {
    classroom.original(student, assignment).with_extension("graded.sha256")
}

/// A file up to the limit, a link as a link; whatever else (a folder, a pipe) becomes an empty file.
fn copy_bounded(from: &Path, to: &Path) -> io::Result<()> {
    let kind = from.symlink_metadata()?.file_type();
    let _ = fs::remove_file(to);
    if kind.is_symlink() {
        return copy_link(from, to);
    }
    let mut file = File::create(to)?;
    if kind.is_file() {
        let copied = io::copy(&mut File::open(from)?.take(LARGEST + 1), &mut file)?;
        if copied > LARGEST {
            // The rest takes no room on the disk.
            file.set_len(from.metadata()?.len())?;
        }
    }
    file.sync_all()
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(_from: &Path, to: &Path) -> io::Result<()> {
    File::create(to).map(|_| ())
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let links = [one, other].map(|path| fs::read_link(path).ok());
    if links.iter().any(Option::is_some) {
        return Ok(links[0] == links[1]);
    }
    if [one, other].iter().any(|path| path.metadata().is_ok_and(|metadata| metadata.len() > LARGEST)) {
        return Ok(false);
    }
    Ok(fs::read(one)? == fs::read(other)?)
}

/// `former/1.ipynb`, `former/2.ipynb`, … in the order in which they came.
fn keep_former(original: &Path) -> io::Result<()> {
    let folder = original.with_file_name("former");
    fs::create_dir_all(&folder)?;
    let number = fs::read_dir(&folder)?.count() + 1;
    fs::rename(original, folder.join(format!("{number}.ipynb")))
}

/// What lies beside the notebook is no part of the homework, and nbgrader would copy it, also through a link.
fn put_others_aside(classroom: &Classroom, student: &Student, assignment: &str) -> io::Result<()> {
    let submitted = classroom.submitted(student, assignment);
    let beside = classroom.original(student, assignment).with_file_name("beside");
    let Some(entries) = submitted.parent().and_then(|folder| fs::read_dir(folder).ok()) else { return Ok(()) };
    for entry in entries {
        let path = entry?.path();
        let plain = path.symlink_metadata()?.is_file();
        let Some(name) = path.file_name() else { continue };
        if path == submitted || (plain && name == "timestamp.txt") {
            continue;
        }
        fs::create_dir_all(&beside)?;
        let place = beside.join(name);
        // A newer one of the same name takes the older one's place.
        let _ = fs::remove_dir_all(&place);
        fs::rename(&path, &place)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::tests::{student, temporary_course};

    fn hand_in(course: &Classroom, content: &str) -> Taken {
        let file = course.folder.join("incoming.ipynb");
        fs::write(&file, content).unwrap();
        take(course, &student("li"), "a", &file).unwrap()
    }

    #[test]
    fn the_newest_is_graded_and_the_former_kept() {
        let course = temporary_course();
        assert_eq!(hand_in(&course, "1"), Taken::New);
        assert_eq!(hand_in(&course, "1"), Taken::Same);
        assert_eq!(hand_in(&course, "2"), Taken::Again);
        assert_eq!(hand_in(&course, "3"), Taken::Again);
        let original = course.original(&student("li"), "a");
        assert_eq!(fs::read_to_string(&original).unwrap(), "3");
        assert_eq!(fs::read_to_string(original.with_file_name("former").join("2.ipynb")).unwrap(), "2");
    }

    #[test]
    fn of_a_huge_file_the_length_is_kept_and_no_more_than_is_read() {
        let course = temporary_course();
        let file = course.folder.join("huge");
        let length = 2 * LARGEST as usize;
        fs::write(&file, vec![b'x'; length]).unwrap();
        take(&course, &student("li"), "a", &file).unwrap();
        let kept = fs::read(course.original(&student("li"), "a")).unwrap();
        assert_eq!((kept.len(), kept[length - 1]), (length, 0));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_not_followed() {
        let course = temporary_course();
        fs::write(course.folder.join("secret"), "seed").unwrap();
        let link = course.folder.join("link.ipynb");
        std::os::unix::fs::symlink(course.folder.join("secret"), &link).unwrap();
        take(&course, &student("li"), "a", &link).unwrap();
        assert!(course.original(&student("li"), "a").symlink_metadata().unwrap().is_symlink());
    }

    #[test]
    fn a_hand_in_through_nbgrader_is_taken_once_and_grading_is_not_taken_for_one() {
        let course = temporary_course();
        let (li, submitted) = (student("li"), course.submitted(&student("li"), "a"));
        put(&submitted, "raw").unwrap();
        fs::write(submitted.with_file_name("data.csv"), "1").unwrap();
        fs::write(submitted.with_file_name("timestamp.txt"), "2026-11-26 02:00:00 UTC").unwrap();
        let original = || fs::read_to_string(course.original(&li, "a")).unwrap();
        adopt(&course, &li, "a").unwrap();
        assert_eq!(original(), "raw");
        assert!(!submitted.with_file_name("data.csv").exists());
        assert!(submitted.with_file_name("timestamp.txt").exists());
        write_submitted(&course, &li, "a", b"as run").unwrap();
        adopt(&course, &li, "a").unwrap();
        assert_eq!(original(), "raw");
        fs::write(&submitted, "raw again").unwrap();
        adopt(&course, &li, "a").unwrap();
        assert_eq!(original(), "raw again");
    }
}
