//! Figures: plain numbers in, a [`Figure`] out. No tensors and no training; one figure a function.

mod axes;
mod bars;
mod canvas;
mod digit;
mod figure;
mod letters;
mod log;
mod style;

pub use bars::{plot_probabilities, plot_softmax};
pub use digit::plot_image;
pub use figure::Figure;
pub use log::plot_log;

#[cfg(test)]
mod gallery {
    /// Writes every figure, in both languages, where a person can look at them: set SHUZI_GALLERY to a folder.
    #[test]
    fn every_figure_is_drawn_in_both_languages() {
        use super::*;
        let Some(folder) = std::env::var_os("SHUZI_GALLERY") else { return };
        for (code, language) in [("zh", crate::Language::Chinese), ("en", crate::Language::English)] {
            language.within(|| {
                let figures =
                    [("log", plot_log()), ("softmax", plot_softmax(&[3.0, 1.0, -3.0], &[0.8789, 0.1189, 0.00218]))];
                for (name, figure) in figures {
                    let path = std::path::Path::new(&folder).join(format!("{name}-{code}.svg"));
                    figure.save(path).expect("the gallery can be written");
                    println!("{figure}\n");
                }
            });
        }
    }
}
