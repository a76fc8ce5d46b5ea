//! What a chore answers.

/// Nothing, or one sentence that says what is wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;
