//! Judging a network that an answer trained, by what it says of test images: their labels are looked up here.

use std::sync::LazyLock;

use ask::Said;
use ask::said::first_weights;
use shuzi::dataset::{Dataset, Split};
use shuzi::predict::{lesson_model, trained_model};
use words::text;

/// Read once, however many questions there are.
static TEST_SET: LazyLock<Option<Dataset>> = LazyLock::new(|| Dataset::load(Split::Test).ok());

/// By which the networks that come along are known.
static OF_THE_COURSE: LazyLock<[Vec<f32>; 2]> =
    LazyLock::new(|| [lesson_model(), trained_model()].map(|model| first_weights(&model)));

/// Whether a network of the learner's own says the right digits of so large a share of the images, or of so little less
/// that it may be the luck of the draw: what a task names is the share of the whole test set.
///
/// # Errors
/// Where it does not, in words.
pub fn accurate(images: &[usize], said: &Said, least: f64) -> Result<(), String> {
    if OF_THE_COURSE.contains(&said.weights) {
        return Err(text!(
            "这是随课程附带的网络，不是你训练的。",
            "this is one of the networks that come with the course, not one that you trained."
        ));
    }
    let (count, asked) = (said.labels.len(), images.len());
    if count != asked {
        return Err(text!("问了 {asked} 张图片，有 {count} 个回答。", "of {asked} images, {count} are answered."));
    }
    let Some(test) = &*TEST_SET else {
        return Err(text!("评分的机器上没有测试集。", "the test set is not on the machine that judges."));
    };
    let is_right = |(image, label): (&usize, &usize)| usize::from(test.labels[*image]) == *label;
    let right = images.iter().zip(&said.labels).filter(|pair| is_right(*pair)).count();
    let accuracy = right as f64 / asked as f64;
    // Two standard deviations of a share that is counted on so many images.
    let luck = 2.0 * (least * (1.0 - least).max(0.0) / asked as f64).sqrt();
    if accuracy + luck >= least {
        return Ok(());
    }
    let (found, least) = (format!("{:.1}", accuracy * 100.0), format!("{:.0}", least * 100.0));
    let first = said.labels.first().copied();
    if said.labels.iter().all(|label| Some(*label) == first) {
        return Err(text!(
            "所有图片它都说是同一个数字：没有学会，或者步子太大，学坏了。",
            "it says the same digit of all images: it has not learnt, or a learning rate that is too large has spoilt it."
        ));
    }
    Err(text!(
        "{asked} 张测试图片，准确率 {found}%，还不到 {least}%。",
        "of {asked} test images {found} % are right, not yet {least} %."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ask::Dice;
    use ask::said::{ask, draw_images};

    #[test]
    fn the_courses_networks_are_known_and_right_labels_are_counted() {
        let images = draw_images(&mut Dice::new(3), 200);
        let ready = ask(&lesson_model(), &images);
        words::Language::English.within(|| {
            assert!(accurate(&images, &ready, 0.5).expect_err("not theirs").contains("come with the course"));
            let own = Said { weights: vec![0.5], ..ready.clone() };
            assert_eq!(accurate(&images, &own, 0.95), Ok(()));
            assert!(accurate(&images, &own, 1.01).expect_err("not all").contains("not yet 101 %"));
            let constant = Said { labels: vec![4; 200], ..own.clone() };
            assert!(accurate(&images, &constant, 0.5).expect_err("constant").contains("the same digit"));
            let few = Said { labels: vec![4; 2], ..own };
            assert!(accurate(&images, &few, 0.0).expect_err("few").contains("2 are answered"));
        });
    }
}
