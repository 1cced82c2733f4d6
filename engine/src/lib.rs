//! The engine of caremix: from a scenario as written to a year of care and money, of a town and of its twin.
//!
//! Comes in: a scenario as written. Goes out: what a run of it counts, owes and pays, year by year. A folder imports
//! only folders above it in this list; `base` and `scenario` are packages of their own, handed on here, and the package `caremix`
//! goes on from there. Deliberately absent: what a scenario may say, comparisons of arms, pictures, pages and commands.

pub use caremix_base as base;
pub use caremix_scenario as scenario;

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
