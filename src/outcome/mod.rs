//! One replication of one arm added up: outcomes by year, and providers' income beside their cost.
//!
//! Comes in: the counts and conditions of a year, and its ledger. Goes out: values in a fixed order, each with a
//! [`Label`]. Deliberately absent: more than one replication.

mod providers;
mod tally;

pub use providers::{Provider, practices, providers};
pub use tally::{Label, Total, Year, tally};
