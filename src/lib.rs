//! caremix simulates how care in a neighbourhood is paid, person by person, and reports who pays and who gains.
//!
//! The plan of the house: data moves down one way, from what a user wrote to what a user reads, and each folder is one
//! stage of that way. A folder imports only folders above it in this list; feedback (what the last cycle left, the
//! last year's result) travels through time, never through imports, and what `simulation` needs of the `cohort` twin is
//! handed to it as a function. Read [`simulation`]'s year.rs first: it is the
//! whole flow of a year, care and money, on one page, and cycle.rs beside it is that of a cycle.

pub mod base;

pub mod scenario;

pub mod tables;

pub mod counts;

pub mod component;

pub mod system;

pub mod population;

pub mod care;

pub mod provision;

pub mod payment;

pub mod ledger;

pub mod outcome;

pub mod simulation;

pub mod cohort;

pub mod analysis;

pub mod sharing;

pub mod check;

pub mod validation;

pub mod chart;

pub mod report;

pub mod import;

pub mod serve;

pub mod cli;
