//! The seed that questions are drawn from when an assignment is graded; no student knows it.

use crate::Outcome;
use crate::language::text;
use sha2::{Digest, Sha256};
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;

/// The seed of an assignment, from `classroom/secret`, which is made where it is missing.
pub fn seed(classroom: &Path, assignment: &str) -> Outcome<u64> {
    let path = classroom.join("secret");
    let secret = match fs::read_to_string(&path) {
        Ok(secret) if secret.trim().len() >= 32 => secret,
        _ => make(&path)?,
    };
    let digest = Sha256::digest(format!("{}\n{assignment}", secret.trim()));
    Ok(u64::from_le_bytes(digest[..8].try_into().map_err(|_| "digest")?))
}

fn make(path: &Path) -> Outcome<String> {
    // The standard library's only source of randomness: 128 bits of keys from the operating system.
    let random = |_| format!("{:016x}", RandomState::new().build_hasher().finish());
    let secret: String = (0..4).map(random).collect();
    let shown = path.display();
    fs::write(path, format!("{secret}\n")).map_err(|error| text!("写不了 {shown}：{error}。", "Cannot write {shown}: {error}."))?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::tests::temporary_folder;

    #[test]
    fn a_seed_stays_and_is_another_for_each_assignment_and_classroom() {
        let (one, other) = (temporary_folder("secret-a"), temporary_folder("secret-b"));
        let seed_of = |folder: &Path, assignment: &str| seed(folder, assignment).unwrap();
        assert_eq!(seed_of(&one, "03-softmax"), seed_of(&one, "03-softmax"));
        assert_ne!(seed_of(&one, "03-softmax"), seed_of(&one, "04-cross-entropy"));
        assert_ne!(seed_of(&one, "03-softmax"), seed_of(&other, "03-softmax"));
        for folder in [one, other] {
            fs::remove_dir_all(folder).unwrap();
        }
    }
}
