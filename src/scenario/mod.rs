//! The file as written.
pub mod schema;
