//! Figures: plain numbers in, a [`Figure`] out. No tensors and no training; one figure a function.
//!
//! A figure shows itself in a notebook, prints as text in a terminal, and saves as SVG. [`write_figures`] makes those
//! that are kept in the repository's `figures/`.

mod axes;
mod bars;
mod by_time;
mod canvas;
mod confusion;
mod curve;
mod curves;
mod digit;
mod example;
mod figure;
#[cfg(test)]
mod gallery;
mod letters;
mod log;
mod mosaic;
pub mod pen;
mod style;

use std::path::{Path, PathBuf};

pub use bars::{plot_probabilities, plot_softmax};
pub use by_time::plot_accuracy_by_time;
pub use confusion::plot_confusion_matrix;
pub use curve::Curve;
pub use curves::{plot_accuracy_curve, plot_growth, plot_loss_curve};
pub use digit::plot_image;
pub use example::{draw_zero, example_zero};
pub use figure::Figure;
pub use log::plot_log;
pub use mosaic::{plot_feature_maps, plot_filters};

use crate::error::{Error, Result};
use crate::language::Language;

/// Writes the figures of the repository into `folder`, made if it is missing, and tells their paths. Their words are
/// Chinese, whatever the language in force, so that the same files come out everywhere.
pub fn write_figures(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
    let folder = folder.as_ref();
    std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
    let files = Language::Chinese.within(repository_figures);
    files
        .into_iter()
        .map(|(name, bytes)| {
            let path = folder.join(name);
            crate::files::write_atomically(&path, &bytes)?;
            Ok(path)
        })
        .collect()
}

/// Names and contents of the files in `figures/`.
fn repository_figures() -> [(&'static str, Vec<u8>); 3] {
    // The softmax of 3, 1 and −3.
    let softmax = plot_softmax(&[3.0, 1.0, -3.0], &[0.878_879_5, 0.118_943_2, 0.002_178_5]);
    [
        ("example_0.jpg", example_zero()),
        ("log.svg", plot_log().svg.into_bytes()),
        ("softmax.svg", softmax.svg.into_bytes()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figures_in_the_repository_are_what_the_code_makes() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("figures");
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
