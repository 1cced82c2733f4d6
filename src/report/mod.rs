//! What a user reads: the files of a run, and the report in the terminal.
//!
//! Comes in: the rows of `analysis`, the resolved scenario, and a folder; replications, to be kept. Goes out: CSV
//! files, run.json, kept replications, and text. Deliberately absent: printing (that is `cli`'s), and arithmetic on
//! replications (that is `analysis`'): what is printed is read back from the files, so a finished run shown again reads
//! exactly as it did the first time.

pub mod batch;
mod beside;
pub mod coalitions;
pub mod columns;
pub mod decide;
pub mod design;
pub mod diff;
mod disciplines;
pub mod expected;
pub mod facts;
pub mod findings;
pub mod folder;
mod growth;
pub mod html;
mod insurers;
mod lock;
pub mod manifest;
mod names;
pub mod numbers;
pub mod outlays;
pub mod parameters;
pub mod part;
mod paths;
pub mod pictures;
pub mod printed;
pub mod reach;
pub mod reading;
mod records;
pub mod sensitivity;
pub mod share;
mod size;
pub mod small;
mod society;
pub mod store;
pub mod structure;
pub mod tables;
pub mod terminal;
pub mod validation;
pub mod writing;
