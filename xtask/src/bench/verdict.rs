//! What the results must hold: both sides do the same work, and ours keeps the limits that the project set itself.

use serde_json::Value;

use super::rounds::best_peer;
use super::statistics::Spread;
use words::text;

/// Losses may differ by this share of theirs, probabilities by as much in themselves.
const DIFFERENCE: f64 = 1e-3;
/// Accuracies after ten epochs, mean over the seeds, may differ by so much: 0.2 points.
const ACCURACY: f64 = 0.002;
/// Ours may take so many MB in ten epochs, and grow by this share after the first.
const MEMORY: f64 = 250.0;
const GROWTH: f64 = 0.05;

/// Why a row compares different things, if it does: then its times mean nothing.
pub fn disagreement(row: &Value) -> Option<String> {
    let peers = row["peers"].as_array()?;
    peers.iter().find_map(|peer| {
        let (id, name, found) = (row["id"].as_str()?, peer["name"].as_str()?, &peer["difference"]);
        let is_compared = row["agreeing"].as_u64().unwrap_or(0) > 0 || !found.is_null();
        // A difference that is no number is written as null.
        (is_compared && !found.as_f64().is_some_and(|found| found <= DIFFERENCE)).then(|| {
            text!(
                "{id}：本库和 {name} 的结果相差 {found}，超过 {DIFFERENCE}，双方做的不是同一件事。",
                "{id}: ours and {name} differ by {found}, more than {DIFFERENCE}: they do not do the same work."
            )
        })
    })
}

/// The limits that are not kept, one sentence each.
pub fn broken_limits(results: &Value) -> Vec<String> {
    let rows = results["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter().filter_map(too_slow).chain(too_much_memory(results)).chain(worse_accuracy(results)).collect()
}

fn too_slow(row: &Value) -> Option<String> {
    let (limit, id) = (row["slower_at_most"].as_f64()?, row["id"].as_str()?);
    let ratio = 1.0 / Spread::read(&best_peer(row)?["ratio"])?.median;
    (ratio > limit).then(|| {
        text!(
            "{id}：本库用的时间是最快对手的 {ratio:.2} 倍，上限是 {limit}。",
            "{id}: ours takes {ratio:.2} times as long as the fastest peer; the limit is {limit}."
        )
    })
}

fn too_much_memory(results: &Value) -> Option<String> {
    let ours = results["memory"].get(0)?;
    let (peak, first, end) = (ours["peak"].as_f64()?, ours["first_epoch"].as_f64()?, ours["end"].as_f64()?);
    (peak > MEMORY || end > first * (1.0 + GROWTH)).then(|| {
        text!(
            "内存：最多 {peak:.0} MB（上限 {MEMORY}），第一轮后 {first:.0} MB，最后 {end:.0} MB。",
            "memory: {peak:.0} MB at most (the limit is {MEMORY}), {first:.0} MB after the first epoch, {end:.0} MB at the end."
        )
    })
}

fn worse_accuracy(results: &Value) -> Option<String> {
    let means: Vec<f64> = results["accuracies"].as_array()?.iter().filter_map(|row| row["mean"].as_f64()).collect();
    let (ours, peers) = means.split_first()?;
    let theirs = peers.iter().copied().find(|theirs| (ours - theirs).abs() > ACCURACY)?;
    Some(text!(
        "十轮后的准确率：本库 {ours:.4}，对手 {theirs:.4}，相差超过 {ACCURACY}。",
        "accuracy after ten epochs: ours {ours:.4}, a peer's {theirs:.4}, more than {ACCURACY} apart."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(difference: Value, ratio: f64) -> Value {
        let spread = |median: f64| json!({ "median": median, "lowest": median, "highest": median });
        let peer = json!({ "name": "x", "difference": difference, "ratio": spread(ratio), "seconds": spread(1.0) });
        json!({ "id": "lenet", "agreeing": 20, "slower_at_most": 2.0, "peers": [peer] })
    }

    #[test]
    fn losses_that_differ_or_are_no_numbers_are_a_disagreement() {
        assert_eq!(disagreement(&row(json!(1e-6), 1.0)), None);
        assert!(disagreement(&row(json!(0.5), 1.0)).unwrap().contains("0.5"));
        assert!(disagreement(&row(Value::Null, 1.0)).is_some());
    }

    #[test]
    fn ours_may_take_twice_as_long_and_no_longer() {
        let limits = |ratio| broken_limits(&json!({ "rows": [row(json!(0.0), ratio)] })).len();
        assert_eq!((limits(4.0), limits(0.6), limits(0.4)), (0, 0, 1));
    }

    #[test]
    fn memory_must_be_small_and_stay_as_it_is() {
        let limits = |peak: f64, first: f64, end: f64| {
            broken_limits(&json!({ "memory": [{ "peak": peak, "first_epoch": first, "end": end }] })).len()
        };
        assert_eq!((limits(120.0, 100.0, 101.0), limits(300.0, 100.0, 100.0), limits(120.0, 100.0, 119.0)), (0, 1, 1));
    }

    #[test]
    fn accuracies_must_lie_within_a_fifth_of_a_point() {
        let limits = |ours: f64| broken_limits(&json!({ "accuracies": [{ "mean": ours }, { "mean": 0.982 }] })).len();
        assert_eq!((limits(0.9835), limits(0.979)), (0, 1));
    }
}
