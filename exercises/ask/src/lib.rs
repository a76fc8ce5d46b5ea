//! Ask: what each exercise asks of an answer. It is all of the exercises that is in a kernel.
//!
//! A learner's answer is code. [`check!`] calls it with questions that a seed draws and keeps what it replies: values,
//! shapes, gradients, what a network says of images. What the replies are worth is for a judge to say, in another process:
//! nothing that knows a right answer is linked here, so no answer can look at it.
//!
//! | module | what it holds |
//! |---|---|
//! | [`question`] | [`Questions`]: drawn by a seed, put to an answer |
//! | `looked_at` | [`Number`], [`Look`]: which of the things that it says at once |
//! | [`reply`] | what an answer gives back, as JSON |
//! | [`asked`] | [`Asked`]: the replies, and the way to a judge |
//! | [`said`] | what a trained network replies |
//! | [`chapter_01`], … | each chapter's questions, and the functions that [`check!`] calls |
//!
//! ```
//! use ask::check;
//!
//! fn my_sigmoid(z: f32) -> f32 {
//!     1.0 / (1.0 + (-z).exp())
//! }
//! let asked = check!(3.3, my_sigmoid);
//! assert_eq!((asked.task, &asked.replies[1]["value"]), ("3.3", &0.5.into()));
//! ```

pub mod asked;
mod checks;
mod dice;
mod looked_at;
mod macros;
pub mod question;
pub mod reply;
pub mod said;

pub mod chapter_01;
pub mod chapter_02;
pub mod chapter_03;
pub mod chapter_04;
pub mod chapter_05;
pub mod chapter_06;
pub mod chapter_07;
pub mod chapter_08;
pub mod homework_2_2;

pub use asked::{Asked, PUBLIC_SEED, REPLIES};
pub use dice::Dice;
pub use looked_at::{Look, Number};
pub use question::{Question, Questions};
pub use reply::Reply;
pub use said::Said;
// For `check!`, wherever it is called.
#[doc(hidden)]
pub use shuzi;
