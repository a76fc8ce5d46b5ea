//! A network's layers as a table, in the reader's language.

use std::fmt;
use std::ops::Deref;

use dfdx_conv::{FeatureShape, Layer, LayerSummary};
use words::text;
use words::written::thousands;

use figures::Table;

/// What [`summary`] tells of a network: [`dfdx_conv::Summary`], told in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary(pub dfdx_conv::Summary);

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
    Summary(dfdx_conv::summary::<Network, Input>())
}

impl Deref for Summary {
    type Target = dfdx_conv::Summary;

    fn deref(&self) -> &dfdx_conv::Summary {
        &self.0
    }
}

impl Summary {
    /// From what it tells: the input's shape and the layers.
    pub fn new(input_shape: Vec<usize>, layers: Vec<LayerSummary>) -> Summary {
        Summary(dfdx_conv::Summary { input_shape, layers })
    }

    /// The same with fewer lines: see [`dfdx_conv::Summary::folded`].
    pub fn folded(&self) -> Summary {
        Summary(self.0.folded())
    }

    fn table(&self) -> Table {
        let head = [
            text!("层", "layer"),
            text!("输出形状", "output shape"),
            text!("参数个数", "parameters"),
            text!("乘加次数", "multiply-adds"),
        ];
        let mut table = Table::new(2, head);
        table.row([text!("输入", "input"), format!("{:?}", self.input_shape), String::new(), String::new()]);
        for line in &self.layers {
            let [parameters, multiply_adds] = [line.parameters, line.multiply_adds].map(thousands);
            table.row([line.layer.clone(), format!("{:?}", line.output_shape), parameters, multiply_adds]);
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

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table().fmt(f)
    }
}
