//! Error types as tables: one row a variant, with its documentation, its fields and its sentence in both languages.

use std::path::{Display, PathBuf};

/// Defines an error type. Each variant has its documentation, its fields and, behind `=>`, what it says; there a path
/// stands for its `display()`, and any other field for a reference to itself. `caused by` names the field that is the
/// [`source`](std::error::Error::source). Behind `or` stand errors of earlier stages that this one may be, each with its
/// `From`.
///
/// ```
/// use std::path::PathBuf;
/// use words::{Language, errors, text};
///
/// errors! {
///     /// What can be wrong with a letter.
///     pub enum LetterError {
///         /// It could not be read.
///         Unreadable { path: PathBuf, source: std::io::Error } caused by source =>
///             text!("读不了 {path}：{source}", "cannot read {path}: {source}");
///         /// It has too many pages.
///         TooLong { pages: usize } => text!("{pages} 页，太长", "{pages} pages are too many");
///     }
/// }
/// errors! {
///     /// What can be wrong with the post.
///     pub enum PostError {
///         /// Nobody lives there.
///         NobodyThere {} => text!("查无此人", "nobody lives there");
///     } or {
///         /// Something about a letter.
///         Letter(LetterError),
///     }
/// }
/// let error = PostError::from(LetterError::TooLong { pages: 7 });
/// assert_eq!(Language::English.within(|| error.to_string()), "7 pages are too many");
/// ```
#[macro_export]
macro_rules! errors {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident {
            $( $(#[$doc:meta])* $variant:ident { $($field:ident: $type:ty),* $(,)? } $(caused by $source:ident)? => $said:expr; )*
        } $(or { $( $(#[$wrapper_doc:meta])* $wrapper:ident($inner:ty), )+ })?
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        #[non_exhaustive]
        $vis enum $name {
            // What a field holds, its variant's documentation says.
            $( $(#[$doc])* #[allow(missing_docs)] $variant { $($field: $type),* }, )*
            $($( $(#[$wrapper_doc])* $wrapper($inner), )+)?
        }

        impl std::fmt::Display for $name {
            #[allow(unused_variables, unused_imports)]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                use $crate::errors::{ShownAsItIs as _, ShownAsPath as _};
                match self {
                    $( $name::$variant { $($field),* } => {
                        $( let $field = $field.shown(); )*
                        f.write_str(&$said)
                    } )*
                    $($( $name::$wrapper(error) => std::fmt::Display::fmt(error, f), )+)?
                }
            }
        }

        impl std::error::Error for $name {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                #[allow(unreachable_patterns)]
                match self {
                    $($( $name::$variant { $source, .. } => Some($source), )?)*
                    // The inner error speaks for the outer one: what caused it is what caused both.
                    $($( $name::$wrapper(error) => std::error::Error::source(error), )+)?
                    _ => None,
                }
            }
        }

        $($( impl From<$inner> for $name {
            fn from(error: $inner) -> $name {
                $name::$wrapper(error)
            }
        } )+)?
    };
}

/// How a path is written into a sentence. Found before [`ShownAsItIs`], which needs one reference more.
#[doc(hidden)]
pub trait ShownAsPath {
    fn shown(&self) -> Display<'_>;
}

impl ShownAsPath for PathBuf {
    fn shown(&self) -> Display<'_> {
        self.display()
    }
}

/// How anything else is.
#[doc(hidden)]
pub trait ShownAsItIs<'a> {
    type Itself: ?Sized;
    fn shown(&self) -> &'a Self::Itself;
}

impl<'a, T: ?Sized> ShownAsItIs<'a> for &'a T {
    type Itself = T;
    fn shown(&self) -> &'a T {
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::{Language, text};
    use std::error::Error;
    use std::path::PathBuf;

    errors! {
        enum Inner {
            /// A file.
            File { path: PathBuf, source: std::io::Error } caused by source => text!("{path}：{source}", "{path}: {source}");
            /// Some bytes.
            Bytes { start: Vec<u8>, name: &'static str } => {
                let start = start.escape_ascii();
                text!("{name} {start}", "{start} of {name}")
            };
        }
    }
    errors! {
        enum Outer {
            /// Nothing.
            Nothing {} => text!("没有", "nothing");
        } or {
            /// Files.
            Inner(Inner),
        }
    }

    #[test]
    fn an_error_speaks_the_language_in_force_and_knows_its_cause() {
        let source = std::io::Error::other("no");
        let outer = Outer::from(Inner::File { path: "a/b".into(), source });
        Language::English.within(|| {
            assert_eq!(outer.to_string(), "a/b: no");
            assert_eq!(Inner::Bytes { start: vec![7], name: "n" }.to_string(), "\\x07 of n");
            assert_eq!(Outer::Nothing {}.to_string(), "nothing");
        });
        assert_eq!(outer.source().expect("it has one").to_string(), "no");
        assert!(Outer::Nothing {}.source().is_none());
    }
}
