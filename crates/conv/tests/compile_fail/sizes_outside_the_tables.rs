// The messages say that the tables end here, and not that a window does not fit.
use dfdx::shapes::Const;
use dfdx_conv::{Conv2d, Flatten, MaxPool2d, summary};

type Image = (Const<1>, Const<28>, Const<28>);

fn main() {
    summary::<Conv2d<1, 2, 12>, Image>();
    summary::<Conv2d<1, 2, 3, 5>, Image>();
    summary::<Conv2d<1, 2, 3, 1, 6>, Image>();
    summary::<Conv2d<1, 2, 3>, (Const<1>, Const<300>, Const<300>)>();
    summary::<MaxPool2d<3, 2, 2>, Image>();
    summary::<(Conv2d<1, 65, 3>, Flatten), Image>();
}
