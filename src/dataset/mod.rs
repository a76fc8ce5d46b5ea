//! stand-in until the data branch is merged
#![allow(missing_docs)]
pub const IMAGE_PIXELS: usize = 784;
pub const NUM_CLASSES: usize = 10;
#[derive(Clone, Debug)]
pub struct Dataset {
    pub images: Vec<u8>,
    pub labels: Vec<u8>,
}
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub images: Vec<f32>,
    pub labels: Vec<usize>,
}
impl Dataset {
    pub fn len(&self) -> usize {
        self.labels.len()
    }
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }
    pub fn batch(&self, indices: &[u32]) -> Batch {
        Batch {
            images: indices
                .iter()
                .flat_map(|&i| self.images[i as usize * 784..][..784].iter().map(|&p| p as f32 / 255.0))
                .collect(),
            labels: indices.iter().map(|&i| self.labels[i as usize] as usize).collect(),
        }
    }
}
pub fn shuffled_order(len: usize, seed: u64, epoch: usize) -> Vec<u32> {
    use rand::{SeedableRng, seq::SliceRandom};
    let mut order: Vec<u32> = (0..len as u32).collect();
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(epoch as u64);
    order.shuffle(&mut random);
    order
}
