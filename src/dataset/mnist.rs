//! How a split is read: the published set through the cache, or any folder with files of the same names.

use std::path::{Path, PathBuf};

use mnist::{Mnist, MnistBuilder};

use super::published::{files_of, find, read, unpack_published};
use super::{DataError, Dataset, Split, cache, idx, locate};
use crate::{Error, Result};

/// See [`Dataset::load`].
pub(super) fn load(split: Split) -> Result<Dataset> {
    load_published(&locate::data_folder()?, &locate::cache_folders(), split)
}

/// The published set out of `folder`, through the first cache folder that can be used, or in memory if none can.
fn load_published(folder: &Path, caches: &[PathBuf], split: Split) -> Result<Dataset> {
    for cache in caches {
        // The `mnist` crate takes a path as text only.
        let Some(text) = cache.to_str() else { continue };
        if cache::fill(folder, cache)? {
            return Ok(split_of(read_with_mnist_crate(text), split));
        }
    }
    let (images, labels) = files_of(split);
    let images = unpack_published(folder, &images)?;
    let labels = unpack_published(folder, &labels)?;
    // The digests are right, so these bytes are well-formed: the errors cannot occur, and are passed on all the same.
    let set = Dataset::new(idx::read_images(&images[..], folder)?, idx::read_labels(&labels[..], folder)?);
    Ok(validation_of(set, split))
}

/// Reads the four files. The crate asserts that they are there, with 60,000 and 10,000 images of 28×28 pixels; their
/// digests have been checked, so none of its assertions can fail.
fn read_with_mnist_crate(folder: &str) -> Mnist {
    MnistBuilder::new()
        .base_path(folder)
        .label_format_digit()
        .training_set_length(60_000)
        .validation_set_length(0)
        .test_set_length(10_000)
        .finalize()
}

fn split_of(all: Mnist, split: Split) -> Dataset {
    let set = match split {
        Split::Train | Split::Validation => Dataset::new(all.trn_img, all.trn_lbl),
        Split::Test => Dataset::new(all.tst_img, all.tst_lbl),
    };
    validation_of(set, split)
}

/// The last sixth if that is what was asked for, and all otherwise.
fn validation_of(set: Dataset, split: Split) -> Dataset {
    let n = set.len().div_ceil(6);
    if split == Split::Validation { set.hold_out(n).1 } else { set }
}

/// See [`Dataset::load_from`].
pub(super) fn load_from(folder: &Path, split: Split) -> Result<Dataset> {
    let (images_file, labels_file) = files_of(split);
    let (images_path, labels_path) = (find(folder, &images_file)?, find(folder, &labels_file)?);
    let images = read(&images_path, idx::read_images)?;
    let labels = read(&labels_path, idx::read_labels)?;
    let count = images.len() / super::IMAGE_PIXELS;
    if count != labels.len() {
        return Err(Error::OfData(DataError::CountsDiffer {
            images_path,
            images: count,
            labels_path,
            labels: labels.len(),
        }));
    }
    Ok(validation_of(Dataset::new(images, labels), split))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::idx::tests::{image_file, label_file};
    use sha2::Digest;

    use super::super::published::*;
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A folder with these files; removed when dropped.
    fn folder(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        folder
    }

    /// What loading the training split says when its two files hold this.
    fn error_of(images: (&str, Vec<u8>), labels: (&str, Vec<u8>)) -> Error {
        load_from(folder(&[images, labels]).path(), Split::Train).unwrap_err()
    }

    fn three_images() -> Vec<u8> {
        image_file(3, 28, 28, 3 * 784)
    }

    #[test]
    fn a_folder_of_any_size_is_read_under_every_spelling() {
        let labels = label_file(3, &[3, 1, 4]);
        let spellings = [
            ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", false),
            ("train-images.idx3-ubyte", "train-labels.idx1-ubyte", false),
            ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", true),
            ("train-images.idx3-ubyte.gz", "train-labels.idx1-ubyte.gz", true),
            // Some tools unpack nothing and drop the ending.
            ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", true),
        ];
        for (images_name, labels_name, packed) in spellings {
            let content = |bytes: &[u8]| if packed { gzip(bytes) } else { bytes.to_vec() };
            let folder = folder(&[(images_name, content(&three_images())), (labels_name, content(&labels))]);
            let set = load_from(folder.path(), Split::Train).unwrap();
            assert_eq!((set.len(), &set.labels[..]), (3, &[3, 1, 4][..]), "{images_name}");
            assert_eq!(set.image(1)[0], (784 % 256) as u8);
            // The files of the other split are not needed, and their absence is an error only for it.
            let error = load_from(folder.path(), Split::Test).unwrap_err();
            assert!(
                matches!(error, Error::OfData(DataError::FileMissing { name: "t10k-images-idx3-ubyte", .. })),
                "{error}"
            );
        }
    }

    #[test]
    fn validation_is_the_last_sixth_rounded_up() {
        let digits: Vec<u8> = (0..8).collect();
        let folder = folder(&[
            ("train-images-idx3-ubyte", image_file(8, 28, 28, 8 * 784)),
            ("train-labels-idx1-ubyte", label_file(8, &digits)),
        ]);
        assert_eq!(load_from(folder.path(), Split::Validation).unwrap().labels, [6, 7]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = load_from(&folder.path().join("nowhere"), Split::Test).unwrap_err();
        assert!(
            matches!(&error, Error::OfData(DataError::FolderMissing { folder }) if folder.ends_with("nowhere")),
            "{error}"
        );
    }

    #[test]
    fn something_else_under_a_gz_name_is_not_gzip() {
        let pointer = b"version https://git-lfs.github.com/spec/v1".to_vec();
        let labels = ("train-labels-idx1-ubyte", label_file(3, &[1, 2, 3]));
        let error = error_of(("train-images-idx3-ubyte.gz", pointer), labels.clone());
        assert!(matches!(&error, Error::OfData(DataError::NotGzip { start, .. }) if start == b"vers"), "{error}");
        let error = error_of(("train-images-idx3-ubyte.gz", Vec::new()), labels);
        assert!(matches!(&error, Error::OfData(DataError::NotGzip { start, .. }) if start.is_empty()), "{error}");
    }

    #[test]
    fn a_cut_or_altered_gzip_file_is_damaged() {
        let labels = ("train-labels-idx1-ubyte", label_file(3, &[1, 2, 3]));
        let whole = gzip(&three_images());
        for cut in [3, 10, whole.len() / 2, whole.len() - 1] {
            let error = error_of(("train-images-idx3-ubyte.gz", whole[..cut].to_vec()), labels.clone());
            assert!(matches!(error, Error::OfData(DataError::DamagedGzip { .. })), "{cut} bytes: {error}");
        }
        let mut altered = whole.clone();
        let checksum = altered.len() - 6;
        altered[checksum] ^= 1;
        let error = error_of(("train-images-idx3-ubyte.gz", altered), labels);
        assert!(matches!(error, Error::OfData(DataError::DamagedGzip { .. })), "{error}");
    }

    #[test]
    fn a_gzip_bomb_is_unpacked_no_further_than_its_header_says() {
        // 256 MiB of zeros in 256 kB; reading them all would show in memory, and be a different error.
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        bomb.write_all(&three_images()).unwrap();
        let zeros = vec![0; 1 << 20];
        (0..256).for_each(|_| bomb.write_all(&zeros).unwrap());
        let mut bomb = bomb.finish().unwrap();
        bomb.truncate(bomb.len() - 8);
        let labels = ("train-labels-idx1-ubyte", label_file(3, &[1, 2, 3]));
        let error = error_of(("train-images-idx3-ubyte.gz", bomb), labels);
        assert!(matches!(error, Error::OfData(DataError::Trailing { expected: 2368, .. })), "{error}");
    }

    #[test]
    fn counts_that_differ_are_given() {
        let images = ("train-images-idx3-ubyte", three_images());
        let error = error_of(images, ("train-labels-idx1-ubyte", label_file(2, &[1, 2])));
        assert!(matches!(error, Error::OfData(DataError::CountsDiffer { images: 3, labels: 2, .. })), "{error}");
    }

    #[test]
    fn swapped_files_are_named_as_such() {
        let labels = label_file(3, &[1, 2, 3]);
        let error = error_of(("train-images-idx3-ubyte", labels), ("train-labels-idx1-ubyte", three_images()));
        assert!(matches!(error, Error::OfData(DataError::SwappedFiles { holds_labels: true, .. })), "{error}");
    }

    /// The repository's data with one file replaced.
    fn repository_with(name: &str, content: Vec<u8>) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in &PUBLISHED {
            let name = format!("{}.gz", file.name);
            std::fs::copy(locate::data_folder().unwrap().join(&name), folder.path().join(&name)).unwrap();
        }
        std::fs::write(folder.path().join(format!("{name}.gz")), content).unwrap();
        folder
    }

    fn error_of_published(name: &str, content: Vec<u8>) -> Error {
        let (folder, cache) = (repository_with(name, content), tempfile::tempdir().unwrap());
        let error = load_published(folder.path(), &[cache.path().to_path_buf()], Split::Test).unwrap_err();
        let in_memory = load_published(folder.path(), &[], Split::Test).unwrap_err();
        assert_eq!(error.to_string(), in_memory.to_string());
        error
    }

    #[test]
    fn the_repositorys_files_must_be_the_published_ones() {
        let other_labels = label_file(10_000, &[7; 10_000]);
        let error = error_of_published("t10k-labels-idx1-ubyte", gzip(&other_labels));
        let Error::OfData(DataError::WrongDigest { expected, found, in_fact: None, .. }) = &error else {
            panic!("{error}")
        };
        assert_eq!(*expected, TEST_LABELS.sha256);
        assert_eq!(*found, words::written::hex(sha2::Sha256::digest(&other_labels)));
        assert!(error.to_string().contains("git checkout"));
    }

    #[test]
    fn another_of_the_published_files_is_recognised() {
        let data = locate::data_folder().unwrap();
        let test_labels = unpack_published(&data, &TEST_LABELS).unwrap();
        let folder = repository_with("train-labels-idx1-ubyte", gzip(&test_labels));
        let error = unpack_published(folder.path(), &TRAIN_LABELS).unwrap_err();
        assert!(
            matches!(error, Error::OfData(DataError::WrongDigest { in_fact: Some("t10k-labels-idx1-ubyte"), .. })),
            "{error}"
        );
    }

    #[test]
    fn a_longer_file_under_a_published_name_is_too_long() {
        let more_labels = label_file(60_000, &[7; 60_000]);
        let error = error_of_published("t10k-labels-idx1-ubyte", gzip(&more_labels));
        assert!(matches!(error, Error::OfData(DataError::Trailing { expected: 10_008, .. })), "{error}");
    }

    #[test]
    fn what_is_wrong_with_a_published_file_is_said_before_its_digest() {
        let error = error_of_published("t10k-labels-idx1-ubyte", gzip(&three_images()));
        assert!(matches!(error, Error::OfData(DataError::SwappedFiles { holds_labels: false, .. })), "{error}");
        let error = error_of_published("t10k-images-idx3-ubyte", gzip(&image_file(10_000, 28, 28, 784)));
        assert!(
            matches!(error, Error::OfData(DataError::Truncated { expected: 7_840_016, found: 800, .. })),
            "{error}"
        );
        let error = error_of_published("t10k-images-idx3-ubyte", b"<!DOCTYPE html>".to_vec());
        assert!(matches!(error, Error::OfData(DataError::NotGzip { .. })), "{error}");
    }

    #[test]
    fn without_a_cache_the_set_is_the_same() {
        let data = locate::data_folder().unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        // A folder inside a file can never be made.
        let impossible = file.path().join("cache");
        for split in [Split::Test, Split::Validation] {
            let in_memory = load_published(&data, std::slice::from_ref(&impossible), split).unwrap();
            assert_eq!(in_memory, load(split).unwrap());
        }
    }

    #[test]
    fn the_next_cache_folder_is_used_when_the_first_cannot_be_written() {
        let data = locate::data_folder().unwrap();
        let (file, second) = (tempfile::NamedTempFile::new().unwrap(), tempfile::tempdir().unwrap());
        let caches = [file.path().join("cache"), second.path().join("new")];
        assert_eq!(load_published(&data, &caches, Split::Test).unwrap().len(), 10_000);
        assert_eq!(std::fs::read_dir(&caches[1]).unwrap().count(), 4);
    }
}
