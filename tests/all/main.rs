//! What a user of the library relies on. One binary: links are slow.

mod layers;
mod pictures;
mod recipes;
mod staircase;
mod training;
