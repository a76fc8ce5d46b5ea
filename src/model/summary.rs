//! A network's layers, output shapes and numbers of parameters, from its type alone: nothing is built or run.

use std::fmt;

use super::layer::{FeatureShape, Layer};
use crate::language::text;

/// One layer of a [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// What the layer is, for example `Conv2d 1→20, 5×5, stride 1, padding 2`.
    pub layer: String,
    /// The shape of its output without the batch, `[C, H, W]` or `[F]`.
    pub output_shape: Vec<usize>,
    /// How many numbers it learns.
    pub parameters: usize,
}

impl LayerSummary {
    pub(super) fn new<Output: FeatureShape>(layer: String, parameters: usize) -> LayerSummary {
        LayerSummary { layer, output_shape: Output::sizes(), parameters }
    }
}

/// What [`summary`] tells of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The shape of the input without the batch, `[C, H, W]`.
    pub input_shape: Vec<usize>,
    /// The layers in order.
    pub layers: Vec<LayerSummary>,
}

/// Tells a network's layers, for images of the shape `Input`.
///
/// ```
/// use shuzi::model::{Digit, LessonCnn, summary};
///
/// let summary = summary::<LessonCnn, Digit>();
/// assert_eq!(summary.parameters(), 20_350);
/// assert_eq!(summary.layers[6].output_shape, [980]);
/// ```
pub fn summary<Network: Layer<Input>, Input: FeatureShape>() -> Summary {
    let mut layers = Vec::new();
    Network::describe(&mut layers);
    Summary { input_shape: Input::sizes(), layers }
}

impl Summary {
    /// How many numbers the network learns.
    pub fn parameters(&self) -> usize {
        self.layers.iter().map(|layer| layer.parameters).sum()
    }

    /// The cells of the table: a head, the input, the layers, and the sum.
    fn rows(&self) -> Vec<[String; 3]> {
        let head = [text!("层", "layer"), text!("输出形状", "output shape"), text!("参数个数", "parameters")];
        let input = [text!("输入", "input"), shape_text(&self.input_shape), String::new()];
        let total = [text!("合计", "total"), String::new(), thousands(self.parameters())];
        let layers = self
            .layers
            .iter()
            .map(|layer| [layer.layer.clone(), shape_text(&layer.output_shape), thousands(layer.parameters)]);
        [head, input].into_iter().chain(layers).chain([total]).collect()
    }

    /// Shows the table in a notebook.
    pub fn evcxr_display(&self) {
        let mut html = String::from("<table><thead>");
        let rows = self.rows();
        let last = rows.len() - 1;
        for (index, [layer, shape, parameters]) in rows.iter().enumerate() {
            let tag = if index == 0 || index == last { "th" } else { "td" };
            let align = |side| format!("style=\"text-align:{side}\"");
            html += &format!(
                "<tr><{tag} {}>{layer}</{tag}><{tag} {}>{shape}</{tag}><{tag} {}>{parameters}</{tag}></tr>",
                align("left"),
                align("left"),
                align("right")
            );
            if index == 0 {
                html += "</thead><tbody>";
            }
        }
        html += "</tbody></table>";
        evcxr_runtime::mime_type("text/html").text(html);
        evcxr_runtime::mime_type("text/plain").text(self.to_string());
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.rows();
        let width = |column: usize| rows.iter().map(|row| display_width(&row[column])).max().unwrap_or(0);
        let widths = [width(0), width(1), width(2)];
        let line = "─".repeat(widths.iter().sum::<usize>() + 4);
        for (index, row) in rows.iter().enumerate() {
            if index == 1 || index == rows.len() - 1 {
                writeln!(f, "{line}")?;
            }
            let pad = |column: usize| " ".repeat(widths[column] - display_width(&row[column]));
            writeln!(f, "{}{}  {}{}  {}{}", row[0], pad(0), row[1], pad(1), pad(2), row[2])?;
        }
        Ok(())
    }
}

fn shape_text(sizes: &[usize]) -> String {
    format!("[{}]", sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
}

/// `20350` → `20,350`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).expect("digits are ASCII")).collect();
    groups.join(",")
}

/// Columns on a terminal: a Chinese character takes two.
fn display_width(text: &str) -> usize {
    text.chars().map(|character| if ('\u{2E80}'..='\u{FFEF}').contains(&character) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digit, LessonCnn, RegressionCnn};

    #[test]
    fn the_lesson_network_is_told_from_its_type() {
        let summary = summary::<LessonCnn, Digit>();
        let shapes: Vec<&[usize]> = summary.layers.iter().map(|layer| layer.output_shape.as_slice()).collect();
        let expected: [&[usize]; 8] =
            [&[20, 28, 28], &[20, 28, 28], &[20, 14, 14], &[20, 14, 14], &[20, 14, 14], &[20, 7, 7], &[980], &[10]];
        assert_eq!(shapes, expected);
        let parameters: Vec<usize> = summary.layers.iter().map(|layer| layer.parameters).collect();
        assert_eq!(parameters, [520, 0, 0, 10_020, 0, 0, 0, 9_810]);
        assert_eq!(summary.parameters(), 20_350);
        assert_eq!(super::summary::<RegressionCnn, Digit>().parameters(), 520 + 10_020 + 981);
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(
            ["0", "999", "1,000", "62,378,344"],
            [0, 999, 1000, 62_378_344].map(thousands).each_ref().map(String::as_str)
        );
    }
}
