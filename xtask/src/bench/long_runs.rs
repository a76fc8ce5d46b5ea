//! Trainings of ten epochs: the memory that they take, and where the accuracy ends.

use std::path::Path;

use serde_json::{Value, json};

use super::plan::ten_epochs;
use super::programs::Program;
use words::Outcome;

const SEEDS: [u64; 3] = [1, 2, 3];

/// What runs are made with.
pub struct LongRuns<'a> {
    /// Ours, then the peers.
    pub programs: Vec<&'a Program>,
    /// What `ours prepare` wrote.
    pub folder: &'a Path,
    pub threads: usize,
    /// Whether only their running is tested.
    pub tiny: bool,
}

impl LongRuns<'_> {
    /// MB after the first batches, after the first epoch, and at the end; and the most that it ever was.
    pub fn memory(&self) -> Outcome<Vec<Value>> {
        let row = |program: &&Program| {
            let line = self.run(program, SEEDS[0], false)?;
            let after = line["memory"].as_array().map(Vec::as_slice).unwrap_or_default();
            Ok(json!({
                "name": program.name,
                "first_batches": after.first(),
                "first_epoch": after.get(1),
                "end": after.last(),
                "peak": line["peak_memory"],
            }))
        };
        self.programs.iter().map(row).collect()
    }

    /// Test accuracies after ten epochs, one a seed.
    pub fn accuracies(&self) -> Outcome<Vec<Value>> {
        let row = |program: &&Program| {
            let ends: Outcome<Vec<f64>> = SEEDS.iter().map(|&seed| self.end_accuracy(program, seed)).collect();
            let ends = ends?;
            let mean = ends.iter().sum::<f64>() / ends.len() as f64;
            Ok(json!({ "name": program.name, "seeds": SEEDS, "accuracies": ends, "mean": mean }))
        };
        self.programs.iter().map(row).collect()
    }

    fn end_accuracy(&self, program: &Program, seed: u64) -> Outcome<f64> {
        let line = self.run(program, seed, true)?;
        let last = line["accuracies"].as_array().and_then(|list| list.last()?.as_f64());
        last.ok_or_else(|| format!("{}: {line}", program.name))
    }

    fn run(&self, program: &Program, seed: u64, test: bool) -> Outcome<Value> {
        let work = ten_epochs(seed, test, self.threads);
        program.measure(&if self.tiny { work.tiny() } else { work }, self.folder)
    }
}
