//! Figures in letters, for terminals: bars, lines of small blocks, shades.

use words::width;

/// A bar of blocks, `share` of `columns` long, in eighths of a column; at least a hair line for what is above 0.
pub(crate) fn bar(share: f64, columns: usize) -> String {
    if share.is_nan() || share <= 0.0 {
        return String::new();
    }
    let eighths = ((share.min(1.0) * columns as f64 * 8.0).round() as usize).max(1);
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}

/// A line of small blocks, at most `columns` of them, each as high as the mean of its part of the values.
pub(crate) fn sparkline(values: &[f64], columns: usize) -> String {
    const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let columns = columns.min(values.len());
    let means: Vec<f64> = (0..columns)
        .map(|column| {
            let part = &values[column * values.len() / columns..(column + 1) * values.len() / columns];
            part.iter().sum::<f64>() / part.len() as f64
        })
        .collect();
    let low = means.iter().copied().fold(f64::INFINITY, f64::min);
    let high = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let height = |mean: f64| if high > low { ((mean - low) / (high - low) * 7.0).round() as usize } else { 3 };
    means.into_iter().map(|mean| HEIGHTS[height(mean)]).collect()
}

/// A row for each name, its values (as sparklines so wide at most, and at least `least`) and their ends in words.
pub(crate) fn rows(rows: &[(&str, Vec<f64>, String)], columns: usize, least: usize) -> Vec<String> {
    let name_width = rows.iter().map(|(name, ..)| width::columns(name)).max().unwrap_or(0);
    let row = |(name, values, ends): &(&str, Vec<f64>, String)| {
        let line = width::pad(&sparkline(values, columns), least);
        format!("{}  {line}  {ends}", width::pad(name, name_width))
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_measured_in_eighths_and_show_the_smallest_share() {
        assert_eq!(bar(0.5, 10), "█████");
        assert_eq!(bar(0.0625, 10), "▋");
        assert_eq!(bar(0.0001, 10), "▏");
        assert_eq!(bar(0.0, 10), "");
        assert_eq!(bar(f64::NAN, 10), "");
        assert_eq!(bar(7.0, 3), "███");
    }

    #[test]
    fn sparklines_keep_the_form_of_the_curve() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 40), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[9.0, 9.0, 1.0, 1.0], 2), "█▁");
        assert_eq!(sparkline(&[2.0], 40), "▄");
        assert_eq!(sparkline(&[], 40), "");
    }
}
