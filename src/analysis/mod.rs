//! Over replications: summary and comparison.
pub mod rows;
