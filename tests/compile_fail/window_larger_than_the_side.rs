// 28 → 24 → 6 by the first two, and then a window of 9.
use shuzi::model::{Conv2d, Digit, MaxPool2d, summary};

fn main() {
    summary::<(Conv2d<1, 20, 5>, (MaxPool2d<4, 4>, MaxPool2d<9, 2>)), Digit>();
}
