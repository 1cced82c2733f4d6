//! What is wanted: needs that arise, and how complex they are together.
//!
//! Comes in: a block of residents in a cycle. Goes out: the needs that are new or open, [`Open`], and their triage; and before it
//! is lived, what it will ask for on average, [`Prospects`]. Deliberately absent: whether anybody answers them, and what
//! that costs.

pub mod arise;
mod outlook;
pub mod triage;

pub use arise::{Event, Open};
pub use outlook::{Outlook, Prospects};
pub use triage::{Triage, Triaged};
