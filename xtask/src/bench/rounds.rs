//! Measures one work with all programs in turn, several times, and makes a row of the results.

use std::path::Path;

use serde_json::{Value, json};

use super::plan::Work;
use super::programs::Program;
use super::statistics::{Spread, largest_difference, ratios};
use words::Outcome;

/// What a program answered in each round.
struct Answers<'a> {
    name: &'a str,
    lines: Vec<Value>,
}

impl Answers<'_> {
    fn seconds(&self) -> Vec<f64> {
        self.lines.iter().map(|line| line["seconds"].as_f64().unwrap_or(f64::NAN)).collect()
    }

    /// The same in every round: the first one's list of numbers.
    fn list(&self, name: &str) -> Vec<f64> {
        let list = self.lines.first().and_then(|line| line[name].as_array()).map(Vec::as_slice).unwrap_or_default();
        list.iter().map(|number| number.as_f64().unwrap_or(f64::NAN)).collect()
    }

    fn accuracy(&self) -> Option<f64> {
        self.list("accuracies").last().copied()
    }
}

/// Runs each program once a round, and every second round in the opposite order, so that none always comes first.
pub fn row(work: &Work, ours: &Program, peers: &[Program], rounds: usize, folder: &Path) -> Outcome<Value> {
    let programs: Vec<&Program> = std::iter::once(ours).chain(peers).collect();
    let mut answers: Vec<_> =
        programs.iter().map(|program| Answers { name: &program.name, lines: Vec::new() }).collect();
    for round in 0..rounds {
        let forth = 0..programs.len();
        let order: Vec<usize> = if round % 2 == 0 { forth.collect() } else { forth.rev().collect() };
        for index in order {
            answers[index].lines.push(programs[index].measure(work, folder)?);
        }
    }
    Ok(summarise(work, &answers))
}

fn summarise(work: &Work, answers: &[Answers]) -> Value {
    let (ours, peers) = (&answers[0], &answers[1..]);
    let spread = |seconds: &[f64]| Spread::of(seconds).map(Spread::json);
    let peers: Vec<Value> = peers
        .iter()
        .map(|peer| {
            json!({
                "name": peer.name,
                "seconds": spread(&peer.seconds()),
                "ratio": spread(&ratios(&peer.seconds(), &ours.seconds())),
                "difference": difference(work, ours, peer),
                "accuracy": peer.accuracy(),
            })
        })
        .collect();
    json!({
        "id": work.id,
        "name": work.name,
        "images": work.images,
        "threads": work.threads,
        "rounds": ours.lines.len(),
        "agreeing": work.agreeing(),
        "seconds": spread(&ours.seconds()),
        "accuracy": ours.accuracy(),
        "peers": peers,
        "slower_at_most": work.slower_at_most,
        "growth": work.growth,
    })
}

/// How far the two sides' results lie apart: losses as a share, probabilities as they are.
fn difference(work: &Work, ours: &Answers, peer: &Answers) -> Option<f64> {
    let probabilities = (ours.list("probabilities"), peer.list("probabilities"));
    if work.agreeing() > 0 {
        Some(largest_difference(&ours.list("losses"), &peer.list("losses"), work.agreeing()))
    } else if !probabilities.0.is_empty() {
        let apart = probabilities.0.iter().zip(&probabilities.1).map(|(ours, theirs)| (ours - theirs).abs());
        Some(apart.fold(0.0, f64::max))
    } else {
        None
    }
}

/// The peer whose median is the least: a row is judged by it.
pub fn best_peer(row: &Value) -> Option<&Value> {
    let median = |peer: &&Value| Spread::read(&peer["seconds"]).map_or(f64::INFINITY, |spread| spread.median);
    row["peers"].as_array()?.iter().min_by(|one, other| median(one).total_cmp(&median(other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::plan;

    fn answers(name: &'static str, seconds: &[f64], losses: &[f64]) -> Answers<'static> {
        let lines = seconds.iter().map(|seconds| json!({ "seconds": seconds, "losses": losses, "accuracies": [0.9] }));
        Answers { name, lines: lines.collect() }
    }

    #[test]
    fn a_row_has_medians_paired_ratios_and_the_difference_of_the_losses() {
        let work = plan::main_row(2).tiny();
        let losses: Vec<f64> = vec![2.0; 10];
        let (ours, theirs) = (answers("ours", &[1.0, 2.0, 3.0], &losses), answers("x", &[4.0, 8.0, 12.0], &losses));
        let row = summarise(&work, &[ours, theirs]);
        assert_eq!(Spread::read(&row["seconds"]).map(|spread| spread.median), Some(2.0));
        let ratio = Spread { median: 4.0, lowest: 4.0, highest: 4.0 };
        assert_eq!(Spread::read(&row["peers"][0]["ratio"]), Some(ratio));
        assert_eq!((&row["peers"][0]["difference"], &row["accuracy"]), (&json!(0.0), &json!(0.9)));
    }

    #[test]
    fn the_best_peer_is_the_fastest_one() {
        let peer = |name: &str, median: f64| json!({ "name": name, "seconds": { "median": median, "lowest": 0, "highest": 9 } });
        let row = json!({ "peers": [peer("slow", 3.0), peer("fast", 2.0)] });
        assert_eq!(best_peer(&row).map(|peer| &peer["name"]), Some(&json!("fast")));
        assert_eq!(best_peer(&json!({ "peers": [] })), None);
    }
}
