//! What is wanted: needs that arise, and how complex they are together.
//!
//! Comes in: a block of residents in a cycle. Goes out: the needs that are new or open, [`OpenNeeds`], and their
//! triage; and before it is lived, what it will ask for on average, [`Prospects`]. Deliberately absent: whether anybody
//! answers them, and what that costs.

pub mod arise;
mod outlook;
pub mod triage;

pub use arise::{Event, OpenNeeds};
pub use outlook::{NeedsOutlook, Prospects};
pub use triage::{BlockTriage, TriageLevel};
