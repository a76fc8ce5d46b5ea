//! Training: a network, a dataset and a configuration in, a trained network and its history out.
//!
//! [`fit`] is what a notebook calls: it prints the lesson's loss lines. The command calls [`fit_with`] with an
//! [`Observer`] of its own, which also shows a progress bar and listens to Ctrl-C. A [`Checkpoint`] holds all that a
//! stopped training needs to go on as if it had never stopped.
//!
//! A [`Recipe`] is a training with everything set: [`fit_recipe`] follows it. A [`LossComparison`] says what the losses are
//! worth, each with several learning rates and seeds, and a [`NetworkComparison`] what larger networks are; the command
//! makes both.

mod checkpoint;
mod config;
mod error;
mod fit;
mod history;
mod losses;
mod networks;
mod observer;
mod optimizer;
mod recipe;
mod schedule;
mod setting;

pub use checkpoint::{Checkpoint, Progress};
pub use config::{Evaluation, Resume, TrainConfig};
pub use error::TrainError;
pub use fit::{fit, fit_with, shorten_for_tests};
pub use history::{EpochMetrics, History};
pub use losses::{Conditions, LossComparison, LossRun, RATES};
pub use networks::{Contender, NetworkComparison, NetworkConditions, NetworkResult, NetworkRun, RateTrial};
pub use observer::{InterruptAfter, Observer, Printer, Start, Step};
pub(crate) use optimizer::Optimizer;
pub use optimizer::Sgd;
pub use recipe::{Following, Recipe, Trained, VALIDATION, fit_recipe, fit_recipe_with};
pub use schedule::Schedule;
