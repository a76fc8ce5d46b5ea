//! What is measured: one [`Work`] a row.

/// The same work for each side.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    pub id: String,
    /// What a reader sees, in Chinese and in English.
    pub name: [String; 2],
    pub measurement: Measurement,
    /// Images that one measurement goes through.
    pub images: usize,
    pub threads: usize,
    /// Whether both sides are held to AVX2.
    pub avx2: bool,
    /// A limit that the project set itself: the best peer is at most so many times as fast as ours.
    pub slower_at_most: Option<f64>,
    /// Which curve of the growth figure the row is a point of, and where: how often the work was doubled.
    pub growth: Option<(&'static str, f64)>,
}

/// What the programs do, on either side.
#[derive(Clone, Debug, PartialEq)]
pub enum Measurement {
    /// Steps of training: forward, backward, SGD, with batching and loss.
    Train(Training),
    /// One picture a call, so many calls; the median counts.
    Predict { repeats: usize },
    /// All pictures in one call.
    Classify { repeats: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// As both programs call it.
    pub network: &'static str,
    /// Of weights and order.
    pub seed: u64,
    pub batch_size: usize,
    pub epochs: usize,
    /// Whether the accuracy is told after each epoch, off the clock.
    pub test: bool,
    /// So many losses, from the first on, must agree with the peers'.
    ///
    /// After some dozens of steps rounding alone has grown large in a network whose losses jump: PyTorch's two layouts then
    /// differ from each other by as much. The lesson's network is calm enough for 200.
    pub agreeing: usize,
}

pub const EPOCH: usize = 60_000;
/// The lesson's batch.
const BATCH: usize = 64;

impl Work {
    fn new(id: &str, [zh, en]: [&str; 2], measurement: Measurement, images: usize, threads: usize) -> Work {
        let name = [zh.to_owned(), en.to_owned()];
        Work { id: id.to_owned(), name, measurement, images, threads, avx2: false, slower_at_most: None, growth: None }
    }

    /// The arguments of both programs, with the folder that they read from.
    pub fn arguments(&self, folder: &str) -> Vec<String> {
        let images = self.images;
        let line = match &self.measurement {
            Measurement::Predict { repeats } => format!("predict {folder} --repeats {repeats}"),
            Measurement::Classify { repeats } => format!("classify {folder} --images {images} --repeats {repeats}"),
            Measurement::Train(Training { network, seed, batch_size, epochs, test, .. }) => {
                let test = if *test { " --test" } else { "" };
                format!(
                    "train {folder} --network {network} --seed {seed} --images {images} --batch-size {batch_size} --epochs {epochs}{test}"
                )
            }
        };
        line.split(' ').map(str::to_owned).collect()
    }

    /// The same with so little work that only its running is tested.
    pub fn tiny(mut self) -> Work {
        self.images = self.images.min(640);
        match &mut self.measurement {
            Measurement::Predict { repeats } | Measurement::Classify { repeats } => *repeats = 1,
            Measurement::Train(training) => {
                training.agreeing = training.agreeing.min(self.images / training.batch_size);
                training.epochs = training.epochs.min(2);
            }
        }
        self
    }

    pub fn agreeing(&self) -> usize {
        if let Measurement::Train(training) = &self.measurement { training.agreeing } else { 0 }
    }
}

/// The main row: one epoch of the lesson's network.
pub fn main_row(threads: usize) -> Work {
    let training = Training { agreeing: 200, test: true, ..lesson(BATCH) };
    let name = ["训练一轮（60,000 张图，批大小 64）", "one epoch (60,000 images, batches of 64)"];
    Work::new("epoch", name, Measurement::Train(training), EPOCH, threads)
}

pub fn everything(threads: usize) -> Vec<Work> {
    let mut works = vec![main_row(threads)];
    if cfg!(target_arch = "x86_64") {
        let name = ["同上，双方都限于 AVX2", "the same, both sides held to AVX2"].map(str::to_owned);
        works.push(Work { id: "epoch-avx2".into(), name, avx2: true, ..main_row(threads) });
    }
    let (one, many) = (Measurement::Predict { repeats: 1000 }, Measurement::Classify { repeats: 5 });
    works.push(Work::new("predict", ["认一张图", "one picture"], one, 1, threads));
    works.push(Work::new("classify", ["一次认 10,000 张图", "10,000 pictures in one call"], many, 10_000, threads));
    works.extend(other_networks(threads));
    works.extend(growth(threads));
    works
}

/// Ten epochs: what `--accuracy` and the memory are measured on.
pub fn ten_epochs(seed: u64, test: bool, threads: usize) -> Work {
    let training = Training { seed, epochs: 10, test, agreeing: 0, ..lesson(BATCH) };
    Work::new("ten-epochs", ["训练十轮", "ten epochs"], Measurement::Train(training), EPOCH, threads)
}

fn lesson(batch_size: usize) -> Training {
    Training { network: "lesson", seed: 1, batch_size, epochs: 1, test: false, agreeing: 10 }
}

fn other_networks(threads: usize) -> impl Iterator<Item = Work> {
    [
        ("lenet", ["LeNet-5，100 批", "LeNet-5, 100 batches"]),
        ("wide-lenet", ["更宽的 LeNet，100 批", "a wider LeNet, 100 batches"]),
        ("residual", ["小残差网络，100 批", "a small residual network, 100 batches"]),
    ]
    .into_iter()
    .map(move |(network, name)| {
        let training = Measurement::Train(Training { network, ..lesson(BATCH) });
        Work { slower_at_most: Some(2.0), ..Work::new(network, name, training, 100 * BATCH, threads) }
    })
}

/// The lesson's network with more and more work.
fn growth(threads: usize) -> Vec<Work> {
    const SOME: usize = 15_360;
    let batches = [16, 32, 64, 128, 256, 512].map(|size| {
        let name = [format!("批大小 {size}，15,360 张图"), format!("batches of {size}, 15,360 images")];
        let training = Training { agreeing: 10, ..lesson(size) };
        point(("批大小 16–512", size, 16), format!("batch-{size}"), name, training, SOME, threads)
    });
    let images = [6, 15, 30, 60].map(|thousands| {
        let images = thousands * 1000;
        let name = [format!("{thousands},000 张图"), format!("{thousands},000 images")];
        point(("6,000–60,000 张图", images, 6_000), format!("images-{images}"), name, lesson(BATCH), images, threads)
    });
    let threads = (1..=threads).map(|threads| {
        let name = [format!("线程数 {threads}，15,360 张图"), format!("threads: {threads}, 15,360 images")];
        point(("1–2 个线程", threads, 1), format!("threads-{threads}"), name, lesson(BATCH), SOME, threads)
    });
    batches.into_iter().chain(images).chain(threads).collect()
}

/// A point of the growth figure: of which curve, how much of what grows, and how little of it there is at least.
fn point(
    (curve, much, least): (&'static str, usize, usize),
    id: String,
    name: [String; 2],
    training: Training,
    images: usize,
    threads: usize,
) -> Work {
    let doublings = (much as f64 / least as f64).log2();
    let work = Work::new(&id, ["", ""], Measurement::Train(training), images, threads);
    Work { name, growth: Some((curve, doublings)), ..work }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_programs_are_told_the_same_work() {
        let words = main_row(2).arguments("folder").join(" ");
        assert_eq!(words, "train folder --network lesson --seed 1 --images 60000 --batch-size 64 --epochs 1 --test");
    }

    #[test]
    fn no_two_rows_share_a_name() {
        let mut ids: Vec<String> = everything(2).into_iter().map(|work| work.id).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn no_more_losses_are_compared_than_there_are_steps() {
        for work in everything(2).into_iter().flat_map(|work| [work.clone(), work.tiny()]) {
            if let Measurement::Train(training) = &work.measurement {
                assert!(training.agreeing <= work.images / training.batch_size, "{}", work.id);
            }
        }
    }
}
