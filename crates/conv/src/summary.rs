//! A network's layers, output shapes, parameters and multiplications, from its type alone: nothing is built or run.

use std::fmt;

use crate::layer::{FeatureShape, Layer, LayerSummary};

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
/// use dfdx::shapes::Const;
/// use dfdx_conv::{Conv2d, Flatten, Linear, MaxPool2d, ReLU, summary};
///
/// type Image = (Const<1>, Const<28>, Const<28>);
/// type Network = ((Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>), (Flatten, Linear<3920, 10>));
/// let summary = summary::<Network, Image>();
/// assert_eq!(summary.parameters(), 520 + 39_210);
/// assert_eq!(summary.layers[3].output_shape, [3920]);
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
    /// use dfdx::shapes::Const;
    /// use dfdx_conv::{Conv2d, Flatten, Linear, MaxPool2d, ReLU, summary};
    ///
    /// type Image = (Const<1>, Const<28>, Const<28>);
    /// type Network = ((Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>), (Flatten, Linear<3920, 10>));
    /// let folded = summary::<Network, Image>().folded();
    /// assert_eq!(folded.layers.len(), 4);
    /// assert_eq!(folded.layers[0].layer, "Conv2d 1→20, 5×5, stride 1, padding 2 · ReLU");
    /// assert_eq!(folded.parameters(), 520 + 39_210);
    /// ```
    pub fn folded(&self) -> Summary {
        let mut layers: Vec<LayerSummary> = Vec::new();
        for layer in &self.layers {
            match layers.last_mut() {
                Some(last) if layer.multiply_adds == 0 && layer.output_shape == last.output_shape && !joins(layer) => {
                    last.layer += &format!(" · {}", layer.layer.trim_start_matches("↳ "));
                    last.parameters += layer.parameters;
                }
                _ => layers.push(layer.clone()),
            }
        }
        Summary { layers, ..self.clone() }
    }
}

/// Whether two branches meet in a layer: what follows is told on a line of its own.
fn joins(layer: &LayerSummary) -> bool {
    layer.layer.starts_with('+')
}

/// A table in a terminal: layers and shapes to the left, numbers to the right.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |layer: &str, shape: &[usize], numbers: [usize; 2]| {
            let [parameters, multiply_adds] = numbers.map(|number| number.to_string());
            [layer.to_string(), format!("{shape:?}"), parameters, multiply_adds]
        };
        let mut rows = vec![
            ["layer", "output shape", "parameters", "multiply-adds"].map(str::to_string),
            ["input".into(), format!("{:?}", self.input_shape), String::new(), String::new()],
        ];
        let layers = self.layers.iter();
        rows.extend(layers.map(|line| row(&line.layer, &line.output_shape, [line.parameters, line.multiply_adds])));
        rows.push(["total".into(), String::new(), self.parameters().to_string(), self.multiply_adds().to_string()]);
        let widths: [usize; 4] =
            std::array::from_fn(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0));
        let [layer, shape, parameters, multiply_adds] = widths;
        for [a, b, c, d] in &rows {
            writeln!(f, "{a:<layer$}  {b:<shape$}  {c:>parameters$}  {d:>multiply_adds$}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use dfdx::shapes::Const;

    use super::*;
    use crate::{
        AvgPoolGlobal, BatchNorm2d, Conv2d, Conv2dNoBias, Flatten, GeneralizedResidual, Linear, MaxPool2d, ReLU,
    };

    type Image = (Const<1>, Const<28>, Const<28>);
    type Network = (
        (Conv2d<1, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
        (Conv2d<20, 20, 5, 1, 2>, ReLU, MaxPool2d<2, 2>),
        (Flatten, Linear<980, 10>),
    );

    #[test]
    fn a_network_is_told_from_its_type() {
        let summary = summary::<Network, Image>();
        let shapes: Vec<&[usize]> = summary.layers.iter().map(|layer| layer.output_shape.as_slice()).collect();
        let expected: [&[usize]; 8] =
            [&[20, 28, 28], &[20, 28, 28], &[20, 14, 14], &[20, 14, 14], &[20, 14, 14], &[20, 7, 7], &[980], &[10]];
        assert_eq!(shapes, expected);
        let parameters: Vec<usize> = summary.layers.iter().map(|layer| layer.parameters).collect();
        assert_eq!(parameters, [520, 0, 0, 10_020, 0, 0, 0, 9_810]);
        assert_eq!(summary.parameters(), 20_350);
    }

    #[test]
    fn multiply_adds_are_outputs_times_what_each_sums_up() {
        let summary = summary::<Network, Image>();
        let counts: Vec<usize> = summary.layers.iter().map(|layer| layer.multiply_adds).collect();
        assert_eq!(counts, [20 * 28 * 28 * 25, 0, 0, 20 * 14 * 14 * 20 * 25, 0, 0, 0, 980 * 10]);
        assert_eq!(summary.multiply_adds(), 2_361_800);
    }

    #[test]
    fn folding_loses_no_number() {
        let summary = summary::<Network, Image>();
        let folded = summary.folded();
        assert_eq!((folded.parameters(), folded.multiply_adds()), (summary.parameters(), summary.multiply_adds()));
        assert!(folded.layers.len() < summary.layers.len());
    }

    #[test]
    fn the_table_has_a_line_a_layer_and_the_sums() {
        type Pooled = (AvgPoolGlobal, Linear<1, 2>);
        assert_eq!(
            summary::<Pooled, Image>().to_string(),
            concat!(
                "layer          output shape  parameters  multiply-adds\n",
                "input          [1, 28, 28]                            \n",
                "AvgPoolGlobal  [1]                    0              0\n",
                "Linear 1→2     [2]                    4              2\n",
                "total                                 4              2\n",
            )
        );
    }

    #[test]
    fn a_folded_block_tells_each_branch_on_its_own_lines() {
        type Down = GeneralizedResidual<
            (Conv2dNoBias<64, 128, 3, 2, 1>, BatchNorm2d<128>, ReLU, Conv2dNoBias<128, 128, 3, 1, 1>, BatchNorm2d<128>),
            (Conv2dNoBias<64, 128, 1, 2, 0>, BatchNorm2d<128>),
        >;
        let block = summary::<(Down, ReLU), (Const<64>, Const<56>, Const<56>)>().folded();
        let lines: Vec<&str> = block.layers.iter().map(|layer| layer.layer.as_str()).collect();
        assert_eq!(
            lines,
            [
                "Conv2dNoBias 64→128, 3×3, stride 2, padding 1 · BatchNorm2D 128 · ReLU",
                "Conv2dNoBias 128→128, 3×3, stride 1, padding 1 · BatchNorm2D 128",
                "↳ Conv2dNoBias 64→128, 1×1, stride 2, padding 0 · BatchNorm2D 128",
                "+ ↳ (GeneralizedResidual) · ReLU",
            ]
        );
    }
}
