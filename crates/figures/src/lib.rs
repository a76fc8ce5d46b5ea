//! Figures: plain numbers in, a [`Figure`] or a [`Table`] out. No tensors, no data set and no training; one figure a
//! function.
//!
//! A figure shows itself in a notebook, prints as text in a terminal, and saves as SVG. Its words are in the language in
//! force ([`words::Language::current`]), the same numbers give the same bytes, and it says in words what it shows, for
//! those who cannot see it.
//!
//! | modules | what they do |
//! |---|---|
//! | `style`, `canvas` | colours and letters; strokes and texts on a sheet of SVG |
//! | `axes`, `legend`, `lines`, `diagram`, `letters` | what many figures have: axes, names, curves, boxes with arrows, the form for terminals |
//! | `curves`, `bands`, `by_time`, `calibration`, `confusion`, … | plots of what a training measured |
//! | `method`, `valve`, `two_boxes`, `three_classes`, … | the lesson's diagrams |
//! | [`table`] | tables of words and numbers |
//!
//! To look at all of them: `SHUZI_GALLERY=some/folder cargo test -p figures gallery` writes them there.
//!
//! ```
//! use figures::{Curve, plot_loss_curve};
//!
//! let losses = [2.6, 1.1, 0.7, 0.5, 0.4];
//! let points = losses.iter().enumerate().map(|(step, &loss)| (step as f64, loss));
//! let figure = plot_loss_curve(&[Curve::new("cross-entropy", points)]);
//! println!("{figure}");
//! assert!(figure.svg.starts_with("<svg"));
//! ```

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
mod figure;
#[cfg(test)]
mod gallery;
mod gradients;
mod legend;
mod letters;
mod likelihood;
mod lines;
mod log;
mod method;
mod mosaic;
mod pictures;
mod regression;
mod spread;
mod style;
pub mod table;
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
pub use figure::Figure;
pub use gradients::{Progress, plot_descent, plot_gradients};
pub use likelihood::{Simulation, plot_likelihood, plot_two_boxes_simulation};
pub use log::plot_log;
pub use method::draw_method;
pub use mosaic::{plot_feature_maps, plot_filters};
pub use pictures::{Captioned, plot_pictures};
pub use regression::plot_regression_outputs;
pub use spread::Spread;
pub use style::Tone;
pub use table::Table;
pub use three_classes::{draw_three_classes, draw_two_classes};
pub use tumours::{BySize, plot_tumours, plot_two_fits};
pub use two_boxes::draw_two_boxes;
pub use valve::draw_valve;
