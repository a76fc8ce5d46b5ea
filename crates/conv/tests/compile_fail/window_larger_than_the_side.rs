// 28 → 24 → 6 by the first two, and then a window of 9.
use dfdx::shapes::Const;
use dfdx_conv::{Conv2d, MaxPool2d, summary};

type Image = (Const<1>, Const<28>, Const<28>);

fn main() {
    summary::<(Conv2d<1, 20, 5>, (MaxPool2d<4, 4>, MaxPool2d<9, 2>)), Image>();
}
