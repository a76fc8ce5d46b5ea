//! Tables for readers, from the results files: Markdown with both languages in every heading.

use serde_json::Value;

use super::machine::BUSY;
use super::rounds::best_peer;
use super::statistics::Spread;
use words::{Outcome, text};

const BEGIN: &str = "<!-- cargo xtask bench: begin -->";
const END: &str = "<!-- cargo xtask bench: end -->";

/// Replaces what stands between the two markers.
pub fn between_markers(document: &str, tables: &str) -> Outcome<String> {
    let parts = document.split_once(BEGIN).and_then(|(head, rest)| Some((head, rest.split_once(END)?.1)));
    let (head, tail) = parts.ok_or_else(|| {
        text!(
            "benches/README.md 里没有 {BEGIN} 和 {END} 这两行：请补上再运行。",
            "benches/README.md lacks the lines {BEGIN} and {END}: put them back and run again."
        )
    })?;
    Ok(format!("{head}{BEGIN}\n\n{}\n\n{END}{tail}", tables.trim()))
}

/// All that a machine's results say; `figure` is the file with the growth, if it was measured.
pub fn section(results: &Value, figure: Option<&str>) -> String {
    let machine = &results["machine"];
    let word = |name: &str| machine[name].as_str().unwrap_or("?").to_owned();
    let mut text = format!(
        "### {}，{}\n\n{} 核 / {} cores · {} · {} · {}\n",
        word("processor"),
        word("instructions"),
        machine["cores"],
        machine["cores"],
        word("system"),
        word("peers"),
        word("date"),
    );
    if let Some(share) = machine["busy_before"].as_f64().filter(|share| *share > BUSY) {
        let percent = share * 100.0;
        text += &format!(
            "\n**别的程序当时占用了机器的 {percent:.0} % / other programs kept {percent:.0} % of the machine busy.**\n"
        );
    }
    let rows = results["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
    let (growing, plain): (Vec<&Value>, Vec<&Value>) = rows.iter().partition(|row| !row["growth"].is_null());
    text += &times(&plain);
    if !growing.is_empty() {
        text += "\n工作量增长时 / With growing work:\n";
        text += &times(&growing);
    }
    if let Some(figure) = figure {
        text += &format!("\n![每张图用的时间 / time for one image]({figure})\n");
    }
    text + &memory(results) + &accuracies(results)
}

fn times(rows: &[&Value]) -> String {
    let peers = rows.first().and_then(|row| row["peers"].as_array()).map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = peers.iter().filter_map(|peer| peer["name"].as_str()).collect();
    let mut heads = vec!["测量 / measured".to_owned(), "线程 / threads".to_owned(), "本库 / ours".to_owned()];
    heads.extend(names.iter().map(|name| (*name).to_owned()));
    heads.extend(["倍数 / ratio".to_owned(), "结果之差 / difference".to_owned(), "准确率 / accuracy".to_owned()]);
    table(&heads, rows.iter().map(|row| cells(row, &names)))
}

fn cells(row: &Value, names: &[&str]) -> Vec<String> {
    let name = |index: usize| row["name"][index].as_str().unwrap_or("?");
    let peers = row["peers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let peer = |name: &str| peers.iter().find(|peer| peer["name"] == name);
    let mut cells = vec![format!("{}<br>{}", name(0), name(1)), row["threads"].to_string(), time(&row["seconds"])];
    cells.extend(names.iter().map(|name| peer(name).map_or_else(nothing, |peer| time(&peer["seconds"]))));
    cells.push(best_peer(row).map_or_else(nothing, |peer| ratio(&peer["ratio"])));
    let differences = peers.iter().filter_map(|peer| peer["difference"].as_f64());
    cells.push(differences.reduce(f64::max).map_or_else(nothing, |largest| format!("{largest:.1e}")));
    let accuracies: Vec<String> =
        std::iter::once(row).chain(peers).filter_map(|side| percent(&side["accuracy"])).collect();
    cells.push(if accuracies.is_empty() { nothing() } else { accuracies.join(" / ") });
    cells
}

fn memory(results: &Value) -> String {
    let rows = results["memory"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() {
        return String::new();
    }
    let heads = [
        "内存（MB）/ memory (MB)",
        "几批后 / after a few batches",
        "第一轮后 / after the first epoch",
        "十轮后 / after ten",
        "最多 / most",
    ];
    let number = |value: &Value| value.as_f64().map_or_else(nothing, |megabytes| format!("{megabytes:.0}"));
    let cells = |row: &Value| {
        let name = row["name"].as_str().unwrap_or("?").to_owned();
        let numbers = ["first_batches", "first_epoch", "end", "peak"].map(|name| number(&row[name]));
        std::iter::once(name).chain(numbers).collect()
    };
    table(&heads.map(str::to_owned), rows.iter().map(cells))
}

fn accuracies(results: &Value) -> String {
    let rows = results["accuracies"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() {
        return String::new();
    }
    let heads = ["十轮后的准确率 / accuracy after ten epochs", "种子 1、2、3 / seeds 1, 2, 3", "平均 / mean"];
    let cells = |row: &Value| {
        let each = row["accuracies"].as_array().map(Vec::as_slice).unwrap_or_default();
        let each: Vec<String> = each.iter().filter_map(percent).collect();
        vec![row["name"].as_str().unwrap_or("?").to_owned(), each.join(", "), percent(&row["mean"]).unwrap_or_default()]
    };
    table(&heads.map(str::to_owned), rows.iter().map(cells))
}

fn table(heads: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule = format!("|{}\n", "---|".repeat(heads.len()));
    let rows: String = rows.map(|cells| line(&cells)).collect();
    format!("\n{}{rule}{rows}", line(heads))
}

/// `2.66 s (2.60–2.71)`, in the unit that the median asks for.
fn time(spread: &Value) -> String {
    let Some(Spread { median, lowest, highest }) = Spread::read(spread) else { return nothing() };
    let (unit, scale) = match median {
        seconds if seconds >= 1.0 => ("s", 1.0),
        seconds if seconds >= 1e-3 => ("ms", 1e3),
        _ => ("µs", 1e6),
    };
    let number = |seconds: f64| three_digits(seconds * scale);
    format!("{} {unit} ({}–{})", number(median), number(lowest), number(highest))
}

/// `**2.8** (2.7–2.9)`.
fn ratio(spread: &Value) -> String {
    let Some(Spread { median, lowest, highest }) = Spread::read(spread) else { return nothing() };
    format!("**{}** ({}–{})", three_digits(median), three_digits(lowest), three_digits(highest))
}

/// A positive number with about three digits.
fn three_digits(number: f64) -> String {
    let decimals = [10.0, 100.0].iter().filter(|step| number < **step).count();
    format!("{number:.decimals$}")
}

fn percent(share: &Value) -> Option<String> {
    share.as_f64().map(|share| format!("{:.2} %", share * 100.0))
}

fn nothing() -> String {
    "–".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn spread(median: f64) -> Value {
        json!({ "median": median, "lowest": median * 0.9, "highest": median * 1.1 })
    }

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let document = format!("before\n{BEGIN}\nold\n{END}\nafter\n");
        let new = between_markers(&document, "new\n").unwrap();
        assert_eq!(new, format!("before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"));
        assert_eq!(between_markers(&new, "new").unwrap(), new);
        assert!(between_markers("nothing", "new").unwrap_err().contains(BEGIN));
    }

    #[test]
    fn a_time_is_written_in_the_unit_that_fits() {
        assert_eq!(time(&spread(2.0)), "2.00 s (1.80–2.20)");
        assert_eq!(time(&spread(0.0123)), "12.3 ms (11.1–13.5)");
        assert_eq!(time(&spread(150e-6)), "150 µs (135–165)");
        assert_eq!(time(&Value::Null), "–");
    }

    #[test]
    fn the_ratio_is_that_of_the_fastest_peer() {
        let peer = |name: &str, seconds: f64, ratio: f64| json!({ "name": name, "seconds": spread(seconds), "ratio": spread(ratio), "difference": 2e-6, "accuracy": 0.93 });
        let row = json!({
            "name": ["一轮", "one epoch"], "threads": 2, "seconds": spread(2.0), "accuracy": 0.94, "growth": null,
            "peers": [peer("A", 12.0, 6.0), peer("B", 8.0, 4.0)],
        });
        let machine = json!({ "processor": "P", "instructions": "AVX2", "cores": 2 });
        let text = section(&json!({ "machine": machine, "rows": [row] }), None);
        assert!(
            text.contains("| 一轮<br>one epoch | 2 | 2.00 s (1.80–2.20) | 12.0 s (10.8–13.2) | 8.00 s (7.20–8.80) |"),
            "{text}"
        );
        assert!(text.contains("| **4.00** (3.60–4.40) | 2.0e-6 | 94.00 % / 93.00 % / 93.00 % |"), "{text}");
    }

    #[test]
    fn a_busy_machine_is_told_of() {
        let section = |busy: f64| section(&json!({ "machine": { "busy_before": busy } }), None);
        assert!(section(0.4).contains("40 %") && !section(0.02).contains("busy"));
    }

    #[test]
    fn what_was_not_measured_has_no_table() {
        let text = section(&json!({ "machine": {}, "rows": [], "memory": [], "accuracies": [] }), None);
        assert!(!text.contains("MB") && !text.contains("ten epochs"), "{text}");
    }

    #[test]
    fn memory_and_accuracies_are_tables_of_their_own() {
        let memory = json!([{ "name": "ours", "first_batches": 62.2, "first_epoch": 63.0, "end": 63.0, "peak": 65.0 }]);
        let accuracies = json!([{ "name": "ours", "accuracies": [0.9854, 0.9817], "mean": 0.98355 }]);
        let text =
            section(&json!({ "machine": {}, "rows": [], "memory": memory, "accuracies": accuracies }), Some("x.svg"));
        assert!(text.contains("| ours | 62 | 63 | 63 | 65 |"), "{text}");
        assert!(text.contains("| ours | 98.54 %, 98.17 % | 98.36 % |") && text.contains("(x.svg)"), "{text}");
    }
}
