//! What a user of the library and of the command relies on. One binary: links are slow.

mod command;
mod layers;
mod pictures;
mod recipes;
mod training;
