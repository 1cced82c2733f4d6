//! Over replications: summary and comparison.
//!
//! Comes in: a finished `Run`. Goes out: the rows of the result files, [`ResultTables`], and what run.json says of each
//! arm. Deliberately absent: writing and printing.

pub mod beside;
mod compare;
pub mod decide;
pub mod decision;
pub mod design;
pub mod disciplines;
pub mod expected;
mod gap;
pub mod insurers;
mod investments;
pub mod layers;
mod luck;
pub mod outlook;
pub mod parameters;
mod practices;
pub mod precision;
pub mod reach;
pub mod real_size;
pub mod result_files;
pub mod rows;
pub mod sensitivity;
mod series;
pub mod society;
pub mod structure;
mod summary;
mod town_luck;
mod variance;

pub use result_files::ResultTables;
pub use summary::{Sink, tables, tables_of};
