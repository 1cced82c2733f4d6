//! Shipped scenarios against what is published of the real world.
//!
//! Comes in: the scenarios as shipped, simulated or as the cohort twin expects them. Goes out: spending, use and deaths
//! beside published figures, each with its source. Deliberately absent: figures that the scenarios were not made to meet.

mod capitation_share;
mod care_acts;
mod deprivation;
mod flanders;
mod published;
#[path = "../town/mod.rs"]
mod town;
mod waiting;
mod zoetermeer;
