//! Who lives here: synthesis of the start, health, births, newcomers and leavers, carers.
//!
//! Comes in: a `System` and keys of chance. Goes out: [`Resident`]s, one record each, and how a cycle changes them.
//! Deliberately absent: care and money.

mod census;
pub mod flows;
pub mod health;
mod moment;
pub mod permanent;
mod resident;
pub mod synthesis;

pub use census::Census;
pub use moment::{Moment, PresentResident, ResidentRow, ResidentSlot, StateStep, Wish};
pub use resident::{Purpose, Resident};
