//! Homework 2-2, the part that is checked: AlexNet as a type, a table of parameters, a smaller LeNet-5.

use shuzi::model::{Model, Summary};

use crate::checks::checks;
use crate::said::{Said, ask, draw_images};
use crate::{Look, Question, Questions};

/// hw.1.
pub static ALEXNET: Questions<Look, Summary> = Questions::new("hw.1", |_| {
    Question::one_a_part([Look::Layers(0..1), Look::Layers(1..5), Look::Last(5..8), Look::Between])
});

/// The names of the table's rows.
pub const ROWS: [&str; 5] = ["LeNet-5, 62 classes", "AlexNet, 10 classes", "VGG-16", "VGG-11, averaged", "ResNet-34"];

/// hw.2: the row of a name.
pub static TABLE: Questions<&str, Vec<(String, usize)>> = Questions::new("hw.2", |_| Question::one_a_part(ROWS));

/// What is asked of the network.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// Few parameters.
    Small,
    /// A share of the images, named in the task's text, that must be right.
    Accuracy(f64),
}

/// hw.3.
pub static VARIANT: Questions<(Vec<usize>, Wanted), Said> = Questions::new("hw.3", |dice| {
    let wanted = [
        (Wanted::Small, 10),
        (Wanted::Accuracy(0.9), 2000),
        (Wanted::Accuracy(0.95), 2000),
        (Wanted::Accuracy(0.97), 3000),
    ];
    Question::one_a_part(wanted.map(|(wanted, count)| (draw_images(dice, count), wanted)))
});

checks! {
    /// hw.1: the summary of a network for photographs of 224×224.
    alexnet(answer: &Summary) = ALEXNET, |_| answer.clone();
    /// hw.2: rows of a name and a number of parameters.
    table(answer: &[(&str, usize)]) = TABLE, |_| answer.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    /// hw.3: a network that was trained.
    variant(answer: &Model) = VARIANT, |(images, _)| ask(answer, images);
}
