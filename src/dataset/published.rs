//! The four files of MNIST: their names, their published digests, and how their bytes are read and checked.

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use words::written::hex;

use super::{DataError, Split, idx};
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

pub(super) const TRAIN_IMAGES: PublishedFile = PublishedFile {
    name: "train-images-idx3-ubyte",
    dotted: "train-images.idx3-ubyte",
    len: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
};
pub(super) const TRAIN_LABELS: PublishedFile = PublishedFile {
    name: "train-labels-idx1-ubyte",
    dotted: "train-labels.idx1-ubyte",
    len: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
};
pub(super) const TEST_IMAGES: PublishedFile = PublishedFile {
    name: "t10k-images-idx3-ubyte",
    dotted: "t10k-images.idx3-ubyte",
    len: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
};
pub(super) const TEST_LABELS: PublishedFile = PublishedFile {
    name: "t10k-labels-idx1-ubyte",
    dotted: "t10k-labels.idx1-ubyte",
    len: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};
/// All four: the `mnist` crate reads them together.
pub(super) const PUBLISHED: [PublishedFile; 4] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

/// The images' and the labels' file of a split.
pub(super) fn files_of(split: Split) -> (PublishedFile, PublishedFile) {
    match split {
        Split::Train | Split::Validation => (TRAIN_IMAGES, TRAIN_LABELS),
        Split::Test => (TEST_IMAGES, TEST_LABELS),
    }
}

/// The file under any of its names; an unpacked one first, since it is read faster.
pub(super) fn find(folder: &Path, file: &PublishedFile) -> Result<PathBuf> {
    if !folder.is_dir() {
        return Err(Error::OfData(DataError::FolderMissing { folder: folder.to_path_buf() }));
    }
    let names = [file.name.to_string(), file.dotted.to_string()];
    let packed = names.clone().map(|name| name + ".gz");
    let found = names.into_iter().chain(packed).map(|name| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| Error::OfData(DataError::FileMissing { folder: folder.to_path_buf(), name: file.name }))
}

/// Opens a file, unpacks it on the way if it is gzip'd, and hands the bytes to `parse`.
pub(super) fn read(path: &Path, parse: impl FnOnce(Box<dyn Read>, &Path) -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let mut file = BufReader::new(File::open(path).map_err(files::refused(path))?);
    let start = std::io::BufRead::fill_buf(&mut file).map_err(files::refused(path))?;
    // No IDX file begins like gzip, so the content decides; a name that ends in `.gz` is a promise, though.
    let packed = start.starts_with(&[0x1f, 0x8b]);
    if !packed && path.extension().is_some_and(|extension| extension == "gz") {
        let start = start.iter().copied().take(4).collect();
        return Err(Error::OfData(DataError::NotGzip { path: path.to_path_buf(), start }));
    }
    if !packed {
        return parse(Box::new(file), path);
    }
    parse(Box::new(MultiGzDecoder::new(file)), path).map_err(|error| match error {
        Error::OfFile(files::FileError::Refused { path, source }) if is_gzip_damage(&source) => {
            Error::OfData(DataError::DamagedGzip { path, source })
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
    let found = hex(Sha256::digest(&bytes));
    if found == file.sha256 { Ok(bytes) } else { Err(explain(path, file, &bytes, found)) }
}

/// Why bytes are not the published ones: what is wrong with them as IDX, if anything is, and otherwise the digests.
fn explain(path: PathBuf, file: &PublishedFile, bytes: &[u8], found: String) -> Error {
    let is_images = file.name.contains("images");
    let parsed = if is_images { idx::read_images(bytes, &path) } else { idx::read_labels(bytes, &path) };
    match parsed {
        // The rest was left unread, so that the bytes look cut to their own header.
        Err(Error::OfData(DataError::Truncated { .. })) if bytes.len() as u64 > file.len => {
            Error::OfData(DataError::Trailing { path, expected: file.len })
        }
        Err(error) => error,
        Ok(_) => {
            let in_fact = PUBLISHED.iter().find(|other| other.sha256 == found).map(|other| other.name);
            Error::OfData(DataError::WrongDigest { path, expected: file.sha256, found, in_fact })
        }
    }
}

/// The digest of what `reader` holds.
pub(super) fn digest_of(mut reader: impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hex(hasher.finalize())),
            Ok(n) => hasher.update(&buffer[..n]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
