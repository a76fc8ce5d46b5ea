//! The course's secret: the questions that answers are graded on are drawn from it, and so cannot be prepared for.

use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use words::{Outcome, text};

/// The seed of an assignment's questions. The secret is made at the first call, from the system's randomness.
pub fn seed(classroom: &Path, assignment: &str) -> Outcome<u64> {
    let path = classroom.join("secret");
    let secret = read_or_make(&path).map_err(|error| {
        let path = path.display();
        text!("读不了也建不了 {path}：{error}。", "Can neither read nor make {path}: {error}.")
    })?;
    let digest = Sha256::new().chain_update(secret).chain_update(assignment).finalize();
    Ok(digest.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte)))
}

fn read_or_make(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Ok(secret) if secret.len() >= 32 => return Ok(secret),
        Ok(_) => return Err(io::Error::other("too short / 太短")),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let mut secret = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut secret)?;
    let text = words::written::hex(secret);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(text.into_bytes())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_secret_stays_the_same_is_the_owners_only_and_differs_between_courses_and_assignments() {
        let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let [one, other] = folders.each_ref().map(|folder| folder.path());
        let first = seed(one, "a").unwrap();
        assert_eq!(seed(one, "a").unwrap(), first);
        assert_ne!(seed(one, "b").unwrap(), first);
        assert_ne!(seed(other, "a").unwrap(), first);
        let mode = fs::metadata(one.join("secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_secret_is_not_replaced_silently() {
        let course = tempfile::tempdir().unwrap();
        let course = course.path();
        fs::write(course.join("secret"), "").unwrap();
        assert!(seed(course, "a").unwrap_err().contains("secret"));
    }
}
