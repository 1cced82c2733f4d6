//! Needs that wait for a discipline: how many are expected to, and for how long (`course`), and which of them have their
//! turn (`turn`).
//!
//! Comes in: needs and hours that a cycle asks for, and hours that there are. Goes out: [`QueueFindings`] of the cycle.
//! Deliberately absent: what is not delivered does (unmet.rs).

mod course;
mod fate;
mod line;
mod published;
mod seen;
mod turn;

pub use course::QueueCourse;
pub(super) use course::QueueCycle;
pub use line::{LineAsked, LineFindings, QueueFindings};
pub(super) use line::{of_channel, of_discipline};
pub use published::PublishedWait;
pub use turn::{QueueStanding, Turns};
