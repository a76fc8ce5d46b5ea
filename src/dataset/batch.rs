//! From bytes to numbers, one batch at a time, in an order that a seed decides.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::transform::to_input;
use super::{Dataset, IMAGE_PIXELS};

/// Keeps the shuffle's random numbers apart from whatever else is drawn from the same seed.
const SHUFFLE: &[u8; 8] = b"shuffle\0";

/// The order in which an epoch visits the images: the numbers from 0 to `len − 1`, shuffled.
///
/// It depends on its arguments alone, on every machine, so a run that goes on from a checkpoint needs to know only the
/// seed, the epoch and the step. Cut it with [`chunks`](slice::chunks), which keeps a last, shorter batch.
///
/// # Panics
/// If `len` does not fit into a `u32`.
pub fn shuffled_order(len: usize, seed: u64, epoch: usize) -> Vec<u32> {
    let len = u32::try_from(len).unwrap_or_else(|_| panic!("{len} images are more than a u32 can number"));
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&(epoch as u64).to_le_bytes());
    key[16..24].copy_from_slice(SHUFFLE);
    let mut order: Vec<u32> = (0..len).collect();
    order.shuffle(&mut ChaCha8Rng::from_seed(key));
    order
}

/// A few images as a network takes them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Batch {
    /// Shape `[n, 1, 28, 28]`, in `[0, 1]`: 0 is background, 1 is full ink.
    pub images: Vec<f32>,
    /// Shape `[n]`, from 0 to 9.
    pub labels: Vec<usize>,
}

impl Batch {
    /// How many images there are.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no image at all.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Replaces the content by these images of `dataset`, reusing the memory.
    ///
    /// # Panics
    /// If `dataset` has no image of one of the indices.
    pub fn refill(&mut self, dataset: &Dataset, indices: &[u32]) {
        self.images.clear();
        self.labels.clear();
        self.images.reserve(indices.len() * IMAGE_PIXELS);
        for &index in indices {
            let index = index as usize;
            self.images.extend(dataset.image(index).iter().map(|&ink| to_input(ink)));
            self.labels.push(usize::from(dataset.labels[index]));
        }
    }
}

impl Dataset {
    /// These images, in this order, as numbers. [`Batch::refill`] does the same without new memory.
    ///
    /// # Panics
    /// If there is no image of one of the indices.
    pub fn batch(&self, indices: &[u32]) -> Batch {
        let mut batch = Batch::default();
        batch.refill(self, indices);
        batch
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::numbered;
    use super::*;

    #[test]
    fn a_shuffle_is_a_permutation_that_seed_and_epoch_decide() {
        let order = shuffled_order(1000, 1, 0);
        assert_eq!(order, shuffled_order(1000, 1, 0));
        assert_ne!(order, shuffled_order(1000, 2, 0));
        assert_ne!(order, shuffled_order(1000, 1, 1));
        assert_ne!(shuffled_order(1000, 0, 1), shuffled_order(1000, 1, 0));
        let mut sorted = order;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..1000).collect::<Vec<u32>>());
    }

    /// Committed weights and stored notebook outputs depend on it: a new release of `rand` must not change it unseen.
    #[test]
    fn a_shuffle_stays_the_same_over_the_years() {
        assert_eq!(shuffled_order(10, 1, 0), [9, 5, 2, 4, 1, 8, 7, 6, 0, 3]);
    }

    #[test]
    fn a_last_partial_batch_is_kept() {
        let data = numbered(10);
        let order = shuffled_order(data.len(), 7, 0);
        let sizes: Vec<usize> = order.chunks(4).map(|indices| data.batch(indices).len()).collect();
        assert_eq!(sizes, [4, 4, 2]);
    }

    #[test]
    fn a_batch_follows_its_indices() {
        let batch = numbered(12).batch(&[11, 3, 3]);
        assert_eq!(batch.labels, [1, 3, 3]);
        assert_eq!(batch.images.len(), 3 * IMAGE_PIXELS);
        assert_eq!(batch.images[0], 11.0 / 255.0);
        assert_eq!(batch.images[3 * IMAGE_PIXELS - 1], 3.0 / 255.0);
    }

    #[test]
    fn refilling_gives_what_a_new_batch_holds_in_the_same_memory() {
        let data = numbered(12);
        let mut batch = data.batch(&[0, 1, 2, 3]);
        let memory = batch.images.as_ptr();
        batch.refill(&data, &[9, 8]);
        assert_eq!(batch, data.batch(&[9, 8]));
        assert_eq!(batch.images.as_ptr(), memory);
    }

    #[test]
    #[should_panic(expected = "image 12 of a set of 12")]
    fn an_index_out_of_range_panics_with_the_numbers() {
        numbered(12).batch(&[12]);
    }
}
