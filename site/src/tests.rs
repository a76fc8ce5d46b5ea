//! The whole way from a notebook to a page.
