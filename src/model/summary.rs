//! A network's layers, output shapes, parameters and multiplications, from its type alone: nothing is built or run.

use std::fmt;

use super::layer::{FeatureShape, Layer};
use figures::Table;
use words::text;
use words::written::thousands;

/// One layer of a [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// What the layer is, for example `Conv2d 1→20, 5×5, stride 1, padding 2`.
    pub layer: String,
    /// The shape of its output without the batch, `[C, H, W]` or `[F]`.
    pub output_shape: Vec<usize>,
    /// How many numbers it learns.
    pub parameters: usize,
    /// How many products of a weight and a number it adds up for one image: see [`Summary::multiply_adds`].
    pub multiply_adds: usize,
}

impl LayerSummary {
    pub(super) fn new<Output: FeatureShape>(layer: String, parameters: usize) -> LayerSummary {
        LayerSummary { layer, output_shape: Output::sizes(), parameters, multiply_adds: 0 }
    }

    /// Of a layer each of whose outputs is a sum of so many products.
    pub(super) fn with_products_an_output(self, products: usize) -> LayerSummary {
        let outputs: usize = self.output_shape.iter().product();
        LayerSummary { multiply_adds: outputs * products, ..self }
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

    /// How many products of a weight and a number are added up for one image.
    ///
    /// A multiplication and the addition of its product count as one. A convolution has out_channels × out_height ×
    /// out_width × in_channels × kernel² of them, a linear layer in × out; biases, batch normalisation, activations and
    /// pooling are not counted, as in most published numbers (some count a multiply-add as two operations).
    pub fn multiply_adds(&self) -> usize {
        self.layers.iter().map(|layer| layer.multiply_adds).sum()
    }

    /// The same with fewer lines: a layer that keeps the shape and adds nothing up (batch normalisation, an activation,
    /// dropout) is told on the line of the layer before it.
    ///
    /// ```
    /// use shuzi::model::{Digit, LessonCnn, summary};
    ///
    /// let folded = summary::<LessonCnn, Digit>().folded();
    /// assert_eq!(folded.layers.len(), 6);
    /// assert_eq!(folded.layers[0].layer, "Conv2d 1→20, 5×5, stride 1, padding 2 · ReLU");
    /// assert_eq!(folded.parameters(), 20_350);
    /// ```
    pub fn folded(&self) -> Summary {
        let mut layers: Vec<LayerSummary> = Vec::new();
        for layer in &self.layers {
            match layers.last_mut() {
                Some(last) if layer.multiply_adds == 0 && layer.output_shape == last.output_shape && !layer.joins() => {
                    last.layer += &format!(" · {}", layer.layer.trim_start_matches("↳ "));
                    last.parameters += layer.parameters;
                }
                _ => layers.push(layer.clone()),
            }
        }
        Summary { layers, ..self.clone() }
    }

    fn table(&self) -> Table {
        let head = [
            text!("层", "layer"),
            text!("输出形状", "output shape"),
            text!("参数个数", "parameters"),
            text!("乘加次数", "multiply-adds"),
        ];
        let mut table = Table::new(2, head);
        let input = shape_text(&self.input_shape);
        table.row([text!("输入", "input"), input, String::new(), String::new()]);
        for layer in &self.layers {
            let numbers = [layer.parameters, layer.multiply_adds].map(thousands);
            let [parameters, multiply_adds] = numbers;
            table.row([layer.layer.clone(), shape_text(&layer.output_shape), parameters, multiply_adds]);
        }
        let [parameters, multiply_adds] = [self.parameters(), self.multiply_adds()].map(thousands);
        table.total([text!("合计", "total"), String::new(), parameters, multiply_adds]);
        table
    }

    /// Shows the table in a notebook.
    pub fn evcxr_display(&self) {
        self.table().evcxr_display();
    }
}

impl LayerSummary {
    /// Whether two branches meet here: what follows is told on a line of its own.
    fn joins(&self) -> bool {
        self.layer.starts_with('+')
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}

fn shape_text(sizes: &[usize]) -> String {
    format!("[{}]", sizes.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
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
    fn multiply_adds_are_outputs_times_what_each_sums_up() {
        let summary = summary::<LessonCnn, Digit>();
        let counts: Vec<usize> = summary.layers.iter().map(|layer| layer.multiply_adds).collect();
        assert_eq!(counts, [20 * 28 * 28 * 25, 0, 0, 20 * 14 * 14 * 20 * 25, 0, 0, 0, 980 * 10]);
        assert_eq!(summary.multiply_adds(), 2_361_800);
    }

    #[test]
    fn folding_loses_no_number() {
        let summary = summary::<LessonCnn, Digit>();
        let folded = summary.folded();
        assert_eq!((folded.parameters(), folded.multiply_adds()), (summary.parameters(), summary.multiply_adds()));
        assert!(folded.layers.len() < summary.layers.len());
    }
}
