//! 6.4 and 6.5: the floor of a softmax taken twice, and a training with a loss and a learning rate of one's choice.

use ask::Said;
use ask::chapter_06::{self, Test};

use crate::judge::Judge;
use crate::near::near;
use crate::trained::accurate;
use crate::typical::{judged, mistakes};

pub static FLOOR: Judge<usize, f32> = Judge {
    questions: &chapter_06::FLOOR,
    judge: |&classes, found| {
        let others = classes as f32 - 1.0;
        let floor = |others: f32| (others / 1_f32.exp()).ln_1p();
        let is = |value: f32| near(*found, value, 1e-3);
        let mistakes = mistakes! {
            is(-floor(others)) =>
                "少了负号：损失是概率的负对数。", "The minus is missing: the loss is minus the logarithm.";
            is((-floor(others)).exp()) =>
                "那是概率，损失还要取它的负对数。", "That is the probability; the loss is minus its logarithm.";
            is(floor(classes as f32)) =>
                "数的是其他类别：比类别的个数少 1。", "It is the other classes that count: one fewer than there are.";
            is(floor(9.0)) => "类别的个数变了，9 也要跟着变。", "With another number of classes it is no longer 9.";
            is((classes as f32).ln()) =>
                "那是瞎猜时的损失，不是完全正确时的。", "That is the loss of a blind guess, not of being quite right.";
        };
        judged(is(floor(others)), &format!("floor_of_softmax_twice({classes})"), found, &mistakes)
    },
};

pub static TRAINED: Judge<Test, Said> =
    Judge { questions: &chapter_06::TRAINED, judge: |(images, least), said| accurate(images, said, *least) };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::{fails, passes};
    use ask::said::ask;
    use shuzi::dataset::{Dataset, Split};
    use shuzi::loss::softmax;
    use shuzi::model::{Digit, Init, LessonCnn, Model, summary};
    use shuzi::predict::lesson_model;

    #[test]
    fn a_floor_is_right_however_it_is_computed() {
        passes(&FLOOR, |&classes| (1.0 + (classes as f64 - 1.0) / 1_f64.exp()).ln() as f32);
        passes(&FLOOR, |&classes| {
            let mut right = vec![0.0; classes];
            right[0] = 1.0;
            -softmax(&right)[0].ln()
        });
        let e = 1_f32.exp();
        fails(&FLOOR, |_| (1.0 + 9.0 / e).ln(), 1.0, ["no longer 9"]);
        fails(&FLOOR, |&classes| (1.0 + classes as f32 / e).ln(), 0.0, ["other classes"]);
        fails(&FLOOR, |&classes| e / (e + classes as f32 - 1.0), 0.0, ["is the probability"]);
        fails(&FLOOR, |&classes| (classes as f32).ln(), 0.0, ["blind guess"]);
    }

    /// Replies of a network that is right for so many of a hundred images.
    fn right_of_a_hundred(share: usize) -> impl Fn(&Test) -> Said {
        let labels = Dataset::load(Split::Test).expect("the repository has MNIST").labels;
        move |(images, _)| {
            let label =
                |(at, image): (usize, &usize)| (usize::from(labels[*image]) + usize::from(at % 100 >= share)) % 10;
            let labels = images.iter().enumerate().map(label).collect();
            Said { network: summary::<LessonCnn, Digit>(), weights: vec![0.1], labels }
        }
    }

    #[test]
    fn what_counts_is_the_accuracy() {
        // One of a hundred may be the luck of the draw.
        passes(&TRAINED, right_of_a_hundred(92));
        passes(&TRAINED, right_of_a_hundred(99));
        fails(&TRAINED, right_of_a_hundred(91), 2.0, ["91.0 % are right, not yet 93 %"]);
        fails(&TRAINED, right_of_a_hundred(50), 0.0, ["not yet 80 %"]);
        fails(&TRAINED, |(images, _)| ask(&Model::lesson(Init::Paddle, 1), images), 0.0, ["%"]);
        fails(&TRAINED, |(images, _)| ask(&lesson_model(), images), 0.0, ["come with the course"]);
    }
}
