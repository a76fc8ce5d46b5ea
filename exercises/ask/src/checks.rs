//! The functions behind `check!`.

/// The functions that `check!` calls, one for each task. None is generic: a cell that calls one compiles nothing anew.
macro_rules! checks {
    ($($(#[$doc:meta])* $name:ident($answer:ident: $type:ty) = $task:ident, $call:expr;)+) => {
        $(
            $(#[$doc])*
            pub fn $name($answer: $type) -> $crate::Asked {
                $task.ask(&$call)
            }
        )+
    };
}
pub(crate) use checks;
