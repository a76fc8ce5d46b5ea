//! Which images a network reads wrong while it is surest.

use std::fmt;

use crate::answers::{Answer, answers};
use crate::dataset::{Dataset, IMAGE_PIXELS};
use crate::error::Result;
use crate::model::Model;
use figures::{Captioned, Figure, plot_pictures};
use words::text;

/// A network's mistakes on a dataset, the most confident first.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistakes {
    /// How many images were read wrong in all.
    pub total: usize,
    /// The most confident of them.
    pub shown: Vec<Answer>,
    /// Their images.
    pictures: Vec<[u8; IMAGE_PIXELS]>,
}

/// The mistakes that a network is surest of, `count` at most.
///
/// # Errors
/// When the network gives no ten logits.
///
/// ```
/// use shuzi::mistakes::confident_mistakes;
/// use shuzi::{Dataset, Split};
///
/// let test = Dataset::load(Split::Test)?.take(500);
/// let mistakes = confident_mistakes(&shuzi::predict::lesson_model(), &test, 3)?;
/// assert!(mistakes.shown.iter().all(|answer| answer.label != answer.truth));
/// # Ok::<(), shuzi::Error>(())
/// ```
pub fn confident_mistakes(model: &Model, dataset: &Dataset, count: usize) -> Result<Mistakes> {
    let mut wrong: Vec<Answer> = answers(model, dataset)?.into_iter().filter(|answer| !answer.is_right()).collect();
    wrong.sort_by(|one, other| other.confidence.total_cmp(&one.confidence));
    let total = wrong.len();
    wrong.truncate(count);
    let pictures = wrong.iter().map(|answer| *dataset.image(answer.index)).collect();
    Ok(Mistakes { total, shown: wrong, pictures })
}

impl Mistakes {
    /// The images, each with its truth, the network's answer and how sure it was.
    pub fn figure(&self) -> Figure {
        let title = text!("最有把握的错误", "The most confident mistakes");
        let pictures = self.pictures.iter().zip(&self.shown).map(|(ink, answer)| {
            let Answer { truth, label, confidence, .. } = answer;
            let percent = confidence * 100.0;
            Captioned {
                ink,
                lines: [text!("真实 {truth}，读成 {label}", "a {truth} read as {label}"), format!("{percent:.1}%")],
            }
        });
        plot_pictures(&title, &pictures.collect::<Vec<_>>())
    }

    /// Shows the gallery in a notebook.
    pub fn evcxr_display(&self) {
        Figure { text: self.to_string(), ..self.figure() }.evcxr_display();
    }
}

impl fmt::Display for Mistakes {
    /// A line a mistake: the image's number, what it shows, what it was read as, and how sure the network was.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.total;
        f.write_str(&text!(
            "一共认错 {total} 张；最有把握的：",
            "{total} images were read wrong; the surest of them:"
        ))?;
        for Answer { index, truth, label, confidence } in &self.shown {
            let line = text!(
                "第 {index} 张：真实 {truth}，读成 {label}，概率 {confidence:.4}",
                "image {index}: a {truth} read as {label}, probability {confidence:.4}"
            );
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Split;
    use crate::metrics::evaluate;
    use crate::predict::lesson_model;

    #[test]
    fn the_surest_mistakes_come_first_and_all_are_counted() {
        let test = Dataset::load(Split::Test).expect("the repository has MNIST").take(1000);
        let (model, matrix) = (lesson_model(), evaluate(&lesson_model(), &test).expect("counted"));
        let mistakes = confident_mistakes(&model, &test, 5).expect("a classifier");
        assert_eq!(mistakes.total, matrix.total() - matrix.correct());
        assert!(mistakes.total >= 5 && mistakes.shown.len() == 5, "{mistakes}");
        assert!(mistakes.shown.is_sorted_by(|one, other| one.confidence >= other.confidence));
        for (answer, picture) in mistakes.shown.iter().zip(&mistakes.pictures) {
            assert_eq!((picture, answer.truth), (test.image(answer.index), usize::from(test.labels[answer.index])));
        }
    }
}
