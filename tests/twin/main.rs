//! The simulation against its cohort twin: expected values on the same tables.
//!
//! Comes in: shipped and made-up scenarios. Goes out: agreement: to the cent where nothing is random, to nine digits with
//! closed forms, within four standard errors and without a bias where chance decides, and ever closer with more
//! residents where feedback makes the difference. Deliberately absent: figures that are not linear in what happens to
//! residents; `cohort::linear` lists them.

mod chance;
mod deductible;
mod exact;
mod feedback;
mod figures;
mod questions;
#[path = "../town/mod.rs"]
mod town;
mod unknowns;
