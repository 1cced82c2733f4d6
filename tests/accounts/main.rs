//! Shipped scenarios against what is published of the real world.
//!
//! Comes in: the scenarios as shipped, simulated or as the cohort twin expects them. Goes out: spending, use and deaths
//! beside published figures, each with its source, and effects beside what studies found. Deliberately absent: whether a
//! source is right.

mod capitation_share;
mod care_acts;
mod deprivation;
mod flanders;
mod published;
mod studies;
#[path = "../town/mod.rs"]
mod town;
mod waiting;
mod zoetermeer;
