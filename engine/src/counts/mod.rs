//! What is counted of people and care in a year, and what is owed for it: the words in which the floors above and below
//! talk.
//!
//! Comes in: events, one by one. Goes out: [`Counts`], a [`PanelYear`], years lived; [`Owed`] amounts. Deliberately
//! absent: prices, arms, and who counts.

mod between;
mod counted;
mod owed;
mod panel;
mod years;

pub use counted::{Count, Counts, Layout, MILLION, PlaceItem, PracticeItem, QueueItem, Single};
pub use owed::{Owed, Reason};
pub use panel::PanelYear;
pub use years::{half_cycles_lived, resident_years};
