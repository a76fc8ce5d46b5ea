//! The first stage: handwritten digits and what they are, as bytes.
//!
//! [`Dataset::load`] reads the full MNIST set that the repository holds, [`Dataset::load_from`] any folder with files of
//! the same format (Fashion-MNIST, for example). Images stay bytes, since as numbers they would need four times the
//! memory; a [`Batch`] turns a few dozen of them at a time into what a network takes.
//!
//! ```
//! use shuzi::{Dataset, Split, dataset::shuffled_order};
//!
//! let train = Dataset::load(Split::Train)?;
//! assert_eq!(train.len(), 60_000);
//! let order = shuffled_order(train.len(), 1, 0);
//! let last = order.chunks(64).last().expect("60,000 images make batches");
//! assert_eq!(train.batch(last).len(), 32); // 938 batches: the last one is half as long, and kept
//! # Ok::<(), shuzi::Error>(())
//! ```

mod batch;
mod cache;
mod error;
mod idx;
mod locate;
mod mnist;
mod published;
pub mod transform;

use std::path::Path;

pub use batch::{Batch, shuffled_order};
pub use error::DataError;
use sha2::{Digest, Sha256};
use words::written::hex;

use crate::Result;

/// Pixels on each side of an image.
pub const IMAGE_SIDE: usize = 28;
/// Pixels of an image.
pub const IMAGE_PIXELS: usize = IMAGE_SIDE * IMAGE_SIDE;
/// The digits 0 to 9 (or ten kinds of clothes, in Fashion-MNIST).
pub const NUM_CLASSES: usize = 10;

/// Which part of the data: what a network learns from, or what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Split {
    /// The whole training file: 60,000 images of MNIST.
    Train,
    /// The last sixth of the training file (rounded up): 10,000 images of MNIST, for choosing between settings without
    /// looking at the test set. `Train` holds these images too: whoever validates trains on the rest, which is
    /// `train.hold_out(n).0` with `n` the length of the validation set.
    Validation,
    /// The test file: 10,000 images of MNIST, by other writers than those of the training file.
    Test,
}

/// Images and their labels, in the order of the files.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Dataset {
    /// Shape `[N, 1, 28, 28]`, row by row; 0 is the empty background, 255 is full ink.
    pub images: Vec<u8>,
    /// Shape `[N]`, from 0 to 9.
    pub labels: Vec<u8>,
}

impl Dataset {
    /// Puts images and their labels together.
    ///
    /// # Panics
    /// If there are not 784 pixels for each label.
    pub fn new(images: Vec<u8>, labels: Vec<u8>) -> Dataset {
        let (pixels, count) = (images.len(), labels.len());
        assert!(pixels == count * IMAGE_PIXELS, "{count} labels go with {} pixels, not {pixels}", count * IMAGE_PIXELS);
        Dataset { images, labels }
    }

    /// The SHA-256 digest of its pixels and labels, as hexadecimal digits: what tells one set of images from another.
    pub fn digest(&self) -> String {
        hex(Sha256::new().chain_update(&self.images).chain_update(&self.labels).finalize())
    }

    /// The full MNIST set that the repository holds in `data/mnist`, whatever the working folder.
    ///
    /// The folder is looked for in this order: the environment variable `SHUZI_DATA`, the repository that this library
    /// was built in, the working folder and those above it, the program's folder and those above it. Every file must
    /// have the SHA-256 digest that is published for it. Unpacked files are kept in a cache folder (`SHUZI_CACHE`, or
    /// `.cache` in the repository, or one among the system's temporary files), and checked each time.
    ///
    /// # Errors
    /// If a file is missing, damaged or not the published one; the message says what to do.
    pub fn load(split: Split) -> Result<Dataset> {
        mnist::load(split)
    }

    /// A set of the same format from a folder of your own: two files for each split, gzip'd or not, named as MNIST's
    /// are (`train-images-idx3-ubyte`, `t10k-labels-idx1-ubyte.gz`, or with a dot, `train-images.idx3-ubyte`).
    ///
    /// Only the files of that split need to be there, with any number of images from one up.
    ///
    /// # Errors
    /// If a file is missing or damaged, or the files contradict their headers or each other.
    pub fn load_from(folder: impl AsRef<Path>, split: Split) -> Result<Dataset> {
        mnist::load_from(folder.as_ref(), split)
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image at all.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// One image: 784 bytes, row by row.
    ///
    /// # Panics
    /// If there is no image of this index.
    pub fn image(&self, index: usize) -> &[u8; IMAGE_PIXELS] {
        assert!(index < self.len(), "image {index} of a set of {}", self.len());
        let pixels = &self.images[index * IMAGE_PIXELS..(index + 1) * IMAGE_PIXELS];
        pixels.try_into().expect("a range of that length")
    }

    /// The first `n` images, or all if there are fewer.
    pub fn take(&self, n: usize) -> Dataset {
        let n = n.min(self.len());
        Dataset::new(self.images[..n * IMAGE_PIXELS].to_vec(), self.labels[..n].to_vec())
    }

    /// Splits the last `n` images off: `(the rest, the last n)`.
    ///
    /// # Panics
    /// If there are fewer than `n` images.
    pub fn hold_out(mut self, n: usize) -> (Dataset, Dataset) {
        assert!(n <= self.len(), "cannot hold out {n} images of a set of {}", self.len());
        let rest = self.len() - n;
        let held_out = Dataset::new(self.images.split_off(rest * IMAGE_PIXELS), self.labels.split_off(rest));
        (self, held_out)
    }

    /// How many images each class has.
    ///
    /// # Panics
    /// If a label is not a class, which no loaded set has.
    pub fn label_counts(&self) -> [usize; NUM_CLASSES] {
        let mut counts = [0; NUM_CLASSES];
        for &label in &self.labels {
            counts[usize::from(label)] += 1;
        }
        counts
    }
}

/// The size only: a notebook shows a value by this, and 47 million numbers would drown it.
impl std::fmt::Debug for Dataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dataset {{ images: [{}, 1, {IMAGE_SIDE}, {IMAGE_SIDE}], labels: [{}] }}", self.len(), self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Image `i` is filled with the byte `i`, its label is `i % 10`.
    pub(super) fn numbered(n: u8) -> Dataset {
        let images = (0..n).flat_map(|i| [i; IMAGE_PIXELS]).collect();
        Dataset::new(images, (0..n).map(|i| i % 10).collect())
    }

    #[test]
    fn take_keeps_the_first_images_and_at_most_all() {
        let five = numbered(12).take(5);
        assert_eq!((five.len(), five.image(4)[783], five.labels[4]), (5, 4, 4));
        assert_eq!(numbered(12).take(100), numbered(12));
    }

    #[test]
    fn hold_out_splits_the_last_images_off() {
        let (rest, held_out) = numbered(12).hold_out(2);
        assert_eq!((rest.len(), held_out.len()), (10, 2));
        assert_eq!((held_out.image(0)[0], held_out.labels[1]), (10, 1));
        assert_eq!(rest, numbered(10));
    }

    #[test]
    #[should_panic(expected = "cannot hold out 13 images of a set of 12")]
    fn holding_out_more_than_there_is_panics_with_the_numbers() {
        numbered(12).hold_out(13);
    }

    #[test]
    #[should_panic(expected = "2 labels go with 1568 pixels, not 784")]
    fn images_without_labels_panic_with_the_numbers() {
        Dataset::new(vec![0; 784], vec![1, 2]);
    }

    #[test]
    fn debug_text_is_short() {
        assert_eq!(format!("{:?}", numbered(3)), "Dataset { images: [3, 1, 28, 28], labels: [3] }");
    }
}
