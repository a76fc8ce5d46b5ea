//! The four files of MNIST: their names, their published digests, and how a split is read from them.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use mnist::{Mnist, MnistBuilder};
use sha2::{Digest, Sha256};

use super::{Dataset, Split, cache, idx, locate};
use crate::dataset::DataError;
use crate::{Error, Result};

/// One of the four published files.
#[derive(Debug)]
pub(super) struct PublishedFile {
    /// Its usual name.
    pub name: &'static str,
    /// The same name as some archives spell it.
    dotted: &'static str,
    /// Its length in bytes, unpacked.
    pub len: u64,
    /// Of the unpacked bytes, as everyone publishes it.
    pub sha256: &'static str,
}

const TRAIN_IMAGES: PublishedFile = PublishedFile {
    name: "train-images-idx3-ubyte",
    dotted: "train-images.idx3-ubyte",
    len: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
};
const TRAIN_LABELS: PublishedFile = PublishedFile {
    name: "train-labels-idx1-ubyte",
    dotted: "train-labels.idx1-ubyte",
    len: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
};
const TEST_IMAGES: PublishedFile = PublishedFile {
    name: "t10k-images-idx3-ubyte",
    dotted: "t10k-images.idx3-ubyte",
    len: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
};
const TEST_LABELS: PublishedFile = PublishedFile {
    name: "t10k-labels-idx1-ubyte",
    dotted: "t10k-labels.idx1-ubyte",
    len: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};
/// All four: the `mnist` crate reads them together.
pub(super) const PUBLISHED: [PublishedFile; 4] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

/// The images' and the labels' file of a split.
fn files_of(split: Split) -> (PublishedFile, PublishedFile) {
    match split {
        Split::Train | Split::Validation => (TRAIN_IMAGES, TRAIN_LABELS),
        Split::Test => (TEST_IMAGES, TEST_LABELS),
    }
}

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
        return Err(Error::Data(DataError::CountsDiffer {
            images_path,
            images: count,
            labels_path,
            labels: labels.len(),
        }));
    }
    Ok(validation_of(Dataset::new(images, labels), split))
}

/// The file under any of its names; an unpacked one first, since it is read faster.
fn find(folder: &Path, file: &PublishedFile) -> Result<PathBuf> {
    if !folder.is_dir() {
        return Err(Error::Data(DataError::FolderMissing { folder: folder.to_path_buf() }));
    }
    let names = [file.name.to_string(), file.dotted.to_string()];
    let packed = names.clone().map(|name| name + ".gz");
    let found = names.into_iter().chain(packed).map(|name| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| Error::Data(DataError::FileMissing { folder: folder.to_path_buf(), name: file.name }))
}

/// Opens a file, unpacks it on the way if it is gzip'd, and hands the bytes to `parse`.
fn read(path: &Path, parse: impl FnOnce(Box<dyn Read>, &Path) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path).map_err(files::refused(path))?);
    let start = std::io::BufRead::fill_buf(&mut file).map_err(files::refused(path))?;
    // No IDX file begins like gzip, so the content decides; a name that ends in `.gz` is a promise, though.
    let packed = start.starts_with(&[0x1f, 0x8b]);
    if !packed && path.extension().is_some_and(|extension| extension == "gz") {
        let start = start.iter().copied().take(4).collect();
        return Err(Error::Data(DataError::NotGzip { path: path.to_path_buf(), start }));
    }
    if !packed {
        return parse(Box::new(file), path);
    }
    parse(Box::new(MultiGzDecoder::new(file)), path).map_err(|error| match error {
        Error::File(files::FileError::Refused { path, source }) if is_gzip_damage(&source) => {
            Error::Data(DataError::DamagedGzip { path, source })
        }
        other => other,
    })
}

/// What the decoder says of bytes that it cannot unpack; anything else is the operating system's.
fn is_gzip_damage(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof)
}

/// The unpacked bytes of a published file, which are exactly the published ones.
pub(super) fn unpack_published(folder: &Path, file: &PublishedFile) -> Result<Vec<u8>> {
    let path = find(folder, file)?;
    // A forged file may unpack to any size: one byte more than there should be is enough to refuse it.
    let bytes = read(&path, |reader, path| {
        let mut bytes = Vec::new();
        reader.take(file.len + 1).read_to_end(&mut bytes).map_err(files::refused(path))?;
        Ok(bytes)
    })?;
    let found = hex(&Sha256::digest(&bytes));
    if found == file.sha256 { Ok(bytes) } else { Err(explain(path, file, &bytes, found)) }
}

/// Why bytes are not the published ones: what is wrong with them as IDX, if anything is, and otherwise the digests.
fn explain(path: PathBuf, file: &PublishedFile, bytes: &[u8], found: String) -> Error {
    let is_images = file.name.contains("images");
    let parsed = if is_images { idx::read_images(bytes, &path) } else { idx::read_labels(bytes, &path) };
    match parsed {
        // The rest was left unread, so that the bytes look cut to their own header.
        Err(Error::Data(DataError::Truncated { .. })) if bytes.len() as u64 > file.len => {
            Error::Data(DataError::Trailing { path, expected: file.len })
        }
        Err(error) => error,
        Ok(_) => {
            let in_fact = PUBLISHED.iter().find(|other| other.sha256 == found).map(|other| other.name);
            Error::Data(DataError::WrongDigest { path, expected: file.sha256, found, in_fact })
        }
    }
}

/// The digest of what `reader` holds.
pub(super) fn digest_of(mut reader: impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hex(&hasher.finalize())),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn hex(digest: &[u8]) -> String {
    words::written::hex(digest)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::idx::tests::{image_file, label_file};
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
                matches!(error, Error::Data(DataError::FileMissing { name: "t10k-images-idx3-ubyte", .. })),
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
            matches!(&error, Error::Data(DataError::FolderMissing { folder }) if folder.ends_with("nowhere")),
            "{error}"
        );
    }

    #[test]
    fn something_else_under_a_gz_name_is_not_gzip() {
        let pointer = b"version https://git-lfs.github.com/spec/v1".to_vec();
        let labels = ("train-labels-idx1-ubyte", label_file(3, &[1, 2, 3]));
        let error = error_of(("train-images-idx3-ubyte.gz", pointer), labels.clone());
        assert!(matches!(&error, Error::Data(DataError::NotGzip { start, .. }) if start == b"vers"), "{error}");
        let error = error_of(("train-images-idx3-ubyte.gz", Vec::new()), labels);
        assert!(matches!(&error, Error::Data(DataError::NotGzip { start, .. }) if start.is_empty()), "{error}");
    }

    #[test]
    fn a_cut_or_altered_gzip_file_is_damaged() {
        let labels = ("train-labels-idx1-ubyte", label_file(3, &[1, 2, 3]));
        let whole = gzip(&three_images());
        for cut in [3, 10, whole.len() / 2, whole.len() - 1] {
            let error = error_of(("train-images-idx3-ubyte.gz", whole[..cut].to_vec()), labels.clone());
            assert!(matches!(error, Error::Data(DataError::DamagedGzip { .. })), "{cut} bytes: {error}");
        }
        let mut altered = whole.clone();
        let checksum = altered.len() - 6;
        altered[checksum] ^= 1;
        let error = error_of(("train-images-idx3-ubyte.gz", altered), labels);
        assert!(matches!(error, Error::Data(DataError::DamagedGzip { .. })), "{error}");
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
        assert!(matches!(error, Error::Data(DataError::Trailing { expected: 2368, .. })), "{error}");
    }

    #[test]
    fn counts_that_differ_are_given() {
        let images = ("train-images-idx3-ubyte", three_images());
        let error = error_of(images, ("train-labels-idx1-ubyte", label_file(2, &[1, 2])));
        assert!(matches!(error, Error::Data(DataError::CountsDiffer { images: 3, labels: 2, .. })), "{error}");
    }

    #[test]
    fn swapped_files_are_named_as_such() {
        let labels = label_file(3, &[1, 2, 3]);
        let error = error_of(("train-images-idx3-ubyte", labels), ("train-labels-idx1-ubyte", three_images()));
        assert!(matches!(error, Error::Data(DataError::SwappedFiles { holds_labels: true, .. })), "{error}");
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
        let Error::Data(DataError::WrongDigest { expected, found, in_fact: None, .. }) = &error else {
            panic!("{error}")
        };
        assert_eq!(*expected, TEST_LABELS.sha256);
        assert_eq!(*found, hex(&Sha256::digest(&other_labels)));
        assert!(error.to_string().contains("git checkout"));
    }

    #[test]
    fn another_of_the_published_files_is_recognised() {
        let data = locate::data_folder().unwrap();
        let test_labels = unpack_published(&data, &TEST_LABELS).unwrap();
        let folder = repository_with("train-labels-idx1-ubyte", gzip(&test_labels));
        let error = unpack_published(folder.path(), &TRAIN_LABELS).unwrap_err();
        assert!(
            matches!(error, Error::Data(DataError::WrongDigest { in_fact: Some("t10k-labels-idx1-ubyte"), .. })),
            "{error}"
        );
    }

    #[test]
    fn a_longer_file_under_a_published_name_is_too_long() {
        let more_labels = label_file(60_000, &[7; 60_000]);
        let error = error_of_published("t10k-labels-idx1-ubyte", gzip(&more_labels));
        assert!(matches!(error, Error::Data(DataError::Trailing { expected: 10_008, .. })), "{error}");
    }

    #[test]
    fn what_is_wrong_with_a_published_file_is_said_before_its_digest() {
        let error = error_of_published("t10k-labels-idx1-ubyte", gzip(&three_images()));
        assert!(matches!(error, Error::Data(DataError::SwappedFiles { holds_labels: false, .. })), "{error}");
        let error = error_of_published("t10k-images-idx3-ubyte", gzip(&image_file(10_000, 28, 28, 784)));
        assert!(matches!(error, Error::Data(DataError::Truncated { expected: 7_840_016, found: 800, .. })), "{error}");
        let error = error_of_published("t10k-images-idx3-ubyte", b"<!DOCTYPE html>".to_vec());
        assert!(matches!(error, Error::Data(DataError::NotGzip { .. })), "{error}");
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
