//! What is delivered, and why: access, capabilities and what they change (`feedback`), counts of a cycle.
//!
//! Comes in: the needs of residents. Goes out: [`Counts`] of units wanted and delivered per channel, and the
//! [`Conditions`] that a cycle finds. Deliberately absent: who pays; prices appear only where a resident's own
//! part depends on what that one person used.

pub mod administration;
mod amounts;
mod approach;
pub mod background;
mod book;
mod conditions;
pub mod deliver;
mod demand;
pub mod desk;
mod escalate;
mod feedback;
mod idle;
mod incentives;
mod integration;
mod limits;
mod lookahead;
mod months;
mod person_prices;
mod places;
mod queue;
mod rationing;
mod subscriptions;
mod tasks;
mod unmet;

pub use crate::counts::{
    Count, Counts, Layout, MILLION, PlaceItem, PracticeItem, QueueItem, Single,
};
pub use crate::tables::platform::Adoption;
pub use conditions::Conditions;
pub use demand::Demand;
pub use feedback::{BegunCycle, CarriedState, CycleFindings, Setting};
pub use idle::lacking_when_idle;
pub use incentives::Responses;
pub use limits::HoursLimits;
pub use lookahead::{harming, looks_ahead};
pub use months::Months;
pub use person_prices::{PerColumn, PersonColumns, PersonPrice, PersonPrices};
pub use places::{Admission, PlacesFindings, PlacesLimits};
pub use queue::{LineAsked, QueueFindings, QueueStanding, Turns};
pub use rationing::{BudgetYear, Rationing, YearRationing};
pub use unmet::Shortfall;
