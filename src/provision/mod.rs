//! What is delivered, and why: access, capabilities and what they change, counts of a cycle.
//!
//! Comes in: the needs of residents. Goes out: [`Counts`] of units wanted and delivered per channel, and the
//! [`Conditions`] the next cycle finds. Deliberately absent: who pays; prices appear only where a resident's own
//! part depends on what that one person used.

pub mod administration;
pub mod background;
mod book;
mod carry_over;
mod conditions;
mod counts;
pub mod deliver;
pub mod desk;
mod escalate;
mod incentives;
mod integration;
mod months;
mod person_prices;
mod tasks;

pub use carry_over::{Adoption, Carried, carry_over};
pub use conditions::Conditions;
pub use counts::{Count, Counts, Layout, MILLION, PracticeItem, Single};
pub use escalate::lacking_when_idle;
pub use incentives::Responses;
pub use months::Months;
pub use person_prices::{Columns, PerColumn, PersonPrice, PersonPrices};
