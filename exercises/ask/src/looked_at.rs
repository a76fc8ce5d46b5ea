//! What is looked at in an answer that says several things at once.

use std::ops::Range;

use crate::Question;

/// Which of an answer's two numbers is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// The first number.
    First,
    /// The second number.
    Second,
}

impl Number {
    /// Questions for both numbers of each answer, the first numbers being part 0.
    pub(crate) fn both_of<Input: Clone>(inputs: impl IntoIterator<Item = Input>) -> Vec<Question<(Number, Input)>> {
        let both = |input: Input| {
            [Number::First, Number::Second]
                .map(|number| Question { part: number as usize, input: (number, input.clone()) })
        };
        inputs.into_iter().flat_map(both).collect()
    }
}

/// What is looked at in a network. Layers are those with parameters, numbered from 0.
#[derive(Clone, Debug)]
pub enum Look {
    /// Some of the layers.
    Layers(Range<usize>),
    /// The last layers, and that none follow.
    Last(Range<usize>),
    /// What stands between the layers.
    Between,
    /// The shortcut, and the activations.
    Shortcut,
    /// The last layers, that none follow, and the poolings.
    LastAndPoolings(Range<usize>),
}
