// The messages say that the tables end here, and not that a window does not fit.
use dfdx::shapes::Const;
use shuzi::model::{Conv2d, Digit, Flatten, MaxPool2d, summary};

fn main() {
    summary::<Conv2d<1, 2, 12>, Digit>();
    summary::<Conv2d<1, 2, 3, 5>, Digit>();
    summary::<Conv2d<1, 2, 3, 1, 6>, Digit>();
    summary::<Conv2d<1, 2, 3>, (Const<1>, Const<300>, Const<300>)>();
    summary::<MaxPool2d<3, 2, 2>, Digit>();
    summary::<(Conv2d<1, 65, 3>, Flatten), Digit>();
}
