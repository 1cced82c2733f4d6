//! caremix simulates how care in a neighbourhood is paid, person by person, and reports who pays and who gains.
//!
//! The plan of the house: data moves down one way, from what a user wrote to what a user reads, and each folder is one
//! stage of that way: `base` and `scenario`, packages of their own; those from `tables` to `cohort` in the package
//! `caremix-engine`, in the order of its list and handed on here; and those below. A folder imports only folders above it;
//! feedback (what the last cycle left, the last year's result) travels through time, never through imports, and what
//! `simulation` needs of the `cohort` twin is handed to it as a function. Read [`simulation`]'s year.rs first: it is the
//! whole flow of a year, care and money, on one page, and cycle.rs beside it is that of a cycle.

pub use caremix_engine::{
    base, care, cohort, component, counts, ledger, outcome, payment, population, provision,
    scenario, simulation, system, tables,
};

pub mod analysis;

pub mod sharing;

pub mod check;

pub mod validation;

pub mod chart;

pub mod report;

pub mod import;

pub mod serve;

pub mod cli;
