//! Figures: plain numbers in, a [`Figure`] out. No tensors and no training; one figure a function.
//!
//! A figure shows itself in a notebook, prints as text in a terminal, and saves as SVG.
//! [`write_figures`](crate::illustrations::write_figures) makes those that are kept in the repository's `figures/`.

mod axes;
mod bands;
mod bars;
mod by_time;
mod calibration;
mod canvas;
mod classic_networks;
mod confusion;
mod curve;
mod curves;
mod diagram;
mod digit;
mod example;
mod figure;
#[cfg(test)]
mod gallery;
mod gradients;
pub(crate) mod letters;
mod likelihood;
mod lines;
mod log;
mod method;
mod mosaic;
pub mod pen;
mod pictures;
mod regression;
mod style;
mod three_classes;
mod tumours;
mod two_boxes;
mod valve;

pub use bands::{RunGroup, plot_accuracy_by_epoch, plot_accuracy_by_rate};
pub use bars::{plot_probabilities, plot_softmax};
pub use by_time::plot_accuracy_by_time;
pub use calibration::{CalibrationBar, plot_calibration};
pub use classic_networks::draw_classic_networks;
pub use confusion::plot_confusion_matrix;
pub use curve::Curve;
pub use curves::{plot_accuracy_curve, plot_growth, plot_loss_curve};
pub use digit::plot_image;
pub use example::{draw_zero, example_zero};
pub use figure::Figure;
pub use gradients::{plot_descent, plot_gradients};
pub use likelihood::{plot_likelihood, plot_two_boxes_simulation};
pub use log::plot_log;
pub use method::draw_method;
pub use mosaic::{plot_feature_maps, plot_filters};
pub use pictures::{Captioned, plot_pictures};
pub use regression::plot_regression_outputs;
pub use three_classes::{draw_three_classes, draw_two_classes};
pub use tumours::{BySize, plot_tumours, plot_two_fits};
pub use two_boxes::draw_two_boxes;
pub use valve::draw_valve;
