//! What is delivered, and why: access, capabilities and what they change, counts of a cycle.
//!
//! Comes in: the needs of residents. Goes out: [`Counts`](crate::counts::Counts) of units wanted and delivered per channel, and the
//! [`Conditions`] the next cycle finds. Deliberately absent: who pays; prices appear only where a resident's own
//! part depends on what that one person used.

pub mod administration;
pub mod background;
mod book;
mod carry_over;
mod conditions;
pub mod deliver;
pub mod desk;
mod escalate;
mod incentives;
mod integration;
mod person_prices;
mod tasks;

pub use crate::counts::{Count, Counts, Layout, MILLION, PracticeItem, Single};
pub use crate::system::platform::Adoption;
pub use carry_over::{Carried, carry_over};
pub use conditions::Conditions;
pub use incentives::Responses;
pub use person_prices::{Columns, PerColumn, PersonPrice, PersonPrices};
