//! The figures that are kept in the repository's `figures/`: those without a training in them.

use std::path::{Path, PathBuf};

use figures::{
    draw_classic_networks, draw_method, draw_three_classes, draw_two_boxes, draw_two_classes, draw_valve, plot_log,
    plot_softmax,
};
use files::{FileError, refused, write_atomically};
use shuzi::loss::{sigmoid, softmax};
use shuzi::tumour::Tumours;
use words::Language;

/// The course's own picture of a handwritten 0, which `figures/` holds: drawn once by a program that imitates a felt pen
/// (in the history of this file's crate), for the lesson to end by reading.
pub const EXAMPLE: &[u8] = include_bytes!("../../figures/example_0.jpg");

/// Writes the figures of the repository into `folder`, made if it is missing, and tells their paths. Their words are
/// Chinese, whatever the language in force, so that the same files come out everywhere.
pub fn write_figures(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>, FileError> {
    let folder = folder.as_ref();
    std::fs::create_dir_all(folder).map_err(refused(folder))?;
    let files = Language::Chinese.within(repository_figures);
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            write_atomically(&path, &bytes)?;
            Ok(path)
        })
        .collect()
}

/// Names and contents of the files in `figures/`.
fn repository_figures() -> Vec<(&'static str, Vec<u8>)> {
    let scores = [3.0, 1.0, -3.0];
    let probabilities = softmax(&scores);
    let three = std::array::from_fn(|class| probabilities[class]);
    // The score that makes a probability of 0.6.
    let first = 1.5_f32.ln();
    let tumours = Tumours::draw(300, 1);
    let drawn = [
        ("method.svg", draw_method()),
        ("tumours.svg", tumours.figure_with_law()),
        ("three_classes.svg", draw_three_classes(&scores, &three)),
        ("two_classes.svg", draw_two_classes(first, sigmoid(first))),
        ("two_fits.svg", tumours.fit().figure()),
        ("valve.svg", draw_valve()),
        ("two_boxes.svg", draw_two_boxes()),
        ("classic_networks.svg", draw_classic_networks()),
        ("log.svg", plot_log()),
        ("softmax.svg", plot_softmax(&scores, &probabilities)),
    ];
    let drawn = drawn.into_iter().map(|(name, figure)| (name, figure.svg.into_bytes()));
    std::iter::once(("example_0.jpg", EXAMPLE.to_vec())).chain(drawn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_in_the_repository_are_what_the_code_makes() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../figures");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = Language::English.within(|| write_figures(folder.path().join("new"))).expect("it can be written");
        for path in &made {
            let name = path.file_name().expect("a file's path");
            let kept = std::fs::read(kept.join(name)).unwrap_or_default();
            let is_same = std::fs::read(path).expect("just written") == kept;
            assert!(is_same, "figures/{} is not what the code makes: run `cargo run -- figures`", name.display());
        }
        assert_eq!(
            std::fs::read_dir(kept).expect("the repository's folder").count(),
            made.len(),
            "figures/ holds others"
        );
    }
}
