//! Figures: plain numbers in, a [`Figure`] out. No tensors and no training; one figure a function.

mod axes;
mod bars;
mod canvas;
mod confusion;
mod curves;
mod digit;
mod figure;
#[cfg(test)]
mod gallery;
mod letters;
mod log;
mod style;

pub use bars::{plot_probabilities, plot_softmax};
pub use confusion::plot_confusion_matrix;
pub use curves::{Curve, plot_accuracy_curve, plot_loss_curve};
pub use digit::plot_image;
pub use figure::Figure;
pub use log::plot_log;
